import { beforeEach, describe, expect, it } from 'vitest';

import { json, route, use_site } from '../../fixtures/cli-site';

const site = use_site();

const LINE = {
	id: 3,
	signal: 'smtp',
	state: 'firing',
	severity: 'critical',
	onset_at: '2026-11-26T04:00:00Z',
	fired_at: '2026-11-26T04:01:00Z',
	resolved_at: null,
	actor: null,
	reason: '',
	decision: 9,
};

const DECISION = {
	id: 9,
	finding: 'The last 3 mails were refused.',
	rule: 'Critical when 3 in a row are refused.',
	flags: [
		{ flag: 'comms', scope: '', value: 'off', revision: 2 },
		{ flag: 'gppa', scope: '', value: 'on', revision: 0 },
	],
	changes: [
		{
			at: '2026-11-26T03:00:00Z',
			kind: 'flag',
			change: 'comms was set to off.',
		},
	],
};

describe( 'the alerts', () => {
	it( 'are listed, with --open only those that are not over', async () => {
		site.answers[ route( '/alerts' ) ] = json( 200, {
			items: [ LINE ],
			next_before: null,
		} );
		const ended = await site.ops( [ 'alerts', '--open' ] );
		expect( ended ).toMatchObject( { code: 0, err: '' } );
		expect( ended.out.split( '\n' )[ 1 ] ).toMatch(
			/^3 +smtp +firing +critical .* - +9$/
		);
		expect( site.asked.at( -1 )?.query ).toContain(
			'open=true&per_page=100'
		);
	} );

	it( 'are said to be the newest when there are more', async () => {
		site.answers[ route( '/alerts' ) ] = json( 200, {
			items: [ LINE ],
			next_before: 3,
		} );
		expect( ( await site.ops( [ 'alerts', 'list' ] ) ).out ).toContain(
			'These are the newest 1.'
		);
	} );

	it.each( [ 'show', 'get' ] )(
		'are told with the decision that was frozen: %s',
		async ( word ) => {
			site.answers[ route( '/alerts/3' ) ] = json( 200, {
				...LINE,
				members: [],
			} );
			site.answers[ route( '/decisions/9' ) ] = json( 200, DECISION );
			const text = await site.ops( [ 'alerts', word, '3' ] );
			expect( text.code ).toBe( 0 );
			expect( text.out ).toContain( 'The last 3 mails were refused.' );
			expect( text.out ).toContain( 'Flags then: comms off\n' );
			expect( text.out ).toContain( 'comms was set to off.' );
			const as_json = await site.ops( [ 'alerts', word, '3', '--json' ] );
			expect( JSON.parse( as_json.out ) ).toEqual( {
				...LINE,
				members: [],
				decision: DECISION,
			} );
		}
	);
} );

describe( 'taking an alert on', () => {
	const ack = [ 'alerts', 'ack', '3' ];
	const address = route( '/alerts/3/acknowledgements' );

	beforeEach( () => {
		site.answers[ address ] = json( 200, {
			...LINE,
			state: 'acknowledged',
			members: [],
		} );
	} );

	it( 'says why', async () => {
		const ended = await site.ops( [ ...ack, '--reason=We call the host' ] );
		expect( ended ).toEqual( {
			code: 0,
			out: 'Success: Alert 3 is acknowledged.',
			err: '',
		} );
		expect( site.changes() ).toMatchObject( [
			{ method: 'POST', body: '{"reason":"We call the host"}' },
		] );
	} );

	it( 'is not done without a reason', async () => {
		expect( ( await site.ops( ack ) ).code ).toBe( 1 );
		expect( site.changes() ).toEqual( [] );
	} );

	it( 'says how it stands when it does not fire any more', async () => {
		site.answers[ address ] = json( 409, {
			code: 'smartalloc_ops_alert_changed',
			message:
				'Alert 3 is resolved now: only one that is firing can be acknowledged.',
			data: { status: 409 },
		} );
		const ended = await site.ops( [ ...ack, '--reason=late' ] );
		expect( ended ).toMatchObject( {
			code: 1,
			err: 'Error: Alert 3 is resolved now: only one that is firing can be acknowledged.',
		} );
	} );
} );
