/**
 * First step of every command. Depends on Node alone: installs what the asked command needs, then hands over to the TypeScript tool.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensure_composer, ensure_node_modules } from './bootstrap/packages.mjs';
import { is_command, needs_of } from './bootstrap/needs.mjs';
import {
	ensure_unpacked,
	PROMETHEUS,
	web_server,
} from './bootstrap/debian.mjs';
import { Refused } from './bootstrap/run.mjs';
import { ensure_system, php_version } from './bootstrap/system.mjs';

const root = fileURLToPath( new URL( '..', import.meta.url ) );

/**
 * Runs the tool in this terminal and ends as it ended; Ctrl-C reaches it too, and its own clean-up decides when it is over.
 *
 * @param {string}   command
 * @param {string[]} args
 */
function hand_over( command, args ) {
	const child = spawn(
		process.execPath,
		[ '--import', 'tsx', `tools/${ command }.ts`, ...args ],
		{ cwd: root, stdio: 'inherit' }
	);
	for ( const signal of /** @type {const} */ ( [
		'SIGTERM',
		'SIGHUP',
		'SIGINT',
	] ) ) {
		process.on( signal, () => {
			// A terminal's Ctrl-C goes to the whole group already.
			if ( signal !== 'SIGINT' || ! process.stdin.isTTY ) {
				child.kill( signal );
			}
		} );
	}
	child.on( 'error', ( error ) => {
		console.error( error.message );
		process.exitCode = 1;
	} );
	child.on( 'exit', ( code, signal ) => {
		process.exitCode = signal === null ? ( code ?? 1 ) : 1;
	} );
}

/** @param {string[]} argv */
async function main( argv ) {
	const [ command = '', ...args ] = argv;
	if ( ! is_command( command ) ) {
		throw new Refused(
			`Unknown command "${ command }". There are: npm start, npm test, npm run build, npm run languages, npm run wp, npm run plugin-zip, npm run bench, npm run chaos.`
		);
	}
	const needs = needs_of( command, args );
	await ensure_system( needs );
	await ensure_node_modules( root );
	if ( needs.includes( 'composer' ) ) {
		await ensure_composer( root );
	}
	if ( needs.includes( 'prometheus' ) ) {
		await ensure_unpacked( root, PROMETHEUS );
	}
	if ( needs.includes( 'web-server' ) ) {
		await ensure_unpacked( root, web_server( await php_version() ) );
	}
	hand_over( command, args );
}

main( process.argv.slice( 2 ) ).catch( ( error ) => {
	console.error(
		error instanceof Refused ? `\n${ error.message }\n` : error
	);
	process.exitCode = 1;
} );
