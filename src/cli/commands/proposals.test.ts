import { beforeEach, describe, expect, it } from 'vitest';

import { json, route, use_site } from '../../fixtures/cli-site';
import { proposal, trigger } from '../../fixtures/proposals';
import { plan, run } from '../../fixtures/runs';

const site = use_site();

const OPEN = proposal();

describe( 'proposed rollbacks', () => {
	it( 'are listed, and one that waits for a decision is critical', async () => {
		site.answers[ route( '/proposals' ) ] = json( 200, {
			items: [ OPEN, proposal( { id: 2, state: 'expired' } ) ],
			next_before: 2,
		} );
		const ended = await site.ops( [ 'proposals' ] );
		expect( ended ).toMatchObject( { code: 11, err: '' } );
		expect( ended.out.split( '\n' )[ 1 ] ).toMatch(
			/^3 +open +2 +queue_failures +1\.4\.2 +1\.4\.1 +- +no /
		);
		expect( ended.out ).toContain( 'These are the newest 2.' );
	} );

	it( 'end with 0 when all are over', async () => {
		site.answers[ route( '/proposals' ) ] = json( 200, {
			items: [ proposal( { state: 'dismissed' } ) ],
			next_before: null,
		} );
		expect( await site.ops( [ 'proposals', 'list', '--json' ] ) ).toEqual(
			expect.objectContaining( { code: 0, err: '' } )
		);
	} );

	it( 'are shown with what speaks for one and why it did not start by itself', async () => {
		site.answers[ route( '/proposals/3' ) ] = json(
			200,
			proposal( {
				held_back: [ { code: 'cooling', message: 'Not before noon.' } ],
			} )
		);
		const ended = await site.ops( [ 'proposals', 'show', '3' ] );
		expect( ended.code ).toBe( 0 );
		expect( ended.out ).toContain(
			'- Jobs that fail: 9 of 212 jobs failed. Since '
		);
		expect( ended.out ).toContain( 'cooling: Not before noon.' );
	} );

	it( 'are asked for by a number', async () => {
		expect(
			( await site.ops( [ 'proposals', 'show', 'abc' ] ) ).err
		).toContain( 'id must be a whole number' );
	} );
} );

describe( 'accepting one', () => {
	const accept = [ 'proposals', 'accept', '3' ];
	const starts = route( '/proposals/3/starts' );

	beforeEach( () => {
		site.answers[ route( '/proposals/3' ) ] = json( 200, OPEN );
		site.answers[ route( '/rollbacks' ) ] = json( 200, plan() );
		site.answers[ starts ] = json( 201, run() );
	} );

	const started = () =>
		site.changes().filter( ( { route: at } ) => at === starts );

	it( 'starts what was proposed, at the revision that was seen, after its dry run', async () => {
		const ended = await site.ops( [ ...accept, '--reason=bad', '--yes' ] );
		expect( ended ).toMatchObject( { code: 0, err: '' } );
		expect( ended.out ).toContain( '9 of 212 jobs failed.' );
		expect( started() ).toMatchObject( [
			{
				body: JSON.stringify( {
					revision: 2,
					reason: 'bad',
					confirmation: plan().confirmation,
				} ),
			},
		] );
	} );

	it.each( [
		[ 'without a reason', [ '--yes' ], undefined, 'Why?' ],
		[ 'unconfirmed', [ '--reason=bad' ], 'n', 'Not confirmed' ],
	] )( 'starts nothing %s', async ( _, options, says, message ) => {
		const ended = await site.ops( [ ...accept, ...options ], {
			...( says === undefined ? {} : { says } ),
		} );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( message );
		expect( started() ).toEqual( [] );
	} );

	it( 'starts nothing in a dry run, and nothing that is refused', async () => {
		expect(
			( await site.ops( [ ...accept, '--dry-run' ] ) ).out
		).toContain( 'Dry run: nothing was changed.' );
		site.answers[ route( '/rollbacks' ) ] = json(
			200,
			plan( {
				refusals: [
					{ code: 'no_room', message: 'No room.', action: null },
				],
			} )
		);
		const refused = await site.ops( [ ...accept, '--reason=x', '--yes' ] );
		expect( refused ).toMatchObject( { code: 1 } );
		expect( refused.err ).toContain( 'no_room: No room.' );
		expect( started() ).toEqual( [] );
	} );

	it( 'says what changed when somebody was faster', async () => {
		site.answers[ starts ] = json( 409, {
			code: 'smartalloc_ops_proposal_changed',
			message: 'Flags were changed since.',
			data: { status: 409 },
		} );
		expect(
			await site.ops( [ ...accept, '--reason=x', '--yes' ] )
		).toMatchObject( {
			code: 1,
			err: 'Error: Flags were changed since.',
		} );
	} );
} );

it( 'dismisses a proposal only with a reason', async () => {
	site.answers[ route( '/proposals/3' ) ] = json( 200, OPEN );
	site.answers[ route( '/proposals/3/dismissals' ) ] = json(
		200,
		proposal( { state: 'dismissed' } )
	);
	const dismiss = [ 'proposals', 'dismiss', '3' ];
	expect( ( await site.ops( dismiss ) ).code ).toBe( 1 );
	expect( site.changes() ).toEqual( [] );
	expect( await site.ops( [ ...dismiss, '--reason=mail' ] ) ).toEqual( {
		code: 0,
		out: 'Success: Proposed rollback 3 is dismissed.',
		err: '',
	} );
	expect( site.changes() ).toMatchObject( [
		{ body: '{"revision":2,"reason":"mail"}' },
	] );
} );

describe( 'the triggers', () => {
	beforeEach( () => {
		site.answers[ route( '/triggers' ) ] = json( 200, {
			items: [ trigger() ],
		} );
		site.answers[ route( '/triggers/queue_failures' ) ] = json(
			200,
			trigger( { armed: true } )
		);
	} );

	it( 'are listed, and one that speaks against the build is critical', async () => {
		expect( ( await site.ops( [ 'triggers' ] ) ).code ).toBe( 0 );
		site.answers[ route( '/triggers' ) ] = json( 200, {
			items: [ trigger( { state: 'firing', evidence: OPEN.evidence } ) ],
		} );
		const ended = await site.ops( [ 'triggers', 'list' ] );
		expect( ended.code ).toBe( 11 );
		expect( ended.out ).toContain( '9 of 212 jobs failed.' );
	} );

	it( 'are armed after a question, disarmed without one', async () => {
		const arm = [ 'triggers', 'arm', 'queue_failures', '--reason=night' ];
		const asked = await site.ops( arm );
		expect( asked.code ).toBe( 1 );
		expect( asked.out ).toContain( 'More visitors than usual' );
		expect( site.changes() ).toEqual( [] );
		expect( ( await site.ops( [ ...arm, '--yes' ] ) ).code ).toBe( 0 );
		expect(
			(
				await site.ops( [
					'triggers',
					'disarm',
					'queue_failures',
					'--reason=day',
				] )
			).out
		).toBe( 'Success: queue_failures may only propose a rollback.' );
		expect( site.changes() ).toMatchObject( [
			{ body: '{"armed":true,"revision":4,"reason":"night"}' },
			{ body: '{"armed":false,"revision":4,"reason":"day"}' },
		] );
	} );

	it( 'are named when an id is none', async () => {
		const ended = await site.ops( [ 'triggers', 'arm', 'speed' ] );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( 'There are: queue_failures.' );
	} );
} );
