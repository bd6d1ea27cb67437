import { __, sprintf } from '@wordpress/i18n';

import { formatDuration, formatNumber } from '../../bridge/time';
import type { KpiSeries, SeriesPoint } from '../../bridge/types';
import { DataTable, type Column } from '../../components/data-table';
import { Time } from '../../components/time';
import { useSite } from '../../site';
import { stretches } from './scale';
import { valueText, valueTitle } from './words';

interface Row {
	point: SeriesPoint;
	/** Steps that the row stands for: those without a measurement are told at once. */
	steps: number;
}

/** Newest first, as people ask. */
function rowsOf( { points }: KpiSeries ): Row[] {
	return stretches( points )
		.flatMap( ( { first, last, known } ) => {
			const of = points.slice( first, last + 1 );
			const [ begin ] = of;
			return known || begin === undefined
				? of.map( ( point ) => ( { point, steps: 1 } ) )
				: [ { point: begin, steps: of.length } ];
		} )
		.reverse();
}

/** The same numbers as in the chart, to read and to copy. */
export function SeriesTable( { series }: { series: KpiSeries } ) {
	const { locale } = useSite();
	const value = ( of: number | null ) =>
		of === null ? '' : valueText( of, series.unit, locale );
	const numeric = (
		id: string,
		label: string,
		text: ( point: SeriesPoint ) => string
	): Column< Row > => ( {
		id,
		label,
		numeric: true,
		cell: ( { point } ) => <bdi>{ text( point ) }</bdi>,
	} );
	const columns: Column< Row >[] = [
		{
			id: 'at',
			label: __( 'From', 'smartalloc-ops' ),
			heads_row: true,
			cell: ( { point } ) => <Time at={ point.at } as="moment" />,
		},
		{
			id: 'value',
			label: valueTitle( series.kind ),
			numeric: true,
			cell: ( { point, steps } ) =>
				point.value === null ? (
					<span className="smartalloc-ops__missing">
						{ sprintf(
							/* translators: %s: a span of time. */
							__( 'nothing measured for %s', 'smartalloc-ops' ),
							formatDuration( steps * series.step_s, locale )
						) }
					</span>
				) : (
					<bdi>{ value( point.value ) }</bdi>
				),
		},
	];
	if ( series.kind === 'p95' ) {
		columns.push(
			numeric(
				'p50',
				__( 'half within', 'smartalloc-ops' ),
				( { p50 } ) => value( p50 )
			),
			numeric(
				'p99',
				__( '99 of 100 within', 'smartalloc-ops' ),
				( { p99 } ) => value( p99 )
			)
		);
	}
	if ( series.kind === 'share' ) {
		columns.push(
			numeric(
				'low',
				__( 'surely at least', 'smartalloc-ops' ),
				( { low } ) => value( low )
			),
			numeric(
				'high',
				__( 'surely at most', 'smartalloc-ops' ),
				( { high } ) => value( high )
			)
		);
	}
	columns.push(
		numeric( 'n', 'n', ( { n } ) =>
			n === 0 ? '' : formatNumber( n, locale )
		)
	);
	if ( series.points.some( ( { lost } ) => lost > 0 ) ) {
		columns.push(
			numeric( 'lost', __( 'Lost', 'smartalloc-ops' ), ( { lost } ) =>
				lost === 0 ? '' : formatNumber( lost, locale )
			)
		);
	}
	return (
		<DataTable
			caption={ sprintf(
				/* translators: %s: name of a KPI. */
				__( '%s, step by step', 'smartalloc-ops' ),
				series.label
			) }
			columns={ columns }
			rows={ rowsOf( series ) }
			idOf={ ( { point } ) => point.at }
			empty={ __(
				'Nothing was measured in this time.',
				'smartalloc-ops'
			) }
		/>
	);
}
