import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { is_alive } from './orphans';
import { ROUTER } from './php-server';

/** Who serves the demo site: kept in it, so that a server whose tool was killed can be found again. */
export interface ServerRecord {
	readonly tool: number;
	readonly server: number;
	readonly port: number;
}

function file_of( folder: string ): string {
	return join( folder, 'server.json' );
}

export function read_record( folder: string ): ServerRecord | null {
	const file = file_of( folder );
	if ( ! existsSync( file ) ) {
		return null;
	}
	const found: unknown = JSON.parse( readFileSync( file, 'utf8' ) );
	return typeof found === 'object' &&
		found !== null &&
		'tool' in found &&
		typeof found.tool === 'number' &&
		'server' in found &&
		typeof found.server === 'number' &&
		'port' in found &&
		typeof found.port === 'number'
		? { tool: found.tool, server: found.server, port: found.port }
		: null;
}

export function write_record( folder: string, record: ServerRecord ): void {
	writeFileSync( file_of( folder ), JSON.stringify( record ) );
}

export function remove_record( folder: string ): void {
	rmSync( file_of( folder ), { force: true } );
}

/** Only a process that runs our router is ours: the system may have given the number to another since. */
function is_our_server( pid: number ): boolean {
	const file = `/proc/${ pid }/cmdline`;
	return (
		existsSync( file ) && readFileSync( file, 'utf8' ).includes( ROUTER )
	);
}

/**
 * What is known of a server of this site that still runs.
 * One whose tool was killed is stopped here; one whose tool lives is left alone and returned.
 */
export async function settle_earlier_server(
	folder: string
): Promise< ServerRecord | null > {
	const record = read_record( folder );
	if ( record === null || ! is_our_server( record.server ) ) {
		return null;
	}
	if ( is_alive( record.tool ) ) {
		return record;
	}
	process.kill( -record.server, 'SIGTERM' );
	for ( let tries = 0; is_alive( record.server ) && tries < 100; tries++ ) {
		await pause( 50 );
	}
	return null;
}
