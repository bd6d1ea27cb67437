import type { Action, State } from './types';

export const INITIAL_STATE: State = { resources: {}, received: {}, epoch: 0 };

export function reducer(
	state: State = INITIAL_STATE,
	action: Action | { type: '@@INIT' }
): State {
	if ( action.type !== 'RECEIVE' ) {
		return state;
	}
	const received = { ...state.received };
	for ( const path of Object.keys( action.entries ) ) {
		const before = received[ path ];
		// A patch does not make the rest of what it patched any newer.
		received[ path ] =
			action.mutation && before !== undefined ? before : action.at;
	}
	return {
		resources: { ...state.resources, ...action.entries },
		received,
		epoch: state.epoch + ( action.mutation ? 1 : 0 ),
	};
}
