import {
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './paths';

/** One file for each long-running program: a tool that was killed outright cannot stop what it started, so the next one does. */
const FOLDER = join( CACHE, 'running' );

interface Started {
	/** The tool that answers for it. */
	readonly tool: number;
	readonly group: number;
	/** Tells the program from another that was given its number later. */
	readonly began: string;
}

/** When a process began, in the kernel's own ticks; null when it is gone, or when this system does not say. */
export function began_at( pid: number ): string | null {
	try {
		const text = readFileSync( `/proc/${ pid }/stat`, 'utf8' );
		// The second field is a name in parentheses that may hold anything; the 22nd is the time.
		return (
			text.slice( text.lastIndexOf( ')' ) + 2 ).split( ' ' )[ 19 ] ?? null
		);
	} catch {
		return null;
	}
}

function parsed( name: string ): Started | null {
	const [ tool, group, began ] = name.split( '-' );
	return tool === undefined || group === undefined || began === undefined
		? null
		: { tool: Number( tool ), group: Number( group ), began };
}

export function is_alive( pid: number ): boolean {
	try {
		process.kill( pid, 0 );
		return true;
	} catch {
		return false;
	}
}

/** Remembers a program; the returned function forgets it. */
export function remember( group: number, folder = FOLDER ): () => void {
	const began = began_at( group );
	if ( began === null ) {
		return () => undefined;
	}
	mkdirSync( folder, { recursive: true } );
	const file = join( folder, `${ process.pid }-${ group }-${ began }` );
	writeFileSync( file, '' );
	return () => rmSync( file, { force: true } );
}

/** Kills what tools that are gone have left running. Gives the numbers of the groups. */
export function stop_orphans( folder = FOLDER ): number[] {
	mkdirSync( folder, { recursive: true } );
	const stopped: number[] = [];
	for ( const name of readdirSync( folder ) ) {
		const started = parsed( name );
		if ( started === null || is_alive( started.tool ) ) {
			continue;
		}
		if ( began_at( started.group ) === started.began ) {
			process.kill( -started.group, 'SIGKILL' );
			stopped.push( started.group );
		}
		rmSync( join( folder, name ), { force: true } );
	}
	return stopped;
}
