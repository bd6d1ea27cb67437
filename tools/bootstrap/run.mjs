import { spawn } from 'node:child_process';

/** Something a person must do; shown as its message alone. */
export class Refused extends Error {}

/**
 * Runs a program and waits for its end.
 *
 * @param {string}                                                         program
 * @param {string[]}                                                       args
 * @param {{ cwd?: string, env?: Record<string, string>, show?: boolean }} [options]
 * @return {Promise<{ code: number, output: string }>} Code 127 when there is no such program.
 */
export function run( program, args, options = {} ) {
	return new Promise( ( resolve ) => {
		const child = spawn( program, args, {
			cwd: options.cwd,
			env: { ...process.env, ...options.env },
			stdio: [ 'ignore', 'pipe', 'pipe' ],
		} );
		let output = '';
		/** @param {Buffer} chunk */
		const take = ( chunk ) => {
			output += chunk.toString();
			if ( options.show === true ) {
				process.stderr.write( chunk );
			}
		};
		child.stdout.on( 'data', take );
		child.stderr.on( 'data', take );
		child.on( 'error', ( error ) =>
			resolve( { code: 127, output: error.message } )
		);
		child.on( 'close', ( code ) => resolve( { code: code ?? 1, output } ) );
	} );
}

/**
 * Runs a program that must succeed, under a line that says what is going on.
 *
 * @param {string}                                         what
 * @param {string}                                         program
 * @param {string[]}                                       args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 */
export async function step( what, program, args, options = {} ) {
	const began = Date.now();
	process.stderr.write( `${ what } ...\n` );
	const { code, output } = await run( program, args, options );
	if ( code !== 0 ) {
		throw new Refused(
			`${ output.trim().split( '\n' ).slice( -40 ).join( '\n' ) }\n\n` +
				`"${ [ program, ...args ].join( ' ' ) }" ended with code ${ code }.`
		);
	}
	const seconds = ( ( Date.now() - began ) / 1000 ).toFixed( 0 );
	process.stderr.write( `${ what }: done in ${ seconds } s\n` );
}
