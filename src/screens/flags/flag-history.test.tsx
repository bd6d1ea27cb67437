import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { REVISIONS } from '../../fixtures/flags';
import {
	HELD,
	serve,
	openComms,
	dialog,
	verb,
	isInert,
	reason,
} from '../../fixtures/flags-screen';
import { SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { reply } from '../../fixtures/server';
import { FlagsScreen } from './flags-screen';

describe( 'an end that is planned', () => {
	it( 'is sent with what happens then', async () => {
		const server = serve( { 'PUT /flags/comms': reply( HELD ) } );
		const { user } = await openComms();
		await dialog().findByText( '42' );
		await user.selectOptions( dialog().getByLabelText( 'Ends' ), '120' );
		await user.click(
			dialog().getByLabelText( 'it asks on the Overview' )
		);
		await user.type( reason(), 'SMTP down' );
		const before = Date.now();
		await user.click( verb( 'Hold comms' ) );
		await waitFor( () =>
			expect( server.count( 'PUT /flags/comms' ) ).toBe( 1 )
		);
		const sent = server.calls.find( ( { method } ) => method === 'PUT' );
		expect( sent?.data ).toMatchObject( { then: 'ask' } );
		const until = /"until":"([^"]+)"/.exec(
			JSON.stringify( sent?.data )
		)?.[ 1 ];
		expect(
			Math.abs( Date.parse( until ?? '' ) - before - 7_200_000 )
		).toBeLessThan( 60_000 );
	} );

	it( 'keeps the button inert until its time is said', async () => {
		serve();
		const { user } = await openComms();
		await dialog().findByText( '42' );
		await user.type( reason(), 'SMTP down' );
		await user.selectOptions( dialog().getByLabelText( 'Ends' ), 'at' );
		expect( isInert( verb( 'Hold comms' ) ) ).toBe( true );
		expect( dialog().getByText( 'Say when it ends.' ) ).toBeTruthy();
	} );

	it( 'is shown in the row, with what comes then', async () => {
		const until = new Date( Date.now() + 3_600_000 ).toISOString();
		serve( {
			'GET /flags': reply( {
				items: [
					{ ...HELD, end: { until, then: 'back', back_to: 'on' } },
				],
			} ),
		} );
		await openComms();
		screen.getByRole( 'dialog' );
		expect(
			document.querySelector( '.smartalloc-ops__flag' )?.textContent
		).toMatch( /Ends at .*, then on\./ );
	} );

	it( 'that asks says so once it has come', async () => {
		const until = new Date( Date.now() - 60_000 ).toISOString();
		serve( {
			'GET /flags': reply( {
				items: [
					{ ...HELD, end: { until, then: 'ask', back_to: 'on' } },
				],
			} ),
		} );
		await openComms();
		expect(
			document.querySelector( '.smartalloc-ops__flag' )?.textContent
		).toContain( 'put it back, or give it another end' );
	} );
} );

describe( 'what has seen a revision', () => {
	it( 'is told by kind of process, and what has not is not called seen', async () => {
		serve();
		renderPart( <FlagsScreen focus={ null } change={ null } />, SITE );
		await screen.findByRole( 'button', { name: 'Change… Comms' } );
		const rows = [
			...document.querySelectorAll( '.smartalloc-ops__flag' ),
		].map( ( row ) => row.textContent );
		expect( rows[ 2 ] ).toMatch(
			/Seen by web: .+, cron: .+, CLI: not yet\./
		);
		expect( rows[ 0 ] ).not.toContain( 'CLI:' );
	} );
} );

describe( 'going back to a revision', () => {
	it( 'opens the dialog with its value and reason, and measures first', async () => {
		const server = serve( {
			'GET /flags/comms/revisions?per_page=25': reply( REVISIONS ),
			'PUT /flags/comms': reply( HELD ),
		} );
		const user = userEvent.setup();
		renderPart( <FlagsScreen focus={ null } change={ null } />, SITE );
		await user.click(
			await screen.findByRole( 'button', { name: 'History Comms' } )
		);
		await user.click(
			await screen.findByRole( 'button', {
				name: 'Back to this… revision 5',
			} )
		);
		expect( reason() ).toHaveProperty(
			'value',
			'Back to revision 5. Freeze of rollback 3'
		);
		await dialog().findByText( '42' );
		await user.click( verb( 'Hold comms' ) );
		await waitFor( () =>
			expect( server.calls ).toContainEqual( {
				method: 'PUT',
				path: '/flags/comms',
				data: {
					value: 'off',
					revision: 6,
					reason: 'Back to revision 5. Freeze of rollback 3',
				},
			} )
		);
	} );

	it( 'is not offered for what holds already', async () => {
		serve( {
			'GET /flags/comms/revisions?per_page=25': reply( REVISIONS ),
		} );
		const user = userEvent.setup();
		renderPart( <FlagsScreen focus={ null } change={ null } />, SITE );
		await user.click(
			await screen.findByRole( 'button', { name: 'History Comms' } )
		);
		await screen.findByText( 'Freeze of rollback 3' );
		expect(
			screen.queryByRole( 'button', { name: 'Back to this… revision 6' } )
		).toBeNull();
	} );
} );
