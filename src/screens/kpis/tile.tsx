import { __, sprintf } from '@wordpress/i18n';

import { formatDuration, formatNumber, parseInstant } from '../../bridge/time';
import type { Kpi } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { Mark, StatusMark } from '../../components/mark';
import { Time } from '../../components/time';
import { statusWord } from '../../components/words';
import { useNow, useSite } from '../../site';
import { Spark } from './spark';
import { scopeName, valueText } from './words';

/** A number that nobody has confirmed for its time says nothing any more. */
export function isOutdated( kpi: Kpi, now: number ): boolean {
	const until = parseInstant( kpi.valid_until );
	return until !== null && until < now;
}

/** What was found; of what is out of date, that it is. */
export function findingText(
	{ status, finding }: Pick< Kpi, 'status' | 'finding' >,
	outdated: boolean
): string {
	return outdated
		? sprintf(
				/* translators: 1: a status, e.g. Good; 2: what was found. */
				__( 'Out of date: it was %1$s. %2$s', 'smartalloc-ops' ),
				statusWord( status ),
				finding
			)
		: finding;
}

/** Value, limit, number and window in one line each: what an engineer asks first. */
export function Facts( { kpi }: { kpi: Kpi } ) {
	const { locale } = useSite();
	const facts: string[] = [];
	if ( kpi.limit !== null ) {
		facts.push(
			sprintf(
				/* translators: %s: a value with its unit. */
				__( 'limit %s', 'smartalloc-ops' ),
				valueText( kpi.limit, kpi.unit, locale )
			)
		);
	} else if ( kpi.kind === 'none' ) {
		facts.push( __( 'none is allowed', 'smartalloc-ops' ) );
	}
	if ( kpi.n !== null ) {
		const n = formatNumber( kpi.n, locale );
		facts.push(
			kpi.window_s === null
				? /* translators: %s: a number of events. */
					sprintf( __( 'n = %s', 'smartalloc-ops' ), n )
				: sprintf(
						/* translators: 1: a number of events, 2: a span of time, e.g. 6 h. */
						__( 'n = %1$s in %2$s', 'smartalloc-ops' ),
						n,
						formatDuration( kpi.window_s, locale )
					)
		);
	}
	return (
		<p className="smartalloc-ops__quiet">
			{ facts.map( ( fact ) => (
				<span key={ fact }>
					<bdi>{ fact }</bdi>
					{ ' · ' }
				</span>
			) ) }
			{ kpi.measured_at === null ? (
				__( 'not measured yet', 'smartalloc-ops' )
			) : (
				<>
					{ __( 'measured', 'smartalloc-ops' ) }{ ' ' }
					<Time at={ kpi.measured_at } />
				</>
			) }
		</p>
	);
}

/** Parts that stand worse than the whole of it. */
function WorseParts( { kpi }: { kpi: Kpi } ) {
	const { locale } = useSite();
	const worse = kpi.parts.filter(
		( { status } ) =>
			( status === 'critical' || status === 'recommended' ) &&
			status !== kpi.status
	);
	return worse.length === 0 ? null : (
		<ul>
			{ worse.map( ( part ) => (
				<li key={ part.scope }>
					<Mark
						shape={ part.status }
						word={ statusWord( part.status ) }
						bare
					/>{ ' ' }
					<TabLink
						to={ { tab: 'kpis', focus: kpi.id, scope: part.scope } }
					>
						<bdi>
							{ scopeName( kpi.scope_kind, part.scope, locale ) }
						</bdi>
					</TabLink>
					{ ': ' }
					<bdi>{ valueText( part.value, part.unit, locale ) }</bdi>
				</li>
			) ) }
		</ul>
	);
}

/** One KPI in small; its name leads to how it went. */
export function Tile( { kpi }: { kpi: Kpi } ) {
	const { locale } = useSite();
	const outdated = isOutdated( kpi, useNow( 10_000 ) );
	const status = outdated ? 'unknown' : kpi.status;
	return (
		<li className="smartalloc-ops__tile smartalloc-ops__kpi">
			<StatusMark status={ status } />
			<h4>
				<TabLink to={ { tab: 'kpis', focus: kpi.id } }>
					{ kpi.label }
				</TabLink>
			</h4>
			<div className="smartalloc-ops__kpi-value">
				<strong
					className={
						kpi.value === null
							? 'smartalloc-ops__missing'
							: 'smartalloc-ops__number'
					}
				>
					<bdi>{ valueText( kpi.value, kpi.unit, locale ) }</bdi>
				</strong>
				{ kpi.trend !== null && (
					<Spark trend={ kpi.trend } limit={ kpi.limit } />
				) }
			</div>
			<Facts kpi={ kpi } />
			{ status !== 'good' && <p>{ findingText( kpi, outdated ) }</p> }
			{ ! outdated && <WorseParts kpi={ kpi } /> }
		</li>
	);
}
