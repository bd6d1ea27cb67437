import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import type { Proposal, Site, Trigger } from '../../bridge/types';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { EVIDENCE, proposal, trigger } from '../../fixtures/proposals';
import { renderPart } from '../../fixtures/render';
import { plan, run } from '../../fixtures/runs';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { ProposalsPanel } from './proposals-panel';
import { TriggersPanel } from './triggers-panel';

const button = ( name: string | RegExp ) =>
	screen.findByRole( 'button', { name } );
const dialog = () => within( screen.getByRole( 'dialog' ) );
const sent = (
	server: ReturnType< typeof fakeServer >,
	path: string
): unknown => server.calls.find( ( call ) => call.path === path )?.data;

function propose( present: Proposal[], site: Site = SITE ) {
	const server = fakeServer( {
		'GET /proposals?per_page=5': reply( {
			items: present,
			next_before: null,
		} ),
		'POST /rollbacks': reply( plan() ),
		'POST /proposals/3/starts': reply( run() ),
		'POST /proposals/3/dismissals': reply(
			proposal( { state: 'dismissed', reason: 'no', closed_at: null } )
		),
	} );
	const onRun = vi.fn();
	renderPart( <ProposalsPanel is_active={ false } onRun={ onRun } />, site );
	return { server, onRun, user: userEvent.setup() };
}

async function typeAll( user: ReturnType< typeof userEvent.setup > ) {
	await user.click( await button( 'Look first, then start…' ) );
	await user.type(
		await dialog().findByLabelText( 'Reason (required)' ),
		'It fails'
	);
	await user.type(
		dialog().getByLabelText( 'Type 1.4.2 to confirm' ),
		'1.4.2'
	);
	await user.click(
		dialog().getByRole( 'button', { name: 'Start the rollback' } )
	);
}

describe( 'a proposed rollback', () => {
	it( 'says what speaks for it, on how much, and since when', async () => {
		propose( [ proposal() ] );
		expect(
			await screen.findByText( 'Waits for a decision' )
		).toBeTruthy();
		expect( screen.getByText( 'Jobs that fail' ) ).toBeTruthy();
		expect( screen.getByText( /9 of 212 jobs failed/ ) ).toBeTruthy();
		expect(
			screen.getByText( /4\.2 % · limit 1 % · n = 212/ )
		).toBeTruthy();
		expect( screen.getByText( /no evidence against it/ ) ).toBeTruthy();
	} );

	it( 'is started after the dry run, with the revision that was seen', async () => {
		const { server, onRun, user } = propose( [ proposal() ] );
		await typeAll( user );
		await waitFor( () =>
			expect( sent( server, '/proposals/3/starts' ) ).toEqual( {
				revision: 2,
				reason: 'It fails',
				confirmation: '1.4.2',
			} )
		);
		await waitFor( () => expect( onRun ).toHaveBeenCalledOnce() );
	} );

	it( 'is bound anew when its facts have changed, and the next start sends what is seen then', async () => {
		const { server, user } = propose( [ proposal() ] );
		await screen.findByText( 'Waits for a decision' );
		server.on(
			'POST /proposals/3/starts',
			fail(
				apiError( 409, 'Flags were changed since.', {
					proposal: proposal( { revision: 3 } ),
				} )
			)
		);
		server.on(
			'GET /proposals?per_page=5',
			reply( {
				items: [ proposal( { revision: 3 } ) ],
				next_before: null,
			} )
		);
		await typeAll( user );
		expect(
			await dialog().findByText( 'Flags were changed since.' )
		).toBeTruthy();
		server.on( 'POST /proposals/3/starts', reply( run() ) );
		await user.click(
			dialog().getByRole( 'button', { name: 'Start the rollback' } )
		);
		await waitFor( () =>
			expect(
				server.calls
					.filter( ( { path } ) => path === '/proposals/3/starts' )
					.map( ( { data } ) => data )
			).toMatchObject( [ { revision: 2 }, { revision: 3 } ] )
		);
	} );

	it( 'is dismissed only with a reason', async () => {
		const { server, user } = propose( [ proposal() ] );
		await user.click( await button( 'Dismiss…' ) );
		const confirm = dialog().getByRole( 'button', { name: 'Dismiss it' } );
		await user.click( confirm );
		expect( sent( server, '/proposals/3/dismissals' ) ).toBeUndefined();
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'no' );
		await user.click( confirm );
		await waitFor( () =>
			expect( sent( server, '/proposals/3/dismissals' ) ).toEqual( {
				revision: 2,
				reason: 'no',
			} )
		);
	} );

	it( 'says why it did not start by itself, and what became of those before', async () => {
		propose( [
			proposal( {
				held_back: [ { code: 'cooling', message: 'Not before noon.' } ],
			} ),
			proposal( {
				id: 2,
				state: 'accepted',
				automatic: true,
				run: 9,
				actor: { kind: 'user', id: 1, name: 'admin' },
			} ),
		] );
		expect( await screen.findByText( 'Not before noon.' ) ).toBeTruthy();
		expect( screen.getByText( 'Started by itself' ) ).toBeTruthy();
		expect( screen.getByText( 'admin' ) ).toBeTruthy();
	} );

	it( 'is seen by support, who cannot decide', async () => {
		const { user } = propose( [ proposal() ], SUPPORT_SITE );
		await user.click( await button( 'Look first, then start…' ) );
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
	} );

	it( 'is none on a calm day', async () => {
		propose( [] );
		expect( await screen.findByText( /^None: no trigger/ ) ).toBeTruthy();
	} );
} );

function table( present: Trigger[] ) {
	const server = fakeServer( {
		'GET /triggers': reply( { items: present } ),
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
} );
