import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import type { Kpi, Site } from '../../bridge/types';
import { kpi, kpis, mark, points, series } from '../../fixtures/kpis';
import { SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import {
	apiError,
	fail,
	fakeServer,
	reply,
	type FakeServer,
} from '../../fixtures/server';
import { store } from '../../store';
import { KpisScreen } from './kpis-screen';

const SERIES = 'GET /kpis/queue.wait_p95/series?window=24h';
const PERSIAN: Site = { ...SITE, locale: 'fa_IR', is_rtl: true };

function show(
	server: FakeServer,
	route: { focus?: string; scope?: string; window?: string } = {},
	site = SITE
) {
	const view = renderPart(
		<KpisScreen
			route={ {
				focus: route.focus ?? null,
				scope: route.scope ?? null,
				window: route.window ?? null,
			} }
		/>,
		site
	);
	return { server, user: userEvent.setup(), ...view };
}

function board( ...list: Kpi[] ): FakeServer {
	return fakeServer( {
		'GET /kpis': reply( kpis( list ) ),
		[ SERIES ]: reply( series( { window: '24h' } ) ),
	} );
}

const detail = ( server: FakeServer, site = SITE ) =>
	show( server, { focus: 'queue.wait_p95' }, site );

describe( 'the tiles', () => {
	it( 'say status, value with its unit, limit, number and window in one request', async () => {
		const { server } = show( board( kpi() ) );
		const tile = within(
			(
				await screen.findByRole( 'link', {
					name: 'Wait in the queue',
				} )
			).closest( 'li' ) ?? document.body
		);
		expect( tile.getByText( 'Good' ) ).toBeTruthy();
		expect( tile.getByText( '3.4 s' ) ).toBeTruthy();
		expect( tile.getByText( 'limit 10 s' ) ).toBeTruthy();
		expect( tile.getByText( 'n = 212 in 15 min' ) ).toBeTruthy();
		expect( server.calls ).toHaveLength( 1 );
	} );

	it( 'never show what is not known as a number', async () => {
		show(
			board(
				kpi( {
					status: 'unknown',
					value: null,
					n: 0,
					finding: '0 jobs in the last 7 days: nothing to judge.',
				} )
			)
		);
		expect( await screen.findByText( 'not available' ) ).toBeTruthy();
		expect( screen.getByText( /nothing to judge/ ) ).toBeTruthy();
	} );

	it( 'are unknown when nobody has measured for their time', async () => {
		show( board( kpi( { valid_until: new Date( 0 ).toISOString() } ) ) );
		expect(
			await screen.findByText( /Out of date: it was Good/ )
		).toBeTruthy();
	} );

	it( 'name the part that is worse than the whole', async () => {
		show(
			board(
				kpi( {
					parts: [
						{
							scope: 'smartalloc_notify',
							status: 'critical',
							reason: 'over_limit',
							finding: '',
							value: 41_000,
							unit: 'ms',
							n: 60,
							window_s: 900,
						},
					],
				} )
			)
		);
		expect(
			await screen.findByRole( 'link', { name: 'smartalloc_notify' } )
		).toHaveProperty(
			'search',
			'?tab=kpis&focus=queue.wait_p95&scope=smartalloc_notify'
		);
		expect( screen.getByText( '41 s' ) ).toBeTruthy();
	} );

	it( 'keep their numbers under the pointer and say that there are others', async () => {
		const { server, user, registry } = show( board( kpi() ) );
		await user.hover( await screen.findByText( '3.4 s' ) );
		server.on( 'GET /kpis', reply( kpis( [ kpi( { value: 9_900 } ) ] ) ) );
		await registry.dispatch( store ).refresh( '/kpis' );
		const shown = await screen.findByRole( 'button', {
			name: '1 has changed, show it',
		} );
		expect( screen.getByText( '3.4 s' ) ).toBeTruthy();
		await user.click( shown );
		expect( screen.getByText( '9.9 s' ) ).toBeTruthy();
	} );
} );

describe( 'how a KPI went', () => {
	it( 'is said in words for whom a drawing says nothing', async () => {
		detail( board( kpi() ) );
		const drawing = await screen.findByRole( 'img', {
			name: /^Wait in the queue, the last 24 h in steps of 1 min\. Lowest 2 s at .*, highest 8 s at .*, newest 8 s\. 2 of 5 steps have no measurement\. The limit is 10 s\. 1 mark on the axis\./,
		} );
		expect( drawing.closest( '[dir]' )?.getAttribute( 'dir' ) ).toBe(
			'ltr'
		);
	} );

	it( 'stands in a table too, where a gap is a gap and not zero', async () => {
		const { user } = detail( board( kpi() ) );
		await user.click( await screen.findByText( 'The same as a table' ) );
		const table = screen.getByRole( 'table', {
			name: 'Wait in the queue, step by step',
			hidden: true,
		} );
		expect( table ).toBeTruthy();
		expect( screen.getByText( 'nothing measured for 2 min' ) ).toBeTruthy();
	} );

	it( 'tells marks to the keyboard, with their text and the way to them', async () => {
		const { user } = detail( board( kpi() ) );
		const button = await screen.findByRole( 'button', {
			name: /Flag: Comms: from on to off \(revision 3\)\.$/,
		} );
		button.focus();
		await user.keyboard( '{Enter}' );
		expect( button.getAttribute( 'aria-expanded' ) ).toBe( 'true' );
		const told =
			document.getElementById(
				button.getAttribute( 'aria-controls' ) ?? ''
			) ?? document.body;
		expect(
			within( told ).getByRole( 'link', { name: /^Show it/ } )
		).toHaveProperty( 'search', '?tab=flags&focus=comms' );
	} );

	it( 'does not pass over marks that could not be read, or that were too many', async () => {
		const server = board( kpi() );
		server.on( SERIES, reply( series( { marks: null } ) ) );
		detail( server );
		expect( await screen.findByText( /could not be read/ ) ).toBeTruthy();
	} );

	it( 'says that only the newest marks are here', async () => {
		const server = board( kpi() );
		server.on(
			SERIES,
			reply( series( { marks: [ mark() ], marks_are_all: false } ) )
		);
		detail( server );
		expect( await screen.findByText( /There was more/ ) ).toBeTruthy();
	} );

	it( 'flags what was lost', async () => {
		const server = board( kpi() );
		server.on(
			SERIES,
			reply(
				series( {
					points: points( [ 2_000, 3_000 ] ).map( ( point ) => ( {
						...point,
						lost: 7,
					} ) ),
				} )
			)
		);
		detail( server );
		expect(
			await screen.findByText( 'measurements were lost' )
		).toBeTruthy();
		expect( screen.getByText( /, 7 lost$/ ) ).toBeTruthy();
	} );

	it( 'has its windows in the address', async () => {
		detail( board( kpi() ) );
		expect(
			await screen.findByRole( 'link', { name: '7 d' } )
		).toHaveProperty(
			'search',
			'?tab=kpis&focus=queue.wait_p95&window=7d'
		);
		expect(
			screen
				.getByRole( 'link', { name: '24 h' } )
				.getAttribute( 'aria-current' )
		).toBe( 'page' );
	} );

	it( 'says when a part is not there, with what is', async () => {
		const server = board( kpi() );
		server.on(
			'GET /kpis/queue.wait_p95/series?window=7d&scope=nobody',
			fail(
				apiError( 404, 'There is no "nobody" among what was measured.' )
			)
		);
		show( server, {
			focus: 'queue.wait_p95',
			scope: 'nobody',
			window: '7d',
		} );
		expect(
			await screen.findAllByText( /There is no "nobody"/ )
		).not.toEqual( [] );
	} );

	it( 'names an address that leads nowhere, and shows what there is', async () => {
		show( board( kpi() ), { focus: 'queue.speed' } );
		expect(
			await screen.findByText( /names a KPI that is not there/ )
		).toBeTruthy();
		expect(
			screen.getByRole( 'link', { name: 'Wait in the queue' } )
		).toBeTruthy();
	} );

	it( 'runs from left to right in Persian, with Persian digits', async () => {
		detail( board( kpi() ), PERSIAN );
		const drawing = await screen.findByRole( 'img' );
		expect( drawing.closest( '[dir]' )?.getAttribute( 'dir' ) ).toBe(
			'ltr'
		);
		const labels = [ ...drawing.querySelectorAll( 'text' ) ].map(
			( { textContent } ) => textContent ?? ''
		);
		expect( labels.join( ' ' ) ).toMatch( /[۰-۹]/ );
		expect( labels.join( ' ' ) ).not.toMatch( /[0-9]/ );
	} );
} );

describe( 'the export', () => {
	it( 'hands over what the server made of it', async () => {
		const saved: string[] = [];
		vi.stubGlobal(
			'URL',
			Object.assign( URL, {
				createObjectURL: () => 'blob:x',
				revokeObjectURL: () => undefined,
			} )
		);
		vi.spyOn( HTMLAnchorElement.prototype, 'click' ).mockImplementation(
			function ( this: HTMLAnchorElement ) {
				saved.push( this.download );
			}
		);
		const server = board( kpi() );
		server.on(
			'GET /kpis/queue.wait_p95/series?window=24h&format=csv',
			() => new Response( 'id,scope\r\n' )
		);
		const { user } = detail( server );
		await user.click(
			await screen.findByRole( 'button', {
				name: 'Export CSV of the chart of Wait in the queue',
			} )
		);
		await waitFor( () =>
			expect( saved ).toEqual( [ 'smartalloc-queue.wait_p95-24h.csv' ] )
		);
	} );

	it( 'says why there is no file', async () => {
		const server = board( kpi() );
		server.on( 'GET /kpis?format=json', () =>
			// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- without parsing, api-fetch rejects with the answer itself.
			Promise.reject(
				new Response(
					JSON.stringify( apiError( 403, 'Not for you.' ) )
				)
			)
		);
		const { user } = show( server );
		await user.click(
			await screen.findByRole( 'button', {
				name: 'Export JSON of all KPIs',
			} )
		);
		expect( await screen.findAllByText( 'Not for you.' ) ).not.toEqual(
			[]
		);
	} );
} );
