import { Refused } from './errors';
import { type Ended, run } from './processes';

export interface WpCli {
	readonly phar: string;
	readonly site: string;
	readonly env: Readonly< Record< string, string > >;
}

/** Arguments for `php` that make it WP-CLI for one site. */
export function wp_cli_args( cli: WpCli, args: readonly string[] ): string[] {
	return [
		cli.phar,
		`--path=${ cli.site }`,
		// Root may run it: the site belongs to whoever runs this tool.
		'--allow-root',
		...args,
	];
}

/** Runs WP-CLI, which must succeed. */
export async function wp( cli: WpCli, ...args: string[] ): Promise< Ended > {
	const ended = await run( 'php', wp_cli_args( cli, args ), {
		cwd: cli.site,
		env: cli.env,
	} );
	if ( ended.code !== 0 ) {
		throw new Refused(
			`"wp ${ args.join( ' ' ) }" ended with code ${ ended.code }.\n${ ended.stdout }${ ended.stderr }`
		);
	}
	return ended;
}
