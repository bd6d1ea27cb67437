import type { KpiSeries, SeriesPoint } from '../../bridge/types';
import { stretches, timeRange, valueRange, type Range } from './scale';

export const PLOT_HEIGHT = 200;
/** Of the strip that shows how many each value is of. */
export const COUNT_HEIGHT = 24;
const LEFT = 64;
const RIGHT = 12;
const TOP = 12;
/** Between the plot and the strip. */
const BETWEEN = 8;
const AXIS = 24;

/** Where everything of a chart is, in pixels. Time runs from left to right in every language. */
export interface Plot {
	width: number;
	height: number;
	left: number;
	right: number;
	top: number;
	bottom: number;
	count_bottom: number;
	times: Range;
	values: Range;
	/** Width of one stretch. */
	slot: number;
	x: ( at: number ) => number;
	y: ( value: number ) => number;
	/** Middle of the stretch with this index. */
	middle: ( index: number ) => number;
	/** Index of the stretch under this place; null beside all. */
	indexAt: ( x: number ) => number | null;
}

export function layOut( series: KpiSeries, width: number ): Plot {
	const times = timeRange( series );
	const values = valueRange( series );
	const right = width - RIGHT;
	const bottom = TOP + PLOT_HEIGHT;
	const slot = ( right - LEFT ) / Math.max( 1, series.points.length );
	const inside = ( value: number ) =>
		Math.min( values.to, Math.max( values.from, value ) );
	return {
		width,
		height: bottom + BETWEEN + COUNT_HEIGHT + AXIS,
		left: LEFT,
		right,
		top: TOP,
		bottom,
		count_bottom: bottom + BETWEEN + COUNT_HEIGHT,
		times,
		values,
		slot,
		x: ( at ) =>
			LEFT +
			( ( at - times.from ) / ( times.to - times.from ) ) *
				( right - LEFT ),
		y: ( value ) =>
			bottom -
			( ( inside( value ) - values.from ) /
				( values.to - values.from ) ) *
				PLOT_HEIGHT,
		middle: ( index ) => LEFT + ( index + 0.5 ) * slot,
		indexAt: ( x ) => {
			const index = Math.floor( ( x - LEFT ) / slot );
			return index >= 0 && index < series.points.length ? index : null;
		},
	};
}

type Field = 'value' | 'p50' | 'p99';

/** One line a stretch of neighbours; a neighbourless point is a dot. */
export function lineParts(
	points: readonly SeriesPoint[],
	plot: Plot,
	field: Field
): { lines: string[]; dots: { x: number; y: number }[] } {
	const lines: string[] = [];
	const dots: { x: number; y: number }[] = [];
	const known = points.map( ( point ) => ( { value: point[ field ] } ) );
	for ( const { first, last, known: is_known } of stretches( known ) ) {
		if ( ! is_known ) {
			continue;
		}
		const places = points.slice( first, last + 1 ).map( ( point, at ) => ( {
			x: plot.middle( first + at ),
			y: plot.y( point[ field ] ?? 0 ),
		} ) );
		const [ only ] = places;
		if ( only && places.length === 1 ) {
			dots.push( only );
		} else {
			lines.push(
				places.map( ( { x, y } ) => `${ x },${ y }` ).join( ' ' )
			);
		}
	}
	return { lines, dots };
}

/** The interval of a share, as one area a stretch of neighbours. */
export function bandParts(
	points: readonly SeriesPoint[],
	plot: Plot
): string[] {
	return stretches( points.map( ( { low } ) => ( { value: low } ) ) )
		.filter( ( { known } ) => known )
		.map( ( { first, last } ) => {
			// As wide as its stretches, so that one alone can be seen as well.
			const edge = ( index: number ) => plot.left + index * plot.slot;
			const highs: string[] = [];
			const lows: string[] = [];
			for ( let index = first; index <= last; index++ ) {
				const { low, high } = points[ index ] ?? {};
				const top = plot.y( high ?? 0 );
				const bottom = plot.y( low ?? 0 );
				highs.push(
					`${ edge( index ) },${ top }`,
					`${ edge( index + 1 ) },${ top }`
				);
				lows.unshift(
					`${ edge( index ) },${ bottom }`,
					`${ edge( index + 1 ) },${ bottom }`
				);
				// The lower edge runs back: within a stretch its end comes first.
				const [ start = '', end = '' ] = lows.splice( 0, 2 );
				lows.unshift( end, start );
			}
			return [ ...highs, ...lows ].join( ' ' );
		} );
}
