import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { remove_abandoned } from './owned-folders';

/** No process has it: beyond what the kernel gives out. */
const GONE = 4_999_999;

describe( 'folders of a run that was killed', () => {
	let folder = '';

	beforeEach( () => {
		folder = mkdtempSync( join( tmpdir(), 'owned-test-' ) );
	} );

	afterEach( () => {
		rmSync( folder, { recursive: true } );
	} );

	it( 'are removed; those of others and of living runs stay', () => {
		const names = [
			`site-${ GONE }-aB3`,
			`site-${ process.pid }-aB3`,
			`other-${ GONE }-aB3`,
			'site-mine',
		];
		for ( const name of names ) {
			mkdirSync( join( folder, name ) );
		}
		expect( remove_abandoned( folder, 'site' ) ).toEqual( [ names[ 0 ] ] );
		expect( readdirSync( folder ) ).toHaveLength( 3 );
	} );
} );
