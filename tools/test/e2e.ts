import { open_demo_site } from '../lib/demo-site';
import { start_ticker } from '../lib/demo-ticker';
import { owned_folder } from '../lib/owned-folders';
import { TEST_SITES } from '../lib/paths';
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

async function run_playwright(
	context: StageContext,
	site: Site
): Promise< Outcome > {
	const report = report_file( context, 'json' );
	const ended = await run_node_program(
		context,
		'playwright',
		[
			'test',
			'--reporter=list,json',
			...( context.filter === null ? [] : [ '--grep', context.filter ] ),
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

/** Playwright against a demo site of its own, with the demo's traffic going on. */
export async function run_e2e( context: StageContext ): Promise< Outcome > {
	const { site, set } = await open_demo_site(
		await free_port(),
		owned_folder( TEST_SITES, 'e2e' )
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
			return await run_playwright( context, site );
		} finally {
			stop_ticker();
		}
	} finally {
		await server.stop();
	}
}
