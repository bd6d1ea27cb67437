import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { paths } from '../../bridge/api';
import { FLAGS, preview, REVISIONS } from '../../fixtures/flags';
import {
	HELD,
	THEIRS,
	serve,
	openComms,
	dialog,
	verb,
	saidInRow,
	isInert,
	reason,
} from '../../fixtures/flags-screen';
import { SUPPORT_SITE } from '../../fixtures/overview';
import { apiError, fail, reply, type FakeServer } from '../../fixtures/server';
import { store } from '../../store';

describe( 'changing a flag', () => {
	it( 'shows the reach before anything can be pressed', async () => {
		serve();
		await openComms();
		expect( await dialog().findByText( '42' ) ).toBeTruthy();
		expect( dialog().getByText( 'Nothing is deleted.' ) ).toBeTruthy();
	} );

	it( 'shows what could not be measured as not available, never as 0', async () => {
		serve();
		await openComms();
		const term = await dialog().findByText( 'Waiting in the mailer' );
		expect( term.nextElementSibling?.textContent ).toContain(
			'not available (could not be measured'
		);
	} );

	it( 'needs a reason', async () => {
		const server = serve();
		const { user } = await openComms();
		await dialog().findByText( '42' );
		expect( isInert( verb( 'Hold comms' ) ) ).toBe( true );
		await user.click( verb( 'Hold comms' ) );
		expect( server.count( 'PUT /flags/comms' ) ).toBe( 0 );
		expect( dialog().getByText( 'Say why first.' ) ).toBeTruthy();
	} );

	it( 'is not sent by Enter in the reason', async () => {
		const server = serve( { 'PUT /flags/comms': reply( HELD ) } );
		const { user } = await openComms();
		await dialog().findByText( '42' );
		await user.type( reason(), 'SMTP down{Enter}' );
		expect( server.count( 'PUT /flags/comms' ) ).toBe( 0 );
	} );

	it( 'takes a recent reason with one press', async () => {
		serve();
		const { user } = await openComms();
		await user.click(
			await dialog().findByRole( 'button', {
				name: 'Provider limit reached',
			} )
		);
		expect( reason() ).toHaveProperty( 'value', 'Provider limit reached' );
	} );

	it( 'sends the revision it was decided on, tells the result and gives the focus back', async () => {
		const server = serve( { 'PUT /flags/comms': reply( HELD ) } );
		const { user, button } = await openComms();
		await dialog().findByText( '42' );
		await user.type( reason(), ' SMTP down ' );
		server.on( 'GET /flags', reply( { items: [ HELD ] } ) );
		await user.click( verb( 'Hold comms' ) );
		expect( await saidInRow( 'Comms is now off.' ) ).toBeTruthy();
		expect(
			server.calls.find( ( { method } ) => method === 'PUT' )?.data
		).toEqual( { value: 'off', revision: 6, reason: 'SMTP down' } );
		await waitFor( () =>
			expect( button.ownerDocument.activeElement ).toBe( button )
		);
	} );

	it( 'cannot be made against a refusal, which names the way forward', async () => {
		serve( {
			'POST /flags/comms/preview': reply(
				preview( {
					refusals: [
						{
							code: 'needs_migration',
							message: '14 jobs are pending.',
							action: {
								kind: 'command',
								label: 'Move them:',
								target: 'wp smartalloc-ops queue migrate',
							},
						},
					],
				} )
			),
		} );
		const { user } = await openComms();
		expect(
			( await dialog().findAllByText( /14 jobs are pending/ ) ).length
		).toBeGreaterThan( 0 );
		await user.type( reason(), 'x' );
		expect( isInert( verb( 'Hold comms' ) ) ).toBe( true );
		expect(
			dialog().getByText( 'wp smartalloc-ops queue migrate' )
		).toBeTruthy();
	} );

	it( 'cannot be made blind when the preview fails', async () => {
		serve( {
			'POST /flags/comms/preview': fail( apiError( 503, 'No answer.' ) ),
		} );
		const { user } = await openComms();
		await dialog().findAllByText( /No answer/ );
		await user.type( reason(), 'x' );
		expect( isInert( verb( 'Hold comms' ) ) ).toBe( true );
	} );
} );

