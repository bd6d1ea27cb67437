import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import type { Proposal, Site } from '../../bridge/types';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { proposal } from '../../fixtures/proposals';
import { renderPart } from '../../fixtures/render';
import { plan, run } from '../../fixtures/runs';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { EarlierProposals } from './closed-proposals';
import { ProposedRollback } from './proposals-panel';

const button = ( name: string | RegExp ) =>
	screen.findByRole( 'button', { name } );
const dialog = () => within( screen.getByRole( 'dialog' ) );
const sent = (
	server: ReturnType< typeof fakeServer >,
	path: string
): unknown => server.calls.find( ( call ) => call.path === path )?.data;

interface Link {
	asked: number | null;
}

function Proposals( { asked, onRun }: Link & { onRun: () => void } ) {
	return (
		<>
			<ProposedRollback
				asked={ asked }
				is_active={ false }
				onRun={ onRun }
			/>
			<EarlierProposals />
		</>
	);
}

function propose(
	present: Proposal[],
	site: Site = SITE,
	{ asked }: Link = { asked: null }
) {
	const server = fakeServer( {
		'GET /proposals?per_page=5': reply( {
			items: present,
			next_before: null,
		} ),
		'GET /proposals/2': reply(
			proposal( {
				id: 2,
				state: 'dismissed',
				reason: 'It was the mail server',
				actor: { kind: 'user', id: 5, name: 'night shift' },
			} )
		),
		'POST /rollbacks': reply( plan() ),
		'POST /proposals/3/starts': reply( run() ),
		'POST /proposals/3/dismissals': reply(
			proposal( { state: 'dismissed', reason: 'no', closed_at: null } )
		),
	} );
	const onRun = vi.fn();
	renderPart( <Proposals asked={ asked } onRun={ onRun } />, site );
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
		expect( await screen.findByText( /^None is proposed/ ) ).toBeTruthy();
	} );

	it( 'is what the focus is on when a link asked for it', async () => {
		propose( [ proposal() ], SITE, { asked: 3 } );
		const card = await screen.findByRole( 'region', {
			name: 'Proposed rollback',
		} );
		expect( card.ownerDocument.activeElement ).toBe( card );
	} );

	it( 'says that it is over to whoever follows an old link', async () => {
		propose( [ proposal() ], SITE, { asked: 2 } );
		const old = await screen.findByRole( 'region', {
			name: 'Proposed rollback 2',
		} );
		expect( old.ownerDocument.activeElement ).toBe( old );
		expect( await within( old ).findByText( 'Dismissed' ) ).toBeTruthy();
		expect( within( old ).getByText( /is over/ ) ).toBeTruthy();
		expect( within( old ).getByText( 'night shift' ) ).toBeTruthy();
		expect( within( old ).queryByRole( 'button' ) ).toBeNull();
		// The one that waits is not hidden by it.
		expect( screen.getByText( 'Waits for a decision' ) ).toBeTruthy();
	} );

	it( 'does not vanish under the hands of whoever decides about it', async () => {
		const { server, user } = propose( [ proposal() ] );
		await user.click( await button( 'Dismiss…' ) );
		server.on(
			'POST /proposals/3/dismissals',
			fail(
				apiError( 409, 'It is over.', {
					proposal: proposal( { state: 'withdrawn', revision: 3 } ),
				} )
			)
		);
		server.on(
			'GET /proposals?per_page=5',
			reply( {
				items: [ proposal( { state: 'withdrawn', revision: 3 } ) ],
				next_before: null,
			} )
		);
		server.on(
			'GET /proposals/3',
			reply( proposal( { state: 'withdrawn', revision: 3 } ) )
		);
		await user.type( dialog().getByLabelText( 'Reason (required)' ), 'no' );
		await user.click(
			dialog().getByRole( 'button', { name: 'Dismiss it' } )
		);
		const over = await screen.findByRole( 'region', {
			name: 'Proposed rollback 3',
		} );
		expect( within( over ).getByText( 'Withdrawn' ) ).toBeTruthy();
		await waitFor( () =>
			expect( over.ownerDocument.activeElement ).toBe( over )
		);
	} );
} );
