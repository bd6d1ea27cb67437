import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { owned_folder } from './owned-folders';
import { type Group, run, start_group } from './processes';

const READY_MS = 60_000;

/** A database server of our own: no port, only a socket, and no data that outlives it. */
export interface MariaDb {
	readonly socket: string;
	readonly group: Group;
	create_database: ( name: string ) => Promise< void >;
	stop: () => Promise< void >;
}

/** Debian keeps the server where only root's PATH looks. */
const env = {
	PATH: [ process.env.PATH, '/usr/sbin', '/usr/local/sbin' ].join(
		delimiter
	),
};

/** The server refuses to run as root unless it is told to in words. */
function as_user(): string[] {
	return process.getuid?.() === 0 ? [ '--user=root' ] : [];
}

async function must(
	program: string,
	args: readonly string[]
): Promise< void > {
	const ended = await run( program, args, { env } );
	if ( ended.code !== 0 ) {
		throw new Error(
			`${ program } ended with code ${ ended.code }.\n${ ended.stdout }${ ended.stderr }`
		);
	}
}

function client( socket: string, statement: string ): readonly string[] {
	return [
		'--no-defaults',
		`--socket=${ socket }`,
		'--user=root',
		'--execute',
		statement,
	];
}

async function wait_until_ready(
	socket: string,
	group: Group
): Promise< void > {
	const until = Date.now() + READY_MS;
	while ( Date.now() < until && ! group.has_ended() ) {
		const asked = await run( 'mariadb', client( socket, 'SELECT 1' ), {
			env,
		} );
		if ( asked.code === 0 ) {
			return;
		}
		await pause( 100 );
	}
	throw new Error( 'MariaDB did not become ready; see its log.' );
}

/**
 * Starts an empty server. Speed before safety: nobody needs this data after a crash.
 *
 * @param log_file Where its output goes.
 * @param options  Of the server, besides ours; they win.
 */
export async function start_mariadb(
	log_file: string,
	options: readonly string[] = []
): Promise< MariaDb > {
	// A socket's path may have a hundred characters at most, which a checkout deep in a home folder uses up.
	const folder = owned_folder( tmpdir(), 'smartalloc-db' );
	const data = join( folder, 'data' );
	const socket = join( folder, 's' );
	mkdirSync( data );
	await must( 'mariadb-install-db', [
		'--no-defaults',
		...as_user(),
		`--datadir=${ data }`,
		'--auth-root-authentication-method=normal',
		'--skip-test-db',
		'--skip-name-resolve',
	] );
	const group = await start_group(
		'mariadbd',
		[
			'--no-defaults',
			...as_user(),
			`--datadir=${ data }`,
			`--socket=${ socket }`,
			`--pid-file=${ join( folder, 'pid' ) }`,
			'--skip-networking',
			'--skip-name-resolve',
			'--skip-log-bin',
			'--innodb-buffer-pool-size=128M',
			'--innodb-log-file-size=32M',
			'--innodb-flush-log-at-trx-commit=0',
			'--innodb-doublewrite=0',
			'--max-connections=200',
			...options,
		],
		log_file,
		{ env }
	);
	await wait_until_ready( socket, group );
	return {
		socket,
		group,
		create_database: ( name ) =>
			must(
				'mariadb',
				client(
					socket,
					`CREATE DATABASE ${ name } CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`
				)
			),
		stop: async () => {
			await group.stop();
			rmSync( folder, { recursive: true, force: true } );
		},
	};
}
