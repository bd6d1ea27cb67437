import { useDispatch, useSelect } from '@wordpress/data';
import { useCallback } from '@wordpress/element';

import type { Path, Resources } from '../bridge/api';
import { store } from './index';

export interface Live< T > {
	/** The last good answer; stays while later reads fail. */
	data: T | undefined;
	/** Why the last first read failed, or null. */
	error: unknown;
	received_at: number | null;
	reload: () => void;
}

/** Reads a path through the store; null reads nothing. */
export function useResource< P extends Path >(
	path: P | null
): Live< Resources[ P ] > {
	const { invalidateResolution } = useDispatch( store );
	const live = useSelect(
		( select ) => {
			if ( path === null ) {
				return { data: undefined, error: null, received_at: null };
			}
			const selectors = select( store );
			selectors.getResource( path );
			return {
				data: selectors.getResources()[ path ],
				error: selectors.getResolutionError( 'getResource', [ path ] ),
				received_at: selectors.getReceivedAt( path ),
			};
		},
		[ path ]
	);
	const reload = useCallback( () => {
		if ( path !== null ) {
			void invalidateResolution( 'getResource', [ path ] );
		}
	}, [ path, invalidateResolution ] );
	return { ...live, reload };
}
