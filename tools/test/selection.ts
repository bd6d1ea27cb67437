import { Refused } from '../lib/errors';

export const STAGE_NAMES = [
	'types',
	'eslint',
	'stylelint',
	'phpstan',
	'phpcs',
	'languages',
	'layers',
	'vitest',
	'phpunit',
	'integration:mariadb',
	'integration:sqlite',
	'e2e:console',
	'e2e:subjects',
	'multisite:mariadb',
	'multisite:sqlite',
	'build',
	'floor',
	'chaos',
] as const;

export type StageName = ( typeof STAGE_NAMES )[ number ];

/** Run only when asked for by name. */
const OPTIONAL: readonly StageName[] = [ 'floor', 'chaos' ];

/** Short names for several stages. */
const GROUPS: Readonly< Record< string, readonly StageName[] > > = {
	lint: [ 'types', 'eslint', 'stylelint', 'phpstan', 'phpcs' ],
	unit: [ 'layers', 'vitest', 'phpunit' ],
	integration: [
		'integration:mariadb',
		'integration:sqlite',
		'multisite:mariadb',
		'multisite:sqlite',
	],
	e2e: [ 'e2e:console', 'e2e:subjects' ],
	multisite: [ 'multisite:mariadb', 'multisite:sqlite' ],
};

export interface Selection {
	/** In the order in which they run, whatever the order asked for. */
	readonly stages: readonly StageName[];
	/** Passed on to the test programs. */
	readonly filter: string | null;
}

function is_stage( text: string ): text is StageName {
	return STAGE_NAMES.some( ( name ) => name === text );
}

function stages_named( text: string ): readonly StageName[] {
	if ( is_stage( text ) ) {
		return [ text ];
	}
	const group = GROUPS[ text ];
	if ( group === undefined ) {
		throw new Refused(
			`There is no stage "${ text }". Stages: ${ STAGE_NAMES.join( ', ' ) }; groups: ${ Object.keys( GROUPS ).join( ', ' ) }.`
		);
	}
	return group;
}

/** Reads `[stage ...] [--filter text]`; no stage means all of them. */
export function parse_selection( args: readonly string[] ): Selection {
	const asked: StageName[] = [];
	let filter: string | null = null;
	for ( let index = 0; index < args.length; index++ ) {
		const arg = args[ index ] ?? '';
		if ( arg === '--filter' ) {
			index++;
			filter = args[ index ] ?? '';
		} else if ( arg.startsWith( '--filter=' ) ) {
			filter = arg.slice( '--filter='.length );
		} else if ( arg.startsWith( '-' ) ) {
			throw new Refused(
				`npm test does not know ${ arg }; it takes stages and --filter.`
			);
		} else {
			asked.push( ...stages_named( arg ) );
		}
	}
	if ( filter === '' ) {
		throw new Refused( '--filter needs a text.' );
	}
	return {
		stages:
			asked.length === 0
				? STAGE_NAMES.filter( ( name ) => ! OPTIONAL.includes( name ) )
				: STAGE_NAMES.filter( ( name ) => asked.includes( name ) ),
		filter,
	};
}
