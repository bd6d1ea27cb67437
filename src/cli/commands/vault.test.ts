import { beforeEach, describe, expect, it } from 'vitest';

import { json, route, use_site } from '../../fixtures/cli-site';
import { archives, card, GOOD_ID } from '../../fixtures/vault';

const site = use_site();

describe( 'the vault', () => {
	beforeEach( () => {
		site.answers[ route( '/archives' ) ] = json(
			200,
			archives( {
				strangers: [ { id: 'x-1', message: 'Nobody signed it.' } ],
			} )
		);
	} );

	it( 'is listed with what is not believed', async () => {
		const ended = await site.ops( [ 'vault' ] );
		expect( ended ).toMatchObject( { code: 0, err: '' } );
		const lines = ended.out.split( '\n' );
		expect( lines[ 2 ] ).toMatch( /^\S+ +1\.4\.1 +214 .* no +yes$/ );
		expect( lines[ 3 ] ).toBe( 'Warning: x-1: Nobody signed it.' );
	} );

	it( 'keeps with a reason and a key of its own', async () => {
		expect( ( await site.ops( [ 'vault', 'keep' ] ) ).code ).toBe( 1 );
		const ended = await site.ops( [ 'vault', 'keep', '--reason=x' ] );
		expect( ended.out ).toMatch( /^Success: Kept as \S+\.$/ );
		expect( site.changes() ).toHaveLength( 1 );
		expect( site.changes()[ 0 ]?.body ).toMatch(
			/^\{"reason":"x","idempotency_key":"[\w-]{8,64}"\}$/
		);
	} );

	it( 'names the good one at the revision that is there', async () => {
		site.answers[ route( `/archives/${ GOOD_ID }/pin` ) ] = json(
			200,
			archives()
		);
		const ended = await site.ops( [
			'vault',
			'pin',
			GOOD_ID,
			'--reason=ran a week',
		] );
		expect( ended.code ).toBe( 0 );
		expect( site.changes() ).toMatchObject( [
			{ body: '{"revision":3,"reason":"ran a week"}' },
		] );
	} );

	it( 'ends with an error when a drill was not passed', async () => {
		site.answers[ route( '/drills' ) ] = json( 200, archives() );
		expect( ( await site.ops( [ 'vault', 'drill', GOOD_ID ] ) ).code ).toBe(
			0
		);
		expect( await site.ops( [ 'vault', 'drill', 'gone' ] ) ).toMatchObject(
			{ code: 1, err: 'Error: It is gone.' }
		);
	} );

	it( 'prints the card with its lines ready to type', async () => {
		site.answers[ route( '/recovery-card' ) ] = json( 200, card() );
		expect( ( await site.ops( [ 'vault', 'card' ] ) ).out ).toContain(
			'\n    php /srv/rescue.php revert --reason="..."'
		);
	} );
} );

describe( 'a rehearsal', () => {
	const last = {
		at: '2026-11-26T04:00:00Z',
		actor: null,
		archive: GOOD_ID,
		version: '1.4.1',
		is_good: true,
		ok: false,
		took_ms: 2_140,
		parts: [
			{
				id: 'ask',
				title: 'Ask',
				took_ms: 2_100,
				failed: 'probe_timeout',
				said: 'It did not answer.',
			},
		],
	};

	it( 'that found that it could not be done is critical', async () => {
		site.answers[ route( '/rehearsals' ) ] = json( 200, { last } );
		for ( const word of [ 'rehearsal', 'rehearse' ] ) {
			const ended = await site.ops( [ word ] );
			expect( ended.code ).toBe( 11 );
			expect( ended.out ).toContain(
				'! Ask (2100 ms): It did not answer.'
			);
		}
		expect( site.changes() ).toHaveLength( 1 );
	} );
} );

describe( 'the watchdog', () => {
	const found = {
		state: 'installed',
		writable: true,
		act_alone: true,
		detail: 'It watches.',
		armed_until: null,
		run_id: null,
		archive: null,
		stopped_until: null,
		stopped_why: null,
		fatal: null,
		acted: null,
	};

	it( 'is critical while it keeps SmartAlloc out', async () => {
		site.answers[ route( '/watchdog' ) ] = json( 200, found );
		expect( await site.ops( [ 'watchdog' ] ) ).toMatchObject( {
			code: 0,
			out: 'installed: It watches.',
		} );
		site.answers[ route( '/watchdog' ) ] = json( 200, {
			...found,
			stopped_until: '2026-11-26T04:10:00Z',
		} );
		expect( ( await site.ops( [ 'watchdog', 'status' ] ) ).code ).toBe(
			11
		);
	} );

	it( 'keeps its policy when it is put there again', async () => {
		site.answers[ route( '/watchdog' ) ] = json( 200, found );
		await site.ops( [ 'watchdog', 'install', '--reason=new version' ] );
		await site.ops( [ 'watchdog', 'policy', 'stop_only', '--reason=x' ] );
		expect( site.changes().map( ( { body } ) => body ) ).toEqual( [
			'{"installed":true,"act_alone":true,"reason":"new version"}',
			'{"installed":true,"act_alone":false,"reason":"x"}',
		] );
		expect(
			( await site.ops( [ 'watchdog', 'policy', 'x', '--reason=x' ] ) )
				.code
		).toBe( 1 );
	} );
} );
