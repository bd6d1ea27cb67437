import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { NOW } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import {
	CLOSED_RUN,
	CONTAINED_RUN,
	INTERRUPTED_RUN,
	READINESS,
	run,
	step,
} from '../../fixtures/runs';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { runReport } from './report';
import { RunView } from './run-panel';
import { RollbackScreen } from './rollback-screen';
import { elapsed } from './timeline';

function show( present: ReturnType< typeof run >, site = SITE ) {
	const server = fakeServer( {
		'GET /rollbacks/readiness': reply( {
			...READINESS,
			active: present.active ? present : null,
		} ),
		[ `GET /runs/${ present.id }` ]: reply( present ),
		'GET /runs?kind=rollback&per_page=25': reply( {
			items: [],
			next_before: null,
		} ),
		'POST /runs/12/resume': reply( run( { version: 5 } ) ),
		'POST /runs/12/abort': reply( run( { state: 'aborting' } ) ),
	} );
	renderPart(
		<RollbackScreen run={ null } view={ null } focus={ null } />,
		site
	);
	return { server, user: userEvent.setup() };
}

const choice = ( name: string ) => screen.queryByRole( 'button', { name } );

describe( 'a rollback that has ended by itself', () => {
	const FINISHED = run( {
		state: 'finished',
		active: false,
		choices: [],
		report: {
			strategy: 'local_swap',
			before: { version: '1.1.0', digest: 'f'.repeat( 64 ) },
			after: { version: '1.0.0', digest: 'a'.repeat( 64 ) },
			took_ms: 200_000,
			steps: [
				{ name: 'preflight', took_ms: 900 },
				{ name: 'swap', took_ms: 4_000 },
			],
			released: 31,
			failed: null,
		},
	} );

	it( 'says in numbers what it did, and what is not known', () => {
		renderPart( <RunView run={ FINISHED } /> );
		for ( const text of [
			'3 min 20 s',
			'Exchange the files here',
			'1.1.0 ffffffffffff',
			'1.0.0 aaaaaaaaaaaa',
			'31',
			'not known',
			'swap, 4 s',
		] ) {
			expect( screen.getByText( text ) ).toBeTruthy();
		}
	} );

	it( 'has the same in the text for a ticket', () => {
		expect( runReport( FINISHED, SITE ) ).toContain(
			'It took: 3 min 20 s'
		);
	} );
} );

describe( 'an active rollback', () => {
	it( 'takes the place of the form, so that nobody starts a second', async () => {
		show( run() );
		await screen.findByRole( 'heading', { name: 'Rollback 12' } );
		await screen.findByRole( 'heading', { name: 'Readiness' } );
		expect( choice( 'Start the rollback' ) ).toBeNull();
	} );

	it( 'offers exactly the choices of the server', async () => {
		show( INTERRUPTED_RUN );
		expect(
			await screen.findByRole( 'button', { name: 'Resume' } )
		).toBeTruthy();
		expect( choice( 'Abort…' ) ).not.toBeNull();
		expect( choice( 'Close…' ) ).toBeNull();
	} );

	it( 'shows a begun step of a killed run as broken off, not as going on', async () => {
		show( INTERRUPTED_RUN );
		expect( await screen.findByText( 'Broken off' ) ).toBeTruthy();
		expect( screen.queryByText( 'Started' ) ).toBeNull();
	} );

	it( 'goes on when it is resumed', async () => {
		const { server, user } = show( INTERRUPTED_RUN );
		const button = await screen.findByRole( 'button', { name: 'Resume' } );
		await user.click( button );
		await waitFor( () =>
			expect( server.count( 'POST /runs/12/resume' ) ).toBe( 1 )
		);
	} );

	it( 'is aborted only with a reason', async () => {
		const { server, user } = show( CONTAINED_RUN );
		await user.click(
			await screen.findByRole( 'button', { name: 'Abort…' } )
		);
		const dialog = within( screen.getByRole( 'dialog' ) );
		const verb = dialog.getByRole( 'button', { name: 'Abort and undo' } );
		await user.click( verb );
		expect( server.count( 'POST /runs/12/abort' ) ).toBe( 0 );
		await user.type( dialog.getByLabelText( 'Reason (required)' ), 'x' );
		await user.click( verb );
		await waitFor( () =>
			expect( server.count( 'POST /runs/12/abort' ) ).toBe( 1 )
		);
	} );

	it( 'shows its choices to those who may only look, with the capability named', async () => {
		const { server, user } = show( INTERRUPTED_RUN, SUPPORT_SITE );
		const button = await screen.findByRole( 'button', { name: 'Resume' } );
		await user.click( button );
		expect( button.getAttribute( 'title' ) ).toContain(
			'smartalloc_ops_rollback'
		);
		expect( server.count( 'POST /runs/12/resume' ) ).toBe( 0 );
	} );
} );

