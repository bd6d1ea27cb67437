import { useMemo, useSyncExternalStore } from '@wordpress/element';
import { addQueryArgs } from '@wordpress/url';

export const TABS = [
	'overview',
	'health',
	'kpis',
	'alerts',
	'queue',
	'entry',
	'flags',
	'rollback',
	'journal',
	'settings',
] as const;

export type Tab = ( typeof TABS )[ number ];

export interface Route {
	tab: Tab;
	/** A row to show: a probe, a KPI, a queue, a flag. */
	focus: string | null;
	/** A flag whose dialog is to be opened: `flag` or `flag/scope`. */
	change: string | null;
	/** A work state to list; `all` lists also alerts that are over. */
	state: string | null;
	/** A run to show. */
	run: number | null;
	/** An entry whose story is told. */
	entry: number | null;
	/** A decision at its own address. */
	decision: number | null;
	/** A part of a KPI: a group, a form, a channel. */
	scope: string | null;
	/** How far back a KPI is shown. */
	window: string | null;
	/** A page of its own in a tab: the recovery card. */
	view: string | null;
}

export type Target = { tab: Tab } & Partial< Omit< Route, 'tab' > >;

const NAVIGATED = 'smartalloc-ops:navigated';

function positive( typed: string | null ): number | null {
	const number = Number( typed );
	return Number.isSafeInteger( number ) && number > 0 ? number : null;
}

export function parseRoute( search: string ): Route {
	const query = new URLSearchParams( search );
	const asked = query.get( 'tab' );
	return {
		tab: TABS.find( ( tab ) => tab === asked ) ?? 'overview',
		focus: query.get( 'focus' ),
		change: query.get( 'change' ),
		state: query.get( 'state' ),
		run: positive( query.get( 'run' ) ),
		entry: positive( query.get( 'entry' ) ),
		decision: positive( query.get( 'decision' ) ),
		scope: query.get( 'scope' ),
		window: query.get( 'window' ),
		view: query.get( 'view' ),
	};
}

/** Keeps `page`, as wp-admin needs it, and drops everything else. */
export function routeHref( search: string, target: Target ): string {
	const page = new URLSearchParams( search ).get( 'page' );
	const asked = Object.entries( target ).filter(
		( [ , value ] ) => value !== null && value !== undefined
	);
	return addQueryArgs( '', {
		...( page !== null && { page } ),
		...Object.fromEntries( asked ),
	} );
}

/** The search part of a link into our own page, else null. */
export function ownSearch( href: string, location: Location ): string | null {
	const url = new URL( href, location.href );
	const same =
		url.origin === location.origin &&
		url.pathname === location.pathname &&
		url.searchParams.get( 'page' ) ===
			new URLSearchParams( location.search ).get( 'page' );
	return same ? url.search : null;
}

let visits = 0;

export function navigate( search: string ) {
	visits += 1;
	window.history.pushState( null, '', search );
	window.dispatchEvent( new Event( NAVIGATED ) );
}

/** Without a new entry in the history: for what a dialog did on its own. */
export function replaceRoute( target: Target ) {
	window.history.replaceState(
		null,
		'',
		routeHref( window.location.search, target )
	);
	window.dispatchEvent( new Event( NAVIGATED ) );
}

function subscribe( listener: () => void ) {
	window.addEventListener( 'popstate', listener );
	window.addEventListener( NAVIGATED, listener );
	return () => {
		window.removeEventListener( 'popstate', listener );
		window.removeEventListener( NAVIGATED, listener );
	};
}

/** The search part of the address as it is now. */
export function useSearch(): string {
	return useSyncExternalStore( subscribe, () => window.location.search );
}

export function useRoute(): Route {
	const search = useSearch();
	return useMemo( () => parseRoute( search ), [ search ] );
}

/** Grows with each link that was followed, also with one to where we are. */
export function useVisit(): number {
	return useSyncExternalStore( subscribe, () => visits );
}
