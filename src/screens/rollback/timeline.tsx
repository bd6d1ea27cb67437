import { __, sprintf } from '@wordpress/i18n';

import { formatDuration, parseInstant } from '../../bridge/time';
import type { Evidence, RunStep } from '../../bridge/types';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { stepWord } from '../../components/words';
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

export function Timeline( { steps, interrupted }: TimelineProps ) {
	return steps.length === 0 ? (
		<p className="smartalloc-ops__empty">
			{ __( 'No step has begun yet.', 'smartalloc-ops' ) }
		</p>
	) : (
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
