import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the plugin and of its repository. */
export const ROOT = fileURLToPath(
	new URL( '../..', import.meta.url )
).replace( /\/$/, '' );

/** Ignored folder: downloads, test sites, logs. Deleting it costs time only. */
export const CACHE = join( ROOT, '.cache' );

/** The demo site of `npm start`. Deleting it loses the demo's data. */
export const DEMO_SITE = join( ROOT, '.site' );

/** Sites of test runs, one for each run. */
export const TEST_SITES = join( CACHE, 'sites' );
