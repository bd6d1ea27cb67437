const SHOWN = 15;

/** The tests of a JUnit file that took longest, as lines for the log. */
export function slowest_tests( junit: string ): string[] {
	return [ ...junit.matchAll( /<testcase ([^>]*)>/g ) ]
		.map( ( found ) => {
			const read = ( name: string ) =>
				new RegExp( `\\b${ name }="([^"]*)"` ).exec(
					found[ 1 ] ?? ''
				)?.[ 1 ] ?? '';
			return {
				name: `${ read( 'classname' ) } ${ read( 'name' ) }`,
				seconds: Number( read( 'time' ) ),
			};
		} )
		.sort( ( one, other ) => other.seconds - one.seconds )
		.slice( 0, SHOWN )
		.map(
			( { name, seconds } ) =>
				`${ seconds.toFixed( 2 ).padStart( 8 ) } s  ${ name }`
		);
}
