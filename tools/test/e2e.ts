import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { open_demo_site } from '../lib/demo-site';
import { start_ticker } from '../lib/demo-ticker';
import { owned_folder } from '../lib/owned-folders';
import { CACHE, ROOT, TEST_SITES } from '../lib/paths';
import { serve } from '../lib/php-server';
import { free_port } from '../lib/ports';
import { install_site, type Site } from '../lib/site';
import {
	report_file,
	run_node_program,
	type StageContext,
	take_report,
} from './context';
import { type Outcome, playwright_outcome } from './outcome';

/** Half of the time: the rest of the specs are the other half, on a site of their own beside it. */
export const CONSOLE = 'console.spec.ts';

async function run_playwright(
	context: StageContext,
	site: Site,
	specs: readonly string[]
): Promise< Outcome > {
	const report = report_file( context, 'json' );
	const ended = await run_node_program(
		context,
		'playwright',
		[
			'test',
			...specs,
			'--reporter=list,json',
			// Emptied when it begins.
			`--output=${ join( CACHE, context.name.replace( ':', '-' ) ) }`,
			...( context.filter === null
				? []
				: [ '--grep', context.filter, '--pass-with-no-tests' ] ),
		],
		{
			...site.cli.env,
			PLAYWRIGHT_JSON_OUTPUT_FILE: report,
			SMARTALLOC_OPS_E2E_URL: site.spec.url,
			SMARTALLOC_OPS_SITE: site.spec.folder,
			SMARTALLOC_OPS_WP: site.cli.phar,
		}
	);
	return playwright_outcome(
		take_report( report ),
		ended.code,
		ended.output
	);
}

/** Playwright against a demo site of its own, with the demo's traffic going on: the specs that are chosen by their file's name. */
export async function run_e2e(
	context: StageContext,
	is_chosen: ( spec: string ) => boolean
): Promise< Outcome > {
	const specs = readdirSync( join( ROOT, 'tests', 'e2e' ) ).filter(
		( name ) => name.endsWith( '.spec.ts' ) && is_chosen( name )
	);
	const { site, set } = await open_demo_site(
		await free_port(),
		owned_folder( TEST_SITES, context.name.replace( ':', '-' ) )
	);
	await install_site( site, set, {
		title: 'SmartAlloc end to end',
		timezone: 'Asia/Tehran',
	} );
	const log = ( name: string ) =>
		context.log_file.replace( /\.log$/, `-${ name }.log` );
	const server = await serve( site, log( 'server' ) );
	try {
		const stop_ticker = start_ticker( site, log( 'ticker' ) );
		try {
			return await run_playwright( context, site, specs );
		} finally {
			stop_ticker();
		}
	} finally {
		await server.stop();
	}
}
