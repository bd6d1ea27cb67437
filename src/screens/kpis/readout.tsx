import { __, _n, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../bridge/time';
import type { KpiSeries, SeriesPoint } from '../../bridge/types';
import { listSeparator } from '../../components/words';
import { useNow, useSite } from '../../site';
import { spanOf } from './summary';
import { valueText } from './words';

/** What one stretch says: its value, how sure that is, and of how many. */
export function pointText(
	point: SeriesPoint,
	{ unit, kind }: Pick< KpiSeries, 'unit' | 'kind' >,
	locale: string
): string {
	const value = ( of: number | null ) => valueText( of, unit, locale );
	const number = ( of: number ) => formatNumber( of, locale );
	if ( point.value === null ) {
		return __( 'nothing was measured', 'smartalloc-ops' );
	}
	const parts = [ value( point.value ) ];
	if ( kind === 'p95' ) {
		parts[ 0 ] = sprintf(
			/* translators: 1: a value, 2: a value, 3: a value, each with its unit. */
			__(
				'95 of 100 within %1$s (half within %2$s, 99 within %3$s)',
				'smartalloc-ops'
			),
			value( point.value ),
			value( point.p50 ),
			value( point.p99 )
		);
	} else if ( point.low !== null ) {
		parts[ 0 ] = sprintf(
			/* translators: 1: a share, 2: its lower bound, 3: its upper bound. */
			__( '%1$s (surely between %2$s and %3$s)', 'smartalloc-ops' ),
			value( point.value ),
			value( point.low ),
			value( point.high )
		);
	}
	parts.push(
		sprintf(
			/* translators: %s: a number of events. */
			__( 'n = %s', 'smartalloc-ops' ),
			number( point.n )
		)
	);
	if ( point.lost > 0 ) {
		parts.push(
			sprintf(
				/* translators: %s: number of measurements that could not be written down. */
				_n( '%s lost', '%s lost', point.lost, 'smartalloc-ops' ),
				number( point.lost )
			)
		);
	}
	return parts.join( listSeparator() );
}

/** Its line is always there, so that pointing moves nothing. */
export function Readout( {
	series,
	index,
}: {
	series: KpiSeries;
	index: number | null;
} ) {
	const site = useSite();
	const now = useNow( 60_000 );
	const point =
		index === null
			? series.points.findLast( ( { value } ) => value !== null )
			: series.points[ index ];
	return (
		<p className="smartalloc-ops__readout">
			{ point === undefined ? (
				__( 'Nothing was measured in this time.', 'smartalloc-ops' )
			) : (
				<>
					<span className="smartalloc-ops__quiet">
						<bdi>{ spanOf( point, series.step_s, now, site ) }</bdi>
						{ ': ' }
					</span>
					<bdi>{ pointText( point, series, site.locale ) }</bdi>
				</>
			) }
		</p>
	);
}
