import type { Count, Queue, Status } from '../bridge/types';

/** 0 good (or not set up), 10 recommended, 11 critical, 12 unknown, as `wp smartalloc-ops` has them; 1 is an error of the command itself. */
const EXIT_CODES: Readonly< Record< Status, number > > = {
	good: 0,
	not_set_up: 0,
	recommended: 10,
	critical: 11,
	unknown: 12,
};

export const ERROR = 1;

/** Least urgent first. */
const URGENCY: readonly Status[] = [
	'not_set_up',
	'good',
	'recommended',
	'unknown',
	'critical',
];

/** A status that a newer site has and we do not is not known to us. */
export function exit_code( status: Status ): number {
	return EXIT_CODES[ status ] ?? EXIT_CODES.unknown;
}

/** Nothing measured is not "all good". */
export function worst( statuses: readonly Status[] ): Status {
	return (
		statuses.toSorted(
			( one, other ) => URGENCY.indexOf( other ) - URGENCY.indexOf( one )
		)[ 0 ] ?? 'unknown'
	);
}

/** A pause is somebody's decision, not a fault. */
export function queue_status( { state }: Queue ): Status {
	if ( state === 'unavailable' ) {
		return 'unknown';
	}
	return state === 'late' ? 'recommended' : 'good';
}

export type Cell = string | number | boolean | Count | null | undefined;

function text_of( cell: Cell ): string {
	if ( cell === null || cell === undefined || cell === '' ) {
		return '-';
	}
	if ( typeof cell === 'boolean' ) {
		return cell ? 'yes' : 'no';
	}
	if ( typeof cell === 'object' ) {
		return `${ cell.value }${ cell.capped ? '+' : '' }`;
	}
	return plain( String( cell ) );
}

/** Text of the site may not steer the terminal it is shown in. */
export function plain( text: string ): string {
	return text
		.replace( /[\p{Cc}\u2028\u2029]+/gu, ' ' )
		.replace( /[\u202a-\u202e\u2066-\u2069]/g, '' )
		.trim();
}

/** Columns that an eye can follow; what is not known is a dash, never 0. */
export function table(
	columns: readonly string[],
	rows: readonly ( readonly Cell[] )[]
): string {
	const lines = [
		[ ...columns ],
		...rows.map( ( row ) => row.map( text_of ) ),
	];
	const widths = columns.map( ( _, column ) =>
		Math.max( ...lines.map( ( line ) => ( line[ column ] ?? '' ).length ) )
	);
	return lines
		.map( ( line ) =>
			line
				.map( ( cell, column ) => cell.padEnd( widths[ column ] ?? 0 ) )
				.join( '  ' )
				.trimEnd()
		)
		.join( '\n' );
}
