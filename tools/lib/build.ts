import { join } from 'node:path';
import { build_languages } from '../languages/files';
import { ROOT } from './paths';
import { type Ended, run } from './processes';

/** Where the built files live; they are committed, so that a plain checkout can be activated. */
export const BUILD = join( ROOT, 'build' );

/** Builds all entries and all languages into a folder, which is emptied first. */
export async function build_into(
	folder: string,
	on_output: ( chunk: Buffer ) => void
): Promise< Ended > {
	const ended = await run(
		join( ROOT, 'node_modules', '.bin', 'wp-scripts' ),
		[ 'build', `--output-path=${ folder }` ],
		{
			cwd: ROOT,
			env: {
				NODE_ENV: 'production',
				NO_COLOR: '1',
				// A notice that its data is old must not depend on the day.
				BROWSERSLIST_IGNORE_OLD_DATA: '1',
			},
			on_output,
		}
	);
	if ( ended.code === 0 ) {
		build_languages( join( folder, 'languages' ) );
	}
	return ended;
}
