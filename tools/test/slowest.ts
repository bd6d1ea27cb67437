const SHOWN = 15;

interface Timed {
	readonly name: string;
	readonly seconds: number;
}

function cases( junit: string ) {
	return [ ...junit.matchAll( /<testcase ([^>]*)>/g ) ].map( ( found ) => {
		const read = ( name: string ) =>
			new RegExp( `\\b${ name }="([^"]*)"` ).exec(
				found[ 1 ] ?? ''
			)?.[ 1 ] ?? '';
		return {
			of: read( 'classname' ),
			name: read( 'name' ),
			seconds: Number( read( 'time' ) ),
		};
	} );
}

function lines( timed: readonly Timed[] ): string[] {
	return timed
		.toSorted( ( one, other ) => other.seconds - one.seconds )
		.slice( 0, SHOWN )
		.map(
			( { name, seconds } ) =>
				`${ seconds.toFixed( 2 ).padStart( 8 ) } s  ${ name }`
		);
}

/** The tests of a JUnit file that took longest, as lines for the log. */
export function slowest_tests( junit: string ): string[] {
	return lines(
		cases( junit ).map( ( { of, name, seconds } ) => ( {
			name: `${ of } ${ name }`,
			seconds,
		} ) )
	);
}

/** The same of whole classes, with the number of their tests. */
export function slowest_classes( junit: string ): string[] {
	const sums = new Map< string, { n: number; seconds: number } >();
	for ( const { of, seconds } of cases( junit ) ) {
		const sum = sums.get( of ) ?? { n: 0, seconds: 0 };
		sums.set( of, { n: sum.n + 1, seconds: sum.seconds + seconds } );
	}
	return lines(
		[ ...sums ].map( ( [ of, { n, seconds } ] ) => ( {
			name: `${ of } (${ n })`,
			seconds,
		} ) )
	);
}
