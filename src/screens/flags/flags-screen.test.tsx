import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { paths } from '../../bridge/api';
import {
	flag,
	FLAGS,
	FROZEN,
	NOT_FROZEN,
	preview,
	REVISIONS,
} from '../../fixtures/flags';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import {
	apiError,
	fail,
	fakeServer,
	reply,
	type FakeServer,
} from '../../fixtures/server';
import { FlagsScreen } from './flags-screen';
import { store } from '../../store';

const HELD = flag( { value: 'off', revision: 7, reason: 'SMTP down' } );
const THEIRS = flag( {
	value: 'on',
	revision: 9,
	reason: 'Provider answered',
	actor: { kind: 'user', id: 5, name: 'maryam' },
} );

function serve( more: Parameters< typeof fakeServer >[ 0 ] = {} ): FakeServer {
	return fakeServer( {
		'GET /flags': reply( { items: FLAGS } ),
		'GET /freeze': reply( NOT_FROZEN ),
		'POST /flags/comms/preview': reply( preview() ),
		...more,
	} );
}

async function openComms( site = SITE ) {
	const user = userEvent.setup();
	const view = renderPart(
		<FlagsScreen focus={ null } change={ null } />,
		site
	);
	const button = await screen.findByRole( 'button', {
		name: 'Change… Comms',
	} );
	await user.click( button );
	return { user, button, ...view };
}

const dialog = () => within( screen.getByRole( 'dialog' ) );
const verb = ( name: string ) => dialog().getByRole( 'button', { name } );
/** Not the live region of `speak()`, which says the same. */
const saidInRow = ( text: string ) =>
	screen.findByText( text, { selector: 'li span' } );
const isInert = ( element: HTMLElement ) =>
	element.getAttribute( 'aria-disabled' ) === 'true';
const reason = () => dialog().getByLabelText( 'Reason (required)' );

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

describe( 'the freeze', () => {
	const open = async ( name: string ) => {
		const user = userEvent.setup();
		renderPart( <FlagsScreen focus={ null } change={ null } />, SITE );
		await user.click( await screen.findByRole( 'button', { name } ) );
		return user;
	};

	it( 'needs an end and a reason, and sends both with the revision', async () => {
		const server = serve( { 'PUT /freeze': reply( FROZEN ) } );
		const user = await open( 'Freeze the flags…' );
		expect( dialog().getByText( 'Say when it ends.' ) ).toBeTruthy();
		await user.selectOptions( dialog().getByLabelText( 'Ends' ), '240' );
		expect( dialog().getByText( 'Say why first.' ) ).toBeTruthy();
		await user.type( reason(), 'registrations' );
		await user.click( verb( 'Freeze the flags' ) );
		await waitFor( () =>
			expect( server.count( 'PUT /freeze' ) ).toBe( 1 )
		);
		expect(
			server.calls.find( ( { method } ) => method === 'PUT' )?.data
		).toMatchObject( {
			frozen: true,
			revision: 0,
			reason: 'registrations',
		} );
	} );

	it( 'names its owner, its end and its reason, and can be opened', async () => {
		const server = serve( {
			'GET /freeze': reply( FROZEN ),
			'PUT /freeze': reply( NOT_FROZEN ),
		} );
		const user = await open( 'Open the flags…' );
		expect( screen.getByText( 'maryam' ) ).toBeTruthy();
		expect(
			screen.getByText( 'The night of the registrations' )
		).toBeTruthy();
		await user.type( reason(), 'it is quiet' );
		await user.click( verb( 'Open the flags' ) );
		await waitFor( () =>
			expect( server.calls ).toContainEqual( {
				method: 'PUT',
				path: '/freeze',
				data: {
					frozen: false,
					until: null,
					revision: 3,
					reason: 'it is quiet',
				},
			} )
		);
	} );

	it( 'that somebody else was faster with is shown before it is asked again', async () => {
		const server = serve( {
			'PUT /freeze': fail(
				apiError( 409, 'Changed meanwhile.', { freeze: FROZEN } )
			),
		} );
		const user = await open( 'Freeze the flags…' );
		await user.selectOptions( dialog().getByLabelText( 'Ends' ), '240' );
		await user.type( reason(), 'registrations' );
		server.on( 'GET /freeze', reply( FROZEN ) );
		await user.click( verb( 'Freeze the flags' ) );
		expect( await dialog().findByText( 'maryam' ) ).toBeTruthy();
		expect( isInert( verb( 'Freeze the flags' ) ) ).toBe( true );
	} );
} );
