import { describe, expect, it } from 'vitest';

import { json, route, use_site } from '../fixtures/cli-site';

const site = use_site();

function verdict( status: string ) {
	return {
		probe: 'utc',
		status,
		reason: 'offset',
		finding: 'a\u001b[31mb\u202ec',
		measured_at: null,
	};
}

describe( 'the exit code', () => {
	it.each( [
		[ 'good', 0 ],
		[ 'not_set_up', 0 ],
		[ 'recommended', 10 ],
		[ 'critical', 11 ],
		[ 'unknown', 12 ],
		[ 'of a newer site', 12 ],
	] )( 'says how bad it is: %s', async ( status, code ) => {
		site.answers[ route( '/health' ) ] = json( 200, {
			status,
			counts: {},
			verdicts: [],
		} );
		expect( ( await site.ops( [ 'health' ] ) ).code ).toBe( code );
	} );

	it.each( [
		[ [ 'idle', 'paused', 'running' ], 0 ],
		[ [ 'idle', 'late' ], 10 ],
		[ [ 'late', 'unavailable' ], 12 ],
		[ [], 12 ],
	] )( 'is of the worst queue: %j', async ( states, code ) => {
		site.answers[ route( '/queues' ) ] = json( 200, {
			action_scheduler: { state: 'present', detail: '', action: null },
			queues: states.map( ( state ) => ( { id: 'as:x', state } ) ),
		} );
		expect( ( await site.ops( [ 'queues' ] ) ).code ).toBe( code );
	} );

	it.each( [
		[],
		[ 'nothing' ],
		[ 'constructor' ],
		[ 'health', 'now' ],
		[ 'status', 'more' ],
		[ 'health', '--no-such' ],
		[ 'health', '--timeout=0' ],
		[ 'health', '--timeout=abc' ],
		[ 'flags', 'set', 'comms' ],
		[ 'trace' ],
		[ 'trace', 'abc' ],
		[ 'trace', '0' ],
		[ 'kpi', 'get' ],
		[ 'alerts', 'show' ],
		[ 'alerts', 'ack', 'abc' ],
		[ 'flags', 'set', 'comms', 'off', '--revision=-1' ],
	] )( 'is 1 for a mistake: %s %s %s %s %s', async ( ...args ) => {
		const ended = await site.ops( args );
		expect( ended.code ).toBe( 1 );
		expect( site.changes() ).toEqual( [] );
	} );
} );

describe( 'what is shown', () => {
	it( 'cannot steer the terminal, and has a dash for what is not known', async () => {
		site.answers[ route( '/health' ) ] = json( 200, {
			status: 'good',
			counts: {},
			verdicts: [ verdict( 'good' ) ],
		} );
		expect( ( await site.ops( [ 'health' ] ) ).out ).toBe(
			[
				'probe  status  reason  finding   measured_at',
				'utc    good    offset  a [31mbc  -',
			].join( '\n' )
		);
	} );

	it( 'is the answer of the site with --json', async () => {
		const health = {
			status: 'critical',
			counts: {},
			verdicts: [ verdict( 'critical' ) ],
		};
		site.answers[ route( '/health/checks' ) ] = json( 200, health );
		const ended = await site.ops( [ 'health', 'check', 'utc', '--json' ] );
		expect( ended.code ).toBe( 11 );
		expect( JSON.parse( ended.out ) ).toEqual( health );
		expect( site.asked[ 1 ] ).toMatchObject( {
			method: 'POST',
			body: '{"probe":"utc"}',
		} );
	} );
} );
