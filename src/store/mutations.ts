import type { Resources } from '../bridge/api';
import { asApiError } from '../bridge/errors';
import type { Run } from '../bridge/types';
import { withRun } from './patches';
import type { Thunk } from './types';

/** Keeps what a mutation has answered with. */
export function accept( { dispatch }: Thunk, entries: Partial< Resources > ) {
	dispatch( { type: 'RECEIVE', entries, at: Date.now(), mutation: true } );
	// Whatever is on screen is asked for afresh, the overview above all.
	dispatch.invalidateResolutionForStoreSelector( 'getResource' );
}

/** A lost race is rethrown, and the run that is there is kept. */
export function changeRun( ask: () => Promise< Run > ) {
	return async ( thunk: Thunk ): Promise< Run > => {
		try {
			const run = await ask();
			accept( thunk, withRun( thunk.select.getResources(), run ) );
			return run;
		} catch ( error ) {
			const present = asApiError( error )?.data?.run;
			if ( present ) {
				accept(
					thunk,
					withRun( thunk.select.getResources(), present )
				);
			}
			throw error;
		}
	};
}
