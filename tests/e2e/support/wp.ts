import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify( execFile );

function variable( name: string ): string {
	const value = process.env[ name ];
	if ( value === undefined ) {
		throw new Error( `${ name } is not set: run \`npm test -- e2e\`.` );
	}
	return value;
}

/** Runs WP-CLI on the site under test and gives what it printed. */
export async function wp( ...args: string[] ): Promise< string > {
	const site = variable( 'SMARTALLOC_OPS_SITE' );
	const { stdout } = await execute(
		'php',
		[
			variable( 'SMARTALLOC_OPS_WP' ),
			`--path=${ site }`,
			'--allow-root',
			'--no-color',
			...args,
		],
		{ cwd: site }
	);
	return stdout.trim();
}
