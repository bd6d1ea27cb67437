import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, build_into } from '../lib/build';
import { files_below, folder_differences } from '../lib/folders';
import { owned_folder } from '../lib/owned-folders';
import { CACHE } from '../lib/paths';
import { type Bundle, bundle_faults } from './bundle';
import type { StageContext } from './context';
import { check_outcome, type Outcome } from './outcome';

function bundle_in( folder: string ): Bundle {
	return {
		asset: readFileSync( join( folder, 'index.asset.php' ), 'utf8' ),
		scripts: Object.fromEntries(
			files_below( folder )
				.filter( ( file ) => file.endsWith( '.js' ) )
				.map( ( file ) => [
					file,
					readFileSync( join( folder, file ) ),
				] )
		),
	};
}

/** Whether what is committed in build/ is what the sources give, and what a site can bear. */
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
	const differences = folder_differences( fresh, BUILD ).map(
		( line ) => `build/ is not what src/ gives (npm run build): ${ line }`
	);
	const faults = bundle_faults( bundle_in( fresh ) );
	const failed = [ differences, faults ].filter(
		( found ) => found.length > 0
	);
	return {
		passed: 2 - failed.length,
		failed: failed.length,
		skipped: 0,
		output: failed.flat().join( '\n' ),
	};
}
