export interface Cost {
	statements: number;
	/** As the session's Handler_read counters say. */
	rows_read: number;
	ms: number;
}

export interface Size {
	rows: number;
	pending: number;
	ping_ms: number;
	calls: Readonly< Record< string, Cost > >;
	/** Action Scheduler's own; null with the stand-in, which has no screen. */
	theirs: Readonly< Record< string, Cost > > | null;
}

export interface PerAction {
	actions: number;
	statements: number;
	ms: number;
}

export interface Collector {
	with: PerAction;
	without: PerAction;
}

export interface Report {
	buffer_pool: string;
	cores: number;
	action_scheduler_is_real: boolean;
	collector: Collector;
	sizes: Size[];
}

type Line = readonly string[];

function has( value: unknown, ...names: readonly string[] ): boolean {
	return (
		typeof value === 'object' &&
		value !== null &&
		names.every( ( name ) => name in value )
	);
}

/** What measure.php prints, as far as a slip of it would be found out. */
export function is_size( value: unknown ): value is Size {
	return has( value, 'rows', 'pending', 'ping_ms', 'calls', 'theirs' );
}

/** What collect.php prints. */
export function is_per_action( value: unknown ): value is PerAction {
	return has( value, 'actions', 'statements', 'ms' );
}

function number( value: number, digits = 0 ): string {
	return value.toLocaleString( 'en', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	} );
}

function aligned( lines: readonly Line[] ): string {
	const widths = ( lines[ 0 ] ?? [] ).map( ( _, column ) =>
		Math.max( ...lines.map( ( line ) => ( line[ column ] ?? '' ).length ) )
	);
	return lines
		.map( ( line ) =>
			line
				.map( ( cell, column ) =>
					column === 0
						? cell.padEnd( widths[ column ] ?? 0 )
						: cell.padStart( widths[ column ] ?? 0 )
				)
				.join( '   ' )
		)
		.join( '\n' );
}

/** One line a call, and of it at each size: statements, rows read and time. */
function costs(
	sizes: readonly Size[],
	of: ( size: Size ) => Readonly< Record< string, Cost > > | null
): Line[] {
	const last = sizes.at( -1 );
	const names = Object.keys( ( last && of( last ) ) ?? {} );
	return names.map( ( name ) => [
		name,
		...sizes.flatMap( ( size ) => {
			const cost = of( size )?.[ name ];
			return cost === undefined
				? [ '-', '-', '-' ]
				: [
						number( cost.statements ),
						number( cost.rows_read ),
						number( Math.max( 0, cost.ms - size.ping_ms ), 1 ),
					];
		} ),
	] );
}

function collector_lines( { with: ours, without }: Collector ): string[] {
	return [
		`An action that does nothing (${ number( ours.actions ) } of them, an empty table):`,
		`  ${ number( without.statements, 2 ) } statements and ${ number( without.ms, 2 ) } ms without what we measure of it, ${ number( ours.statements, 2 ) } and ${ number( ours.ms, 2 ) } with it: ${ number( ours.statements - without.statements, 2 ) } more.`,
	];
}

/** The whole for a person to read. */
export function shown( report: Report ): string {
	const { sizes } = report;
	const head: Line[] = [
		[
			'jobs in the table',
			...sizes.flatMap( ( { rows } ) => [ '', number( rows ), '' ] ),
		],
		[
			'of them due',
			...sizes.flatMap( ( { pending } ) => [
				'',
				number( pending ),
				'',
			] ),
		],
		[ '', ...sizes.flatMap( () => [ 'statements', 'rows read', 'ms' ] ) ],
	];
	const theirs = costs( sizes, ( size ) => size.theirs );
	return [
		`MariaDB with a buffer pool of ${ report.buffer_pool }, ${ report.cores } cores. Times are the middle of several, over a ping of the database (${ sizes.map( ( { ping_ms } ) => number( ping_ms, 2 ) ).join( ', ' ) } ms); counts do not depend on the machine.`,
		'',
		aligned( [
			...head,
			...costs( sizes, ( size ) => size.calls ),
			...( theirs.length === 0
				? []
				: [ [ 'Action Scheduler:' ], ...theirs ] ),
		] ),
		...( theirs.length === 0
			? [
					'',
					"Action Scheduler's own screen: not compared (the stand-in has none; set ACTION_SCHEDULER_DIR).",
				]
			: [] ),
		'',
		...collector_lines( report.collector ),
	].join( '\n' );
}
