import type { Path, Resources } from '../bridge/api';

export interface State {
	/** The last good answer of each path; never emptied by an error. */
	resources: Partial< Resources >;
	/** When each path last answered, in this browser's milliseconds. */
	received: Record< string, number >;
	/** Counts mutations, so that a read that began before one can be told. */
	epoch: number;
}

export type Action = {
	type: 'RECEIVE';
	entries: Partial< Resources >;
	at: number;
	mutation: boolean;
};

/** What our thunks use of the store; its own descriptor would be circular. */
export interface Thunk {
	dispatch: {
		( action: Action ): unknown;
		refresh: ( path: Path ) => Promise< void >;
		invalidateResolutionForStoreSelector: (
			selector: 'getResource'
		) => unknown;
	};
	select: {
		getResources: () => Partial< Resources >;
		getEpoch: () => number;
	};
}
