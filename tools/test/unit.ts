import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/paths';
import {
	report_file,
	run_logged,
	run_node_program,
	type StageContext,
	take_report,
} from './context';
import { type Outcome, phpunit_outcome, vitest_outcome } from './outcome';
import { slowest_classes, slowest_tests } from './slowest';

export type Suite =
	'layers' | 'unit' | 'integration' | 'edges' | 'multisite' | 'chaos';

/** Runs suites of phpunit.xml.dist. */
export async function run_phpunit(
	context: StageContext,
	suites: Suite | readonly Suite[],
	options: {
		readonly bootstrap?: string;
		readonly env?: Readonly< Record< string, string > >;
	} = {}
): Promise< Outcome > {
	const junit = report_file( context, 'xml' );
	const ended = await run_logged(
		context,
		'php',
		[
			'-d',
			'memory_limit=1G',
			join( ROOT, 'vendor', 'bin', 'phpunit' ),
			'--testsuite',
			[ suites ].flat().join( ',' ),
			'--log-junit',
			junit,
			'--do-not-cache-result',
			...( options.bootstrap === undefined
				? []
				: [ '--bootstrap', options.bootstrap ] ),
			...( context.filter === null
				? []
				: [ '--filter', context.filter ] ),
		],
		options.env
	);
	const report = take_report( junit );
	appendFileSync(
		context.log_file,
		`\nSlowest tests:\n${ slowest_tests( report ?? '' ).join( '\n' ) }\n\nSlowest classes:\n${ slowest_classes( report ?? '' ).join( '\n' ) }\n`
	);
	return phpunit_outcome( report, ended.code, ended.output );
}

export const run_layer_test = ( context: StageContext ) =>
	run_phpunit( context, 'layers' );

export const run_php_unit = ( context: StageContext ) =>
	run_phpunit( context, 'unit' );

export async function run_vitest( context: StageContext ): Promise< Outcome > {
	const report = report_file( context, 'json' );
	const ended = await run_node_program( context, 'vitest', [
		'run',
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${ report }`,
		...( context.filter === null
			? []
			: [ '--testNamePattern', context.filter ] ),
	] );
	return vitest_outcome( take_report( report ), ended.code, ended.output );
}
