import {
	createContext,
	useContext,
	useSyncExternalStore,
} from '@wordpress/element';
import type { ReactNode } from 'react';

import { parseInstant } from './bridge/time';
import type { Capability, Overview, Site } from './bridge/types';

interface SiteValue {
	site: Site;
	/** How far this computer's clock is behind the site's, in milliseconds. */
	skew_ms: number;
}

/** Below this, the difference is the network's and not the clock's. */
const SKEW_TOLERANCE_MS = 30_000;

/** Until the overview answers: UTC, and the server decides what is allowed. */
const UNKNOWN_SITE: Site = {
	name: '',
	zone: '+00:00',
	offset_minutes: 0,
	locale: 'en_US',
	is_rtl: false,
	release: null,
	ops_version: '',
	capabilities: {
		smartalloc_ops_view: true,
		smartalloc_ops_operate: true,
		smartalloc_ops_flags: true,
		smartalloc_ops_release: true,
		smartalloc_ops_rollback: true,
		smartalloc_ops_settings: true,
		update_plugins: true,
	},
};

const SiteContext = createContext< SiteValue >( {
	site: UNKNOWN_SITE,
	skew_ms: 0,
} );

export function clockSkew(
	generated_at: string,
	received_at: number | null
): number {
	const generated = parseInstant( generated_at );
	if ( generated === null || received_at === null ) {
		return 0;
	}
	const skew = generated - received_at;
	return Math.abs( skew ) < SKEW_TOLERANCE_MS ? 0 : skew;
}

interface SiteProviderProps {
	overview: Overview | undefined;
	received_at: number | null;
	children: ReactNode;
}

export function SiteProvider( {
	overview,
	received_at,
	children,
}: SiteProviderProps ) {
	const value = overview
		? {
				site: overview.site,
				skew_ms: clockSkew( overview.generated_at, received_at ),
			}
		: { site: UNKNOWN_SITE, skew_ms: 0 };
	return (
		<SiteContext.Provider value={ value }>
			{ children }
		</SiteContext.Provider>
	);
}

export function useSite(): Site {
	return useContext( SiteContext ).site;
}

export function useCan( capability: Capability ): boolean {
	return useSite().capabilities[ capability ];
}

const listeners = new Set< () => void >();
let ticker: ReturnType< typeof setInterval > | undefined;

function subscribe( listener: () => void ) {
	if ( listeners.size === 0 ) {
		ticker = setInterval(
			() => listeners.forEach( ( notify ) => notify() ),
			1000
		);
	}
	listeners.add( listener );
	return () => {
		listeners.delete( listener );
		if ( listeners.size === 0 ) {
			clearInterval( ticker );
		}
	};
}

/** The site's present instant; the component renders again once a step. */
export function useNow( step_ms: number = 1000 ): number {
	const { skew_ms } = useContext( SiteContext );
	return useSyncExternalStore(
		subscribe,
		() => Math.floor( ( Date.now() + skew_ms ) / step_ms ) * step_ms
	);
}
