import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folder_differences } from './folders';

describe( 'folder_differences', () => {
	let root = '';
	const write = ( path: string, text: string ) => {
		const file = join( root, path );
		mkdirSync( dirname( file ), { recursive: true } );
		writeFileSync( file, text );
	};
	const differences = () =>
		folder_differences( join( root, 'fresh' ), join( root, 'committed' ) );

	beforeEach( () => {
		root = mkdtempSync( join( tmpdir(), 'folders-test-' ) );
		for ( const folder of [ 'fresh', 'committed' ] ) {
			write( `${ folder }/index.js`, 'same' );
			write( `${ folder }/deep/er.css`, 'same' );
		}
	} );

	afterEach( () => {
		rmSync( root, { recursive: true } );
	} );

	it( 'finds none between equal folders', () => {
		expect( differences() ).toEqual( [] );
	} );

	it( 'names what is missing, what is left over and what differs', () => {
		write( 'fresh/new.js', '' );
		write( 'committed/old.js', '' );
		write( 'committed/deep/er.css', 'sane' );
		expect( differences() ).toEqual( [
			'missing: new.js',
			'no longer built: old.js',
			'differs: deep/er.css',
		] );
	} );
} );
