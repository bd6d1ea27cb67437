import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { paths } from '../../bridge/api';
import type { Channel } from '../../bridge/types';
import { announcement } from '../../fixtures/alerts';
import { ago } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { ChannelsSection } from './channels-section';

const SECRET = 'https://hooks.example.com/services/T0/B0/topsecret';
const TESTS = `GET ${ paths.announcements( null, 'channel:webhook' ) }`;

function webhook( more: Partial< Channel > = {} ): Channel {
	return {
		id: 'webhook',
		label: 'Webhook',
		help: 'An incoming webhook.',
		set_up: true,
		targets: 1,
		address: 'hooks.example.com/…cret',
		source: 'stored',
		readable: true,
		revision: 4,
		changed_at: ago( 90_000 ),
		works: true,
		failing: 0,
		outcome: '200',
		tried_at: ago( 60 ),
		text: 'The last attempt went through.',
		...more,
	};
}

const UNSET: Partial< Channel > = {
	set_up: false,
	targets: 0,
	address: null,
	source: 'none',
	revision: 0,
	changed_at: null,
	works: null,
	outcome: null,
	tried_at: null,
	text: 'Not set up.',
};

function serve(
	channel: Channel,
	more: Parameters< typeof fakeServer >[ 0 ] = {}
) {
	return fakeServer( {
		'GET /channels': reply( { items: [ channel ] } ),
		...more,
	} );
}

function show( site = SITE ) {
	renderPart( <ChannelsSection />, site );
	return userEvent.setup();
}

const dialog = () => within( screen.getByRole( 'dialog' ) );
const button = ( name: RegExp ) => screen.findByRole( 'button', { name } );

describe( 'channels', () => {
	it( 'take a secret address in, show of it only the host and its end, and never ask for it', async () => {
		const server = serve( webhook( UNSET ), {
			'PUT /channels/webhook': reply( webhook() ),
		} );
		const user = show();
		await user.click( await button( /^Set the address/ ) );
		const field = dialog().getByLabelText( 'Address (https)' );
		expect( field.getAttribute( 'type' ) ).toBe( 'password' );
		expect( field ).toHaveProperty( 'value', '' );
		const save = dialog().getByRole( 'button', {
			name: 'Save the address',
		} );
		await user.type( field, SECRET );
		expect( save.getAttribute( 'aria-disabled' ) ).toBe( 'true' );
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			'The team moved'
		);
		server.on( 'GET /channels', reply( { items: [ webhook() ] } ) );
		await user.click( save );
		expect(
			await screen.findByText( 'hooks.example.com/…cret' )
		).toBeTruthy();
		expect(
			server.calls.find( ( { method } ) => method === 'PUT' )?.data
		).toEqual( { url: SECRET, revision: 0, reason: 'The team moved' } );
		expect( document.body.innerHTML ).not.toContain( 'topsecret' );
		await user.click( await button( /^Change the address/ ) );
		expect( dialog().getByLabelText( 'Address (https)' ) ).toHaveProperty(
			'value',
			''
		);
	} );

	it( 'say in the dialog why nothing may be sent there', async () => {
		serve( webhook( UNSET ), {
			'PUT /channels/webhook': fail(
				apiError( 422, 'This address leads into a private network.', {
					refusals: [
						{
							code: 'not_public',
							message:
								'This address leads into a private network.',
							action: null,
						},
					],
				} )
			),
		} );
		const user = show();
		await user.click( await button( /^Set the address/ ) );
		await user.type(
			dialog().getByLabelText( 'Address (https)' ),
			'https://10.0.0.1/'
		);
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			'test'
		);
		await user.click(
			dialog().getByRole( 'button', { name: 'Save the address' } )
		);
		expect(
			( await dialog().findAllByText( /private network/ ) ).length
		).toBeGreaterThan( 0 );
	} );

	it( 'send a test message and show its receipt as it comes', async () => {
		const test = announcement( { id: 40, subject: 'channel:webhook' } );
		serve( webhook(), {
			'POST /channels/webhook/tests': reply( {
				...test,
				state: 'queued',
				deliveries: [],
			} ),
			[ TESTS ]: reply( { items: [ test ], next_before: null } ),
		} );
		const user = show();
		await user.click( await button( /^Send a test message/ ) );
		expect( await screen.findByText( /Webhook: taken over/ ) ).toBeTruthy();
		expect( screen.getByText( 'Sent' ) ).toBeTruthy();
	} );

	it( 'say of what failed how often it was tried and that it is tried again', async () => {
		const failed = announcement( {
			state: 'under_way',
			deliveries: [
				{
					channel: 'webhook',
					state: 'queued',
					attempts: 2,
					outcome: 'http_500',
					together: null,
					due_at: ago( -280 ),
					sent_at: null,
				},
			],
		} );
		serve( webhook( { works: false } ), {
			[ `GET ${ paths.announcements( null ) }` ]: reply( {
				items: [ failed ],
				next_before: null,
			} ),
		} );
		const user = show();
		await user.click( await button( /^What was told/ ) );
		expect(
			await screen.findByText( /2 attempts failed; it is tried again/ )
		).toBeTruthy();
		expect( screen.getByText( 'http_500' ) ).toBeTruthy();
	} );

	it( 'are left to wp-config.php where a constant lays the address down', async () => {
		serve( webhook( { source: 'constant' } ) );
		show();
		expect( await button( /^Send a test message/ ) ).toBeTruthy();
		expect(
			screen.queryByRole( 'button', { name: /the address…/ } )
		).toBeNull();
	} );

	it( 'are visible and inert for support', async () => {
		const server = serve( webhook() );
		const user = show( SUPPORT_SITE );
		for ( const name of [
			/^Send a test message/,
			/^Change the address/,
			/^Remove the address/,
		] ) {
			const guarded = await button( name );
			expect( guarded.getAttribute( 'aria-disabled' ) ).toBe( 'true' );
			await user.click( guarded );
		}
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		await waitFor( () =>
			expect(
				server.calls.every( ( { method } ) => method === 'GET' )
			).toBe( true )
		);
	} );
} );
