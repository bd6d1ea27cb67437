import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, is_stamped, write_stamp } from './packages.mjs';

describe( 'the stamp of an install', () => {
	let folder = '';

	beforeEach( () => {
		folder = mkdtempSync( join( tmpdir(), 'stamp-test-' ) );
	} );

	afterEach( () => {
		rmSync( folder, { recursive: true } );
	} );

	it( 'is good only for the lock file it was made from', () => {
		const lock = join( folder, 'lock' );
		const stamp = join( folder, 'modules', 'stamp' );
		writeFileSync( lock, '1' );
		expect( is_stamped( stamp, fingerprint( [ lock ] ) ) ).toBe( false );
		write_stamp( stamp, fingerprint( [ lock ] ) );
		expect( is_stamped( stamp, fingerprint( [ lock ] ) ) ).toBe( true );
		writeFileSync( lock, '2' );
		expect( is_stamped( stamp, fingerprint( [ lock ] ) ) ).toBe( false );
	} );
} );
