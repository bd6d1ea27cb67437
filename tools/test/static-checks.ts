import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../lib/paths';
import { run_logged, run_node_program, type StageContext } from './context';
import { check_outcome, type Outcome } from './outcome';

async function node_check(
	context: StageContext,
	program: string,
	args: readonly string[]
): Promise< Outcome > {
	const ended = await run_node_program( context, program, args );
	return check_outcome( ended.code, ended.output );
}

async function composer_check(
	context: StageContext,
	program: string,
	args: readonly string[]
): Promise< Outcome > {
	// Both keep what they learned between runs there, and one of them does not make the folder itself.
	mkdirSync( CACHE, { recursive: true } );
	const ended = await run_logged( context, 'php', [
		'-d',
		'memory_limit=2G',
		join( ROOT, 'vendor', 'bin', program ),
		...args,
	] );
	return check_outcome( ended.code, ended.output );
}

export const check_types = ( context: StageContext ) =>
	node_check( context, 'tsc', [ '--project', '.' ] );

export const check_eslint = ( context: StageContext ) =>
	node_check( context, 'eslint', [
		'--max-warnings=0',
		'--cache',
		'--cache-strategy=content',
		`--cache-location=${ join( CACHE, 'eslint.json' ) }`,
		'.',
	] );

export const check_stylelint = ( context: StageContext ) =>
	node_check( context, 'stylelint', [
		'--max-warnings=0',
		'src/**/*.{css,scss}',
	] );

export const check_phpstan = ( context: StageContext ) =>
	composer_check( context, 'phpstan', [
		'analyse',
		'--no-progress',
		'--no-ansi',
	] );

/** What must say on old PHP that it cannot run there has to be read by old PHP. */
const READ_BY_OLD_PHP = [
	'smartalloc-ops.php',
	'includes/requirements.php',
	'uninstall.php',
	'rescue.php',
];

export async function check_phpcs( context: StageContext ): Promise< Outcome > {
	const all = await composer_check( context, 'phpcs', [
		'--no-colors',
		'-q',
	] );
	const old = await composer_check( context, 'phpcs', [
		'--no-colors',
		'-q',
		'--no-cache',
		'--standard=PHPCompatibilityWP',
		'--runtime-set',
		'testVersion',
		'5.6-',
		...READ_BY_OLD_PHP,
	] );
	return {
		passed: all.passed + old.passed,
		failed: all.failed + old.failed,
		skipped: 0,
		output: all.output + old.output,
	};
}
