import { join } from 'node:path';
import { ROOT } from './paths';
import { type Ended, run } from './processes';

/** Where the built files live; they are committed, so that a plain checkout can be activated. */
export const BUILD = join( ROOT, 'build' );

/** Builds all entries into a folder, which is emptied first. */
export function build_into(
	folder: string,
	on_output: ( chunk: Buffer ) => void
): Promise< Ended > {
	return run(
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
}
