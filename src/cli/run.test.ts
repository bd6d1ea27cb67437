import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { run } from './run';

interface Answer {
	readonly status: number;
	readonly body: string;
	readonly headers?: Readonly< Record< string, string > >;
}

interface Asked {
	readonly method: string;
	readonly route: string;
	readonly authorization: string;
	readonly body: string;
}

const ME: Answer = { status: 200, body: '{"id":7,"name":"bot"}' };

let server: Server;
let url = '';
let asked: Asked[] = [];
let answers: Record< string, Answer > = {};

function json( status: number, body: unknown ): Answer {
	return { status, body: JSON.stringify( body ) };
}

function route_of( target: string ): string {
	return (
		new URL( target, 'http://site.test' ).searchParams.get(
			'rest_route'
		) ?? target
	);
}

beforeEach( async () => {
	asked = [];
	answers = { '/wp/v2/users/me': ME };
	server = createServer( ( request, response ) => {
		const parts: Buffer[] = [];
		request.on( 'data', ( part: Buffer ) => parts.push( part ) );
		request.on( 'end', () => {
			const route = route_of( request.url ?? '' );
			asked.push( {
				method: String(
					request.headers[ 'x-http-method-override' ] ??
						request.method
				),
				route,
				authorization: request.headers.authorization ?? '',
				body: Buffer.concat( parts ).toString(),
			} );
			const answer = answers[ route ];
			if ( answer !== undefined ) {
				response.writeHead( answer.status, answer.headers );
				response.end( answer.body );
			}
			// What has no answer is left waiting.
		} );
	} );
	await new Promise< void >( ( resolve ) =>
		server.listen( 0, '127.0.0.1', resolve )
	);
	const address = server.address();
	url = `http://127.0.0.1:${ typeof address === 'object' ? address?.port : '' }`;
} );

afterEach( () => {
	server.closeAllConnections();
	server.close();
} );

async function ops(
	args: readonly string[],
	options: {
		readonly env?: Readonly< Record< string, string > >;
		readonly says?: string;
	} = {}
) {
	const out: string[] = [];
	const err: string[] = [];
	const { says } = options;
	const code = await run( args, {
		env: {
			SMARTALLOC_OPS_URL: url,
			SMARTALLOC_OPS_USER: 'bot',
			SMARTALLOC_OPS_PASSWORD: 'abcd EFGH',
			...options.env,
		},
		out: ( text ) => out.push( text ),
		err: ( text ) => err.push( text ),
		ask: says === undefined ? null : () => Promise.resolve( says ),
	} );
	return { code, out: out.join( '\n' ), err: err.join( '\n' ) };
}

const HEALTH = '/smartalloc-ops/v1/health';
const FLAG = '/smartalloc-ops/v1/flags/comms';

function verdict( status: string ) {
	return {
		probe: 'utc',
		status,
		reason: 'offset',
		finding: 'a\u001b[31mb\u202ec',
		measured_at: null,
	};
}

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

describe( 'the exit code', () => {
	it.each( [
		[ 'good', 0 ],
		[ 'not_set_up', 0 ],
		[ 'recommended', 10 ],
		[ 'critical', 11 ],
		[ 'unknown', 12 ],
		[ 'of a newer site', 12 ],
	] )( 'says how bad it is: %s', async ( status, code ) => {
		answers[ HEALTH ] = json( 200, { status, counts: {}, verdicts: [] } );
		expect( ( await ops( [ 'health' ] ) ).code ).toBe( code );
	} );

	it.each( [
		[ [ 'idle', 'paused', 'running' ], 0 ],
		[ [ 'idle', 'late' ], 10 ],
		[ [ 'late', 'unavailable' ], 12 ],
		[ [], 12 ],
	] )( 'is of the worst queue: %j', async ( states, code ) => {
		answers[ '/smartalloc-ops/v1/queues' ] = json( 200, {
			action_scheduler: { state: 'present', detail: '', action: null },
			queues: states.map( ( state ) => ( { id: 'as:x', state } ) ),
		} );
		expect( ( await ops( [ 'queues' ] ) ).code ).toBe( code );
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
		[ 'flags', 'set', 'comms', 'off', '--revision=-1' ],
	] )( 'is 1 for a mistake: %s %s %s %s %s', async ( ...args ) => {
		const ended = await ops( args );
		expect( ended.code ).toBe( 1 );
		expect( asked.filter( ( { method } ) => method !== 'GET' ) ).toEqual(
			[]
		);
	} );
} );

