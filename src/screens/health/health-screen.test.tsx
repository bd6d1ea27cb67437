import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../bridge/types';
import { ago, BAD_HEALTH, health, verdict } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import {
	apiError,
	fail,
	fakeServer,
	reply,
	type FakeServer,
} from '../../fixtures/server';
import { HealthScreen } from './health-screen';

/** Valid now, whenever the test runs. */
function fresh( over: Partial< Verdict > = {} ): Verdict {
	const now = Date.now();
	return verdict( {
		measured_at: new Date( now - 20_000 ).toISOString(),
		valid_until: new Date( now + 600_000 ).toISOString(),
		...over,
	} );
}

async function show( server: FakeServer, site = SITE ) {
	const view = renderPart( <HealthScreen focus={ null } />, site );
	await screen.findByRole( 'heading', { name: 'UTC clock' } );
	return { server, user: userEvent.setup(), ...view };
}

const row = () =>
	within(
		screen.getByRole( 'heading', { name: 'UTC clock' } ).closest( 'li' ) ??
			document.body
	);

describe( 'health', () => {
	it( 'shows a check that is past its time as unknown, not as good', async () => {
		const old = verdict( { valid_until: ago( 1 ) } );
		await show(
			fakeServer( { 'GET /health': reply( health( [ old ] ) ) } )
		);
		expect( row().getByText( 'Unknown' ) ).toBeTruthy();
		expect( row().getByText( /Out of date: it was Good/ ) ).toBeTruthy();
	} );

	it( 'measures one check now', async () => {
		const server = fakeServer( {
			'GET /health': reply( health( [ fresh() ] ) ),
			'POST /health/checks': reply(
				health( [ fresh( { finding: 'Measured anew.' } ) ] )
			),
		} );
		const { user } = await show( server );
		server.on(
			'GET /health',
			reply( health( [ fresh( { finding: 'Measured anew.' } ) ] ) )
		);
		await user.click(
			screen.getByRole( 'button', { name: 'Check now UTC clock' } )
		);
		expect( await screen.findByText( 'Measured anew.' ) ).toBeTruthy();
		expect( server.calls ).toContainEqual( {
			method: 'POST',
			path: '/health/checks',
			data: { probe: 'utc' },
		} );
	} );

	it( 'says why a check could not be asked for, and keeps what it showed', async () => {
		const { user } = await show(
			fakeServer( {
				'GET /health': reply( health( [ fresh() ] ) ),
				'POST /health/checks': fail( apiError( 503, 'No database.' ) ),
			} )
		);
		await user.click(
			screen.getByRole( 'button', { name: 'Check all now' } )
		);
		await screen.findAllByText( 'No database.' );
		expect( row().getByText( 'Good' ) ).toBeTruthy();
	} );

	it( 'shows the red verdict that a self-test produced, and the way back', async () => {
		const { user } = await show(
			fakeServer( {
				'GET /health': reply( health( [ fresh() ] ) ),
				'POST /health/self-tests': reply( {
					probe: 'utc',
					passed: true,
					fault: 'The clock is set 5 min ahead.',
					under_fault: fresh( {
						status: 'critical',
						finding: '300 s apart.',
					} ),
					afterwards: fresh(),
				} ),
			} )
		);
		await user.click(
			screen.getByRole( 'button', { name: 'Prove it UTC clock' } )
		);
		expect( await screen.findByText( /300 s apart/ ) ).toBeTruthy();
		expect( row().getByText( 'Critical' ) ).toBeTruthy();
		expect( row().getByText( /turned red and came back/ ) ).toBeTruthy();
	} );

	it( 'keeps "Prove it" in sight for those who may not, with the capability named', async () => {
		const { user, server } = await show(
			fakeServer( { 'GET /health': reply( health( [ fresh() ] ) ) } ),
			SUPPORT_SITE
		);
		const button = screen.getByRole( 'button', {
			name: 'Prove it UTC clock',
		} );
		await user.click( button );
		expect( button.getAttribute( 'title' ) ).toContain(
			'smartalloc_ops_operate'
		);
		expect( server.count( 'POST /health/self-tests' ) ).toBe( 0 );
	} );

	it( 'folds what waits under what it waits for', async () => {
		await show( fakeServer( { 'GET /health': reply( BAD_HEALTH ) } ) );
		expect(
			screen.getByText( '1 check waits for Gravity Forms' )
		).toBeTruthy();
	} );

	it( 'says whether a release would be green, and what stands in its way', async () => {
		await show(
			fakeServer( { 'GET /health': reply( health( [ fresh() ] ) ) } )
		);
		expect( screen.getByText( /^Green for a release/ ) ).toBeTruthy();
	} );

	it( 'names what keeps a release from being green', async () => {
		await show(
			fakeServer( {
				'GET /health': reply(
					health( [ fresh( { valid_until: ago( 1 ) } ) ] )
				),
			} )
		);
		const sentence = screen.getByText( /^Not green for a release/ );
		expect( sentence.textContent ).toMatch( /: UTC clock\. Nothing/ );
		expect(
			within( sentence ).getByRole( 'link', { name: 'UTC clock' } )
		).toHaveProperty( 'search', '?tab=health&focus=utc' );
	} );

	it( 'heads each group with how its checks stand', async () => {
		await show(
			fakeServer( {
				'GET /health': reply(
					health( [
						fresh(),
						fresh( {
							probe: 'smtp',
							label: 'Mail',
							group: 'messages',
							status: 'critical',
						} ),
					] )
				),
			} )
		);
		const messages = within(
			screen.getByRole( 'heading', { name: 'Messages' } ).parentElement ??
				document.body
		);
		expect( messages.getByText( '1 Critical' ) ).toBeTruthy();
	} );
} );
