import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import type { Site } from '../../bridge/types';
import { capabilities, SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { archive, archives, card, GOOD_ID, NEW_ID } from '../../fixtures/vault';
import { ArchivesPanel } from './archives-panel';
import { RecoveryCardView } from './recovery-card';

const OWNER_SITE: Site = {
	...SITE,
	capabilities: capabilities( [
		'smartalloc_ops_settings',
		'update_plugins',
	] ),
};

const PIN = `POST /archives/${ NEW_ID }/pin`;

function show( site: Site = SITE, kept = archives() ) {
	const server = fakeServer( {
		'GET /archives': reply( kept ),
		[ PIN ]: reply( kept ),
		'POST /archives': reply( kept ),
		'POST /drills': reply( kept ),
	} );
	renderPart( <ArchivesPanel />, site );
	return { server, user: userEvent.setup() };
}

const button = ( name: RegExp ) => screen.findByRole( 'button', { name } );
const dialog = () => within( screen.getByRole( 'dialog' ) );

describe( 'the kept builds', () => {
	it( 'tell which is good, which is installed, and what is not known of them', async () => {
		show();
		const table = within(
			await screen.findByRole( 'table', {
				name: 'Kept builds, newest first',
			} )
		);
		const [ , newest, good ] = table.getAllByRole( 'row' );
		expect( newest?.textContent ).toContain( 'Installed now' );
		expect( newest?.textContent ).toContain( 'never, as far as is known' );
		expect( good?.textContent ).toContain( 'Last known good' );
		expect( good?.textContent ).toContain( 'does not say' );
		expect( screen.getByText( /Ran for a week/ ) ).toBeTruthy();
	} );

	it( 'are named good with a reason, at the revision that was seen, after both are shown', async () => {
		const { server, user } = show();
		await user.click( await button( /^Name as good/ ) );
		expect( dialog().getByText( '1.4.1' ) ).toBeTruthy();
		expect( dialog().getByText( '1.4.2' ) ).toBeTruthy();
		const verb = dialog().getByRole( 'button', { name: 'Name it good' } );
		await user.click( verb );
		expect( server.count( PIN ) ).toBe( 0 );
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			' ran a week '
		);
		await user.click( verb );
		await waitFor( () => expect( server.count( PIN ) ).toBe( 1 ) );
		expect(
			server.calls.find( ( { method } ) => method === 'POST' )?.data
		).toEqual( { revision: 3, reason: 'ran a week' } );
	} );

	it( 'show after a lost race what is named now, and go on from there', async () => {
		const { server, user } = show();
		const present = archives( {
			items: [ archive( { id: NEW_ID, good: false } ) ],
			pin: null,
			revision: 4,
		} );
		server.on(
			PIN,
			fail(
				apiError( 409, 'Another build was named meanwhile.', {
					archives: present,
				} )
			)
		);
		server.on( 'GET /archives', reply( present ) );
		await user.click( await button( /^Name as good/ ) );
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'x' );
		const verb = dialog().getByRole( 'button', { name: 'Name it good' } );
		await user.click( verb );
		expect(
			await dialog().findByText( /What is named now stands above/ )
		).toBeTruthy();
		await user.click( verb );
		await waitFor( () => expect( server.count( PIN ) ).toBe( 2 ) );
		expect(
			server.calls.findLast( ( { method } ) => method === 'POST' )?.data
		).toEqual( { revision: 4, reason: 'x' } );
	} );

	it( 'tell of a drill that was not passed, and why', async () => {
		const failed = archives( {
			items: [
				archive( {
					drill: {
						at: '2026-11-26T12:00:00.000Z',
						passed: false,
						detail: 'It is not what was kept.',
						actor: { kind: 'user', id: 2, name: 'owner' },
					},
				} ),
			],
		} );
		const { server, user } = show();
		server.on( 'POST /drills', reply( failed ) );
		server.on( 'GET /archives', reply( failed ) );
		await user.click( await button( new RegExp( `^Drill ${ GOOD_ID }` ) ) );
		expect( await screen.findByText( 'Not passed' ) ).toBeTruthy();
		expect( screen.getByText( 'It is not what was kept.' ) ).toBeTruthy();
	} );

	it( 'can be kept and tried by the owner, who cannot say which is good', async () => {
		const { server, user } = show( OWNER_SITE );
		const name = await button( /^Name as good/ );
		expect( name.getAttribute( 'aria-disabled' ) ).toBe( 'true' );
		expect( name.getAttribute( 'title' ) ).toContain( 'update_plugins' );
		await user.click( await button( /^Keep the installed build/ ) );
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'x' );
		await user.click( dialog().getByRole( 'button', { name: 'Keep it' } ) );
		await waitFor( () =>
			expect( server.count( 'POST /archives' ) ).toBe( 1 )
		);
		expect(
			server.calls.find( ( { method } ) => method === 'POST' )?.data
		).toMatchObject( { reason: 'x' } );
	} );

	it( 'are seen by support, who can change nothing of them', async () => {
		const { server, user } = show( SUPPORT_SITE );
		for ( const name of [ /^Name as good/, /^Keep the installed build/ ] ) {
			await user.click( await button( name ) );
		}
		for ( const drill of screen.getAllByRole( 'button', {
			name: /^Drill/,
		} ) ) {
			await user.click( drill );
		}
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		expect(
			server.calls.filter( ( { method } ) => method !== 'GET' )
		).toEqual( [] );
	} );

	it( 'say what an empty vault means, and not that it is an error', async () => {
		show(
			SITE,
			archives( {
				items: [],
				pin: null,
				revision: 0,
				trouble: {
					code: 'no_vault',
					message: 'Nothing was ever kept here.',
					action: null,
				},
			} )
		);
		expect(
			await screen.findByText( /is kept by itself once its files/ )
		).toBeTruthy();
		expect(
			screen.queryByText( 'Nothing was ever kept here.' )
		).toBeNull();
	} );
} );

describe( 'the recovery card', () => {
	it( 'says that the printed one is outdated until it is printed again', async () => {
		const server = fakeServer( {
			'GET /recovery-card': reply( card() ),
			'POST /recovery-card/prints': reply(
				card( { printed: 'current' } )
			),
		} );
		const print = vi.fn();
		vi.stubGlobal( 'print', print );
		renderPart( <RecoveryCardView /> );
		expect(
			await screen.findAllByText( /throw the old one away/ )
		).not.toHaveLength( 0 );
		expect(
			screen.getByText( 'php /srv/rescue.php revert --reason="..."' )
		).toBeTruthy();
		server.on(
			'GET /recovery-card',
			reply( card( { printed: 'current' } ) )
		);
		await userEvent.click( await button( /^Print the card/ ) );
		expect( print ).toHaveBeenCalledOnce();
		expect( await screen.findByText( /still holds/ ) ).toBeTruthy();
		vi.unstubAllGlobals();
	} );

	it( 'asks for nothing where it may not be read', async () => {
		const server = fakeServer( {} );
		renderPart( <RecoveryCardView />, SUPPORT_SITE );
		const print = await button( /^Print the card/ );
		expect( print.getAttribute( 'aria-disabled' ) ).toBe( 'true' );
		expect( server.calls ).toEqual( [] );
	} );
} );
