import {
	existsSync,
	lstatSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';

/** Writes a file in one step, and only when its text changes: a running server may be reading it. */
export function write_if_changed( file: string, text: string ): void {
	if ( existsSync( file ) && readFileSync( file, 'utf8' ) === text ) {
		return;
	}
	writeFileSync( `${ file }.new`, text );
	renameSync( `${ file }.new`, file );
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