describe( 'the password', () => {
	it( 'goes to the site, and nowhere into what is shown', async () => {
		answers[ HEALTH ] = json( 200, {
			status: 'good',
			counts: {},
			verdicts: [],
		} );
		const ended = await ops( [ 'health' ] );
		const basic = `Basic ${ Buffer.from( 'bot:abcd EFGH' ).toString( 'base64' ) }`;
		expect( asked.map( ( { authorization } ) => authorization ) ).toEqual( [
			basic,
			basic,
		] );
		expect( ended.out + ended.err ).not.toContain( 'abcd' );
	} );

	it.each( [ '--password=abcd', '--app-password=abcd', '--password' ] )(
		'is not taken from the command line: %s',
		async ( arg ) => {
			const ended = await ops( [ 'health', arg ] );
			expect( ended.code ).toBe( 1 );
			expect( ended.err ).toContain( 'SMARTALLOC_OPS_PASSWORD' );
			expect( ended.err ).not.toContain( 'abcd' );
			expect( asked ).toEqual( [] );
		}
	);

	it( 'is read from a file that only its owner can read', async () => {
		answers[ HEALTH ] = json( 200, {
			status: 'good',
			counts: {},
			verdicts: [],
		} );
		const folder = mkdtempSync( join( tmpdir(), 'smartalloc-cli-' ) );
		try {
			const file = join( folder, 'password' );
			writeFileSync( file, 'from a file\n' );
			chmodSync( file, 0o640 );
			const open = await ops( [ 'health', `--password-file=${ file }` ] );
			expect( open.err ).toContain( `chmod 600 ${ file }` );
			expect( asked ).toEqual( [] );
			chmodSync( file, 0o600 );
			const closed = await ops( [ 'health' ], {
				env: { SMARTALLOC_OPS_PASSWORD_FILE: file },
			} );
			expect( closed.code ).toBe( 0 );
			expect( asked[ 0 ]?.authorization ).toBe(
				`Basic ${ Buffer.from( 'bot:from a file' ).toString( 'base64' ) }`
			);
		} finally {
			rmSync( folder, { recursive: true } );
		}
	} );

	it.each( [
		[ 'http://example.org', 'https' ],
		[ 'http://127.0.0.1.example.org', 'https' ],
		[ 'http://[::2]', 'https' ],
		[ 'ftp://127.0.0.1', 'https' ],
		[ 'https://me:secret@example.org', 'SMARTALLOC_OPS_USER' ],
		[ 'example.org', 'no address' ],
		[ ' ', 'Which site' ],
	] )( 'is not sent to %s', async ( to, says ) => {
		const ended = await ops( [ 'health' ], {
			env: { SMARTALLOC_OPS_URL: to },
		} );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( says );
		expect( ended.err ).not.toContain( 'could not be reached' );
	} );

	it( 'does not follow a redirect', async () => {
		answers[ '/wp/v2/users/me' ] = {
			status: 301,
			body: '',
			headers: { location: 'https://elsewhere.test/' },
		};
		const ended = await ops( [ 'health' ] );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( 'https://elsewhere.test/' );
		expect( asked ).toHaveLength( 1 );
	} );

	it( 'that the site does not know is told from a right that is missing', async () => {
		answers[ '/wp/v2/users/me' ] = json( 401, {
			code: 'rest_not_logged_in',
			message: 'You are not currently logged in.',
			data: { status: 401 },
		} );
		const wrong = await ops( [ 'health' ] );
		expect( wrong.err ).toContain( 'does not know bot' );
		answers[ '/wp/v2/users/me' ] = ME;
		answers[ HEALTH ] = json( 403, {
			code: 'smartalloc_ops_forbidden',
			message: 'You may not.',
			data: { status: 403, capability: 'smartalloc_ops_view' },
		} );
		const powerless = await ops( [ 'health' ] );
		expect( powerless ).toMatchObject( { code: 1 } );
		expect( powerless.err ).toBe(
			'Error: You may not.\nIt takes the capability smartalloc_ops_view.'
		);
	} );
} );

describe( 'a site that does not answer as it should', () => {
	it( 'is not waited for without end', async () => {
		delete answers[ '/wp/v2/users/me' ];
		const ended = await ops( [ 'health', '--timeout=1' ] );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( 'within 1 s' );
	} );

	it( 'is said to be away', async () => {
		await new Promise( ( resolve ) => server.close( resolve ) );
		const ended = await ops( [ 'health' ] );
		expect( ended.err ).toContain( 'nothing listens there' );
	} );

	it( 'is told apart from one that sends a page', async () => {
		answers[ '/wp/v2/users/me' ] = {
			status: 503,
			body: '<h1>Maintenance</h1>',
		};
		const ended = await ops( [ 'health' ] );
		expect( ended.err ).toContain( 'a page instead of data (HTTP 503)' );
	} );

	it( 'may lack the plugin', async () => {
		answers[ HEALTH ] = json( 404, {
			code: 'rest_no_route',
			message: 'No route was found.',
			data: { status: 404 },
		} );
		expect( ( await ops( [ 'health' ] ) ).err ).toContain( 'not active' );
	} );
} );

