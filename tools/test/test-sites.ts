import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../lib/paths';
import { at_end } from '../lib/processes';

const SITES = join( CACHE, 'sites' );

/** `<name>-<process>-<random>`: the process tells whether somebody still uses it. */
const NAME = /-(\d+)-[^-]+$/;

function is_alive( pid: number ): boolean {
	try {
		process.kill( pid, 0 );
		return true;
	} catch {
		return false;
	}
}

/** Removes sites of runs that were killed. */
function remove_abandoned_sites(): void {
	for ( const name of readdirSync( SITES ) ) {
		const owner = NAME.exec( name )?.[ 1 ];
		if ( owner !== undefined && ! is_alive( Number( owner ) ) ) {
			rmSync( join( SITES, name ), { recursive: true, force: true } );
		}
	}
}

/** A folder for a site that lives as long as this run. */
export function test_site_folder( name: string ): string {
	mkdirSync( SITES, { recursive: true } );
	remove_abandoned_sites();
	const folder = mkdtempSync( join( SITES, `${ name }-${ process.pid }-` ) );
	at_end( () => rmSync( folder, { recursive: true, force: true } ) );
	return folder;
}
