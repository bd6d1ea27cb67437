import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Trigger } from '../../bridge/types';
import { SITE } from '../../fixtures/overview';
import { EVIDENCE, trigger } from '../../fixtures/proposals';
import { renderPart } from '../../fixtures/render';
import { fakeServer, reply } from '../../fixtures/server';
import { TriggersPanel } from './triggers-panel';

const button = ( name: string | RegExp ) =>
	screen.findByRole( 'button', { name } );
const dialog = () => within( screen.getByRole( 'dialog' ) );
const sent = (
	server: ReturnType< typeof fakeServer >,
	path: string
): unknown => server.calls.find( ( call ) => call.path === path )?.data;

function table( present: Trigger[] ) {
	const server = fakeServer( {
		'GET /triggers': reply( { items: present } ),
		'GET /proposals?per_page=5': reply( { items: [], next_before: null } ),
		'PUT /triggers/queue_failures': reply( trigger( { armed: true } ) ),
	} );
	renderPart( <TriggersPanel />, SITE );
	return { server, user: userEvent.setup() };
}

describe( 'the triggers', () => {
	it( 'are armed after what that means was said, with the revision that was seen', async () => {
		const { server, user } = table( [ trigger() ] );
		await user.click( await button( /^Arm…/ ) );
		expect( dialog().getByText( /without asking anybody/ ) ).toBeTruthy();
		expect(
			dialog().getByText( 'More visitors than usual can look the same.' )
		).toBeTruthy();
		const confirm = dialog().getByRole( 'button', { name: 'Arm it' } );
		await user.click( confirm );
		expect( sent( server, '/triggers/queue_failures' ) ).toBeUndefined();
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'x' );
		await user.click( confirm );
		await waitFor( () =>
			expect( sent( server, '/triggers/queue_failures' ) ).toEqual( {
				armed: true,
				revision: 4,
				reason: 'x',
			} )
		);
	} );

	it( 'say who armed them, and when that is in vain', async () => {
		table( [
			trigger( {
				armed: true,
				effective: false,
				actor: { kind: 'user', id: 5, name: 'night shift' },
				reason: 'nobody is there',
			} ),
		] );
		expect( await screen.findByText( 'Armed in vain' ) ).toBeTruthy();
		expect( screen.getByText( 'night shift' ) ).toBeTruthy();
		expect( await button( /^Disarm…/ ) ).toBeTruthy();
	} );

	it( 'cannot be armed where strangers could bring them about', async () => {
		table( [ trigger( { id: 'nonces', armable: false } ) ] );
		expect( await screen.findByText( 'Never' ) ).toBeTruthy();
		expect( screen.queryByRole( 'button', { name: /Arm/ } ) ).toBeNull();
	} );

	it( 'tell what is evidence from what began before the build', async () => {
		table( [
			trigger( {
				state: 'firing',
				why: 'before_build',
				text: 'It began before.',
				earlier: [ EVIDENCE ],
			} ),
		] );
		expect( await screen.findByText( 'Firing' ) ).toBeTruthy();
		expect(
			screen.getByText( /Began before this build came/ )
		).toBeTruthy();
	} );

	const quiet = ( id: string ) => trigger( { id, label: id } );
	const unknown = ( id: string, why: string ) =>
		trigger( { id, label: id, state: 'unknown', why, text: 'It is so.' } );
	const folded = ( name: string ) =>
		screen
			.getByRole( 'rowheader', { name, hidden: true } )
			.closest( 'details' ) !== null;

	it( 'fold into one line while they are quiet, and whoever fires or may act stays open', async () => {
		table( [
			quiet( 'one' ),
			quiet( 'two' ),
			trigger( { id: 'loud', label: 'loud', state: 'firing' } ),
			trigger( { id: 'armed', label: 'armed', armed: true } ),
		] );
		const line = await screen.findByText( /2 triggers are quiet/ );
		expect( line.tagName ).toBe( 'SUMMARY' );
		expect( line.closest( 'details' )?.open ).toBe( false );
		expect( within( line ).getByText( 'Good' ) ).toBeTruthy();
		expect( folded( 'one' ) ).toBe( true );
		expect( folded( 'loud' ) ).toBe( false );
		expect( folded( 'armed' ) ).toBe( false );
	} );

	it( 'are no good line when one of them is not known yet, and it is named', async () => {
		table( [ quiet( 'one' ), unknown( 'young', 'too_little_history' ) ] );
		const line = await screen.findByText( /1 trigger is quiet/ );
		expect( line.textContent ).toContain( '1 is not known yet (young)' );
		expect( within( line ).queryByText( 'Good' ) ).toBeNull();
		expect( within( line ).getByText( 'Unknown' ) ).toBeTruthy();
	} );

	it( 'say in the open what nobody can see, once a reason, with what to do', async () => {
		table( [
			quiet( 'one' ),
			unknown( 'fatal', 'no_watchdog' ),
			unknown( 'seen', 'no_watchdog' ),
			unknown( 'mail', 'stale' ),
			unknown( 'soon', 'unconfirmed' ),
		] );
		const reason = await screen.findByText( 'fatal · seen' );
		expect( reason.closest( 'details' ) ).toBeNull();
		expect(
			screen
				.getByRole( 'link', { name: 'Show the watchdog' } )
				.getAttribute( 'href' )
		).toContain( 'focus=watchdog' );
		expect( screen.getByText( /is old proves nothing/ ) ).toBeTruthy();
		expect( folded( 'soon' ) ).toBe( false );
		expect(
			screen.getByText( /3 are unknown for a reason named above/ )
		).toBeTruthy();
	} );

	it( 'keep the focus on the one that was armed, though it leaves the fold', async () => {
		const { server, user } = table( [ trigger() ] );
		await user.click( await screen.findByText( /1 trigger is quiet/ ) );
		await user.click( await button( /^Arm…/ ) );
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'x' );
		server.on(
			'GET /triggers',
			reply( { items: [ trigger( { armed: true } ) ] } )
		);
		await user.click( dialog().getByRole( 'button', { name: 'Arm it' } ) );
		const disarm = await button( /^Disarm…/ );
		await waitFor( () =>
			expect( disarm.ownerDocument.activeElement ).toBe( disarm )
		);
	} );
} );
