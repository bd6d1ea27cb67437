import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { CACHE, ROOT, TEST_SITES } from './lib/paths';
import { Refused, run_tool } from './lib/errors';
import { start_mariadb } from './lib/mariadb';
import { owned_folder } from './lib/owned-folders';
import { choose_plugins } from './lib/plugins';
import { clean_up_all, clean_up_on_signals } from './lib/processes';
import { install_site, open_site, type Site } from './lib/site';
import { ensure_wordpress_files } from './lib/wordpress-package';
import { wp } from './lib/wp-cli';
import { read_options } from './bench/options';
import {
	type Collector,
	is_per_action,
	is_size,
	type PerAction,
	type Report,
	shown,
} from './bench/report';
import { mkdirSync } from 'node:fs';

const SCRIPTS = join( ROOT, 'tools', 'bench' );

/** What an ordinary server gives a table of this size. */
const BUFFER_POOL = '2G';

function say( text: string ): void {
	process.stderr.write( `${ text }\n` );
}

/** Runs one of the scripts inside WordPress; the last line that it prints is its result. */
async function inside(
	site: Site,
	script: string,
	...args: readonly string[]
): Promise< string > {
	const { stdout } = await wp(
		site.cli,
		'eval-file',
		'--use-include',
		join( SCRIPTS, script ),
		...args
	);
	return stdout.trim().split( '\n' ).at( -1 ) ?? '';
}

async function make_site( socket: string ): Promise< Site > {
	const set = choose_plugins();
	const folder = owned_folder( TEST_SITES, 'bench' );
	const site = open_site(
		{
			folder,
			url: 'http://127.0.0.1:1',
			database: { kind: 'mariadb', socket, name: 'smartalloc' },
			prefix: 'bench_',
			link_core: true,
			constants: { DISABLE_WP_CRON: true },
		},
		await ensure_wordpress_files(),
		set
	);
	set.notes.forEach( say );
	await install_site( site, set, { title: 'Bench', timezone: 'UTC' } );
	return site;
}

async function collector( site: Site ): Promise< Collector > {
	const one = async ( which: 'with' | 'without' ): Promise< PerAction > => {
		const found: unknown = JSON.parse(
			await inside( site, 'collect.php', which )
		);
		if ( ! is_per_action( found ) ) {
			throw new Refused( 'collect.php printed something else.' );
		}
		return found;
	};
	// The first run of a process kind notes what it sees for the first time.
	await one( 'with' );
	return { with: await one( 'with' ), without: await one( 'without' ) };
}

void run_tool( async () => {
	clean_up_on_signals();
	const { rows, as_json } = read_options( process.argv.slice( 2 ) );
	mkdirSync( join( CACHE, 'logs' ), { recursive: true } );
	try {
		const server = await start_mariadb(
			join( CACHE, 'logs', 'bench-database.log' ),
			[ `--innodb-buffer-pool-size=${ BUFFER_POOL }` ]
		);
		await server.create_database( 'smartalloc' );
		const site = await make_site( server.socket );
		say( 'The collector ...' );
		const report: Report = {
			buffer_pool: BUFFER_POOL,
			cores: availableParallelism(),
			action_scheduler_is_real:
				( process.env.ACTION_SCHEDULER_DIR ?? '' ) !== '',
			collector: await collector( site ),
			sizes: [],
		};
		for ( const size of rows ) {
			say( `${ size.toLocaleString( 'en' ) } rows ...` );
			await inside( site, 'grow.php', String( size ) );
			const found: unknown = JSON.parse(
				await inside( site, 'measure.php' )
			);
			if ( ! is_size( found ) || found.rows < size ) {
				throw new Refused( 'The table did not grow as it should.' );
			}
			report.sizes.push( found );
		}
		process.stdout.write(
			as_json
				? `${ JSON.stringify( report, null, '\t' ) }\n`
				: `${ shown( report ) }\n`
		);
	} finally {
		await clean_up_all();
	}
	return 0;
} );
