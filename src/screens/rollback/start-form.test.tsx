import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { plan, READINESS, run } from '../../fixtures/runs';
import { apiError, fail, fakeServer, HTML_ANSWER } from '../../fixtures/server';
import { startBlockedBecause } from './start-blocked';
import { StartForm } from './start-form';

const isDryRun = ( data: unknown ) =>
	typeof data === 'object' &&
	data !== null &&
	'dry_run' in data &&
	data.dry_run === true;

const starts = ( calls: { method: string; data: unknown }[] ) =>
	calls.filter(
		( { method, data } ) => method === 'POST' && ! isDryRun( data )
	);

function serve( start: ( data: unknown ) => unknown ) {
	return fakeServer( {
		'POST /rollbacks': ( data ) =>
			isDryRun( data ) ? plan() : start( data ),
	} );
}

function show( site = SITE ) {
	const onRun = vi.fn();
	renderPart(
		<StartForm scenarios={ READINESS.scenarios } onRun={ onRun } />,
		site
	);
	return { onRun, user: userEvent.setup() };
}

const button = () =>
	screen.getByRole( 'button', { name: 'Start the rollback' } );

async function fill( user: ReturnType< typeof userEvent.setup > ) {
	await user.click( screen.getByLabelText( 'Mail does not go out' ) );
	await user.type(
		await screen.findByLabelText( 'Reason (required)' ),
		'Mails bounce'
	);
	await user.type(
		screen.getByLabelText( 'Type 1.4.2 to confirm' ),
		'1.4.2'
	);
}

describe( 'what blocks a rollback', () => {
	const ready = { plan: plan(), reason: 'x', typed: '1.4.2' };

	it( 'nothing, when all is read, said and typed', () => {
		expect( startBlockedBecause( ready ) ).toBeNull();
	} );

	it( 'a missing dry run', () => {
		expect(
			startBlockedBecause( { ...ready, plan: null } )
		).not.toBeNull();
	} );

	it( 'a refusal', () => {
		const refused = plan( {
			refusals: [ { code: 'x', message: 'No.', action: null } ],
		} );
		expect(
			startBlockedBecause( { ...ready, plan: refused } )
		).not.toBeNull();
	} );

	it( 'a missing reason', () => {
		expect( startBlockedBecause( { ...ready, reason: ' ' } ) ).toBe(
			'Say why first.'
		);
	} );

	it( 'anything but the release number itself', () => {
		expect( startBlockedBecause( { ...ready, typed: '1.4.1' } ) ).toBe(
			'Type 1.4.2 to confirm.'
		);
	} );
} );

describe( 'starting a rollback', () => {
	it( 'shows the dry run first, and changes nothing by it', async () => {
		const server = serve( () => run() );
		const { user } = show();
		await user.click( screen.getByLabelText( 'Mail does not go out' ) );
		expect(
			await screen.findByText( /Jobs of smartalloc_notify are held/ )
		).toBeTruthy();
		expect( starts( server.calls ) ).toHaveLength( 0 );
	} );

	it( 'does nothing until the release number is typed', async () => {
		const server = serve( () => run() );
		const { user } = show();
		await fill( user );
		await user.clear( screen.getByLabelText( 'Type 1.4.2 to confirm' ) );
		await user.click( button() );
		expect( starts( server.calls ) ).toHaveLength( 0 );
	} );

	it( 'is not started by Enter in the confirmation', async () => {
		const server = serve( () => run() );
		const { user } = show();
		await fill( user );
		await user.keyboard( '{Enter}' );
		expect( starts( server.calls ) ).toHaveLength( 0 );
	} );

	it( 'hands over the run that was started', async () => {
		serve( () => run() );
		const { user, onRun } = show();
		await fill( user );
		await user.click( button() );
		await waitFor( () =>
			expect( onRun ).toHaveBeenCalledWith( run(), false )
		);
	} );

	it( 'hands over the run that is active already', async () => {
		serve( fail( apiError( 409, 'Active.', { run: run( { id: 7 } ) } ) ) );
		const { user, onRun } = show();
		await fill( user );
		await user.click( button() );
		await waitFor( () =>
			expect( onRun ).toHaveBeenCalledWith( run( { id: 7 } ), true )
		);
	} );

	it( 'tries again under the same key after a lost answer', async () => {
		const server = serve( fail( HTML_ANSWER ) );
		const { user } = show();
		await fill( user );
		await user.click( button() );
		await screen.findAllByText( /middle of an update/ );
		await user.click( button() );
		await waitFor( () =>
			expect( starts( server.calls ) ).toHaveLength( 2 )
		);
		const [ first, second ] = starts( server.calls );
		expect( second?.data ).toEqual( first?.data );
	} );

	it( 'lets the way back be chosen, measures it anew, and starts with it', async () => {
		const server = fakeServer( {
			'POST /rollbacks': ( data ) =>
				isDryRun( data ) ? plan( { strategy: 'local_swap' } ) : run(),
		} );
		const { user } = show();
		await user.click( screen.getByLabelText( 'Mail does not go out' ) );
		await user.click( await screen.findByLabelText( 'By hand' ) );
		await user.click(
			await screen.findByLabelText( 'Leave them as frozen' )
		);
		await fill( user );
		await user.click( button() );
		await waitFor( () =>
			expect( starts( server.calls )[ 0 ]?.data ).toMatchObject( {
				strategy: 'manual',
				flags: 'leave',
			} )
		);
		expect( server.calls.map( ( { data } ) => data ) ).toContainEqual(
			expect.objectContaining( { dry_run: true, strategy: 'manual' } )
		);
	} );

	it( 'offers to go on against a newer database only where that is in the way, and says so to the server', async () => {
		const measure = ( data: object ) =>
			'accept_newer_schema' in data
				? plan( { strategy: 'local_swap' } )
				: plan( {
						strategy: 'local_swap',
						refusals: [
							{
								code: 'schema_newer',
								message: 'Schema 2.0.0',
								action: null,
							},
						],
					} );
		const server = fakeServer( {
			'POST /rollbacks': ( data ) =>
				typeof data === 'object' && data !== null && isDryRun( data )
					? measure( data )
					: run(),
		} );
		const { user } = show();
		await user.click( screen.getByLabelText( 'Mail does not go out' ) );
		await user.click(
			await screen.findByLabelText( /if a second person agrees/ )
		);
		await fill( user );
		await user.click( button() );
		await waitFor( () =>
			expect( starts( server.calls )[ 0 ]?.data ).toMatchObject( {
				accept_newer_schema: true,
			} )
		);
	} );

	it( 'asks for no dry run from those who may not roll back, and names the capability', async () => {
		const server = serve( () => run() );
		const { user } = show( SUPPORT_SITE );
		await user.click( screen.getByLabelText( 'Mail does not go out' ) );
		expect( server.calls ).toHaveLength( 0 );
		expect( button().getAttribute( 'title' ) ).toContain(
			'smartalloc_ops_rollback'
		);
	} );
} );
