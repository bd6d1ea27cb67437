import { availableParallelism } from 'node:os';
import { message_of, Refused, run_tool } from './lib/errors';
import { clean_up_all, clean_up_on_signals } from './lib/processes';
import { check_build } from './test/build-freshness';
import { type StageContext, stage_context } from './test/context';
import { CONSOLE, run_e2e } from './test/e2e';
import {
	run_chaos,
	run_floor,
	run_integration,
	run_multisite,
} from './test/integration';
import { in_lanes } from './test/lanes';
import { check_languages } from './test/languages';
import {
	closing_line,
	type Outcome,
	total_of,
	with_emptiness_judged,
} from './test/outcome';
import { parse_selection, type StageName } from './test/selection';
import {
	check_eslint,
	check_phpcs,
	check_phpstan,
	check_stylelint,
	check_types,
} from './test/static-checks';
import { run_layer_test, run_php_unit, run_vitest } from './test/unit';

/** How often a long stage says that it is still at work. */
const HEARTBEAT_MS = 30_000;

/** Each of the long stages keeps hardly one core busy. */
const LANES = Math.min( availableParallelism(), 2 );

/** What is shown of a failed stage; the rest is in its log. */
const LINES_SHOWN = 250;

const STAGES: Readonly<
	Record< StageName, ( context: StageContext ) => Promise< Outcome > >
> = {
	types: check_types,
	eslint: check_eslint,
	stylelint: check_stylelint,
	phpstan: check_phpstan,
	phpcs: check_phpcs,
	languages: check_languages,
	layers: run_layer_test,
	vitest: run_vitest,
	phpunit: run_php_unit,
	'integration:mariadb': ( context ) => run_integration( context, 'mariadb' ),
	'integration:sqlite': ( context ) => run_integration( context, 'sqlite' ),
	'multisite:mariadb': ( context ) => run_multisite( context, 'mariadb' ),
	'multisite:sqlite': ( context ) => run_multisite( context, 'sqlite' ),
	'e2e:console': ( context ) =>
		run_e2e( context, ( spec ) => spec === CONSOLE ),
	'e2e:subjects': ( context ) =>
		run_e2e( context, ( spec ) => spec !== CONSOLE ),
	build: check_build,
	floor: run_floor,
	chaos: run_chaos,
};

function seconds_since( began: number ): string {
	return `${ ( ( Date.now() - began ) / 1000 ).toFixed( 1 ) } s`;
}

/** A stage that could not even be carried out has failed. */
async function outcome_of( context: StageContext ): Promise< Outcome > {
	try {
		return with_emptiness_judged(
			await STAGES[ context.name ]( context ),
			context.filter !== null
		);
	} catch ( error ) {
		return {
			passed: 0,
			failed: 1,
			skipped: 0,
			output:
				error instanceof Error && ! ( error instanceof Refused )
					? ( error.stack ?? error.message )
					: message_of( error ),
		};
	}
}

async function run_stage(
	name: StageName,
	filter: string | null,
	position: string
): Promise< Outcome > {
	const context = stage_context( name, filter );
	const began = Date.now();
	console.log( `${ position } ${ name } ...` );
	const heartbeat = setInterval( () => {
		console.log(
			`    ${ name }: ${ seconds_since( began ) } so far. ${ context.last_line.slice( 0, 120 ) }`
		);
	}, HEARTBEAT_MS );
	const outcome = await outcome_of( context );
	clearInterval( heartbeat );
	if ( outcome.failed > 0 ) {
		console.log(
			outcome.output
				.trimEnd()
				.split( '\n' )
				.slice( -LINES_SHOWN )
				.join( '\n' )
		);
	}
	const skipped = outcome.skipped > 0 ? `, ${ outcome.skipped } skipped` : '';
	console.log(
		`${ position } ${ name }: ${ outcome.failed > 0 ? 'FAILED' : 'ok' } in ${ seconds_since( began ) } (passed ${ outcome.passed }, failed ${ outcome.failed }${ skipped })` +
			( outcome.failed > 0
				? `; whole output: ${ context.log_file }`
				: '' )
	);
	return outcome;
}

void run_tool( async () => {
	clean_up_on_signals();
	const { stages, filter } = parse_selection( process.argv.slice( 2 ) );
	const began = Date.now();
	let outcomes: Outcome[] = [];
	try {
		outcomes = await in_lanes( stages, LANES, ( name, index ) =>
			run_stage( name, filter, `[${ index + 1 }/${ stages.length }]` )
		);
	} finally {
		await clean_up_all();
	}
	const failed = stages.filter(
		( _, index ) => ( outcomes[ index ]?.failed ?? 1 ) > 0
	);
	const total = total_of( outcomes );
	console.log(
		`\n${ stages.length } stages in ${ seconds_since( began ) }${ failed.length > 0 ? `; failed: ${ failed.join( ', ' ) }` : '' }`
	);
	console.log( closing_line( total ) );
	return total.failed === 0 ? 0 : 1;
} );
