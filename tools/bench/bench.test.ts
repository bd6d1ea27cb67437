import { describe, expect, it } from 'vitest';

import { read_options } from './options';
import { type Report, shown, type Size } from './report';

describe( 'the options of the bench', () => {
	it.each( [
		[ [], [ 10_000, 100_000, 1_000_000 ], false ],
		[
			[ '--rows', '10m' ],
			[ 10_000, 100_000, 1_000_000, 10_000_000 ],
			false,
		],
		[ [ '--rows=250K', '--json' ], [ 10_000, 100_000, 250_000 ], true ],
		[ [ '--rows', '5000' ], [ 5_000 ], false ],
	] )( 'say at which sizes is measured: %j', ( argv, rows, as_json ) => {
		expect( read_options( argv ) ).toEqual( { rows, as_json } );
	} );

	it.each( [
		[ [ '--rows' ] ],
		[ [ '--rows', 'many' ] ],
		[ [ '--rows', '10g' ] ],
		[ [ '--rows', '999' ] ],
		[ [ '--rows', '30m' ] ],
		[ [ '1m' ] ],
	] )( 'are refused when they cannot be understood: %j', ( argv ) => {
		expect( () => read_options( argv ) ).toThrow( '--rows' );
	} );
} );

function size( rows: number, theirs: Size[ 'theirs' ] ): Size {
	return {
		rows,
		pending: rows / 100,
		ping_ms: 0.5,
		calls: {
			'GET /overview': { statements: 10, rows_read: 1_432, ms: 30.5 },
		},
		theirs,
	};
}

function report( theirs: Size[ 'theirs' ] ): Report {
	return {
		buffer_pool: '2G',
		cores: 2,
		action_scheduler_is_real: theirs !== null,
		collector: {
			with: { actions: 500, statements: 12.52, ms: 9 },
			without: { actions: 500, statements: 12.44, ms: 8 },
		},
		sizes: [ size( 10_000, theirs ), size( 100_000, theirs ) ],
	};
}

describe( 'what the bench prints', () => {
	it( 'has one line a call with its costs at each size, over the ping', () => {
		const line = shown( report( null ) )
			.split( '\n' )
			.find( ( text ) => text.startsWith( 'GET /overview' ) );
		expect( line?.split( / {2,}/ ) ).toEqual( [
			'GET /overview',
			'10',
			'1,432',
			'30.0',
			'10',
			'1,432',
			'30.0',
		] );
	} );

	it( 'says what our measuring adds to an action', () => {
		expect( shown( report( null ) ) ).toContain( '0.08 more.' );
	} );

	it( "compares Action Scheduler's screen, or says that it did not", () => {
		expect( shown( report( null ) ) ).toContain( 'not compared' );
		const compared = shown(
			report( {
				'its own screen': {
					statements: 93,
					rows_read: 20_252,
					ms: 57,
				},
			} )
		);
		expect( compared ).toContain( '20,252' );
		expect( compared ).not.toContain( 'not compared' );
	} );
} );
