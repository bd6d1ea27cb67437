import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { json, route, use_site } from '../fixtures/cli-site';

const site = use_site();

describe( 'the password', () => {
	it( 'goes to the site, and nowhere into what is shown', async () => {
		site.answers[ route( '/health' ) ] = json( 200, {
			status: 'good',
			counts: {},
			verdicts: [],
		} );
		const ended = await site.ops( [ 'health' ] );
		const basic = `Basic ${ Buffer.from( 'bot:abcd EFGH' ).toString( 'base64' ) }`;
		expect(
			site.asked.map( ( { authorization } ) => authorization )
		).toEqual( [ basic, basic ] );
		expect( ended.out + ended.err ).not.toContain( 'abcd' );
	} );

	it.each( [ '--password=abcd', '--app-password=abcd', '--password' ] )(
		'is not taken from the command line: %s',
		async ( arg ) => {
			const ended = await site.ops( [ 'health', arg ] );
			expect( ended.code ).toBe( 1 );
			expect( ended.err ).toContain( 'SMARTALLOC_OPS_PASSWORD' );
			expect( ended.err ).not.toContain( 'abcd' );
			expect( site.asked ).toEqual( [] );
		}
	);

	it( 'is read from a file that only its owner can read', async () => {
		site.answers[ route( '/health' ) ] = json( 200, {
			status: 'good',
			counts: {},
			verdicts: [],
		} );
		const folder = mkdtempSync( join( tmpdir(), 'smartalloc-cli-' ) );
		try {
			const file = join( folder, 'password' );
			writeFileSync( file, 'from a file\n' );
			chmodSync( file, 0o640 );
			const open = await site.ops( [
				'health',
				`--password-file=${ file }`,
			] );
			expect( open.err ).toContain( `chmod 600 ${ file }` );
			expect( site.asked ).toEqual( [] );
			chmodSync( file, 0o600 );
			const closed = await site.ops( [ 'health' ], {
				env: { SMARTALLOC_OPS_PASSWORD_FILE: file },
			} );
			expect( closed.code ).toBe( 0 );
			expect( site.asked[ 0 ]?.authorization ).toBe(
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
		const ended = await site.ops( [ 'health' ], {
			env: { SMARTALLOC_OPS_URL: to },
		} );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( says );
		expect( ended.err ).not.toContain( 'could not be reached' );
	} );

	it( 'does not follow a redirect', async () => {
		site.answers[ '/wp/v2/users/me' ] = {
			status: 301,
			body: '',
			headers: { location: 'https://elsewhere.test/' },
		};
		const ended = await site.ops( [ 'health' ] );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( 'https://elsewhere.test/' );
		expect( site.asked ).toHaveLength( 1 );
	} );

	it( 'that the site does not know is told from a right that is missing', async () => {
		site.answers[ '/wp/v2/users/me' ] = json( 401, {
			code: 'rest_not_logged_in',
			message: 'You are not currently logged in.',
			data: { status: 401 },
		} );
		const wrong = await site.ops( [ 'health' ] );
		expect( wrong.err ).toContain( 'does not know bot' );
		site.answers[ '/wp/v2/users/me' ] = json( 200, { id: 7 } );
		site.answers[ route( '/health' ) ] = json( 403, {
			code: 'smartalloc_ops_forbidden',
			message: 'You may not.',
			data: { status: 403, capability: 'smartalloc_ops_view' },
		} );
		const powerless = await site.ops( [ 'health' ] );
		expect( powerless ).toMatchObject( { code: 1 } );
		expect( powerless.err ).toBe(
			'Error: You may not.\nIt takes the capability smartalloc_ops_view.'
		);
	} );
} );

describe( 'a site that does not answer as it should', () => {
	it( 'is not waited for without end', async () => {
		delete site.answers[ '/wp/v2/users/me' ];
		const ended = await site.ops( [ 'health', '--timeout=1' ] );
		expect( ended.code ).toBe( 1 );
		expect( ended.err ).toContain( 'within 1 s' );
	} );

	it( 'is said to be away', async () => {
		await site.go_away();
		const ended = await site.ops( [ 'health' ] );
		expect( ended.err ).toContain( 'nothing listens there' );
	} );

	it( 'is told apart from one that sends a page', async () => {
		site.answers[ '/wp/v2/users/me' ] = {
			status: 503,
			body: '<h1>Maintenance</h1>',
		};
		const ended = await site.ops( [ 'health' ] );
		expect( ended.err ).toContain( 'a page instead of data (HTTP 503)' );
	} );

	it( 'may lack the plugin', async () => {
		site.answers[ route( '/health' ) ] = json( 404, {
			code: 'rest_no_route',
			message: 'No route was found.',
			data: { status: 404 },
		} );
		expect( ( await site.ops( [ 'health' ] ) ).err ).toContain(
			'not active'
		);
	} );
} );
