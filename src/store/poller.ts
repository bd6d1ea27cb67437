import type { Path } from '../bridge/api';
import { isGone, needsReload } from '../bridge/errors';

const BACKOFF_CAP_MS = 120_000;
/** At this interval or less a run is being watched, also through a swap. */
const CLOSE_WATCH_MS = 2_000;
const CLOSE_WATCH_CAP_MS = 8_000;

export interface Freshness {
	/** Rounds in a row that brought an error; 0 = all is fresh. */
	failures: number;
	error: unknown;
	/** When the oldest of what is watched last answered; null = never. */
	updated_at: number | null;
	/** When the next round is due, in this browser's milliseconds; null = never. */
	retry_at: number | null;
	/** A run is being watched: errors are expected while files are swapped. */
	close_watch: boolean;
}

export interface Surroundings {
	refresh: ( path: Path ) => Promise< void >;
	received_at: ( path: Path ) => number | null;
	is_hidden: () => boolean;
	now: () => number;
}

export interface Poller {
	watch: ( path: Path, interval_ms: number ) => () => void;
	/** Call it when the page becomes visible: what is due by then runs. */
	wake: () => void;
	retry: () => void;
	subscribe: ( listener: () => void ) => () => void;
	freshness: () => Freshness;
}

interface Watcher {
	path: Path;
	interval_ms: number;
	asked: number;
}

const FRESH: Freshness = {
	failures: 0,
	error: null,
	updated_at: null,
	retry_at: null,
	close_watch: false,
};

/** The delay grows from the shortest interval watched. */
export function backoff( interval_ms: number, failures: number ): number {
	return interval_ms <= CLOSE_WATCH_MS
		? Math.min( CLOSE_WATCH_CAP_MS, interval_ms * 2 ** ( failures - 1 ) )
		: Math.min( BACKOFF_CAP_MS, interval_ms * 2 ** failures );
}

/** One timer for every watched path, so that one notice can speak for all. */
export function createPoller( around: Surroundings ): Poller {
	const watchers = new Set< Watcher >();
	const listeners = new Set< () => void >();
	let timer: ReturnType< typeof setTimeout > | null = null;
	let freshness = FRESH;
	let busy = false;

	const dueAt = ( { path, interval_ms, asked }: Watcher ) =>
		Math.max( around.received_at( path ) ?? 0, asked ) + interval_ms;

	function nextRound(): number | null {
		if ( watchers.size === 0 || busy || around.is_hidden() ) {
			return null;
		}
		return freshness.failures > 0
			? freshness.retry_at
			: Math.min( ...[ ...watchers ].map( dueAt ) );
	}

	function schedule() {
		if ( timer !== null ) {
			clearTimeout( timer );
			timer = null;
		}
		const next = nextRound();
		if ( next !== null ) {
			timer = setTimeout(
				() => void round( freshness.failures > 0 ),
				Math.max( 0, next - around.now() )
			);
		}
	}

	async function round( all: boolean ) {
		busy = true;
		const started = around.now();
		const due = [ ...watchers ].filter(
			( watcher ) => all || dueAt( watcher ) <= started
		);
		const errors = await Promise.all(
			[ ...new Set( due.map( ( { path } ) => path ) ) ].map( ask )
		);
		due.forEach( ( watcher ) => ( watcher.asked = started ) );
		busy = false;
		settle( errors.find( ( error ) => error !== null ) ?? null );
		schedule();
	}

	async function ask( path: Path ): Promise< unknown > {
		try {
			await around.refresh( path );
			return null;
		} catch ( error ) {
			if ( ! isGone( error ) ) {
				return error;
			}
			// It is gone for good: its own place on the screen says so.
			watchers.forEach( ( watcher ) => {
				if ( watcher.path === path ) {
					watchers.delete( watcher );
				}
			} );
			return null;
		}
	}

	function settle( error: unknown ) {
		if ( error === null && freshness.failures === 0 ) {
			return;
		}
		const interval_ms = Math.min(
			...[ ...watchers ].map( ( watcher ) => watcher.interval_ms )
		);
		const failures = freshness.failures + 1;
		const ages = [ ...watchers ].flatMap(
			( { path } ) => around.received_at( path ) ?? []
		);
		freshness =
			error === null
				? FRESH
				: {
						failures,
						error,
						updated_at:
							ages.length > 0 ? Math.min( ...ages ) : null,
						retry_at: needsReload( error )
							? null
							: around.now() + backoff( interval_ms, failures ),
						close_watch: interval_ms <= CLOSE_WATCH_MS,
					};
		listeners.forEach( ( listener ) => listener() );
	}

	return {
		watch( path, interval_ms ) {
			const never = around.received_at( path ) === null;
			// The first read is the resolver's.
			const asked = never ? around.now() : 0;
			const watcher = { path, interval_ms, asked };
			watchers.add( watcher );
			schedule();
			return () => {
				watchers.delete( watcher );
				schedule();
			};
		},
		wake: schedule,
		retry() {
			if ( ! busy ) {
				void round( true );
			}
		},
		subscribe( listener ) {
			listeners.add( listener );
			return () => listeners.delete( listener );
		},
		freshness: () => freshness,
	};
}
