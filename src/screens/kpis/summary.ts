import { __, _n, sprintf } from '@wordpress/i18n';

import {
	formatDuration,
	formatMinute,
	formatNumber,
	parseInstant,
	type Zone,
} from '../../bridge/time';
import type { KpiSeries, SeriesPoint } from '../../bridge/types';
import { valueText, windowTitle } from './words';

function whenOf( point: SeriesPoint, now: number, site: Zone ): string {
	const at = parseInstant( point.at );
	return at === null ? '' : formatMinute( at, now, site );
}

/** What the drawing shows, in words: range, newest, worst, limit, gaps and what happened beside it. */
export function summaryOf(
	series: KpiSeries,
	now: number,
	site: Zone
): string {
	const known = series.points.filter( ( { value } ) => value !== null );
	const number = ( value: number ) => formatNumber( value, site.locale );
	const value = ( point: SeriesPoint | undefined ) =>
		valueText( point?.value ?? null, series.unit, site.locale );
	const by_value = [ ...known ].sort(
		( one, other ) => ( one.value ?? 0 ) - ( other.value ?? 0 )
	);
	const least = by_value.at( 0 );
	const most = by_value.at( -1 );
	const marks = series.marks?.length ?? 0;
	return [
		sprintf(
			/* translators: 1: name of a KPI, 2: how far back, e.g. 24 h, 3: a span of time. */
			__( '%1$s, the last %2$s in steps of %3$s.', 'smartalloc-ops' ),
			series.label,
			windowTitle( series.window, site.locale ),
			formatDuration( series.step_s, site.locale )
		),
		least === undefined || most === undefined
			? __( 'Nothing was measured.', 'smartalloc-ops' )
			: sprintf(
					/* translators: 1: lowest value, 2: its time, 3: highest value, 4: its time, 5: newest value. */
					__(
						'Lowest %1$s at %2$s, highest %3$s at %4$s, newest %5$s.',
						'smartalloc-ops'
					),
					value( least ),
					whenOf( least, now, site ),
					value( most ),
					whenOf( most, now, site ),
					value( known.at( -1 ) )
				),
		known.length < series.points.length &&
			sprintf(
				/* translators: 1: number of steps, 2: number of all steps. */
				_n(
					'%1$s of %2$s step has no measurement.',
					'%1$s of %2$s steps have no measurement.',
					series.points.length,
					'smartalloc-ops'
				),
				number( series.points.length - known.length ),
				number( series.points.length )
			),
		series.limit !== null &&
			sprintf(
				/* translators: %s: a value with its unit. */
				__( 'The limit is %s.', 'smartalloc-ops' ),
				valueText( series.limit, series.unit, site.locale )
			),
		marks > 0 &&
			sprintf(
				/* translators: %s: number of changes and alerts. */
				_n(
					'%s mark on the axis.',
					'%s marks on the axis.',
					marks,
					'smartalloc-ops'
				),
				number( marks )
			),
	]
		.filter( ( part ) => part !== false )
		.join( ' ' );
}

/** From when to when a stretch goes, in the site's time. */
export function spanOf(
	point: SeriesPoint,
	step_s: number,
	now: number,
	site: Zone
): string {
	const at = parseInstant( point.at );
	return at === null
		? __( 'time not known', 'smartalloc-ops' )
		: sprintf(
				/* translators: 1: date and time, 2: a span of time. */
				__( '%1$s, for %2$s', 'smartalloc-ops' ),
				formatMinute( at, now, site ),
				formatDuration( step_s, site.locale )
			);
}