describe( 'a lost race', () => {
	const lose = {
		'PUT /flags/comms': fail(
			apiError( 409, 'Changed meanwhile.', { flag: THEIRS } )
		),
	};

	it( 'shows who changed it, to what and why, and asks again', async () => {
		const server = serve( lose );
		const { user } = await openComms();
		await dialog().findByText( '42' );
		await user.type( reason(), 'SMTP down' );
		server.on(
			'GET /flags',
			reply( { items: [ ...FLAGS.slice( 0, 2 ), THEIRS ] } )
		);
		await user.click( verb( 'Hold comms' ) );
		expect( await dialog().findByText( 'maryam' ) ).toBeTruthy();
		expect( dialog().getByText( 'Provider answered' ) ).toBeTruthy();
		expect( isInert( verb( 'Hold comms' ) ) ).toBe( true );

		server.on( 'PUT /flags/comms', reply( HELD ) );
		await user.click( verb( 'Decide again' ) );
		await waitFor( () =>
			expect( isInert( verb( 'Hold comms' ) ) ).toBe( false )
		);
		await user.click( verb( 'Hold comms' ) );
		await waitFor( () =>
			expect( server.calls ).toContainEqual( {
				method: 'PUT',
				path: '/flags/comms',
				data: { value: 'off', revision: 9, reason: 'SMTP down' },
			} )
		);
	} );

	it( 'is told before the button is pressed, when polling sees it first', async () => {
		const server = serve();
		const { registry } = await openComms();
		await dialog().findByText( '42' );
		server.on( 'GET /flags', reply( { items: [ THEIRS ] } ) );
		await registry.dispatch( store ).refresh( paths.flags );
		expect( await dialog().findByText( 'maryam' ) ).toBeTruthy();
		expect( isInert( verb( 'Hold comms' ) ) ).toBe( true );
	} );
} );

describe( 'undo', () => {
	async function hold( server: FakeServer ) {
		const { user, registry } = await openComms();
		await dialog().findByText( '42' );
		await user.type( reason(), 'SMTP down' );
		server.on( 'GET /flags', reply( { items: [ HELD ] } ) );
		await user.click( verb( 'Hold comms' ) );
		await saidInRow( 'Comms is now off.' );
		return { user, registry };
	}

	it( 'puts the former value back against our own revision', async () => {
		const server = serve( { 'PUT /flags/comms': reply( HELD ) } );
		const { user } = await hold( server );
		await user.click( screen.getByRole( 'button', { name: 'Undo' } ) );
		await waitFor( () =>
			expect( server.calls ).toContainEqual( {
				method: 'PUT',
				path: '/flags/comms',
				data: { value: 'on', revision: 7, reason: 'Undo: SMTP down' },
			} )
		);
	} );

	it( 'is gone as soon as somebody else has changed the flag', async () => {
		const server = serve( { 'PUT /flags/comms': reply( HELD ) } );
		const { registry } = await hold( server );
		server.on(
			'GET /flags',
			reply( { items: [ { ...HELD, revision: 8 } ] } )
		);
		await registry.dispatch( store ).refresh( paths.flags );
		await waitFor( () =>
			expect(
				screen.queryByRole( 'button', { name: 'Undo' } )
			).toBeNull()
		);
	} );
} );

describe( 'flags for those who may only look', () => {
	it( 'keep their buttons, disabled, with the capability named', async () => {
		const server = serve();
		const { button } = await openComms( SUPPORT_SITE );
		expect( isInert( button ) ).toBe( true );
		const note = button.getAttribute( 'aria-describedby' ) ?? '';
		expect( document.getElementById( note )?.textContent ).toContain(
			'smartalloc_ops_flags'
		);
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		expect( server.count( 'POST /flags/comms/preview' ) ).toBe( 0 );
	} );

	it( 'still show their history', async () => {
		serve( {
			'GET /flags/comms/revisions?per_page=25': reply( REVISIONS ),
		} );
		const { user } = await openComms( SUPPORT_SITE );
		await user.click(
			screen.getByRole( 'button', { name: 'History Comms' } )
		);
		expect(
			await screen.findByText( 'Freeze of rollback 3' )
		).toBeTruthy();
	} );
} );
