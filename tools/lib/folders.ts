import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Paths of all files below a folder, with forward slashes, in a stable order. */
export function files_below( folder: string ): string[] {
	return readdirSync( folder, { withFileTypes: true, recursive: true } )
		.filter( ( entry ) => entry.isFile() )
		.map( ( entry ) =>
			relative( folder, join( entry.parentPath, entry.name ) )
				.split( sep )
				.join( '/' )
		)
		.sort( ( one, other ) => ( one < other ? -1 : 1 ) );
}

/** What makes one folder different from another, as lines for a person. */
export function folder_differences(
	expected: string,
	found: string
): string[] {
	const wanted = files_below( expected );
	const there = files_below( found );
	return [
		...wanted
			.filter( ( file ) => ! there.includes( file ) )
			.map( ( file ) => `missing: ${ file }` ),
		...there
			.filter( ( file ) => ! wanted.includes( file ) )
			.map( ( file ) => `no longer built: ${ file }` ),
		...wanted
			.filter(
				( file ) =>
					there.includes( file ) &&
					! readFileSync( join( expected, file ) ).equals(
						readFileSync( join( found, file ) )
					)
			)
			.map( ( file ) => `differs: ${ file }` ),
	];
}
