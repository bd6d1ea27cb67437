import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { paths } from '../../bridge/api';
import {
	alert,
	alertLine,
	announcement,
	decision,
	TAKEN,
} from '../../fixtures/alerts';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { AlertsScreen } from './alerts-screen';

const OPEN = `GET ${ paths.alerts( true, null ) }`;
const ALL = `GET ${ paths.alerts( false, null ) }`;
const TOLD = `GET ${ paths.announcements( null, 'alert:12' ) }`;

function page( ...items: ReturnType< typeof alertLine >[] ) {
	return reply( { items, next_before: null } );
}

function serveOne( more: Parameters< typeof fakeServer >[ 0 ] = {} ) {
	return fakeServer( {
		'GET /alerts/12': reply( alert() ),
		'GET /decisions/7': reply( decision() ),
		[ TOLD ]: reply( { items: [ announcement() ], next_before: null } ),
		...more,
	} );
}

function show(
	what: Partial< Parameters< typeof AlertsScreen >[ 0 ] > = {},
	site = SITE
) {
	renderPart(
		<AlertsScreen
			focus={ null }
			state={ null }
			decision={ null }
			{ ...what }
		/>,
		site
	);
	return userEvent.setup();
}

const takeOn = () => screen.findByRole( 'button', { name: 'I am on it…' } );
const dialog = () => within( screen.getByRole( 'dialog' ) );

describe( 'alerts', () => {
	it( 'tell of each that is open how bad it is, what was found, since when, and lead to it', async () => {
		fakeServer( { [ OPEN ]: page( alertLine() ) } );
		show();
		const link = await screen.findByRole( 'link', { name: 'Mail (SMTP)' } );
		expect( link.getAttribute( 'href' ) ).toContain( 'focus=12' );
		expect( screen.getByText( 'Critical' ) ).toBeTruthy();
		expect(
			screen.getByText( 'The last 3 mails were refused.' )
		).toBeTruthy();
	} );

	it( 'say who is on it and why', async () => {
		fakeServer( { [ OPEN ]: page( alertLine( TAKEN ) ) } );
		show();
		expect( await screen.findByText( 'Somebody is on it' ) ).toBeTruthy();
		expect( screen.getByText( 'owner' ) ).toBeTruthy();
		expect( screen.getByText( 'The host is on it' ) ).toBeTruthy();
		expect( screen.getByText( 'Critical' ) ).toBeTruthy();
	} );

	it( 'do not call recovered what only is not measured any more', async () => {
		const ended = {
			state: 'resolved',
			resolved_at: new Date().toISOString(),
		} as const;
		fakeServer( {
			[ ALL ]: page(
				alertLine( { id: 2, ...ended, ended: 'gone', label: 'Gone' } ),
				alertLine( {
					id: 1,
					...ended,
					ended: 'recovered',
					label: 'Back',
				} )
			),
		} );
		show( { state: 'all' } );
		const row = ( name: string ) =>
			within(
				screen.getByRole( 'link', { name } ).closest( 'li' ) ??
					document.body
			);
		await screen.findByRole( 'link', { name: 'Gone' } );
		expect(
			row( 'Gone' ).getByText( 'Not measured any more' )
		).toBeTruthy();
		expect( row( 'Gone' ).queryByText( 'Over' ) ).toBeNull();
		expect( row( 'Back' ).getByText( 'Over' ) ).toBeTruthy();
		expect( row( 'Back' ).getByText( /Found then:/ ) ).toBeTruthy();
	} );

	it( 'that are none say so, in each view', async () => {
		fakeServer( { [ OPEN ]: page(), [ ALL ]: page() } );
		show();
		expect( await screen.findByText( 'No alert is open.' ) ).toBeTruthy();
		show( { state: 'all' } );
		expect(
			await screen.findByText( 'No alert has fired here yet.' )
		).toBeTruthy();
	} );
} );

