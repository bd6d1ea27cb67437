import {
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CLI } from './lib/build';
import { Refused, run_tool } from './lib/errors';
import { files_below } from './lib/folders';
import { ROOT } from './lib/paths';
import { zip_archive } from './lib/zip';

const SLUG = 'smartalloc-ops';

/** All that a site needs; whatever is not named here stays with the developers. */
const CONTENTS = [
	'smartalloc-ops.php',
	'uninstall.php',
	'rescue.php',
	'includes',
	'build',
	'languages',
	'README.md',
	'LICENSE',
] as const;

function files_of( name: string ): string[] {
	const path = join( ROOT, name );
	if ( ! existsSync( path ) ) {
		throw new Refused(
			`${ name } is missing, without which the plugin is not whole.`
		);
	}
	return statSync( path ).isDirectory()
		? files_below( path ).map( ( file ) => `${ name }/${ file }` )
		: [ name ];
}

function version(): string {
	const found = /^ \* Version:\s*(\S+)/m.exec(
		readFileSync( join( ROOT, 'smartalloc-ops.php' ), 'utf8' )
	)?.[ 1 ];
	if ( found === undefined ) {
		throw new Refused( 'smartalloc-ops.php names no version.' );
	}
	return found;
}

void run_tool( () => {
	const names = CONTENTS.flatMap( files_of )
		// It runs on the machine of whoever asks, never on the site.
		.filter( ( name ) => name !== `build/${ CLI }` );
	const folder = join( ROOT, 'dist' );
	const place = join( folder, `${ SLUG }-${ version() }.zip` );
	mkdirSync( folder, { recursive: true } );
	writeFileSync(
		`${ place }.new`,
		zip_archive(
			names.map( ( name ) => ( {
				name: `${ SLUG }/${ name }`,
				content: readFileSync( join( ROOT, name ) ),
			} ) )
		)
	);
	renameSync( `${ place }.new`, place );
	console.log(
		`${ place }: ${ names.length } files, ${ statSync( place ).size } bytes`
	);
	return Promise.resolve( 0 );
} );
