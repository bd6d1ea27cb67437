import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { MetricsAccess, Site } from '../../bridge/types';
import { ago } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { MetricsSection } from './metrics-section';

const TOKEN = 'f'.repeat( 60 ) + '1f2e';

function access( over: Partial< MetricsAccess > = {} ): MetricsAccess {
	return {
		on: true,
		revision: 3,
		ends: '1f2e',
		changed_at: ago( 60 ),
		url: 'https://example.org/wp-json/smartalloc-ops/v1/metrics',
		token: null,
		...over,
	};
}

const OFF = access( { on: false, ends: null } );

function show( site: Site = SITE ) {
	renderPart( <MetricsSection />, site );
	return userEvent.setup();
}

const button = ( name: string ) => screen.findByRole( 'button', { name } );
const dialog = () => within( screen.getByRole( 'dialog' ) );

async function confirm(
	user: ReturnType< typeof show >,
	opens: string,
	verb: string
) {
	await user.click( await button( opens ) );
	await user.type(
		dialog().getByLabelText( 'Reason (required)' ),
		' the team reads '
	);
	await user.click( dialog().getByRole( 'button', { name: verb } ) );
}

describe( 'metrics', () => {
	it( 'are off until somebody makes a token, which is shown once', async () => {
		const server = fakeServer( {
			'GET /metrics/access': reply( OFF ),
			'POST /metrics/tokens': reply( access( { token: TOKEN } ) ),
		} );
		const user = show();
		expect(
			await screen.findByText( 'Off: there is no token' )
		).toBeTruthy();
		server.on( 'GET /metrics/access', reply( access() ) );
		await confirm( user, 'Make a token…', 'Make a token' );
		expect( await screen.findByText( TOKEN ) ).toBeTruthy();
		expect(
			await screen.findByText( /the token that ends with 1f2e/ )
		).toBeTruthy();
		expect(
			server.calls.find( ( { method } ) => method === 'POST' )?.data
		).toEqual( { revision: 3, reason: 'the team reads' } );
		await user.click( await button( 'I have it' ) );
		expect( screen.queryByText( TOKEN ) ).toBeNull();
	} );

	it( 'need a reason', async () => {
		fakeServer( { 'GET /metrics/access': reply( OFF ) } );
		const user = show();
		await user.click( await button( 'Make a token…' ) );
		expect(
			dialog()
				.getByRole( 'button', { name: 'Make a token' } )
				.getAttribute( 'aria-disabled' )
		).toBe( 'true' );
	} );

	it( 'say before a token is replaced or revoked which one ends', async () => {
		const server = fakeServer( {
			'GET /metrics/access': reply( access() ),
			'POST /metrics/revocations': reply( OFF ),
		} );
		const user = show();
		await user.click( await button( 'Replace the token…' ) );
		expect(
			dialog().getByText( /ends with 1f2e opens nothing/ )
		).toBeTruthy();
		await user.click( dialog().getByRole( 'button', { name: 'Cancel' } ) );
		server.on( 'GET /metrics/access', reply( OFF ) );
		await confirm( user, 'Revoke the token…', 'Revoke the token' );
		expect(
			await screen.findByText( 'Off: there is no token' )
		).toBeTruthy();
	} );

	it( 'say that somebody else was quicker, and change nothing', async () => {
		fakeServer( {
			'GET /metrics/access': reply( access() ),
			'POST /metrics/tokens': fail(
				apiError( 409, 'The token was changed meanwhile.' )
			),
		} );
		const user = show();
		await confirm( user, 'Replace the token…', 'Replace the token' );
		expect(
			await dialog().findByText( 'The token was changed meanwhile.' )
		).toBeTruthy();
	} );

	it( 'are seen by support, who cannot change them', async () => {
		fakeServer( { 'GET /metrics/access': reply( access() ) } );
		show( SUPPORT_SITE );
		expect(
			( await button( 'Revoke the token…' ) ).getAttribute(
				'aria-disabled'
			)
		).toBe( 'true' );
	} );
} );
