import type { KpiSeries, SeriesMark, SeriesPoint } from '../../bridge/types';
import { parseInstant } from '../../bridge/time';

const MEGABYTE = 1_048_576;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Range {
	from: number;
	to: number;
}

/** 1, 2 or 5 times a power of ten: what people count in. */
function niceStep( rough: number ): number {
	const power = 10 ** Math.floor( Math.log10( rough ) );
	const factor = [ 1, 2, 5, 10 ].find( ( of ) => of * power >= rough ) ?? 10;
	return factor * power;
}

/** So many times the limit an interval may take of a chart, or nothing else could be seen in it. */
const INTERVAL_ROOM = 8;

/** What half of the intervals stay within: the rest reaches out of the chart. */
function middle( bounds: ( number | null )[] ): number | null {
	const known = bounds
		.filter( ( bound ) => bound !== null )
		.sort( ( one, other ) => one - other );
	return known[ Math.floor( known.length / 2 ) ] ?? null;
}

/** What there is to see: every value, and the limit even when nothing comes near it. */
export function valueRange( {
	points,
	limit,
	breach,
	unit,
}: Pick< KpiSeries, 'points' | 'limit' | 'breach' | 'unit' > ): Range {
	const seen = points.flatMap( ( { value, p50, p99 } ) =>
		[ value, p50, p99 ].filter( ( of ) => of !== null )
	);
	const all = limit === null ? seen : [ ...seen, limit ];
	if ( breach === 'below' ) {
		const low = middle( points.map( ( point ) => point.low ) );
		const least = Math.min(
			100,
			...all,
			Math.max(
				low ?? 100,
				100 - INTERVAL_ROOM * ( 100 - ( limit ?? 100 ) )
			)
		);
		const from = Math.max( 0, least - Math.max( 1, ( 100 - least ) / 4 ) );
		return { from: Math.floor( from ), to: 100 };
	}
	const high = middle( points.map( ( point ) => point.high ) );
	const most = Math.max(
		0,
		...all,
		Math.min( high ?? 0, INTERVAL_ROOM * ( limit ?? 0 ) )
	);
	const room = most === 0 ? 1 : most * 1.1;
	return { from: 0, to: unit === '%' ? Math.min( 100, room ) : room };
}

/** Round values inside the range, of which each is a line. */
export function valueTicks( { from, to }: Range, unit: string ): number[] {
	const size = unit === 'bytes' ? MEGABYTE : 1;
	const nice = niceStep( ( to - from ) / size / 4 );
	const step = ( unit === 'count' ? Math.max( 1, nice ) : nice ) * size;
	const ticks: number[] = [];
	for (
		let tick = Math.ceil( from / step ) * step;
		tick <= to * 1.000001;
		tick += step
	) {
		ticks.push( tick );
	}
	return ticks;
}

/** Round times of the site's own clock, about as many as there is room for. */
export function timeTicks(
	begin: number,
	end: number,
	offset_minutes: number,
	room: number
): number[] {
	const step =
		[ 10 * MINUTE, 3 * HOUR, 6 * HOUR, DAY, 2 * DAY, 7 * DAY ].find(
			( size ) => ( end - begin ) / size <= room
		) ?? 14 * DAY;
	const offset = offset_minutes * MINUTE;
	const ticks: number[] = [];
	for (
		let tick = Math.ceil( ( begin + offset ) / step ) * step - offset;
		tick < end;
		tick += step
	) {
		ticks.push( tick );
	}
	return ticks;
}

export interface Stretch {
	/** Index of the first point, and of the last. */
	first: number;
	last: number;
	known: boolean;
}

/** Neighbours that are all known, or all not: a line never leads across what was not measured. */
export function stretches(
	points: readonly Pick< SeriesPoint, 'value' >[]
): Stretch[] {
	const found: Stretch[] = [];
	points.forEach( ( { value }, index ) => {
		const known = value !== null;
		const open = found.at( -1 );
		if ( open?.known === known ) {
			open.last = index;
		} else {
			found.push( { first: index, last: index, known } );
		}
	} );
	return found;
}

export interface Cluster {
	/** Where it stands, from 0 at the begin to 1 at the end. */
	at: number;
	marks: SeriesMark[];
}

/** Marks that would lie on each other are one that opens. */
export function clusters(
	marks: readonly SeriesMark[],
	begin: number,
	end: number,
	apart: number
): Cluster[] {
	const found: Cluster[] = [];
	for ( const mark of marks ) {
		const at = parseInstant( mark.at );
		if ( at === null || at < begin || at > end ) {
			continue;
		}
		const place = ( at - begin ) / ( end - begin );
		const open = found.at( -1 );
		if ( open && place - open.at < apart ) {
			open.marks.push( mark );
		} else {
			found.push( { at: place, marks: [ mark ] } );
		}
	}
	return found;
}

/** Begin of the first stretch and end of the last, in UTC milliseconds. */
export function timeRange( {
	begins_at,
	step_s,
	points,
}: Pick< KpiSeries, 'begins_at' | 'step_s' | 'points' > ): Range {
	const from = parseInstant( begins_at ) ?? 0;
	return { from, to: from + Math.max( 1, points.length ) * step_s * 1000 };
}
