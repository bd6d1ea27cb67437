import { join } from 'node:path';
import { build_languages } from '../languages/files';
import { ROOT } from './paths';
import { type Ended, run } from './processes';

/** Where the built files live; they are committed, so that a plain checkout can be activated. */
export const BUILD = join( ROOT, 'build' );

/** The Node command in one file: whoever has Node can run it, without installing anything. */
export const CLI = 'cli.cjs';

/** With the bundler that comes with tsx. */
function build_cli(
	folder: string,
	on_output: ( chunk: Buffer ) => void
): Promise< Ended > {
	return run(
		join( ROOT, 'node_modules', '.bin', 'esbuild' ),
		[
			'src/cli/main.ts',
			'--bundle',
			'--platform=node',
			'--target=node20.19',
			'--format=cjs',
			'--minify',
			'--banner:js=#!/usr/bin/env node',
			'--log-level=warning',
			`--outfile=${ join( folder, CLI ) }`,
		],
		{ cwd: ROOT, on_output }
	);
}

/** Builds all entries, all languages and the Node command into a folder, which is emptied first. */
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
	if ( ended.code !== 0 ) {
		return ended;
	}
	build_languages( join( folder, 'languages' ) );
	return build_cli( folder, on_output );
}
