import { Refused } from '../lib/errors';

/** Sizes at which is measured, up to the one that is asked for. */
const STEPS = [ 10_000, 100_000, 1_000_000, 10_000_000 ];

const UNITS: Readonly< Record< string, number > > = {
	'': 1,
	k: 1_000,
	m: 1_000_000,
};

interface Options {
	/** Ascending. */
	readonly rows: readonly number[];
	readonly as_json: boolean;
}

function rows_of( text: string ): number {
	const [ , digits, unit = '' ] =
		/^(\d+)([km]?)$/.exec( text.toLowerCase() ) ?? [];
	const rows = Number( digits ?? 0 ) * ( UNITS[ unit ] ?? 0 );
	if ( rows < 1_000 || rows > 20_000_000 ) {
		throw new Refused(
			`--rows takes a number such as 100k, 1m or 10m, not "${ text }".`
		);
	}
	return rows;
}

/** @throws {Refused} Something typed cannot be understood. */
export function read_options( argv: readonly string[] ): Options {
	let most = 1_000_000;
	let as_json = false;
	const rest = [ ...argv ];
	for ( let arg = rest.shift(); arg !== undefined; arg = rest.shift() ) {
		if ( arg === '--json' ) {
			as_json = true;
		} else if ( arg === '--rows' ) {
			most = rows_of( rest.shift() ?? '' );
		} else if ( arg.startsWith( '--rows=' ) ) {
			most = rows_of( arg.slice( '--rows='.length ) );
		} else {
			throw new Refused(
				`There is no option "${ arg }". There are: --rows <number>, --json.`
			);
		}
	}
	return {
		rows: [ ...STEPS.filter( ( step ) => step < most ), most ],
		as_json,
	};
}
