import {
	appendFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../lib/paths';
import { type Ended, run } from '../lib/processes';
import type { StageName } from './selection';

/** What a stage is given: where its log and reports go, and which tests were asked for. */
export interface StageContext {
	readonly name: StageName;
	readonly filter: string | null;
	readonly log_file: string;
	/** Last line that the running program has printed, for the progress report. */
	last_line: string;
}

export function stage_context(
	name: StageName,
	filter: string | null
): StageContext {
	const logs = join( CACHE, 'logs' );
	mkdirSync( logs, { recursive: true } );
	const log_file = join( logs, `${ name.replace( ':', '-' ) }.log` );
	writeFileSync( log_file, '' );
	return { name, filter, log_file, last_line: '' };
}

/** Path of a report file that a program is to write; an old one is removed. */
export function report_file( context: StageContext, ending: string ): string {
	const file = `${ context.log_file.replace( /\.log$/, '' ) }.${ process.pid }.${ ending }`;
	rmSync( file, { force: true } );
	return file;
}

/** Takes the text of a report, null when the program wrote none. */
export function take_report( file: string ): string | null {
	if ( ! existsSync( file ) ) {
		return null;
	}
	const text = readFileSync( file, 'utf8' );
	rmSync( file );
	return text;
}

/** Runs a program of the stage from the root of the repository; all it prints goes to the log. */
export async function run_logged(
	context: StageContext,
	program: string,
	args: readonly string[],
	env: Readonly< Record< string, string > > = {}
): Promise< Ended & { readonly output: string } > {
	// Not read back from the log: another run of the same stage may be writing to it.
	const printed: Buffer[] = [];
	const ended = await run( program, args, {
		cwd: ROOT,
		env: { NO_COLOR: '1', ...env },
		on_output: ( chunk ) => {
			printed.push( chunk );
			appendFileSync( context.log_file, chunk );
			context.last_line =
				chunk.toString().trim().split( '\n' ).at( -1 ) ?? '';
		},
	} );
	return { ...ended, output: Buffer.concat( printed ).toString() };
}

/** Runs a program of node_modules. */
export function run_node_program(
	context: StageContext,
	name: string,
	args: readonly string[],
	env: Readonly< Record< string, string > > = {}
): Promise< Ended & { readonly output: string } > {
	return run_logged(
		context,
		join( ROOT, 'node_modules', '.bin', name ),
		args,
		env
	);
}
