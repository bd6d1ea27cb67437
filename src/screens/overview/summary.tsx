import { createInterpolateElement } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Flag, Overview } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CountText } from '../../components/count';
import { flagKey, flagName, valueLabel } from '../../components/describe';
import { FreezeSentence } from '../../components/freeze-sentence';
import { HealthCounts } from '../../components/health-counts';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { listSeparator, runWord } from '../../components/words';
import type { Target } from '../../router';
import { AlertsLine } from './alerts-line';
import { QueueSummary } from './queue-summary';

interface LineProps {
	term: string;
	to: Target;
	link: string;
	children: ReactNode;
}

function Line( { term, to, link, children }: LineProps ) {
	return (
		<div className="smartalloc-ops__line">
			<dt>{ term }</dt>
			<dd>{ children }</dd>
			<dd className="smartalloc-ops__more">
				<TabLink to={ to }>{ link }</TabLink>
			</dd>
		</div>
	);
}

/** A name and its value, which is what the eye looks for. */
function FlagWord( { flag }: { flag: Flag } ) {
	const value = valueLabel( flag, flag.value );
	if ( flag.value !== flag.safe ) {
		return createInterpolateElement(
			__( '<flag /> <value />', 'smartalloc-ops' ),
			{
				flag: <bdi>{ flagName( flag ) }</bdi>,
				value: <strong>{ value }</strong>,
			}
		);
	}
	return (
		<>
			<Mark
				shape="held"
				word={ sprintf(
					/* translators: 1: name of a flag, 2: its value. */
					__( '%1$s %2$s', 'smartalloc-ops' ),
					flagName( flag ),
					value
				) }
			/>
			{ flag.end !== null && (
				<span className="smartalloc-ops__quiet">
					{ ' ' }
					{ createInterpolateElement(
						__( '(until <time />)', 'smartalloc-ops' ),
						{ time: <Time at={ flag.end.until } as="clock" /> }
					) }
				</span>
			) }
		</>
	);
}

/** Site-wide switches, and of the scoped ones those that hold something back. */
function FlagsLine( { flags, freeze }: Pick< Overview, 'flags' | 'freeze' > ) {
	const shown = flags.filter(
		( flag ) => flag.scope === '' || flag.value === flag.safe
	);
	return shown.length === 0 ? (
		<>{ __( 'No flags are known.', 'smartalloc-ops' ) }</>
	) : (
		<ul className="smartalloc-ops__inline">
			{ freeze.frozen && (
				<li key="freeze">
					<Mark
						shape="held"
						word={ __( 'Frozen', 'smartalloc-ops' ) }
						bare
					/>{ ' ' }
					<FreezeSentence freeze={ freeze } />
				</li>
			) }
			{ shown.map( ( flag ) => (
				<li key={ flagKey( flag.flag, flag.scope ) }>
					<FlagWord flag={ flag } />
				</li>
			) ) }
		</ul>
	);
}

function RunsLine( { active_run, last_run }: Overview ) {
	if ( active_run ) {
		return (
			<>
				<Mark
					{ ...runWord( active_run.state, active_run.interrupted ) }
					bare
				/>{ ' ' }
				<bdi>{ active_run.headline }</bdi>
			</>
		);
	}
	if ( ! last_run ) {
		return <>{ __( 'None so far.', 'smartalloc-ops' ) }</>;
	}
	return (
		<>
			{ __( 'None active. Last rollback:', 'smartalloc-ops' ) }{ ' ' }
			<Time at={ last_run.finished_at ?? last_run.updated_at } />
			{ listSeparator() }
			{ runWord( last_run.state, last_run.interrupted ).word }
		</>
	);
}

export function Summary( { overview }: { overview: Overview } ) {
	const { dead_letters, unknown_outcomes } = overview;
	return (
		<dl className="smartalloc-ops__summary">
			<Line
				term={ __( 'Alerts', 'smartalloc-ops' ) }
				to={ { tab: 'alerts' } }
				link={ __( 'Alerts', 'smartalloc-ops' ) }
			>
				<AlertsLine alerts={ overview.alerts } />
			</Line>
			<Line
				term={ __( 'Queues', 'smartalloc-ops' ) }
				to={ { tab: 'queue' } }
				link={ __( 'Queue', 'smartalloc-ops' ) }
			>
				<QueueSummary queues={ overview.queues } />
			</Line>
			{ dead_letters?.value !== 0 && (
				<Line
					term={ __( 'Dead letters', 'smartalloc-ops' ) }
					to={ { tab: 'queue', state: 'failed' } }
					link={ __( 'Show them', 'smartalloc-ops' ) }
				>
					<CountText count={ dead_letters } />
				</Line>
			) }
			{ unknown_outcomes?.value !== 0 && (
				<Line
					term={ __( 'Outcome unknown', 'smartalloc-ops' ) }
					to={ { tab: 'queue', state: 'finished_unknown' } }
					link={ __( 'Decide', 'smartalloc-ops' ) }
				>
					<CountText count={ unknown_outcomes } />
				</Line>
			) }
			<Line
				term={ __( 'Flags', 'smartalloc-ops' ) }
				to={ { tab: 'flags' } }
				link={ __( 'Flags', 'smartalloc-ops' ) }
			>
				<FlagsLine { ...overview } />
			</Line>
			<Line
				term={ __( 'Rollback', 'smartalloc-ops' ) }
				to={ {
					tab: 'rollback',
					run: overview.active_run?.id ?? null,
				} }
				link={ __( 'Rollback', 'smartalloc-ops' ) }
			>
				<RunsLine { ...overview } />
			</Line>
			<Line
				term={ __( 'Health', 'smartalloc-ops' ) }
				to={ { tab: 'health' } }
				link={ __( 'Health', 'smartalloc-ops' ) }
			>
				<HealthCounts counts={ overview.health.counts } />
			</Line>
		</dl>
	);
}
