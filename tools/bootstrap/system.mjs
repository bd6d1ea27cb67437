import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Refused, run, step } from './run.mjs';

/** PHP extension -> suffix of its Debian package (`php8.2-<suffix>`). */
const EXTENSION_PACKAGES = {
	curl: 'curl',
	dom: 'xml',
	gd: 'gd',
	intl: 'intl',
	mbstring: 'mbstring',
	mysqli: 'mysql',
	pdo_sqlite: 'sqlite3',
	simplexml: 'xml',
	sqlite3: 'sqlite3',
	xml: 'xml',
	xmlwriter: 'xml',
	zip: 'zip',
};

/** Debian's service package is not needed: the core package carries the server, and nothing starts by itself. */
const MARIADB_PACKAGES = [ 'mariadb-server-core', 'mariadb-client-core' ];

/** The font is there for screenshots: a bare system has none, and this one knows the Persian letters too. */
const CHROMIUM_PACKAGES = [ 'chromium', 'fonts-dejavu-core' ];

/**
 * @param {string}   name
 * @param {string[]} [also] Folders that a plain user's PATH leaves out.
 * @return {string | null} Full path of a program.
 */
export function find_program(
	name,
	also = [ '/usr/sbin', '/usr/local/sbin' ]
) {
	const folders = ( process.env.PATH ?? '' ).split( delimiter );
	return (
		[ ...folders, ...also ]
			.filter( ( folder ) => folder !== '' )
			.map( ( folder ) => join( folder, name ) )
			.find( ( path ) => existsSync( path ) ) ?? null
	);
}

/**
 * @param {string} modules What `php -m` printed.
 * @return {string[]} Extensions that are not there.
 */
export function missing_extensions( modules ) {
	const loaded = new Set(
		modules.split( '\n' ).map( ( line ) => line.trim().toLowerCase() )
	);
	return Object.keys( EXTENSION_PACKAGES ).filter(
		( extension ) => ! loaded.has( extension )
	);
}

/**
 * @param {string[]} extensions
 * @param {string}   version    As in `8.2`.
 * @return {string[]} Debian packages, without doubles.
 */
export function packages_for( extensions, version ) {
	return [
		...new Set(
			Object.entries( EXTENSION_PACKAGES )
				.filter( ( [ extension ] ) => extensions.includes( extension ) )
				.map( ( [ , suffix ] ) => `php${ version }-${ suffix }` )
		),
	];
}

/** @return {Promise<string>} Of the PHP in PATH, as in `8.2`. */
export async function php_version() {
	const version = await run( 'php', [
		'-r',
		'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;',
	] );
	if ( version.code !== 0 ) {
		throw new Refused(
			'PHP is missing. It is one of the three programs that must be there beforehand (Node.js 20 with npm, PHP 8.2 CLI, Composer).'
		);
	}
	return version.output;
}

/** @return {Promise<{ version: string, missing: string[] }>} Of the PHP in PATH. */
async function inspect_php() {
	const version = await php_version();
	const [ major = 0, minor = 0 ] = version.split( '.' ).map( Number );
	if ( major < 8 || ( major === 8 && minor < 1 ) ) {
		throw new Refused(
			`PHP 8.1 or newer is needed; this one is ${ version }.`
		);
	}
	const modules = await run( 'php', [ '-m' ] );
	return {
		version,
		missing: missing_extensions( modules.output ),
	};
}

/**
 * @param {import('./needs.mjs').Need[]} needs
 * @return {Promise<{ packages: string[], lacks: string[] }>} What to install, and the same in words.
 */
async function find_gaps( needs ) {
	const packages = [];
	const lacks = [];
	if ( needs.includes( 'php' ) ) {
		const php = await inspect_php();
		packages.push( ...packages_for( php.missing, php.version ) );
		lacks.push(
			...php.missing.map(
				( extension ) => `PHP extension ${ extension }`
			)
		);
	}
	if (
		needs.includes( 'mariadb' ) &&
		( find_program( 'mariadbd' ) === null ||
			find_program( 'mariadb-install-db' ) === null )
	) {
		packages.push( ...MARIADB_PACKAGES );
		lacks.push( 'MariaDB server' );
	}
	if (
		needs.includes( 'chromium' ) &&
		process.env.SMARTALLOC_OPS_CHROMIUM === undefined &&
		find_program( 'chromium' ) === null
	) {
		packages.push( ...CHROMIUM_PACKAGES );
		lacks.push( 'Chromium' );
	}
	return { packages, lacks };
}

/**
 * Installs what is missing when that can be done here, else says the exact command.
 *
 * @param {import('./needs.mjs').Need[]} needs
 */
export async function ensure_system( needs ) {
	const { packages, lacks } = await find_gaps( needs );
	if ( packages.length === 0 ) {
		return;
	}
	const apt = [ 'install', '--yes', '--no-install-recommends', ...packages ];
	const by_hand = `apt-get update && apt-get ${ apt.join( ' ' ) }`;
	const missing = `Missing: ${ lacks.join( ', ' ) }.`;
	if ( find_program( 'apt-get' ) === null ) {
		throw new Refused(
			`${ missing }\nInstall them with this system's package manager (on Debian: ${ by_hand }), then run the command again.`
		);
	}
	if ( process.getuid?.() !== 0 ) {
		throw new Refused(
			`${ missing }\nInstall them as root, then run the command again:\n\n\tsudo sh -c '${ by_hand }'`
		);
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	console.error( missing );
	await step( 'Refreshing the package lists', 'apt-get', [ 'update' ], {
		env,
	} );
	await step(
		`Installing ${ packages.join( ' ' ) }`,
		'apt-get',
		[ '-o', 'DPkg::Lock::Timeout=300', ...apt ],
		{ env }
	);
	const after = await find_gaps( needs );
	if ( after.packages.length > 0 ) {
		throw new Refused(
			`Still missing after the install: ${ after.lacks.join( ', ' ) }. The program in PATH may not be the one that Debian's packages belong to.`
		);
	}
}
