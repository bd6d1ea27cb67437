import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
	remove_record,
	settle_earlier_server,
	write_record,
} from './lib/demo-server-record';
import { open_demo_site } from './lib/demo-site';
import { start_ticker } from './lib/demo-ticker';
import { Refused, run_tool } from './lib/errors';
import { CACHE, DEMO_SITE, ROOT } from './lib/paths';
import { serve } from './lib/php-server';
import { reserve_port } from './lib/ports';
import {
	at_end,
	clean_up_all,
	clean_up_on_signals,
	run,
} from './lib/processes';
import { activate_plugins, install_site, is_installed } from './lib/site';
import { wp, wp_cli_args } from './lib/wp-cli';

const DEFAULT_PORT = 8888;

function wanted_port(): number {
	const text = process.env.PORT ?? String( DEFAULT_PORT );
	const port = Number( text );
	if ( ! Number.isInteger( port ) || port < 1 || port > 65_535 ) {
		throw new Refused(
			`PORT must be a number from 1 to 65535, not "${ text }".`
		);
	}
	return port;
}

function wants_fresh( args: readonly string[] ): boolean {
	const unknown = args.filter( ( arg ) => arg !== '--fresh' );
	if ( unknown.length > 0 ) {
		throw new Refused(
			`npm start does not know ${ unknown.join( ' ' ) }. It takes "-- --fresh" and the variable PORT.`
		);
	}
	return args.includes( '--fresh' );
}

async function main(): Promise< number > {
	clean_up_on_signals();
	const port = wanted_port();
	const fresh = wants_fresh( process.argv.slice( 2 ) );
	const running = await settle_earlier_server( DEMO_SITE );
	if ( running !== null ) {
		throw new Refused(
			`The demo site is already running at http://127.0.0.1:${ running.port }/wp-admin/ (process ${ running.tool }). Stop that one first.`
		);
	}
	if ( ( await reserve_port( port ) ) === null ) {
		throw new Refused(
			`Port ${ port } is taken by another program. Stop it, or choose another port: PORT=${ port + 1 } npm start`
		);
	}
	// A site that was interrupted before it was whole holds nothing worth keeping.
	if ( fresh || ! is_installed( DEMO_SITE ) ) {
		rmSync( DEMO_SITE, { recursive: true, force: true } );
	}
	const is_new = ! existsSync( DEMO_SITE );
	const { site, set } = await open_demo_site( port );
	if ( is_new ) {
		console.log( 'Installing the demo site ...' );
		await install_site( site, set, {
			title: 'SmartAlloc demo',
			timezone: 'Asia/Tehran',
		} );
		await wp(
			site.cli,
			'eval-file',
			'--use-include',
			join( ROOT, 'tools', 'site', 'history.php' )
		);
		await wp(
			site.cli,
			'eval-file',
			'--use-include',
			join( ROOT, 'tools', 'site', 'vault.php' )
		);
	} else {
		await activate_plugins( site, set );
	}
	const logs = join( CACHE, 'logs' );
	mkdirSync( logs, { recursive: true } );
	const server = await serve( site, join( logs, 'demo-server.log' ) );
	write_record( DEMO_SITE, { tool: process.pid, server: server.pid, port } );
	if ( is_new ) {
		// It asks the site that is served by now. What it finds, good or bad, is on the screen.
		await run(
			'php',
			wp_cli_args( site.cli, [
				'smartalloc-ops',
				'rollback',
				'rehearse',
			] ),
			{ cwd: site.cli.site, env: site.cli.env }
		);
	}
	at_end( () => remove_record( DEMO_SITE ) );
	at_end( start_ticker( site, join( logs, 'demo-ticker.log' ) ) );
	for ( const note of set.notes ) {
		console.log( note );
	}
	console.log(
		[
			'',
			`SmartAlloc Ops: ${ site.spec.url }/wp-admin/admin.php?page=smartalloc-ops`,
			'Users (password = name): admin, owner, support',
			'Stop with Ctrl-C; the data stays. "npm start -- --fresh" begins anew.',
			'',
		].join( '\n' )
	);
	const code = await server.ended;
	await clean_up_all();
	throw new Refused(
		`The web server ended by itself with code ${ code }; its log is ${ join( logs, 'demo-server.log' ) }.`
	);
}

void run_tool( async () => {
	try {
		return await main();
	} finally {
		await clean_up_all();
	}
} );
