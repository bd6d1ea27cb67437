import { describe, expect, it } from 'vitest';

import { mark, points, series } from '../../fixtures/kpis';
import { bandParts, layOut, lineParts } from './plot';
import {
	clusters,
	stretches,
	timeRange,
	timeTicks,
	valueRange,
	valueTicks,
} from './scale';

const HOUR = 3_600_000;

describe( 'the scales of a chart', () => {
	it( 'begin at zero and show the limit, also when nothing comes near it', () => {
		expect( valueRange( series( { points: points( [ 200 ] ) } ) ) ).toEqual(
			{ from: 0, to: 11_000 }
		);
	} );

	it( 'show where a share of good ones falls below its limit, not all from zero', () => {
		const range = valueRange(
			series( {
				unit: '%',
				kind: 'share',
				breach: 'below',
				limit: 98,
				points: points( [ 99, 95 ] ).map( ( point ) => ( {
					...point,
					p50: null,
					p99: null,
				} ) ),
			} )
		);
		expect( range.to ).toBe( 100 );
		expect( range.from ).toBeGreaterThan( 80 );
		expect( range.from ).toBeLessThan( 95 );
	} );

	it( 'leave room for how unsure a share is, and not for all of it', () => {
		const unsure = ( high: number ) =>
			valueRange(
				series( {
					unit: '%',
					kind: 'share',
					limit: 1,
					points: points( [ 0, 0, 0 ] ).map( ( point ) => ( {
						...point,
						low: 0,
						high,
					} ) ),
				} )
			).to;
		expect( unsure( 4 ) ).toBeCloseTo( 4.4 );
		expect( unsure( 80 ) ).toBeCloseTo( 8.8 );
	} );

	it( 'are there when nothing was measured', () => {
		expect(
			valueRange( series( { points: points( [ null ] ), limit: null } ) )
		).toEqual( { from: 0, to: 1 } );
	} );

	it( 'count in round steps, whole ones where only whole ones can be', () => {
		expect( valueTicks( { from: 0, to: 11_000 }, 'ms' ) ).toEqual( [
			0, 5_000, 10_000,
		] );
		expect( valueTicks( { from: 0, to: 1 }, 'count' ) ).toEqual( [ 0, 1 ] );
		expect(
			valueTicks( { from: 0, to: 50 * 1_048_576 }, 'bytes' )[ 1 ]
		).toBe( 20 * 1_048_576 );
	} );

	it( 'mark full hours of the site, whose zone is half an hour off', () => {
		const begin = Date.parse( '2026-10-05T06:07:00Z' );
		const ticks = timeTicks( begin, begin + 24 * HOUR, 210, 9 );
		expect( ticks ).toHaveLength( 8 );
		expect( new Date( ticks[ 0 ] ?? 0 ).toISOString() ).toBe(
			'2026-10-05T08:30:00.000Z'
		);
	} );

	it( 'mark fewer times where there is little room', () => {
		const count = ( room: number ) =>
			timeTicks( 0, 24 * HOUR, 0, room ).length;
		expect( count( 5 ) ).toBeLessThan( count( 12 ) );
	} );

	it( 'reach to the end of the last stretch', () => {
		const { from, to } = timeRange( series() );
		expect( to - from ).toBe( 5 * 60_000 );
	} );
} );

describe( 'gaps', () => {
	it( 'part what was measured from what was not', () => {
		expect(
			stretches( points( [ null, 1, 0, null, null, 2 ] ) ).map(
				( { first, last, known } ) => [ first, last, known ]
			)
		).toEqual( [
			[ 0, 0, false ],
			[ 1, 2, true ],
			[ 3, 4, false ],
			[ 5, 5, true ],
		] );
	} );

	it( 'are never crossed by a line, and a lonely value is a dot', () => {
		const one = series();
		const plot = layOut( one, 760 );
		const { lines, dots } = lineParts( one.points, plot, 'value' );
		expect( lines ).toHaveLength( 1 );
		expect( lines[ 0 ]?.split( ' ' ) ).toHaveLength( 2 );
		expect( dots ).toEqual( [
			{ x: plot.middle( 4 ), y: plot.y( 8_000 ) },
		] );
	} );

	it( 'are not crossed by an interval either', () => {
		const sure = points( [ 5, null, 5 ] ).map( ( point ) => ( {
			...point,
			low: point.value === null ? null : 2,
			high: point.value === null ? null : 9,
		} ) );
		const one = series( { points: sure, kind: 'share', unit: '%' } );
		expect( bandParts( sure, layOut( one, 760 ) ) ).toHaveLength( 2 );
	} );
} );

describe( 'the places in a chart', () => {
	it( 'run from left to right with time, and from the bottom up with value', () => {
		const plot = layOut( series(), 760 );
		expect( plot.middle( 0 ) ).toBeLessThan( plot.middle( 4 ) );
		expect( plot.y( 9_000 ) ).toBeLessThan( plot.y( 1_000 ) );
		expect( plot.y( 999_999 ) ).toBe( plot.top );
	} );

	it( 'are found again from the pointer', () => {
		const plot = layOut( series(), 760 );
		expect( plot.indexAt( plot.middle( 3 ) ) ).toBe( 3 );
		expect( plot.indexAt( 2 ) ).toBeNull();
		expect( plot.indexAt( 759 ) ).toBeNull();
	} );
} );

describe( 'marks', () => {
	const at = ( seconds: number ) =>
		mark( { at: new Date( seconds * 1000 ).toISOString() } );

	it( 'that would lie on each other are one', () => {
		const found = clusters(
			[ at( 10 ), at( 11 ), at( 50 ) ],
			0,
			100_000,
			0.05
		);
		expect( found.map( ( { marks } ) => marks.length ) ).toEqual( [
			2, 1,
		] );
		expect( found[ 1 ]?.at ).toBe( 0.5 );
	} );

	it( 'outside of the chart are not shown', () => {
		expect( clusters( [ at( 500 ) ], 0, 100_000, 0.05 ) ).toEqual( [] );
	} );
} );
