import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname( fileURLToPath( import.meta.url ) );

/** Only a hung process takes so long. */
const TIMEOUT_MS = 60_000;

export interface Ended {
	/** Null when a signal ended it. */
	readonly code: number | null;
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
}

function variable( name: string ): string {
	const value = process.env[ name ];
	if ( value === undefined ) {
		throw new Error( `${ name } is not set: run \`npm test -- e2e\`.` );
	}
	return value;
}

/** Runs WP-CLI on the site under test, whatever becomes of it. */
export function try_wp(
	args: readonly string[],
	env: Readonly< Record< string, string > > = {}
): Promise< Ended > {
	const site = variable( 'SMARTALLOC_OPS_SITE' );
	return new Promise( ( resolve ) => {
		execFile(
			'php',
			[
				variable( 'SMARTALLOC_OPS_WP' ),
				`--path=${ site }`,
				'--allow-root',
				'--no-color',
				...args,
			],
			{
				cwd: site,
				env: { ...process.env, ...env },
				timeout: TIMEOUT_MS,
			},
			( error, stdout, stderr ) => {
				const code = error?.code;
				resolve( {
					code:
						error === null
							? 0
							: ( typeof code === 'number' && code ) || null,
					signal: error?.signal ?? null,
					stdout: stdout.trim(),
					stderr: stderr.trim(),
				} );
			}
		);
	} );
}

/** Runs WP-CLI, which must succeed, and gives what it printed. */
export async function wp( ...args: string[] ): Promise< string > {
	const ended = await try_wp( args );
	if ( ended.code !== 0 ) {
		throw new Error(
			`"wp ${ args.join( ' ' ) }" ended with ${
				ended.code ?? ended.signal
			}.\n${ ended.stdout }\n${ ended.stderr }`
		);
	}
	return ended.stdout;
}

/** Runs one of the PHP files beside this one inside the site's WordPress. */
export function wp_file( name: string, ...args: string[] ): Promise< string > {
	return wp( 'eval-file', '--use-include', join( HERE, name ), ...args );
}

/** What a command printed as JSON. */
export async function wp_json( ...args: string[] ): Promise< unknown > {
	const { stdout } = await try_wp( [ ...args, '--format=json' ] );
	return JSON.parse( stdout );
}
