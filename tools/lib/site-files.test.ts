import { execFileSync } from 'node:child_process';
import {
	mkdtempSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	mkdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { point, write_if_changed } from './files';
import { php_string } from './php';
import { wp_config } from './site-files';

describe( 'wp-config.php', () => {
	const config = wp_config( {
		folder: '/somewhere',
		url: 'http://127.0.0.1:1',
		database: { kind: 'mariadb', socket: '/tmp/s', name: 'tests' },
		prefix: 'site7_',
		link_core: true,
		constants: { WP_DEBUG: true, WP_DEBUG_LOG: "/it's/here" },
	} );

	it( 'defines what the site needs', () => {
		expect( config ).toContain(
			"define( 'DB_HOST', 'localhost:/tmp/s' );"
		);
		expect( config ).toContain(
			"define( 'WP_ENVIRONMENT_TYPE', 'local' );"
		);
		expect( config ).toContain( "define( 'WP_DEBUG', true );" );
		expect( config ).toContain( "$table_prefix = 'site7_';" );
	} );

	it( 'lets a caller set a constant before', () => {
		expect( config ).toContain(
			"defined( 'WP_HOME' ) || define( 'WP_HOME'"
		);
	} );
} );

describe( 'php_string', () => {
	it.each( [ "it's", 'back\\slash', "\\'", '$no "interpolation"' ] )(
		'says %j to PHP',
		( text ) => {
			expect(
				execFileSync( 'php', [
					'-r',
					`echo ${ php_string( text ) };`,
				] ).toString()
			).toBe( text );
		}
	);
} );

describe( 'files of a site that is being served', () => {
	let folder = '';

	beforeEach( () => {
		folder = mkdtempSync( join( tmpdir(), 'site-test-' ) );
	} );

	afterEach( () => {
		rmSync( folder, { recursive: true } );
	} );

	it( 'are not written again when nothing changed', () => {
		const file = join( folder, 'file' );
		write_if_changed( file, 'one' );
		const before = statSync( file ).ino;
		write_if_changed( file, 'one' );
		expect( statSync( file ).ino ).toBe( before );
		write_if_changed( file, 'two' );
		expect( statSync( file ).ino ).not.toBe( before );
	} );

	it( 'are linked anew only when they point elsewhere', () => {
		const link = join( folder, 'link' );
		mkdirSync( link );
		point( link, '/one' );
		expect( readlinkSync( link ) ).toBe( '/one' );
		point( link, '/two' );
		expect( readlinkSync( link ) ).toBe( '/two' );
		rmSync( link );
		symlinkSync( '/two', link );
		const before = statSync( folder ).mtimeMs;
		point( link, '/two' );
		expect( statSync( folder ).mtimeMs ).toBe( before );
	} );
} );
