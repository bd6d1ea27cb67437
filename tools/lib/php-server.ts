import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { message_of } from './errors';
import { ROOT } from './paths';
import { type Group, start_group } from './processes';
import type { Site } from './site';

/** A page of WordPress has to come from a second worker while the first waits for it (loopback), hence more than one. */
const WORKERS = '4';
const READY_MS = 60_000;

/** Path that tells an orphan of ours from other programs. */
export const ROUTER = join( ROOT, 'tools', 'site', 'router.php' );

/** Waits until the site answers, and says what it answered when that was an error. */
export async function wait_until_ready(
	url: string,
	server: Group
): Promise< void > {
	const until = Date.now() + READY_MS;
	let last = 'no answer';
	while ( Date.now() < until ) {
		if ( server.has_ended() ) {
			throw new Error( 'The PHP server ended at once; see its log.' );
		}
		try {
			const answer = await fetch( `${ url }/wp-login.php`, {
				signal: AbortSignal.timeout( 20_000 ),
			} );
			if ( answer.status === 200 ) {
				return;
			}
			last = `HTTP ${ answer.status }`;
		} catch ( error ) {
			last = message_of( error );
		}
		await pause( 100 );
	}
	throw new Error( `The site at ${ url } did not become ready: ${ last }.` );
}

/** Serves a site with PHP's own web server; the returned group holds its port until it is stopped. */
export async function serve(
	site: Site,
	log_file: string,
	env: Readonly< Record< string, string > > = {}
): Promise< Group > {
	const { folder, url } = site.spec;
	const server = await start_group(
		'php',
		[
			// It lives long enough to keep them in memory.
			'-d',
			'opcache.file_cache_only=0',
			'-S',
			new URL( url ).host,
			'-t',
			folder,
			ROUTER,
		],
		log_file,
		{
			cwd: folder,
			env: { ...site.cli.env, ...env, PHP_CLI_SERVER_WORKERS: WORKERS },
		}
	);
	try {
		await wait_until_ready( url, server );
	} catch ( error ) {
		await server.stop();
		throw error;
	}
	return server;
}
