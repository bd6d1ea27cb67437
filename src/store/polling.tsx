import { useDispatch, useRegistry } from '@wordpress/data';
import {
	createContext,
	useContext,
	useEffect,
	useState,
	useSyncExternalStore,
} from '@wordpress/element';
import type { ReactNode } from 'react';

import type { Path, Resources } from '../bridge/api';
import { store } from './index';
import { createPoller, type Freshness, type Poller } from './poller';
import { useResource, type Live } from './use-resource';

export const POLL_MS = 10_000;
export const RUN_POLL_MS = 2_000;

const PollerContext = createContext< Poller | null >( null );

export function PollingProvider( { children }: { children: ReactNode } ) {
	const registry = useRegistry();
	const { refresh } = useDispatch( store );
	const [ poller ] = useState( () =>
		createPoller( {
			refresh,
			received_at: ( path ) =>
				registry.select( store ).getReceivedAt( path ),
			is_hidden: () => document.hidden,
			now: Date.now,
		} )
	);
	useEffect( () => {
		document.addEventListener( 'visibilitychange', poller.wake );
		return () => {
			document.removeEventListener( 'visibilitychange', poller.wake );
		};
	}, [ poller ] );
	return (
		<PollerContext.Provider value={ poller }>
			{ children }
		</PollerContext.Provider>
	);
}

function usePoller(): Poller {
	const poller = useContext( PollerContext );
	if ( ! poller ) {
		throw new Error( 'PollingProvider is missing.' );
	}
	return poller;
}

/** Reads a path and keeps it fresh while the component is on screen. */
export function useLive< P extends Path >(
	path: P | null,
	interval_ms: number = POLL_MS
): Live< Resources[ P ] > {
	const poller = usePoller();
	useEffect(
		() => ( path === null ? undefined : poller.watch( path, interval_ms ) ),
		[ poller, path, interval_ms ]
	);
	return useResource( path );
}

export function useFreshness(): Freshness & { retry: () => void } {
	const poller = usePoller();
	const freshness = useSyncExternalStore(
		poller.subscribe,
		poller.freshness
	);
	return { ...freshness, retry: poller.retry };
}
