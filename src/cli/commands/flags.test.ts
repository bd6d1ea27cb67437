import { beforeEach, describe, expect, it } from 'vitest';

import { json, route, use_site } from '../../fixtures/cli-site';

const site = use_site();

const PREVIEW = {
	flag: 'comms',
	scope: '',
	value: 'off',
	revision: 4,
	reach: [
		{ label: 'Mails', count: { value: 3, capped: true }, note: 'an hour' },
	],
	reassurances: [],
	warnings: [],
	refusals: [],
	recent_reasons: [],
};

describe( 'setting a switch', () => {
	const set = [ 'flags', 'set', 'comms', 'off', '--reason=why' ];
	const put = () => site.asked.find( ( { method } ) => method === 'PUT' );

	beforeEach( () => {
		site.answers[ route( '/flags/comms/preview' ) ] = json( 200, PREVIEW );
		site.answers[ route( '/flags/comms' ) ] = json( 200, {
			flag: 'comms',
			scope: '',
			value: 'off',
			revision: 5,
		} );
	} );

	it( 'shows its reach, and asks', async () => {
		const ended = await site.ops( set, { says: 'y' } );
		expect( ended.code ).toBe( 0 );
		expect( ended.out ).toBe(
			'Mails: 3+ an hour\nSuccess: comms is off (revision 5).'
		);
		expect( put()?.body ).toBe(
			'{"value":"off","revision":4,"reason":"why"}'
		);
	} );

	it( 'keeps to the revision that was given', async () => {
		await site.ops( [ ...set, '--revision=2', '--yes' ] );
		expect( put()?.body ).toContain( '"revision":2' );
	} );

	it.each( [
		[ 'nobody to ask', set, {} ],
		[ 'a no', set, { says: 'n' } ],
		[ 'no reason', [ ...set.slice( 0, 4 ), '--yes' ], {} ],
	] )( 'changes nothing with %s', async ( _name, args, options ) => {
		expect( ( await site.ops( args, options ) ).code ).toBe( 1 );
		expect( put() ).toBeUndefined();
	} );

	it( 'changes nothing in a dry run', async () => {
		const ended = await site.ops( [ ...set.slice( 0, 4 ), '--dry-run' ] );
		expect( ended.code ).toBe( 0 );
		expect( ended.out ).toContain( 'nothing was changed' );
		expect( put() ).toBeUndefined();
	} );

	it( 'gives the reasons of a refusal and the way forward', async () => {
		site.answers[ route( '/flags/comms/preview' ) ] = json( 200, {
			...PREVIEW,
			refusals: [
				{
					code: 'needs_migration',
					message: 'Jobs wait.',
					action: { kind: 'command', label: 'Run', target: 'wp do' },
				},
			],
		} );
		const ended = await site.ops( [ ...set, '--yes' ] );
		expect( ended ).toMatchObject( {
			code: 1,
			err: 'Error: Refused. Nothing was changed.\nneeds_migration: Jobs wait. wp do',
		} );
		expect( put() ).toBeUndefined();
	} );

	it( 'says how it stands when somebody else was quicker', async () => {
		site.answers[ route( '/flags/comms' ) ] = json( 409, {
			code: 'smartalloc_ops_conflict',
			message: 'Somebody else changed it.',
			data: {
				status: 409,
				flag: { value: 'on', revision: 6, reason: 'mended' },
			},
		} );
		const ended = await site.ops( [ ...set, '--yes' ] );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toBe(
			'Error: Somebody else changed it.\nIt is on now, at revision 6: mended'
		);
	} );
} );
