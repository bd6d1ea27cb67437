import { createHash } from 'node:crypto';
import {
	createReadStream,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Refused } from './errors';
import { CACHE } from './paths';
import { run } from './processes';

/** The one package that carries WordPress, the SQLite drop-in and WP-CLI together. */
export const PACKAGE = {
	name: 'wp-studio',
	version: '1.22.0',
	integrity:
		'sha512-boMtahkhgWDKKyNTBA1uTK5ghnAmxXhDY6KeQCO9FmcI3/o+YOSq8JwYW5ZYnxHCxH14Jf/mD6CJTBvTWl2Ytw==',
	wordpress: '7.1.1',
	size: '67 MB',
} as const;

/** Path of what we use inside the package. */
const INSIDE = 'package/dist/cli/wp-files';
const PARTS = [ 'latest', 'sqlite-database-integration', 'wp-cli' ] as const;

/** A leftover of a run that died: nobody works that long on one download. */
const STALE_MS = 30 * 60 * 1000;
const UNFINISHED = '.unfinished-';

export interface WordPressFiles {
	readonly core: string;
	readonly languages: string;
	readonly sqlite: string;
	readonly wp_cli: string;
}

/** Subresource-integrity text of a file. */
export async function integrity_of( file: string ): Promise< string > {
	const hash = createHash( 'sha512' );
	await pipeline( createReadStream( file ), hash );
	return `sha512-${ hash.digest( 'base64' ) }`;
}

/** Removes what an interrupted run left half done. */
export function remove_leftovers( folder: string, now = Date.now() ): string[] {
	const stale = readdirSync( folder ).filter(
		( name ) =>
			name.startsWith( UNFINISHED ) &&
			now - statSync( join( folder, name ) ).mtimeMs > STALE_MS
	);
	for ( const name of stale ) {
		rmSync( join( folder, name ), { recursive: true, force: true } );
	}
	return stale;
}

/** Puts a finished file or folder in its place in one step; one that another run finished first stays. */
export function put_in_place( finished: string, place: string ): void {
	try {
		renameSync( finished, place );
	} catch ( error ) {
		if ( ! existsSync( place ) ) {
			throw error;
		}
	}
}

export async function with_work_folder< T >(
	cache: string,
	work: ( folder: string ) => Promise< T >
): Promise< T > {
	const folder = mkdtempSync( join( cache, UNFINISHED ) );
	try {
		return await work( folder );
	} finally {
		rmSync( folder, { recursive: true, force: true } );
	}
}

/** One version of a package that carries WordPress, as it was reviewed. */
export interface Package {
	readonly name: string;
	readonly version: string;
	readonly integrity: string;
	/** Version of WordPress in it. */
	readonly wordpress: string;
	readonly size: string;
}

/** The checked archive, downloaded when it is not there. */
export async function archive( cache: string, of: Package ): Promise< string > {
	// As npm itself names the file.
	const file = `${ of.name.replace( '@', '' ).replace( '/', '-' ) }-${ of.version }.tgz`;
	const place = join( cache, file );
	if ( existsSync( place ) ) {
		if ( ( await integrity_of( place ) ) === of.integrity ) {
			return place;
		}
		rmSync( place );
	}
	console.error(
		`Downloading WordPress ${ of.wordpress } (${ of.size }, once) ...`
	);
	await with_work_folder( cache, async ( folder ) => {
		const packed = await run( 'npm', [
			'pack',
			`${ of.name }@${ of.version }`,
			'--pack-destination',
			folder,
			'--silent',
		] );
		if ( packed.code !== 0 ) {
			throw new Refused(
				`The download did not succeed; run the command again to go on.\n${ packed.stderr.trim() }`
			);
		}
		const found = await integrity_of( join( folder, file ) );
		if ( found !== of.integrity ) {
			throw new Refused(
				`The downloaded ${ file } is not the one that was reviewed: its hash is ${ found }, expected ${ of.integrity }.`
			);
		}
		put_in_place( join( folder, file ), place );
	} );
	return place;
}

/**
 * WordPress, its translations, the SQLite drop-in and WP-CLI, as folders in the cache.
 * An interruption at any point leaves nothing that a later run would take for finished.
 */
export async function ensure_wordpress_files(
	cache = CACHE
): Promise< WordPressFiles > {
	const place = join( cache, `${ PACKAGE.name }-${ PACKAGE.version }` );
	if ( ! existsSync( place ) ) {
		mkdirSync( cache, { recursive: true } );
		remove_leftovers( cache );
		const tgz = await archive( cache, PACKAGE );
		await with_work_folder( cache, async ( folder ) => {
			const unpacked = await run( 'tar', [
				'-xzf',
				tgz,
				'-C',
				folder,
				...PARTS.map( ( part ) => `${ INSIDE }/${ part }` ),
			] );
			if ( unpacked.code !== 0 ) {
				throw new Refused(
					`The archive ${ tgz } could not be unpacked.\n${ unpacked.stderr.trim() }`
				);
			}
			put_in_place( join( folder, INSIDE ), place );
		} );
	}
	return {
		core: join( place, 'latest', 'wordpress' ),
		languages: join( place, 'latest', 'languages' ),
		sqlite: join( place, 'sqlite-database-integration' ),
		wp_cli: join( place, 'wp-cli', 'wp-cli.phar' ),
	};
}
