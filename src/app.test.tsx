import { RegistryProvider } from '@wordpress/data';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { App } from './app';
import { FLAGS } from './fixtures/flags';
import { GOOD_DAY } from './fixtures/overview';
import { freshRegistry } from './fixtures/render';
import { READINESS, run } from './fixtures/runs';
import { fail, fakeServer, HTML_ANSWER, reply } from './fixtures/server';
import { clockSkew } from './site';

function show( search = '' ) {
	window.history.replaceState( null, '', `?page=smartalloc-ops${ search }` );
	return render(
		<RegistryProvider value={ freshRegistry() }>
			<App />
		</RegistryProvider>
	);
}

const HEADLINE = GOOD_DAY.headline.text;
const tab = ( name: string ) =>
	within(
		screen.getByRole( 'navigation', { name: 'SmartAlloc Ops' } )
	).getByRole( 'link', { name } );

async function pass( ms: number ) {
	await act( () => vi.advanceTimersByTimeAsync( ms ) );
}

afterEach( () => {
	vi.useRealTimers();
} );

describe( 'the screen', () => {
	it( 'has one main heading, and asks first for what the server preloads', async () => {
		const server = fakeServer( { 'GET /overview': reply( GOOD_DAY ) } );
		show();
		await screen.findByText( HEADLINE );
		expect( screen.getAllByRole( 'heading', { level: 1 } ) ).toHaveLength(
			1
		);
		expect( server.calls[ 0 ] ).toMatchObject( {
			method: 'GET',
			path: '/overview',
		} );
	} );

	it( 'changes tab and address without loading the page', async () => {
		fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'GET /flags': reply( { items: FLAGS } ),
		} );
		show();
		await screen.findByText( HEADLINE );
		await userEvent.click( tab( 'Flags' ) );
		await screen.findByRole( 'button', { name: 'Change… Comms' } );
		expect( window.location.search ).toBe(
			'?page=smartalloc-ops&tab=flags'
		);
		expect( tab( 'Flags' ).getAttribute( 'aria-current' ) ).toBe( 'page' );
	} );

	it( 'opens the dialog that a link asks for', async () => {
		fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'GET /flags': reply( { items: FLAGS } ),
		} );
		show( '&tab=flags&change=comms' );
		expect(
			await screen.findByRole( 'dialog', { name: 'Comms' } )
		).toBeTruthy();
	} );

	it( 'keeps the other tabs usable when the overview does not answer', async () => {
		fakeServer( {
			'GET /overview': fail( HTML_ANSWER ),
			'GET /flags': reply( { items: FLAGS } ),
		} );
		show( '&tab=flags' );
		expect(
			await screen.findByRole( 'button', { name: 'Change… Comms' } )
		).toBeTruthy();
	} );

	it( 'says why, and offers another try, when nothing came at all', async () => {
		const server = fakeServer( { 'GET /overview': fail( HTML_ANSWER ) } );
		show();
		const again = await screen.findByRole( 'button', {
			name: 'Try again',
		} );
		server.on( 'GET /overview', reply( GOOD_DAY ) );
		await userEvent.click( again );
		expect( await screen.findByText( HEADLINE ) ).toBeTruthy();
	} );
} );

describe( 'a site that stops answering', () => {
	async function lose() {
		vi.useFakeTimers();
		const server = fakeServer( { 'GET /overview': reply( GOOD_DAY ) } );
		show();
		await pass( 10 );
		server.on( 'GET /overview', fail( HTML_ANSWER ) );
		await pass( 10_000 );
		return server;
	}

	it( 'keeps the last good data and says how old it is and when the next try comes', async () => {
		await lose();
		expect( screen.getByText( HEADLINE ) ).toBeTruthy();
		expect(
			screen.getByText( /Last updated 10 s ago\. Retrying in 20 s\./ )
		).toBeTruthy();
		await pass( 5_000 );
		expect(
			screen.getByText( /Last updated 15 s ago\. Retrying in 15 s\./ )
		).toBeTruthy();
	} );

	it( 'no longer says "good" after a minute', async () => {
		await lose();
		expect( screen.getAllByText( 'Good' ) ).toHaveLength( 1 );
		await pass( 60_000 );
		expect( screen.queryByText( 'Good' ) ).toBeNull();
		expect(
			screen.getByText( /Unknown; at .* it was: Good/ )
		).toBeTruthy();
	} );

	it( 'is expected while a rollback runs, and retried after 2 s', async () => {
		// Loaded before the clock stands still: a lazy tab comes over the wire.
		await import( './screens/rollback/rollback-screen' );
		vi.useFakeTimers();
		const active = run();
		const server = fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'GET /rollbacks/readiness': reply( { ...READINESS, active } ),
			'GET /runs/12': reply( active ),
			'GET /runs?kind=rollback&per_page=25': reply( {
				items: [],
				next_before: null,
			} ),
		} );
		show( '&tab=rollback' );
		// Each pass renders once at its end: the tab, its data, the run.
		await pass( 10 );
		await pass( 10 );
		await pass( 10 );
		server.on( 'GET /runs/12', fail( HTML_ANSWER ) );
		await pass( 2_000 );
		expect(
			screen.getByText( /The site is being swapped: this is expected/ )
				.textContent
		).toContain( 'Retrying in 2 s.' );
		expect( screen.getByText( active.headline ) ).toBeTruthy();
	} );

	it( 'is fresh again as soon as it answers', async () => {
		const server = await lose();
		server.on( 'GET /overview', reply( GOOD_DAY ) );
		await pass( 20_000 );
		expect( screen.queryByText( /Last updated/ ) ).toBeNull();
	} );
} );

describe( 'the clock', () => {
	const at = Date.parse( '2026-10-05T11:00:00Z' );

	it( 'follows the site when this computer is wrong', () => {
		expect( clockSkew( '2026-10-05T11:07:00Z', at ) ).toBe( 420_000 );
	} );

	it( 'takes a slow answer for what it is', () => {
		expect( clockSkew( '2026-10-05T10:59:50Z', at ) ).toBe( 0 );
	} );
} );
