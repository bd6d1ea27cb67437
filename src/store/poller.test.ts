import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { paths, type Path } from '../bridge/api';
import { apiError, HTML_ANSWER } from '../fixtures/server';
import { backoff, createPoller } from './poller';

const START = Date.parse( '2026-10-05T11:00:00Z' );

/** A site of which the test says whether it answers and is looked at. */
function around() {
	const received = new Map< Path, number >();
	const site: { hidden: boolean; error: unknown; asked: Path[] } = {
		hidden: false,
		error: null,
		asked: [],
	};
	const poller = createPoller( {
		refresh: ( path ) => {
			site.asked.push( path );
			if ( site.error !== null ) {
				// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- api-fetch rejects with plain objects.
				return Promise.reject( site.error );
			}
			received.set( path, Date.now() );
			return Promise.resolve();
		},
		received_at: ( path ) => received.get( path ) ?? null,
		is_hidden: () => site.hidden,
		now: Date.now,
	} );
	received.set( paths.overview, START );
	received.set( paths.queues, START );
	return { site, poller };
}

beforeEach( () => {
	vi.useFakeTimers( { now: START } );
} );
afterEach( () => {
	vi.useRealTimers();
} );

describe( 'polling', () => {
	it( 'asks again after each interval', async () => {
		const { site, poller } = around();
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 9_999 );
		expect( site.asked ).toHaveLength( 0 );
		await vi.advanceTimersByTimeAsync( 20_001 );
		expect( site.asked ).toHaveLength( 3 );
	} );

	it( 'asks at once for what is older than its interval', async () => {
		const { site, poller } = around();
		await vi.advanceTimersByTimeAsync( 60_000 );
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 1 );
		expect( site.asked ).toEqual( [ paths.overview ] );
	} );

	it( 'asks for a path once, however many parts of the screen watch it', async () => {
		const { site, poller } = around();
		poller.watch( paths.overview, 10_000 );
		const unwatch = poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 10_000 );
		expect( site.asked ).toHaveLength( 1 );
		unwatch();
		await vi.advanceTimersByTimeAsync( 10_000 );
		expect( site.asked ).toHaveLength( 2 );
	} );

	it( 'ends when nobody watches any more', async () => {
		const { site, poller } = around();
		poller.watch( paths.overview, 10_000 )();
		await vi.advanceTimersByTimeAsync( 60_000 );
		expect( site.asked ).toHaveLength( 0 );
	} );

	it( 'pauses while the page is hidden, and catches up when it is seen', async () => {
		const { site, poller } = around();
		site.hidden = true;
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 300_000 );
		expect( site.asked ).toHaveLength( 0 );
		site.hidden = false;
		poller.wake();
		await vi.advanceTimersByTimeAsync( 1 );
		expect( site.asked ).toHaveLength( 1 );
	} );
} );

describe( 'a site that does not answer', () => {
	it( 'is asked less and less often, up to a cap', async () => {
		const { site, poller } = around();
		site.error = HTML_ANSWER;
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 10_000 );
		expect( poller.freshness().retry_at ).toBe( START + 30_000 );
		await vi.advanceTimersByTimeAsync( 20_000 );
		expect( poller.freshness().retry_at ).toBe( START + 70_000 );
		expect( backoff( 10_000, 20 ) ).toBe( 120_000 );
	} );

	it( 'is said to be stale since its last answer', async () => {
		const { site, poller } = around();
		const heard = vi.fn();
		poller.subscribe( heard );
		site.error = HTML_ANSWER;
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 10_000 );
		expect( heard ).toHaveBeenCalledTimes( 1 );
		expect( poller.freshness() ).toMatchObject( {
			failures: 1,
			error: HTML_ANSWER,
			updated_at: START,
		} );
	} );

	it( 'is fresh again with the first good answer', async () => {
		const { site, poller } = around();
		site.error = HTML_ANSWER;
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 10_000 );
		site.error = null;
		await vi.advanceTimersByTimeAsync( 20_000 );
		expect( poller.freshness().failures ).toBe( 0 );
	} );

	it( 'is asked at once when the person wishes it', async () => {
		const { site, poller } = around();
		site.error = HTML_ANSWER;
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 10_000 );
		site.error = null;
		poller.retry();
		await vi.advanceTimersByTimeAsync( 1 );
		expect( poller.freshness().failures ).toBe( 0 );
	} );

	it( 'is retried after 2 s while a run is watched, as in a swap', async () => {
		const { site, poller } = around();
		site.error = HTML_ANSWER;
		poller.watch( paths.run( 12 ), 2_000 );
		await vi.advanceTimersByTimeAsync( 2_000 );
		expect( poller.freshness() ).toMatchObject( {
			close_watch: true,
			retry_at: START + 4_000,
		} );
		expect( backoff( 2_000, 9 ) ).toBe( 8_000 );
	} );

	it( 'is not asked again once the session is over', async () => {
		const { site, poller } = around();
		site.error = {
			code: 'rest_cookie_invalid_nonce',
			message: 'Cookie check failed',
			data: { status: 403 },
		};
		poller.watch( paths.overview, 10_000 );
		await vi.advanceTimersByTimeAsync( 600_000 );
		expect( site.asked ).toHaveLength( 1 );
		expect( poller.freshness().retry_at ).toBeNull();
	} );

	it( 'goes on asking when core says that there is no such route: a swap may have taken it away', async () => {
		const { site, poller } = around();
		site.error = {
			code: 'rest_no_route',
			message: 'No route was found.',
			data: { status: 404 },
		};
		poller.watch( paths.run( 12 ), 2_000 );
		await vi.advanceTimersByTimeAsync( 5_000 );
		expect( poller.freshness().close_watch ).toBe( true );
		site.error = null;
		await vi.advanceTimersByTimeAsync( 60_000 );
		expect( poller.freshness().failures ).toBe( 0 );
		expect( site.asked.length ).toBeGreaterThan( 2 );
	} );

	it( 'does not make the rest stale when one path is gone', async () => {
		const { site, poller } = around();
		site.error = apiError( 404, 'There is no run 99.' );
		poller.watch( paths.run( 99 ), 10_000 );
		await vi.advanceTimersByTimeAsync( 60_000 );
		expect( site.asked ).toHaveLength( 1 );
		expect( poller.freshness().failures ).toBe( 0 );
	} );
} );
