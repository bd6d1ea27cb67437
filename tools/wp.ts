import { spawn } from 'node:child_process';
import { Refused, run_tool } from './lib/errors';
import { DEMO_SITE } from './lib/paths';
import { cli_of, is_installed } from './lib/site';
import { ensure_wordpress_files } from './lib/wordpress-package';
import { wp_cli_args } from './lib/wp-cli';

void run_tool( async () => {
	if ( ! is_installed( DEMO_SITE ) ) {
		throw new Refused( 'There is no demo site yet: run "npm start" once.' );
	}
	const cli = cli_of( DEMO_SITE, await ensure_wordpress_files() );
	const child = spawn( 'php', wp_cli_args( cli, process.argv.slice( 2 ) ), {
		cwd: DEMO_SITE,
		env: { ...process.env, ...cli.env },
		stdio: 'inherit',
	} );
	return await new Promise( ( resolve ) => {
		child.on( 'close', ( code ) => resolve( code ?? 1 ) );
	} );
} );
