import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { is_alive } from './orphans';
import { at_end } from './processes';

/** `<name>-<process>-<random>`: the process tells whether somebody still uses it. */
const OWNER = /-(\d+)-[^-]+$/;

/** Removes folders of this name whose owners were killed. */
export function remove_abandoned( parent: string, name: string ): string[] {
	const abandoned = readdirSync( parent ).filter( ( found ) => {
		const owner = found.startsWith( `${ name }-` )
			? OWNER.exec( found )?.[ 1 ]
			: undefined;
		return owner !== undefined && ! is_alive( Number( owner ) );
	} );
	for ( const found of abandoned ) {
		rmSync( join( parent, found ), { recursive: true, force: true } );
	}
	return abandoned;
}

/** A new folder that lives as long as this run. */
export function owned_folder( parent: string, name: string ): string {
	mkdirSync( parent, { recursive: true } );
	remove_abandoned( parent, name );
	const folder = mkdtempSync( join( parent, `${ name }-${ process.pid }-` ) );
	at_end( () => rmSync( folder, { recursive: true, force: true } ) );
	return folder;
}
