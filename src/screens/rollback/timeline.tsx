import { __, sprintf } from '@wordpress/i18n';

import { formatDuration, formatNumber, parseInstant } from '../../bridge/time';
import type { Evidence, RunStep } from '../../bridge/types';
import { Fold } from '../../components/fold';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { statusWord, stepWord } from '../../components/words';
import { useNow, useSite } from '../../site';
import { stepTitle } from './report';

/** Seconds a step took, or takes so far; null before it began. */
export function elapsed( step: RunStep, now: number ): number | null {
	const started = parseInstant( step.started_at );
	if ( started === null ) {
		return null;
	}
	const ended = parseInstant( step.finished_at );
	if ( ended === null && step.state !== 'started' ) {
		return null;
	}
	return Math.max( 0, ( ended ?? now ) - started ) / 1000;
}

function Elapsed( { step }: { step: RunStep } ) {
	const now = useNow();
	const { locale } = useSite();
	const seconds = elapsed( step, now );
	if ( seconds === null ) {
		return null;
	}
	const span =
		seconds < 1
			? __( 'under 1 s', 'smartalloc-ops' )
			: formatDuration( seconds, locale );
	return (
		<>
			{ ' · ' }
			{ step.finished_at === null
				? /* translators: %s: a span of time that is still growing. */
					sprintf( __( 'for %s', 'smartalloc-ops' ), span )
				: /* translators: %s: a span of time. */
					sprintf( __( 'took %s', 'smartalloc-ops' ), span ) }
		</>
	);
}

export function Facts( { facts }: { facts: Evidence[] } ) {
	return facts.length === 0 ? null : (
		<dl className="smartalloc-ops__facts">
			{ facts.map( ( { label, value } ) => (
				<div key={ label }>
					<dt>{ label }</dt>
					<dd>
						<bdi>{ value }</bdi>
					</dd>
				</div>
			) ) }
		</dl>
	);
}

function Step( { step, broken_off }: { step: RunStep; broken_off: boolean } ) {
	return (
		<li
			className="smartalloc-ops__step"
			aria-current={ step.state === 'started' ? 'step' : undefined }
		>
			{ broken_off ? (
				<Mark
					shape="unknown"
					word={ __( 'Broken off', 'smartalloc-ops' ) }
				/>
			) : (
				<Mark { ...stepWord( step.state ) } />
			) }
			<div>
				<strong>{ stepTitle( step ) }</strong>
				{ step.started_at !== null && (
					<span className="smartalloc-ops__quiet">
						{ ' ' }
						<Time at={ step.started_at } />
						{ ! broken_off && <Elapsed step={ step } /> }
					</span>
				) }
				<Facts facts={ step.evidence } />
				{ step.error !== null && (
					<p className="smartalloc-ops__error">{ step.error }</p>
				) }
			</div>
		</li>
	);
}

interface TimelineProps {
	steps: RunStep[];
	/** Nobody is at work: a step that was begun is not going on. */
	interrupted: boolean;
}

function Steps( { steps, interrupted }: TimelineProps ) {
	return (
		<ol className="smartalloc-ops__timeline">
			{ steps.map( ( step ) => (
				<Step
					key={ `${ step.ordinal }/${ step.direction }/${ step.attempt }` }
					step={ step }
					broken_off={ interrupted && step.state === 'started' }
				/>
			) ) }
		</ol>
	);
}

/** One line for what needs nobody: how many steps are done, and which was the last. */
function DoneLine( { steps, all }: { steps: RunStep[]; all: number } ) {
	const { locale } = useSite();
	const last = steps.at( -1 );
	return (
		<>
			<Mark shape="good" word={ statusWord( 'good' ) } bare />{ ' ' }
			{ steps.length === all
				? sprintf(
						/* translators: %s: number of steps. */
						__( 'All %s steps are done', 'smartalloc-ops' ),
						formatNumber( all, locale )
					)
				: sprintf(
						/* translators: 1: number of steps, 2: number of all steps, 3: name of a step. */
						__(
							'%1$s of %2$s steps are done, the last one: %3$s',
							'smartalloc-ops'
						),
						formatNumber( steps.length, locale ),
						formatNumber( all, locale ),
						last === undefined ? '' : stepTitle( last )
					) }
		</>
	);
}

/** What is done is folded with its evidence; what goes on, waits, failed or comes next is open. */
export function Timeline( { steps, interrupted }: TimelineProps ) {
	if ( steps.length === 0 ) {
		return (
			<p className="smartalloc-ops__empty">
				{ __( 'No step has begun yet.', 'smartalloc-ops' ) }
			</p>
		);
	}
	const open_at = steps.findIndex( ( { state } ) => state !== 'done' );
	const done = open_at === -1 ? steps : steps.slice( 0, open_at );
	// One line would save nothing.
	const folds = done.length > 1;
	const open = folds ? steps.slice( done.length ) : steps;
	return (
		<>
			{ folds && (
				<Fold
					summary={ <DoneLine steps={ done } all={ steps.length } /> }
				>
					<Steps steps={ done } interrupted={ false } />
				</Fold>
			) }
			{ open.length > 0 && (
				<Steps steps={ open } interrupted={ interrupted } />
			) }
		</>
	);
}