describe( 'a run that waits for a person', () => {
	const waiting = run( {
		state: 'waits_for_person',
		headline: 'Send one entry and say what became of it.',
		waiting: {
			reason: 'smoke',
			second: false,
			answers: [
				{ answer: 'passed', label: 'It arrived' },
				{ answer: 'failed', label: 'It did not arrive' },
			],
		},
		choices: [ 'answer', 'abort', 'close' ],
	} );

	it( 'takes an answer with what was seen, at the version that was looked at', async () => {
		const { server, user } = show( waiting );
		server.on( 'POST /runs/12/answers', reply( run( { version: 5 } ) ) );
		await user.click(
			await screen.findByRole( 'button', {
				name: 'Tell what you found…',
			} )
		);
		const dialog = within( screen.getByRole( 'dialog' ) );
		const verb = dialog.getByRole( 'button', {
			name: 'Go on with this answer',
		} );
		await user.type(
			dialog.getByLabelText( 'Reason (required)' ),
			'Entry 9 has its mail'
		);
		await user.click( verb );
		expect( server.count( 'POST /runs/12/answers' ) ).toBe( 0 );
		await user.click( dialog.getByLabelText( 'It arrived' ) );
		await user.click( verb );
		await waitFor( () =>
			expect(
				server.calls.find( ( { method } ) => method === 'POST' )?.data
			).toMatchObject( {
				answer: 'passed',
				reason: 'Entry 9 has its mail',
				revision: 4,
			} )
		);
	} );

	it( 'keeps its answer in the dialog when somebody else was faster', async () => {
		const { server, user } = show( waiting );
		server.on(
			'POST /runs/12/answers',
			fail( apiError( 409, 'It was changed meanwhile.', { run: run() } ) )
		);
		await user.click(
			await screen.findByRole( 'button', {
				name: 'Tell what you found…',
			} )
		);
		const dialog = within( screen.getByRole( 'dialog' ) );
		await user.click( dialog.getByLabelText( 'It did not arrive' ) );
		await user.type( dialog.getByLabelText( 'Reason (required)' ), 'x' );
		await user.click(
			dialog.getByRole( 'button', { name: 'Go on with this answer' } )
		);
		expect(
			await dialog.findByText( 'It was changed meanwhile.' )
		).toBeTruthy();
	} );
} );

describe( 'the time of a step', () => {
	it( 'grows until it ends', () => {
		const begun = step( { state: 'started', finished_at: null } );
		expect( elapsed( begun, NOW ) ).toBe( 64 );
		expect( elapsed( step(), NOW ) ).toBe( 2 );
	} );

	it( 'is not known before it begins', () => {
		const planned = step( {
			state: 'planned',
			started_at: null,
			finished_at: null,
		} );
		expect( elapsed( planned, NOW ) ).toBeNull();
	} );
} );

describe( 'the report', () => {
	it( 'tells the whole run as text, in the time of the site', () => {
		const report = runReport( CONTAINED_RUN, SITE );
		expect( report ).toContain( 'SmartAlloc Ops: rollback 12' );
		expect( report ).toContain( 'Reason: Mails bounce since 14:05' );
		expect( report ).toContain( '1. [Done] Freeze' );
		expect( report ).toContain( '14:30:56 (UTC+03:30)' );
		expect( report ).toContain(
			'  wp plugin install smart-alloc --version=1.4.1 --force'
		);
	} );

	it( 'has no next steps when there are none', () => {
		expect( runReport( CLOSED_RUN, SITE ) ).not.toContain(
			'What a person does next'
		);
	} );
} );
