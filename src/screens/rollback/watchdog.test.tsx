import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Site, Watchdog } from '../../bridge/types';
import { ago } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { fakeServer, reply } from '../../fixtures/server';
import { WatchdogPanel } from './watchdog-panel';

function watchdog( over: Partial< Watchdog > = {} ): Watchdog {
	return {
		state: 'absent',
		writable: true,
		act_alone: false,
		detail: 'It is not installed.',
		armed_until: null,
		run_id: null,
		archive: null,
		stopped_until: null,
		stopped_why: null,
		fatal: null,
		acted: null,
		...over,
	};
}

function show( present: Watchdog, site: Site = SITE ) {
	const server = fakeServer( {
		'GET /watchdog': reply( present ),
		'PUT /watchdog': reply( watchdog( { state: 'installed' } ) ),
	} );
	renderPart( <WatchdogPanel focused={ false } />, site );
	return { server, user: userEvent.setup() };
}

const button = ( name: string ) => screen.findByRole( 'button', { name } );
const dialog = () => within( screen.getByRole( 'dialog' ) );
const sent = ( server: ReturnType< typeof fakeServer > ) =>
	server.calls.find( ( { method } ) => method === 'PUT' )?.data;

describe( 'the watchdog', () => {
	it( 'is explained before it is installed, and does not act alone unless that is asked for', async () => {
		const { server, user } = show( watchdog() );
		await user.click( await button( 'Install the watchdog…' ) );
		expect( dialog().getByText( /must-use plugins/ ) ).toBeTruthy();
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'x' );
		await user.click(
			dialog().getByRole( 'button', { name: 'Install it' } )
		);
		await waitFor( () =>
			expect( sent( server ) ).toEqual( {
				installed: true,
				act_alone: false,
				reason: 'x',
			} )
		);
	} );

	it( 'may be let act alone, after what that means was said', async () => {
		const { server, user } = show( watchdog( { state: 'installed' } ) );
		await user.click( await button( 'Let it act alone…' ) );
		expect( dialog().getByText( /without asking anybody/ ) ).toBeTruthy();
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'x' );
		await user.click(
			dialog().getByRole( 'button', { name: 'Let it act alone' } )
		);
		await waitFor( () =>
			expect( sent( server ) ).toEqual( {
				installed: true,
				act_alone: true,
				reason: 'x',
			} )
		);
	} );

	it( 'is removed only with a reason', async () => {
		const { server, user } = show(
			watchdog( { state: 'installed', act_alone: true } )
		);
		await user.click( await button( 'Remove the watchdog…' ) );
		await user.click(
			dialog().getByRole( 'button', { name: 'Remove it' } )
		);
		expect( sent( server ) ).toBeUndefined();
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'x' );
		await user.click(
			dialog().getByRole( 'button', { name: 'Remove it' } )
		);
		await waitFor( () =>
			expect( sent( server ) ).toEqual( {
				installed: false,
				act_alone: false,
				reason: 'x',
			} )
		);
	} );

	it( 'tells of the last fatal it saw, and that it cannot be written here', async () => {
		show(
			watchdog( {
				state: 'outdated',
				writable: false,
				fatal: { at: ago( 60 ), file: 'Pipeline.php', kind: 'Error' },
			} )
		);
		expect( await screen.findByText( 'Error Pipeline.php' ) ).toBeTruthy();
		expect(
			screen.getByText( /the deployment of this site/ )
		).toBeTruthy();
		expect( await button( 'Install it again…' ) ).toBeTruthy();
	} );

	it( 'is seen by support, who cannot change it', async () => {
		const { user } = show( watchdog(), SUPPORT_SITE );
		const install = await button( 'Install the watchdog…' );
		await user.click( install );
		expect( install.getAttribute( 'aria-disabled' ) ).toBe( 'true' );
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
	} );
} );
