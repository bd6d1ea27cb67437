import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Overview, Problem } from '../../bridge/types';
import { BAD_DAY, FIRST_DAY, GOOD_DAY, SITE } from '../../fixtures/overview';
import { CRON_QUEUE } from '../../fixtures/queues';
import { renderPart } from '../../fixtures/render';
import { fakeServer, reply } from '../../fixtures/server';
import { evidenceOf, leadsThere } from './evidence';
import { isFirstDay } from './first-day';
import { OverviewScreen } from './overview-screen';

async function show( overview: Overview ) {
	fakeServer( { 'GET /overview': reply( overview ) } );
	renderPart( <OverviewScreen />, SITE );
	await screen.findByText( overview.headline.text );
}

/** What stands beside a term of the summary. */
function beside( term: string ) {
	const line = screen.getByText( term, { selector: 'dt' } ).parentElement;
	return line?.querySelector( 'dd' )?.textContent ?? '';
}

describe( 'the overview', () => {
	it( 'is almost empty on a good day', async () => {
		await show( GOOD_DAY );
		expect( screen.queryByText( 'What needs you' ) ).toBeNull();
		expect( screen.queryByText( 'Held right now' ) ).toBeNull();
		expect( screen.queryByText( 'Dead letters' ) ).toBeNull();
		expect( beside( 'Queues' ) ).toContain( 'nothing late' );
	} );

	it( 'gives every problem its evidence and its way forward', async () => {
		await show( BAD_DAY );
		const problem = screen
			.getByText( 'Gravity Forms is not active.', { selector: 'bdi' } )
			.closest( 'li' );
		const links = within( problem ?? document.body )
			.getAllByRole( 'link' )
			.map( ( link ) => link.getAttribute( 'href' ) );
		expect( links ).toEqual( [
			'?tab=health&focus=gravity_forms',
			'plugins.php',
		] );
	} );

	it( 'says what is held, by which switch, by whom and why', async () => {
		await show( BAD_DAY );
		const line = screen.getByText( 'SMTP down' ).closest( 'li' );
		expect( line?.textContent ).toContain( '118 held by Comms' );
		expect( line?.textContent ).toContain( 'by owner' );
		expect(
			within( line ?? document.body ).getByRole( 'link' )
		).toHaveProperty( 'search', '?tab=flags&change=comms' );
	} );

	it( 'says of what waits for SmartAlloc that no switch lets go of it', async () => {
		await show( {
			...GOOD_DAY,
			held: [
				{
					flag: 'not_loaded',
					scope: '',
					count: { value: 27, capped: false },
					oldest_at: GOOD_DAY.generated_at,
					since: null,
					actor: null,
					reason: '',
				},
			],
		} );
		const line = screen.getByText( '27' ).closest( 'li' );
		expect( line?.textContent ).toContain(
			'because SmartAlloc was not loaded'
		);
		expect( line?.textContent ).not.toContain( 'not_loaded' );
		expect(
			within( line ?? document.body ).getByRole( 'link' )
		).toHaveProperty( 'search', '?tab=rollback' );
	} );

	it( 'shows what is not known as not available, never as 0', async () => {
		await show( {
			...GOOD_DAY,
			dead_letters: null,
			unknown_outcomes: null,
		} );
		expect( beside( 'Dead letters' ) ).toBe( 'not available' );
		expect( beside( 'Outcome unknown' ) ).toBe( 'not available' );
	} );

	it( 'shows a queue that cannot be read with the reason, and no number', async () => {
		await show( {
			...GOOD_DAY,
			queues: { ...GOOD_DAY.queues, queues: [ CRON_QUEUE ] },
		} );
		expect( beside( 'Queues' ) ).toContain(
			CRON_QUEUE.availability.detail
		);
		expect( beside( 'Queues' ) ).not.toContain( 'failed' );
	} );

	it( 'offers the set-up list on the first day instead of a wall of unknown', async () => {
		await show( {
			...FIRST_DAY,
			problems: [
				{
					status: 'unknown',
					text: 'Submission Path: not measured.',
					source: 'probe:submission_path',
					measured_at: null,
					actions: [],
					tab: 'health',
				},
			],
		} );
		expect(
			screen.getByRole( 'heading', { name: 'Set up' } )
		).toBeTruthy();
		expect( screen.queryByText( /Submission Path/ ) ).toBeNull();
	} );

	it( 'is no first day once anything speaks and was measured, however bad', () => {
		expect( isFirstDay( FIRST_DAY ) ).toBe( true );
		expect( isFirstDay( GOOD_DAY ) ).toBe( false );
		expect( isFirstDay( BAD_DAY ) ).toBe( false );
	} );
} );

describe( 'evidence', () => {
	const problem = ( over: Partial< Problem > ): Problem => ( {
		status: 'critical',
		text: 'x',
		source: 'probe:utc',
		measured_at: null,
		actions: [],
		tab: 'health',
		...over,
	} );

	it( 'is found by the source of a problem', () => {
		expect( evidenceOf( problem( {} ) ) ).toEqual( {
			tab: 'health',
			focus: 'utc',
		} );
		expect(
			evidenceOf( problem( { source: 'queue:as:a:b', tab: 'queue' } ) )
		).toEqual( { tab: 'queue', focus: 'as:a:b' } );
		expect(
			evidenceOf( problem( { source: 'flag:comms/', tab: 'flags' } ) )
		).toEqual( { tab: 'flags', focus: 'comms' } );
		expect(
			evidenceOf( problem( { source: 'run:12', tab: 'rollback' } ) )
		).toEqual( { tab: 'rollback', run: 12 } );
	} );

	it( 'is not offered twice', () => {
		const link = {
			kind: 'link' as const,
			label: 'Health',
			target: '?tab=health',
		};
		expect( leadsThere( problem( { actions: [ link ] } ) ) ).toBe( true );
		expect( leadsThere( problem( {} ) ) ).toBe( false );
	} );
} );
