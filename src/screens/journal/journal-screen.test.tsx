import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { JournalPage, JournalVerification } from '../../bridge/types';
import { ago } from '../../fixtures/health';
import { renderPart } from '../../fixtures/render';
import { fakeServer, reply, type FakeServer } from '../../fixtures/server';
import { filtersOf, queryOf, searchWith } from './filters';
import { JournalScreen } from './journal-screen';

const PAGE: JournalPage = {
	items: [
		{
			key: 'flag:7',
			kind: 'flag',
			at: ago( 60 ),
			actor: { kind: 'user', id: 2, name: 'owner' },
			subject: 'flag:comms',
			change: 'Comms: from on to off (revision 7).',
			reason: 'SMTP down',
			tab: 'flags',
			run_id: null,
		},
		{
			key: 'step:3',
			kind: 'step',
			at: ago( 90 ),
			actor: { kind: 'run', id: 2, name: 'Run 2' },
			subject: 'run:2',
			change: 'Run 2, step 1 freeze: done (attempt 1).',
			reason: '',
			tab: 'rollback',
			run_id: 2,
		},
	],
	next_cursor: '1764000000000.1.3',
	chain: {
		sealed: 41,
		verified_at: null,
		verified_state: null,
		verified_through: null,
	},
};

const BROKEN: JournalVerification = {
	state: 'broken',
	text: 'Edited after it was sealed: flag revision comms 3 (flag_revisions #12).',
	findings: [
		{
			problem: 'edited',
			name: 'flag revision comms 3 (flag_revisions #12)',
			text: 'Edited after it was sealed: flag revision comms 3 (flag_revisions #12).',
			seal: 12,
			at: ago( 900 ),
		},
	],
	found: 1,
	from: 1,
	through: 41,
	next: null,
	keyed: false,
	key_note: 'Not every seal was made with a key outside the database.',
	head: { n: 41, chain: 'abc123' },
	unsealed: {
		count: { value: 2, capped: false },
		oldest_at: ago( 50 ),
		age_s: 50,
	},
	verified_at: ago( 0 ),
};

function serve( more: Parameters< typeof fakeServer >[ 0 ] = {} ): FakeServer {
	return fakeServer( {
		'GET /journal?per_page=25': reply( PAGE ),
		'GET /journal?kind=flag&per_page=25': reply( {
			...PAGE,
			items: PAGE.items.slice( 0, 1 ),
			next_cursor: null,
		} ),
		'GET /journal?cursor=1764000000000.1.3&per_page=25': reply( {
			...PAGE,
			items: PAGE.items.slice( 1 ),
			next_cursor: null,
		} ),
		'POST /journal/verifications': reply( BROKEN ),
		...more,
	} );
}

beforeEach( () =>
	window.history.replaceState( null, '', '?page=smartalloc-ops&tab=journal' )
);
afterEach( () => window.history.replaceState( null, '', '/' ) );

describe( 'the journal', () => {
	it( 'tells who did what and why, with the way to the evidence', async () => {
		serve();
		renderPart( <JournalScreen /> );
		const line = within(
			(
				await screen.findByText( 'Comms: from on to off (revision 7).' )
			).closest( 'li' ) ?? document.body
		);
		expect( line.getByText( 'owner' ) ).toBeTruthy();
		expect( line.getByText( 'SMTP down' ) ).toBeTruthy();
		expect(
			line.getByRole( 'link', { name: 'Show the flag' } )
		).toHaveProperty(
			'search',
			'?page=smartalloc-ops&tab=flags&focus=comms'
		);
	} );

	it( 'puts its filters into the address, and asks the server with them', async () => {
		const server = serve();
		const user = userEvent.setup();
		renderPart( <JournalScreen /> );
		await user.selectOptions(
			await screen.findByLabelText( 'Kind' ),
			'flag'
		);
		await waitFor( () =>
			expect( screen.queryByText( /step 1 freeze/ ) ).toBeNull()
		);
		expect( window.location.search ).toBe(
			'?page=smartalloc-ops&tab=journal&kind=flag'
		);
		expect( server.count( 'GET /journal?kind=flag&per_page=25' ) ).toBe(
			1
		);
	} );

	it( 'reads on by its cursor and finds the way back', async () => {
		serve();
		const user = userEvent.setup();
		renderPart( <JournalScreen /> );
		await user.click(
			await screen.findByRole( 'button', { name: 'Older' } )
		);
		await waitFor( () =>
			expect( screen.queryByText( /Comms: from on to off/ ) ).toBeNull()
		);
		await user.click( screen.getByRole( 'button', { name: 'Newer' } ) );
		expect(
			await screen.findByText( /Comms: from on to off/ )
		).toBeTruthy();
	} );

	it( 'names the row that was edited when it is verified', async () => {
		serve();
		const user = userEvent.setup();
		renderPart( <JournalScreen /> );
		expect( await screen.findByText( /Never verified/ ) ).toBeTruthy();
		await user.click(
			screen.getByRole( 'button', { name: 'Verify now' } )
		);
		expect( await screen.findByText( 'Broken' ) ).toBeTruthy();
		expect(
			screen.getByText( /flag revision comms 3 \(flag_revisions #12\)/, {
				selector: '.smartalloc-ops__proof p',
			} )
		).toBeTruthy();
		expect( screen.getByText( '41 abc123' ) ).toBeTruthy();
	} );
} );

describe( 'the filters of the journal', () => {
	it( 'drop what the server would not take', () => {
		expect(
			filtersOf( '?tab=journal&kind=nonsense&flag=Comms&subject=run:3' )
		).toEqual( { subject: 'run:3' } );
	} );

	it( 'keep the page and nothing of another tab', () => {
		expect(
			searchWith( '?page=smartalloc-ops&tab=flags&focus=comms', {
				flag: 'comms',
			} )
		).toBe( '?page=smartalloc-ops&tab=journal&flag=comms' );
	} );

	it( 'mean days of the site, whose midnight is not that of UTC', () => {
		expect(
			queryOf( { from: '2026-11-26', to: '2026-11-26' }, 210, null )
		).toEqual( {
			from: '2026-11-25T20:30:00.000Z',
			to: '2026-11-26T20:30:00.000Z',
		} );
	} );
} );
