import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from './errors';
import { CACHE } from './paths';
import { run } from './processes';
import {
	archive,
	ensure_wordpress_files,
	type Package,
	put_in_place,
	with_work_folder,
	type WordPressFiles,
} from './wordpress-package';

/**
 * The oldest WordPress that the plugin supports. No registry has 6.6 itself: this is its last release candidate. PHP lies
 * in an archive of its own, scripts and styles beside it.
 */
const PACKAGE: Package = {
	name: '@wp-playground/wordpress-builds',
	version: '0.9.19',
	integrity:
		'sha512-dlqvh/MJDpE5W68vgPPKUjpip6zMuBh59L3D18ZX+pdwurC4q4ydrTww/3sTMV69BBcoH6kF93YtAtujNC5Mpw==',
	wordpress: '6.6-RC3',
	size: '158 MB',
};

const PHP_PART = 'package/src/wordpress/wp-beta.zip';
const STATIC_PART = 'package/public/wp-beta';

/** Takes a folder with another WordPress instead, such as 6.6 itself. */
const VARIABLE = 'WORDPRESS_FLOOR_DIR';

const UNZIP =
	'$zip = new ZipArchive(); exit( true === $zip->open( $argv[1] ) && $zip->extractTo( $argv[2] ) ? 0 : 1 );';

async function must( program: string, args: readonly string[] ) {
	const ended = await run( program, args );
	if ( ended.code !== 0 ) {
		throw new Refused(
			`The old WordPress could not be unpacked.\n${ ended.stderr.trim() }`
		);
	}
}

async function unpack( tgz: string, folder: string ): Promise< string > {
	const core = join( folder, 'core' );
	mkdirSync( core );
	await must( 'tar', [ '-xzf', tgz, '-C', folder, PHP_PART, STATIC_PART ] );
	await must( 'php', [ '-r', UNZIP, '--', join( folder, PHP_PART ), core ] );
	cpSync( join( folder, STATIC_PART ), core, { recursive: true } );
	// The package's own site, which ours is not.
	rmSync( join( core, 'wp-config.php' ), { force: true } );
	rmSync( join( core, 'wp-content', 'database' ), {
		recursive: true,
		force: true,
	} );
	return core;
}

async function core_of_package( cache: string ): Promise< string > {
	const place = join( cache, `wordpress-floor-${ PACKAGE.version }` );
	if ( ! existsSync( place ) ) {
		mkdirSync( cache, { recursive: true } );
		const tgz = await archive( cache, PACKAGE );
		await with_work_folder( cache, async ( folder ) => {
			put_in_place( await unpack( tgz, folder ), place );
		} );
	}
	return place;
}

function version_of( core: string ): string {
	const file = join( core, 'wp-includes', 'version.php' );
	const found = existsSync( file )
		? /\$wp_version = '([^']+)'/.exec( readFileSync( file, 'utf8' ) )?.[ 1 ]
		: undefined;
	if ( found === undefined ) {
		throw new Refused( `${ core } holds no WordPress.` );
	}
	return found;
}

/** The usual files of a site, with an old core. */
export async function ensure_floor_files(
	env: Readonly< Record< string, string | undefined > > = process.env,
	cache = CACHE
): Promise< { files: WordPressFiles; note: string } > {
	const given = env[ VARIABLE ];
	const core =
		given === undefined || given === ''
			? await core_of_package( cache )
			: given;
	const source = core === given ? `from ${ VARIABLE }` : 'from its package';
	return {
		files: { ...( await ensure_wordpress_files( cache ) ), core },
		note: `WordPress ${ version_of( core ) }, ${ source }.`,
	};
}