describe( 'what is shown', () => {
	it( 'cannot steer the terminal, and has a dash for what is not known', async () => {
		answers[ HEALTH ] = json( 200, {
			status: 'good',
			counts: {},
			verdicts: [ verdict( 'good' ) ],
		} );
		expect( ( await ops( [ 'health' ] ) ).out ).toBe(
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
		answers[ `${ HEALTH }/checks` ] = json( 200, health );
		const ended = await ops( [ 'health', 'check', 'utc', '--json' ] );
		expect( ended.code ).toBe( 11 );
		expect( JSON.parse( ended.out ) ).toEqual( health );
		expect( asked[ 1 ] ).toMatchObject( {
			method: 'POST',
			body: '{"probe":"utc"}',
		} );
	} );
} );

describe( 'the story of an entry', () => {
	it( 'is told by answers and moments, with the sources that are missing', async () => {
		const story = {
			status: 'critical',
			headline: 'Entry 7 was not allocated.',
			answers: [
				{ question: 'Allocated?', status: 'critical', text: 'No.' },
			],
			moments: [
				{
					at: '2026-11-26T04:00:00Z',
					stage: 'allocation',
					status: 'critical',
					text: 'Job 3 failed',
					source: 'as',
				},
			],
			sources: [
				{
					id: 'as',
					label: 'Action Scheduler',
					state: 'read',
					detail: '',
				},
				{ id: 'log', label: 'Log', state: 'absent', detail: 'off' },
			],
		};
		answers[ '/smartalloc-ops/v1/entries/7/trace' ] = json( 200, story );
		const text = await ops( [ 'trace', '7' ] );
		expect( text.code ).toBe( 11 );
		expect( text.out ).toContain( 'Job 3 failed  Action Scheduler' );
		expect( text.out ).toContain( 'Log (absent): off' );
		const as_json = await ops( [ 'trace', '7', '--json' ] );
		expect( JSON.parse( as_json.out ) ).toEqual( story );
	} );
} );

describe( 'setting a switch', () => {
	const set = [ 'flags', 'set', 'comms', 'off', '--reason=why' ];
	const put = () => asked.find( ( { method } ) => method === 'PUT' );

	beforeEach( () => {
		answers[ `${ FLAG }/preview` ] = json( 200, PREVIEW );
		answers[ FLAG ] = json( 200, {
			flag: 'comms',
			scope: '',
			value: 'off',
			revision: 5,
		} );
	} );

	it( 'shows its reach, and asks', async () => {
		const ended = await ops( set, { says: 'y' } );
		expect( ended.code ).toBe( 0 );
		expect( ended.out ).toBe(
			'Mails: 3+ an hour\nSuccess: comms is off (revision 5).'
		);
		expect( put()?.body ).toBe(
			'{"value":"off","revision":4,"reason":"why"}'
		);
	} );

	it( 'keeps to the revision that was given', async () => {
		await ops( [ ...set, '--revision=2', '--yes' ] );
		expect( put()?.body ).toContain( '"revision":2' );
	} );

	it.each( [
		[ 'nobody to ask', set, {} ],
		[ 'a no', set, { says: 'n' } ],
		[ 'no reason', [ ...set.slice( 0, 4 ), '--yes' ], {} ],
	] )( 'changes nothing with %s', async ( _name, args, options ) => {
		expect( ( await ops( args, options ) ).code ).toBe( 1 );
		expect( put() ).toBeUndefined();
	} );

	it( 'changes nothing in a dry run', async () => {
		const ended = await ops( [ ...set.slice( 0, 4 ), '--dry-run' ] );
		expect( ended.code ).toBe( 0 );
		expect( ended.out ).toContain( 'nothing was changed' );
		expect( put() ).toBeUndefined();
	} );

	it( 'gives the reasons of a refusal and the way forward', async () => {
		answers[ `${ FLAG }/preview` ] = json( 200, {
			...PREVIEW,
			refusals: [
				{
					code: 'needs_migration',
					message: 'Jobs wait.',
					action: { kind: 'command', label: 'Run', target: 'wp do' },
				},
			],
		} );
		const ended = await ops( [ ...set, '--yes' ] );
		expect( ended ).toMatchObject( {
			code: 1,
			err: 'Error: Refused. Nothing was changed.\nneeds_migration: Jobs wait. wp do',
		} );
		expect( put() ).toBeUndefined();
	} );

	it( 'says how it stands when somebody else was quicker', async () => {
		answers[ FLAG ] = json( 409, {
			code: 'smartalloc_ops_conflict',
			message: 'Somebody else changed it.',
			data: {
				status: 409,
				flag: { value: 'on', revision: 6, reason: 'mended' },
			},
		} );
		const ended = await ops( [ ...set, '--yes' ] );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toBe(
			'Error: Somebody else changed it.\nIt is on now, at revision 6: mended'
		);
	} );
} );
