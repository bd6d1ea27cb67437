import {
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Writes a file in one step, and only when its text changes: a running server may be reading it. */
export function write_if_changed( file: string, text: string ): void {
	if ( existsSync( file ) && readFileSync( file, 'utf8' ) === text ) {
		return;
	}
	writeFileSync( `${ file }.new`, text );
	renameSync( `${ file }.new`, file );
}

/** Makes a folder like another, file by file; what is alike is not touched, what is more goes. */
export function mirror( from: string, to: string ): void {
	const found = lstatSync( to, { throwIfNoEntry: false } );
	if ( found !== undefined && ! found.isDirectory() ) {
		rmSync( to );
	}
	mkdirSync( to, { recursive: true } );
	const wanted = readdirSync( from, { withFileTypes: true } );
	for ( const name of readdirSync( to ) ) {
		if ( ! wanted.some( ( entry ) => entry.name === name ) ) {
			rmSync( join( to, name ), { recursive: true, force: true } );
		}
	}
	for ( const entry of wanted ) {
		const source = join( from, entry.name );
		const target = join( to, entry.name );
		if ( entry.isDirectory() ) {
			mirror( source, target );
			continue;
		}
		if (
			lstatSync( target, { throwIfNoEntry: false } )?.isFile() !== true
		) {
			rmSync( target, { recursive: true, force: true } );
		}
		write_if_changed( target, readFileSync( source, 'utf8' ) );
	}
}

/** Points a symbolic link somewhere, whatever was there before; one that is right already is not touched. */
export function point( link: string, target: string ): void {
	const found = lstatSync( link, { throwIfNoEntry: false } );
	if ( found?.isSymbolicLink() === true && readlinkSync( link ) === target ) {
		return;
	}
	if ( found !== undefined ) {
		rmSync( link, { recursive: true, force: true } );
	}
	symlinkSync( target, link );
}
