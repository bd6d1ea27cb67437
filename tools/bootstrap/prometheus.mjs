import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refused, run, step } from './run.mjs';
import { find_program } from './system.mjs';

/** Both come in one package of Debian. */
const PROGRAMS = [ 'prometheus', 'promtool' ];

const BY_HAND = 'apt-get update && apt-get install --yes prometheus';

/** @param {string} root */
function unpacked( root ) {
	return join( root, '.cache', 'prometheus' );
}

/**
 * @param {string} root
 * @return {string | null} Folder of both programs.
 */
export function prometheus_folder( root ) {
	const ours = join( unpacked( root ), 'usr', 'bin' );
	const found = PROGRAMS.map( ( name ) => find_program( name, [ ours ] ) );
	return found[ 0 ] === null ||
		found[ 0 ] === undefined ||
		found[ 1 ] === null
		? null
		: dirname( found[ 0 ] );
}

/**
 * Takes Debian's package and unpacks it beside the other downloads. Installed, it would start a server on port 9090 that
 * nobody has asked for; and this way it takes no root.
 *
 * @param {string} root
 */
export async function ensure_prometheus( root ) {
	if ( prometheus_folder( root ) !== null ) {
		return;
	}
	if (
		find_program( 'apt-get' ) === null ||
		find_program( 'dpkg-deb' ) === null
	) {
		throw new Refused(
			`Missing: Prometheus.\nInstall it with this system's package manager (on Debian: ${ BY_HAND }), then run the command again.`
		);
	}
	const fresh = `${ unpacked( root ) }.${ process.pid }`;
	mkdirSync( fresh, { recursive: true } );
	try {
		const download = () =>
			run( 'apt-get', [ 'download', 'prometheus' ], { cwd: fresh } );
		let { code, output } = await download();
		if ( code !== 0 && process.getuid?.() === 0 ) {
			await step( 'Refreshing the package lists', 'apt-get', [
				'update',
			] );
			( { code, output } = await download() );
		}
		const [ deb ] = readdirSync( fresh ).filter( ( name ) =>
			name.endsWith( '.deb' )
		);
		if ( code !== 0 || deb === undefined ) {
			throw new Refused(
				`${ output.trim() }\n\nMissing: Prometheus.\nInstall it as root, then run the command again:\n\n\tsudo sh -c '${ BY_HAND }'`
			);
		}
		await step( 'Unpacking Prometheus', 'dpkg-deb', [
			'--extract',
			join( fresh, deb ),
			fresh,
		] );
		rmSync( join( fresh, deb ) );
		rmSync( unpacked( root ), { recursive: true, force: true } );
		renameSync( fresh, unpacked( root ) );
	} finally {
		rmSync( fresh, { recursive: true, force: true } );
	}
	if ( prometheus_folder( root ) === null ) {
		throw new Refused(
			`Prometheus is still missing after it was unpacked. Install it as root: ${ BY_HAND }`
		);
	}
}
