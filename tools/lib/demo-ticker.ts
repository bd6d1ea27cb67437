import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { message_of } from './errors';
import { ROOT } from './paths';
import { run } from './processes';
import type { Site } from './site';

/** From the end of one beat to the start of the next; a beat takes well under a second. */
const PAUSE_MS = 3_500;
const TIMEOUT_MS = 60_000;

/** WordPress's own cron, asked for as a crontab line on a server would. */
async function run_wp_cron( url: string ): Promise< string > {
	try {
		const answer = await fetch( `${ url }/wp-cron.php?doing_wp_cron`, {
			signal: AbortSignal.timeout( TIMEOUT_MS ),
		} );
		await answer.arrayBuffer();
		return answer.ok ? '' : `wp-cron.php answered ${ answer.status }\n`;
	} catch ( error ) {
		return `wp-cron.php: ${ message_of( error ) }\n`;
	}
}

async function beat( site: Site ): Promise< string > {
	const cron = await run_wp_cron( site.spec.url );
	const traffic = await run(
		'php',
		[ join( ROOT, 'tools', 'site', 'demo-tick.php' ) ],
		{
			cwd: site.spec.folder,
			timeout_ms: TIMEOUT_MS,
			env: {
				...site.cli.env,
				SMARTALLOC_OPS_SITE: site.spec.folder,
				SMARTALLOC_OPS_SITE_URL: site.spec.url,
			},
		}
	);
	return (
		cron +
		( traffic.code === 0 ? '' : `tick ended with ${ traffic.code }\n` ) +
		traffic.stdout +
		traffic.stderr
	);
}

/** Keeps the demo alive until it is stopped; trouble goes to the log and never ends it. */
export function start_ticker( site: Site, log_file: string ): () => void {
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	const next = async () => {
		const text = await beat( site );
		if ( text !== '' ) {
			appendFileSync( log_file, text );
		}
		if ( ! stopped ) {
			timer = setTimeout( () => void next(), PAUSE_MS );
		}
	};
	void next();
	return () => {
		stopped = true;
		clearTimeout( timer );
	};
}
