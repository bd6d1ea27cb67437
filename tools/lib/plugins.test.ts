import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose_plugins } from './plugins';

describe( 'which Action Scheduler a site gets', () => {
	let root = '';
	const place = ( ...path: string[] ) => {
		const file = join( root, ...path );
		mkdirSync( dirname( file ), { recursive: true } );
		writeFileSync( file, '<?php\n/**\n * Version: 3.9.1\n */\n' );
		return dirname( file );
	};
	const chosen = ( env: Record< string, string > ) => {
		const { plugins, notes } = choose_plugins( env, root );
		return {
			folder: plugins.find(
				( plugin ) => plugin.slug === 'action-scheduler'
			)?.folder,
			note: notes[ 0 ],
		};
	};

	beforeEach( () => {
		root = mkdtempSync( join( tmpdir(), 'plugins-test-' ) );
		place( 'tests', 'doubles', 'action-scheduler', 'action-scheduler.php' );
	} );

	afterEach( () => {
		rmSync( root, { recursive: true } );
	} );

	it( 'is the double when there is nothing else, and says so', () => {
		expect( chosen( {} ).folder ).toBe(
			join( root, 'tests', 'doubles', 'action-scheduler' )
		);
		expect( chosen( {} ).note ).toContain( 'contract double' );
	} );

	it( 'is the one of Composer before the double', () => {
		const folder = place(
			'vendor',
			'woocommerce',
			'action-scheduler',
			'action-scheduler.php'
		);
		expect( chosen( {} ) ).toEqual( {
			folder,
			note: 'Action Scheduler: the real one, 3.9.1, from Composer.',
		} );
	} );

	it( 'is the one of ACTION_SCHEDULER_DIR before all', () => {
		place(
			'vendor',
			'woocommerce',
			'action-scheduler',
			'action-scheduler.php'
		);
		const folder = place( 'mine', 'action-scheduler.php' );
		expect( chosen( { ACTION_SCHEDULER_DIR: folder } ) ).toEqual( {
			folder,
			note: 'Action Scheduler: the real one, 3.9.1, from ACTION_SCHEDULER_DIR.',
		} );
	} );

	it( 'is never silently another one than ACTION_SCHEDULER_DIR asks for', () => {
		expect( () =>
			chosen( { ACTION_SCHEDULER_DIR: join( root, 'nowhere' ) } )
		).toThrow( 'there is no action-scheduler.php' );
	} );
} );
