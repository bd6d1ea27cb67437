import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refused, run, step } from './run.mjs';
import { find_program } from './system.mjs';

/**
 * Programs that come in packages of Debian and are wanted without what an installation brings along: a server that starts by
 * itself on a port that nobody has asked for.
 *
 * @typedef {{ name: string, title: string, packages: string[], programs: string[] }} Bundle
 */

/** @type {Bundle} */
export const PROMETHEUS = {
	name: 'prometheus',
	title: 'Prometheus',
	packages: [ 'prometheus' ],
	programs: [ 'prometheus', 'promtool' ],
};

/**
 * The web server of a real site. PHP-FPM has to be of the version of the PHP that is there, whose extensions it loads.
 *
 * @param {string} php Version, as in `8.2`.
 * @return {Bundle} nginx and PHP-FPM, in this order.
 */
export function web_server( php ) {
	return {
		name: `web-server-${ php }`,
		title: `nginx and PHP-FPM ${ php }`,
		packages: [ 'nginx', `php${ php }-fpm` ],
		programs: [ 'nginx', `php-fpm${ php }` ],
	};
}

/**
 * @param {string} root
 * @param {Bundle} bundle
 */
function unpacked( root, bundle ) {
	return join( root, '.cache', bundle.name );
}

/**
 * @param {string} root
 * @param {Bundle} bundle
 * @return {string[] | null} Their paths in the order of the bundle; null when one is missing.
 */
export function programs_of( root, bundle ) {
	const folder = unpacked( root, bundle );
	const found = bundle.programs.map( ( name ) =>
		find_program( name, [
			join( folder, 'usr', 'bin' ),
			join( folder, 'usr', 'sbin' ),
			'/usr/sbin',
		] )
	);
	return found.some( ( path ) => path === null ) ? null : found.map( String );
}

/**
 * Takes the packages and unpacks them beside the other downloads, which needs no root.
 *
 * @param {string} root
 * @param {Bundle} bundle
 */
export async function ensure_unpacked( root, bundle ) {
	if ( programs_of( root, bundle ) !== null ) {
		return;
	}
	const by_hand = `apt-get update && apt-get install --yes ${ bundle.packages.join( ' ' ) }`;
	if (
		find_program( 'apt-get' ) === null ||
		find_program( 'dpkg-deb' ) === null
	) {
		throw new Refused(
			`Missing: ${ bundle.title }.\nInstall it with this system's package manager (on Debian: ${ by_hand }), then run the command again.`
		);
	}
	const folder = unpacked( root, bundle );
	const fresh = `${ folder }.${ process.pid }`;
	mkdirSync( fresh, { recursive: true } );
	try {
		const download = () =>
			run( 'apt-get', [ 'download', ...bundle.packages ], {
				cwd: fresh,
			} );
		let { code, output } = await download();
		if ( code !== 0 && process.getuid?.() === 0 ) {
			await step( 'Refreshing the package lists', 'apt-get', [
				'update',
			] );
			( { code, output } = await download() );
		}
		const archives = readdirSync( fresh ).filter( ( name ) =>
			name.endsWith( '.deb' )
		);
		if ( code !== 0 || archives.length < bundle.packages.length ) {
			throw new Refused(
				`${ output.trim() }\n\nMissing: ${ bundle.title }.\nInstall it as root, then run the command again:\n\n\tsudo sh -c '${ by_hand }'`
			);
		}
		for ( const archive of archives ) {
			await step(
				`Unpacking ${ archive.split( '_' )[ 0 ] }`,
				'dpkg-deb',
				[ '--extract', join( fresh, archive ), fresh ]
			);
			rmSync( join( fresh, archive ) );
		}
		rmSync( folder, { recursive: true, force: true } );
		renameSync( fresh, folder );
	} finally {
		rmSync( fresh, { recursive: true, force: true } );
	}
	if ( programs_of( root, bundle ) === null ) {
		throw new Refused(
			`${ bundle.title } is still missing after it was unpacked. Install it as root: ${ by_hand }`
		);
	}
}
