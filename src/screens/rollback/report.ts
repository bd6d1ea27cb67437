import { __, sprintf } from '@wordpress/i18n';

import { formatAbsolute, parseInstant, type Zone } from '../../bridge/time';
import type { RollbackScenario, Run, RunStep } from '../../bridge/types';
import { actorText } from '../../components/describe';
import { runWord, stepWord } from '../../components/words';
import { outcomeFacts } from './outcome-facts';

/** A scenario that an update took away keeps its id. */
export function scenarioTitle(
	scenarios: RollbackScenario[],
	id: string
): string {
	return scenarios.find( ( known ) => known.id === id )?.title ?? id;
}

function instant( at: string | null, zone: Zone ): string {
	const epoch = parseInstant( at );
	return epoch === null
		? __( 'time not known', 'smartalloc-ops' )
		: formatAbsolute( epoch, zone );
}

function line( term: string, text: string ): string {
	/* translators: 1: a term, 2: what belongs to it. */
	return sprintf( __( '%1$s: %2$s', 'smartalloc-ops' ), term, text );
}

export function stepTitle( step: RunStep ): string {
	const title =
		step.direction === 'undo'
			? /* translators: %s: a step of a run. */
				sprintf( __( 'Undo: %s', 'smartalloc-ops' ), step.title )
			: step.title;
	return step.attempt > 1
		? sprintf(
				/* translators: 1: a step of a run, 2: number of the attempt. */
				__( '%1$s (attempt %2$d)', 'smartalloc-ops' ),
				title,
				step.attempt
			)
		: title;
}

function stepLines( step: RunStep, zone: Zone ): string[] {
	return [
		`${ step.ordinal }. [${ stepWord( step.state ).word }] ${ stepTitle(
			step
		) }`,
		...( step.started_at === null
			? []
			: [ '   ' + instant( step.started_at, zone ) ] ),
		...step.evidence.map(
			( { label, value } ) => '   ' + line( label, value )
		),
		...( step.error === null ? [] : [ '   ' + step.error ] ),
	];
}

/** The whole run as text, for a ticket or a chat. */
export function runReport( run: Run, zone: Zone ): string {
	return [
		sprintf(
			/* translators: %d: number of a run. */
			__( 'SmartAlloc Ops: rollback %d', 'smartalloc-ops' ),
			run.id
		),
		line(
			__( 'State', 'smartalloc-ops' ),
			runWord( run.state, run.interrupted ).word
		),
		run.headline,
		line( __( 'Scenario', 'smartalloc-ops' ), run.scenario ),
		line( __( 'Reason', 'smartalloc-ops' ), run.reason ),
		line( __( 'Started by', 'smartalloc-ops' ), actorText( run.actor ) ),
		line(
			__( 'Started', 'smartalloc-ops' ),
			instant( run.created_at, zone )
		),
		...( run.finished_at === null
			? []
			: [
					line(
						__( 'Finished', 'smartalloc-ops' ),
						instant( run.finished_at, zone )
					),
				] ),
		...( run.report === null
			? []
			: outcomeFacts( run.report, run.steps, zone.locale ).map(
					( { label, value } ) => line( label, value )
				) ),
		'',
		__( 'Steps', 'smartalloc-ops' ),
		...run.steps.flatMap( ( step ) => stepLines( step, zone ) ),
		...( run.next_steps.length === 0
			? []
			: [ '', __( 'What a person does next', 'smartalloc-ops' ) ] ),
		...run.next_steps.flatMap( ( { text, command } ) =>
			command === null
				? [ `- ${ text }` ]
				: [ `- ${ text }`, `  ${ command }` ]
		),
	].join( '\n' );
}
