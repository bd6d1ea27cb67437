import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { began_at, remember, stop_orphans } from './orphans';

/** No process has it: beyond what the kernel gives out. */
const GONE = 4_999_999;

describe( 'programs left behind by a tool that was killed', () => {
	let folder = '';
	let program = spawn( 'true' );

	beforeEach( async () => {
		folder = mkdtempSync( join( tmpdir(), 'orphans-test-' ) );
		program = spawn( 'sleep', [ '60' ], { detached: true } );
		await once( program, 'spawn' );
	} );

	afterEach( () => {
		program.kill( 'SIGKILL' );
		rmSync( folder, { recursive: true } );
	} );

	it( 'are stopped by the next one', async () => {
		const pid = program.pid ?? 0;
		writeFileSync(
			join( folder, `${ GONE }-${ pid }-${ began_at( pid ) ?? '' }` ),
			''
		);
		const ended = once( program, 'exit' );
		expect( stop_orphans( folder ) ).toEqual( [ pid ] );
		expect( await ended ).toEqual( [ null, 'SIGKILL' ] );
		expect( readdirSync( folder ) ).toEqual( [] );
	} );

	it( 'are left alone while their tool lives', () => {
		const forget = remember( program.pid ?? 0, folder );
		expect( readdirSync( folder ) ).toHaveLength( 1 );
		expect( stop_orphans( folder ) ).toEqual( [] );
		forget();
		expect( readdirSync( folder ) ).toEqual( [] );
	} );

	it( 'are not taken for a program that was given the same number later', () => {
		writeFileSync(
			join( folder, `${ GONE }-${ program.pid ?? 0 }-1` ),
			''
		);
		expect( stop_orphans( folder ) ).toEqual( [] );
		expect( program.exitCode ).toBeNull();
	} );
} );
