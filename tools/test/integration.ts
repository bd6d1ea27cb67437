import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROMETHEUS, programs_of } from '../bootstrap/debian.mjs';
import { start_mariadb } from '../lib/mariadb';
import { owned_folder } from '../lib/owned-folders';
import { ROOT, TEST_SITES } from '../lib/paths';
import { short_process_environment } from '../lib/php';
import { serve_as_hosts_do } from '../lib/fpm-server';
import { serve } from '../lib/php-server';
import { choose_plugins, type PluginSet } from '../lib/plugins';
import { free_port } from '../lib/ports';
import {
	install_network,
	install_site,
	open_site,
	type Site,
	type SiteContent,
} from '../lib/site';
import type { SiteDatabase } from '../lib/site-files';
import { ensure_floor_files } from '../lib/floor';
import {
	ensure_wordpress_files,
	type WordPressFiles,
} from '../lib/wordpress-package';
import type { StageContext } from './context';
import type { Outcome } from './outcome';
import { run_phpunit, type Suite } from './unit';

const BOOTSTRAP = 'tests/php/support/bootstrap-integration.php';

/** Not WordPress's own: a table name written out in full would be found out. */
const PREFIX = 'site7_';

interface Database {
	readonly spec: SiteDatabase;
	readonly stop: () => Promise< void >;
}

async function open_database(
	kind: SiteDatabase[ 'kind' ],
	log_file: string
): Promise< Database > {
	if ( kind === 'sqlite' ) {
		return { spec: { kind }, stop: () => Promise.resolve() };
	}
	const server = await start_mariadb( log_file );
	await server.create_database( 'smartalloc' );
	return {
		spec: { kind, socket: server.socket, name: 'smartalloc' },
		stop: server.stop,
	};
}

type Installer = (
	site: Site,
	set: PluginSet,
	content: SiteContent
) => Promise< void >;

/** A real WordPress on this database. */
async function make_site(
	database: SiteDatabase,
	context: StageContext,
	files: WordPressFiles,
	install: Installer
): Promise< Site > {
	const folder = owned_folder( TEST_SITES, context.name.replace( ':', '-' ) );
	const set = choose_plugins();
	const site = open_site(
		{
			folder,
			url: `http://127.0.0.1:${ await free_port() }`,
			database,
			prefix: PREFIX,
			link_core: true,
			constants: {
				WP_DEBUG: true,
				WP_DEBUG_DISPLAY: false,
				WP_DEBUG_LOG: join( folder, 'debug.log' ),
				// Nothing runs but what a test starts.
				DISABLE_WP_CRON: true,
			},
		},
		files,
		set
	);
	for ( const note of set.notes ) {
		appendFileSync( context.log_file, `${ note }\n` );
		console.log( `    ${ note }` );
	}
	await install( site, set, {
		title: 'SmartAlloc tests',
		timezone: 'Asia/Tehran',
	} );
	return site;
}

/** PHPUnit inside a real, running WordPress on one database. */
async function run_inside(
	context: StageContext,
	kind: SiteDatabase[ 'kind' ],
	suites: readonly Suite[],
	install: Installer,
	{
		files,
		server: start = serve,
		env = {},
	}: {
		readonly files?: WordPressFiles;
		readonly server?: typeof serve;
		readonly env?: Readonly< Record< string, string > >;
	} = {}
): Promise< Outcome > {
	const log = ( name: string ) =>
		context.log_file.replace( /\.log$/, `-${ name }.log` );
	const database = await open_database( kind, log( 'database' ) );
	try {
		const site = await make_site(
			database.spec,
			context,
			files ?? ( await ensure_wordpress_files() ),
			install
		);
		const server = await start( site, log( 'server' ) );
		try {
			return await run_phpunit( context, suites, {
				bootstrap: BOOTSTRAP,
				env: {
					...( await short_process_environment( site.spec.folder ) ),
					SMARTALLOC_OPS_SITE: site.spec.folder,
					SMARTALLOC_OPS_SITE_URL: site.spec.url,
					SMARTALLOC_OPS_DB: kind,
					SMARTALLOC_OPS_WP: site.cli.phar,
					SMARTALLOC_OPS_PROMETHEUS: dirname(
						programs_of( ROOT, PROMETHEUS )?.[ 0 ] ?? ''
					),
					...env,
				},
			} );
		} finally {
			await server.stop();
		}
	} finally {
		await database.stop();
	}
}

/**
 * One site, with our plugin and the others active. What only stands before the rest (routes, commands, pages, words) asks no
 * database itself and is tested on MariaDB; asked for by name, it runs on either.
 */
export const run_integration = (
	context: StageContext,
	kind: SiteDatabase[ 'kind' ]
) =>
	run_inside(
		context,
		kind,
		kind === 'mariadb' || context.filter !== null
			? [ 'integration', 'edges' ]
			: [ 'integration' ],
		install_site
	);

/** A network of sites, on which the tests activate our plugin themselves. */
export const run_multisite = (
	context: StageContext,
	kind: SiteDatabase[ 'kind' ]
) => run_inside( context, kind, [ 'multisite' ], install_network );

/** What an old WordPress could break: boot, installation, every route with its rights, the page and its scripts. */
const FLOOR_TESTS =
	'(InstallTest|UninstallTest|RequirementsTest|MatrixTest|AnswerTest|ApplicationPasswordTest|ScreenTest|CoreHandlesTest|SiteHealthTest|HelpTest)::';

/** The oldest WordPress; only when it is asked for, because the package is large. */
export async function run_floor( context: StageContext ): Promise< Outcome > {
	const { files, note } = await ensure_floor_files();
	console.log( `    ${ note }` );
	return run_inside(
		{ ...context, filter: context.filter ?? FLOOR_TESTS },
		'sqlite',
		[ 'integration', 'edges' ],
		install_site,
		{ files }
	);
}

/** Faults on a site as hosts run it: nginx and PHP-FPM that never look whether a file has changed. What `npm test` tries at one point is tried at all. */
export const run_chaos = ( context: StageContext ) =>
	run_inside( context, 'mariadb', [ 'chaos' ], install_site, {
		server: serve_as_hosts_do,
		env: { SMARTALLOC_OPS_CHAOS: '1' },
	} );
