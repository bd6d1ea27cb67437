import { appendFileSync, existsSync } from 'node:fs';
import { BUILD, build_into } from '../lib/build';
import { folder_differences } from '../lib/folders';
import { owned_folder } from '../lib/owned-folders';
import { CACHE } from '../lib/paths';
import type { StageContext } from './context';
import { check_outcome, type Outcome } from './outcome';

/** Whether what is committed in build/ is what the sources give. */
export async function check_build( context: StageContext ): Promise< Outcome > {
	const fresh = owned_folder( CACHE, 'build' );
	const ended = await build_into( fresh, ( chunk ) =>
		appendFileSync( context.log_file, chunk )
	);
	if ( ended.code !== 0 ) {
		return check_outcome( ended.code, ended.stdout + ended.stderr );
	}
	if ( ! existsSync( BUILD ) ) {
		return check_outcome(
			1,
			'There is no build/: run "npm run build" and commit it.'
		);
	}
	const differences = folder_differences( fresh, BUILD );
	return differences.length === 0
		? check_outcome( 0, '' )
		: check_outcome(
				1,
				`build/ is not what src/ gives: run "npm run build" and commit it.\n${ differences.join( '\n' ) }`
			);
}