describe( 'one alert', () => {
	it( 'shows what was known when it fired, what changed before, and who was told', async () => {
		serveOne();
		show( { focus: '12' } );
		expect(
			await screen.findByText( 'plugin/smtp was changed from 1 to 2.' )
		).toBeTruthy();
		expect( screen.getByText( '3 mails' ) ).toBeTruthy();
		expect( screen.getByText( 'n = 20' ) ).toBeTruthy();
		expect( screen.getByText( '15 min' ) ).toBeTruthy();
		expect( await screen.findByText( /Webhook: taken over/ ) ).toBeTruthy();
		expect(
			screen
				.getByRole( 'link', { name: 'Decision 7 at its own address' } )
				.getAttribute( 'href' )
		).toContain( 'decision=7' );
		expect(
			screen
				.getByRole( 'link', { name: 'In the journal' } )
				.getAttribute( 'href' )
		).toContain( 'tab=journal&subject=alert%3A12' );
	} );

	it( 'is taken on with a reason and not without', async () => {
		const server = serveOne( {
			'POST /alerts/12/acknowledgements': reply( alert( TAKEN ) ),
		} );
		const user = show( { focus: '12' } );
		await user.click( await takeOn() );
		const verb = dialog().getByRole( 'button', { name: 'I am on it' } );
		expect( verb.getAttribute( 'aria-disabled' ) ).toBe( 'true' );
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			' The host is on it '
		);
		server.on( 'GET /alerts/12', reply( alert( TAKEN ) ) );
		await user.click( verb );
		expect( await screen.findByText( 'Somebody is on it' ) ).toBeTruthy();
		expect(
			server.calls.find( ( { method } ) => method === 'POST' )?.data
		).toEqual( { reason: 'The host is on it' } );
		expect(
			screen.queryByRole( 'button', { name: 'I am on it…' } )
		).toBeNull();
	} );

	it( 'that somebody else took on meanwhile says so and keeps what was typed', async () => {
		serveOne( {
			'POST /alerts/12/acknowledgements': fail(
				apiError( 409, 'Alert 12 is acknowledged now.', {} )
			),
		} );
		const user = show( { focus: '12' } );
		await user.click( await takeOn() );
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			'Mine'
		);
		await user.click(
			dialog().getByRole( 'button', { name: 'I am on it' } )
		);
		expect(
			await dialog().findByText( /Alert 12 is acknowledged now/ )
		).toBeTruthy();
		expect( dialog().getByLabelText( 'Reason (required)' ) ).toHaveProperty(
			'value',
			'Mine'
		);
	} );

	it( 'is read by support, who cannot take it on and are told what they would need', async () => {
		const server = serveOne();
		const user = show( { focus: '12' }, SUPPORT_SITE );
		const button = await takeOn();
		expect( button.getAttribute( 'aria-disabled' ) ).toBe( 'true' );
		expect( button.getAttribute( 'title' ) ).toContain(
			'smartalloc_ops_operate'
		);
		await user.click( button );
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		expect( server.calls.every( ( { method } ) => method === 'GET' ) ).toBe(
			true
		);
	} );

	it( 'that stands for many names them', async () => {
		serveOne( {
			'GET /alerts/12': reply(
				alert( {
					signal: 'mass',
					label: 'Many checks at once',
					members: [
						alertLine( { id: 3, label: 'UTC clock', under: 12 } ),
					],
				} )
			),
		} );
		show( { focus: '12' } );
		expect( await screen.findByText( 'UTC clock' ) ).toBeTruthy();
		expect(
			screen.queryByRole( 'link', { name: 'The check as it is now' } )
		).toBeNull();
	} );
} );

describe( 'a decision', () => {
	it( 'has an address of its own and leads to its alert', async () => {
		fakeServer( { 'GET /decisions/7': reply( decision() ) } );
		show( { decision: 7 } );
		expect(
			await screen.findByRole( 'heading', {
				name: /Decision 7: Mail \(SMTP\)/,
			} )
		).toBeTruthy();
		expect(
			screen
				.getByRole( 'link', { name: 'The alert: Mail (SMTP)' } )
				.getAttribute( 'href' )
		).toContain( 'focus=12' );
		expect(
			screen.getByRole( 'button', { name: 'Copy the address' } )
		).toBeTruthy();
	} );

	it( 'says that nothing changed when nothing is known to have changed', async () => {
		fakeServer( {
			'GET /decisions/7': reply( decision( { changes: [] } ) ),
		} );
		show( { decision: 7 } );
		expect(
			await screen.findByText( /Nothing that this console knows of/ )
		).toBeTruthy();
	} );
} );
