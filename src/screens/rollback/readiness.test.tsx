import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { ReadinessTick, Rehearsal } from '../../bridge/types';
import { ago } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { fakeServer, reply } from '../../fixtures/server';
import { ReadinessPanel } from './readiness-panel';
import { RehearsalPanel } from './rehearsal-panel';

function tick( over: Partial< ReadinessTick > ): ReadinessTick {
	return {
		id: 'pin',
		label: 'Last known good build',
		status: 'good',
		detail: 'Version 1.4.1.',
		at: ago( 3_600 ),
		action: null,
		...over,
	};
}

describe( 'readiness', () => {
	it( 'folds what is good and leaves the rest open, worst first, with its way forward', () => {
		renderPart(
			<ReadinessPanel
				ticks={ [
					tick( {} ),
					tick( { id: 'room', label: 'Free space' } ),
					tick( {
						id: 'rehearsal',
						label: 'Rehearsal',
						status: 'not_set_up',
						detail: 'Never rehearsed.',
						action: {
							kind: 'command',
							label: 'From a shell:',
							target: 'wp smartalloc-ops rollback rehearse',
						},
					} ),
					tick( {
						id: 'closed',
						label: 'The vault is closed to the web',
						status: 'unknown',
						detail: 'Not asked yet.',
					} ),
				] }
			/>,
			SITE
		);
		const fold = screen.getByRole( 'group' );
		expect( fold ).toHaveProperty( 'open', false );
		expect( fold.textContent ).toContain( '2 points are good' );
		const open = screen
			.getAllByRole( 'listitem' )
			.filter( ( item ) => ! fold.contains( item ) );
		expect( open.map( ( { textContent } ) => textContent ) ).toEqual( [
			expect.stringContaining( 'The vault is closed to the web' ),
			expect.stringContaining( 'wp smartalloc-ops rollback rehearse' ),
		] );
	} );
} );

const NEVER: Rehearsal = { last: null };
const DONE: Rehearsal = {
	last: {
		at: ago( 20 ),
		actor: { kind: 'user', id: 2, name: 'owner' },
		archive: '20261126T113000Z-0123456789ab',
		version: '1.4.1',
		is_good: true,
		ok: false,
		took_ms: 2_140,
		parts: [
			{
				id: 'look',
				title: 'Look first',
				took_ms: 40,
				failed: null,
				said: '',
			},
			{
				id: 'ask',
				title: 'Ask the site which build it runs',
				took_ms: 2_100,
				failed: 'probe_timeout',
				said: 'The site did not answer in time.',
			},
		],
	},
};

describe( 'a rehearsal', () => {
	it( 'says before it starts what it touches, and afterwards what it found', async () => {
		const server = fakeServer( {
			'GET /rehearsals': reply( NEVER ),
			'POST /rehearsals': reply( DONE ),
		} );
		renderPart( <RehearsalPanel />, SITE );
		expect(
			await screen.findByText( /Nobody has rehearsed yet/ )
		).toBeTruthy();
		expect(
			screen.getByText( /No switch, no job, no message/ )
		).toBeTruthy();
		server.on( 'GET /rehearsals', reply( DONE ) );
		await userEvent.click(
			screen.getByRole( 'button', { name: 'Rehearse now' } )
		);
		expect( await screen.findByText( 'Could not be done' ) ).toBeTruthy();
		const [ first, second ] = screen.getAllByRole( 'listitem' );
		expect( first?.textContent ).toContain( 'Done' );
		expect(
			within( second ?? document.body ).getByText( 'Failed' )
		).toBeTruthy();
		expect( second?.textContent ).toContain( 'did not answer in time' );
		await waitFor( () =>
			expect( server.count( 'POST /rehearsals' ) ).toBe( 1 )
		);
	} );

	it( 'is not for support to start', async () => {
		const server = fakeServer( { 'GET /rehearsals': reply( NEVER ) } );
		renderPart( <RehearsalPanel />, SUPPORT_SITE );
		await userEvent.click(
			screen.getByRole( 'button', { name: /^Rehearse now/ } )
		);
		expect( server.count( 'POST /rehearsals' ) ).toBe( 0 );
	} );
} );
