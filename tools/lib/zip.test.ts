import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zip_archive } from './zip';

describe( 'zip_archive', () => {
	const entries = [
		{
			name: 'plugin/main.php',
			content: Buffer.from( '<?php // main\n'.repeat( 50 ) ),
		},
		{ name: 'plugin/زبان/empty.txt', content: Buffer.alloc( 0 ) },
	];
	let folder = '';

	beforeEach( () => {
		folder = mkdtempSync( join( tmpdir(), 'zip-test-' ) );
	} );

	afterEach( () => {
		rmSync( folder, { recursive: true } );
	} );

	it( 'is read back by another program, names and contents', () => {
		const file = join( folder, 'a.zip' );
		writeFileSync( file, zip_archive( entries ) );
		execFileSync( 'php', [
			'-r',
			'$zip = new ZipArchive(); if ( true !== $zip->open( $argv[1], ZipArchive::CHECKCONS ) ) { exit( 1 ); } $zip->extractTo( $argv[2] ) || exit( 2 );',
			file,
			folder,
		] );
		for ( const { name, content } of entries ) {
			expect( readFileSync( join( folder, name ) ) ).toEqual( content );
		}
	} );

	it( 'is the same on any day', () => {
		expect( zip_archive( entries ) ).toEqual( zip_archive( entries ) );
	} );
} );
