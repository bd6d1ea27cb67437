import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	integrity_of,
	put_in_place,
	remove_leftovers,
} from './wordpress-package';

describe( 'the pinned download', () => {
	let folder = '';

	beforeEach( () => {
		folder = mkdtempSync( join( tmpdir(), 'package-test-' ) );
	} );

	afterEach( () => {
		rmSync( folder, { recursive: true } );
	} );

	it( 'is told from any other by its hash', async () => {
		const file = join( folder, 'file' );
		writeFileSync( file, 'abc' );
		// The published SHA-512 of "abc".
		expect( await integrity_of( file ) ).toBe(
			'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=='
		);
		writeFileSync( file, 'abd' );
		expect( await integrity_of( file ) ).not.toContain(
			'3a81oZNherrMQXNJriBB'
		);
	} );

	it( 'forgets what an interrupted run left, and leaves a running one alone', () => {
		for ( const name of [
			'.unfinished-old',
			'.unfinished-new',
			'wp-studio',
		] ) {
			mkdirSync( join( folder, name ) );
		}
		const hour_ago = Date.now() / 1000 - 3600;
		utimesSync( join( folder, '.unfinished-old' ), hour_ago, hour_ago );
		utimesSync( join( folder, 'wp-studio' ), hour_ago, hour_ago );
		expect( remove_leftovers( folder ) ).toEqual( [ '.unfinished-old' ] );
		expect( existsSync( join( folder, '.unfinished-new' ) ) ).toBe( true );
		expect( existsSync( join( folder, 'wp-studio' ) ) ).toBe( true );
	} );

	it( 'keeps what another run has put in place first', () => {
		for ( const name of [ 'mine', 'place' ] ) {
			mkdirSync( join( folder, name ) );
			writeFileSync( join( folder, name, 'who' ), name );
		}
		put_in_place( join( folder, 'mine' ), join( folder, 'place' ) );
		expect( readFileSync( join( folder, 'place', 'who' ), 'utf8' ) ).toBe(
			'place'
		);
	} );

	it( 'reports a place that cannot be written', () => {
		expect( () =>
			put_in_place( join( folder, 'absent' ), join( folder, 'place' ) )
		).toThrow( 'ENOENT' );
	} );
} );
