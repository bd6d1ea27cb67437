import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from './errors';
import { ROOT } from './paths';

export interface Plugin {
	/** Folder name under wp-content/plugins, and name of the main file. */
	readonly slug: string;
	readonly folder: string;
	/** Laid as files of its own: a link is nothing that could be kept or brought back. */
	readonly copied?: boolean;
}

export interface PluginSet {
	/** In the order of activation. */
	readonly plugins: readonly Plugin[];
	/** Plain lines that say which parts are real and which stand in. */
	readonly notes: readonly string[];
}

type Environment = Readonly< Record< string, string | undefined > >;

function main_file( plugin: Plugin ): string {
	return join( plugin.folder, `${ plugin.slug }.php` );
}

function version_of( plugin: Plugin ): string {
	return (
		/^[ \t*]*Version:\s*(\S+)/im.exec(
			readFileSync( main_file( plugin ), 'utf8' )
		)?.[ 1 ] ?? 'without a version'
	);
}

function from_variable(
	slug: string,
	variable: string,
	env: Environment
): Plugin | null {
	const folder = env[ variable ];
	if ( folder === undefined || folder === '' ) {
		return null;
	}
	const plugin = { slug, folder };
	if ( ! existsSync( main_file( plugin ) ) ) {
		throw new Refused(
			`${ variable } points to ${ folder }, where there is no ${ slug }.php.`
		);
	}
	return plugin;
}

function double( slug: string, root: string ): Plugin {
	return { slug, folder: join( root, 'tests', 'doubles', slug ) };
}

function action_scheduler(
	env: Environment,
	root: string
): { plugin: Plugin; note: string } {
	const slug = 'action-scheduler';
	const given = from_variable( slug, 'ACTION_SCHEDULER_DIR', env );
	if ( given !== null ) {
		return {
			plugin: given,
			note: `Action Scheduler: the real one, ${ version_of( given ) }, from ACTION_SCHEDULER_DIR.`,
		};
	}
	const composer = {
		slug,
		folder: join( root, 'vendor', 'woocommerce', 'action-scheduler' ),
	};
	if ( existsSync( main_file( composer ) ) ) {
		return {
			plugin: composer,
			note: `Action Scheduler: the real one, ${ version_of( composer ) }, from Composer.`,
		};
	}
	return {
		plugin: double( slug, root ),
		note: 'Action Scheduler: the contract double in tests/doubles/action-scheduler (ACTION_SCHEDULER_DIR is not set and Composer has none).',
	};
}

function gravity_forms(
	env: Environment,
	root: string
): { plugin: Plugin; note: string } {
	const given = from_variable( 'gravityforms', 'GRAVITYFORMS_DIR', env );
	return given === null
		? {
				plugin: double( 'gravityforms', root ),
				note: 'Gravity Forms, Populate Anything and SmartAlloc: the stand-ins in tests/doubles.',
			}
		: {
				plugin: given,
				note: `Gravity Forms: the real one, ${ version_of( given ) }, from GRAVITYFORMS_DIR.`,
			};
}

/** The plugins of a demo or test site: ours from this checkout, the others real where they can be had. */
export function choose_plugins(
	env: Environment = process.env,
	root = ROOT
): PluginSet {
	const forms = gravity_forms( env, root );
	const scheduler = action_scheduler( env, root );
	const wanted = [
		forms.plugin,
		double( 'gp-populate-anything', root ),
		scheduler.plugin,
		{ ...double( 'smart-alloc', root ), copied: true },
		{ slug: 'smartalloc-ops', folder: root },
	];
	const absent = wanted.filter(
		( plugin ) => ! existsSync( main_file( plugin ) )
	);
	return {
		plugins: wanted.filter( ( plugin ) => ! absent.includes( plugin ) ),
		notes: [
			scheduler.note,
			forms.note,
			...absent.map(
				( plugin ) => `Not in this checkout: ${ plugin.slug }.`
			),
		],
	};
}
