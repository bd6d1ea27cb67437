import { describe, expect, it } from 'vitest';
import {
	check_outcome,
	closing_line,
	phpunit_outcome,
	playwright_outcome,
	total_of,
	vitest_outcome,
	with_emptiness_judged,
} from './outcome';

const JUNIT = ( numbers: string ) =>
	`<?xml version="1.0"?>\n<testsuites>\n  <testsuite name="x" ${ numbers } time="1.5">\n    <testsuite name="inner" tests="99" failures="99"/>`;

describe( 'counts of a stage', () => {
	it( 'come from the outermost suite of a JUnit file', () => {
		expect(
			phpunit_outcome(
				JUNIT(
					'tests="10" assertions="30" errors="1" failures="2" skipped="3"'
				),
				1,
				'text'
			)
		).toEqual( { passed: 4, failed: 3, skipped: 3, output: 'text' } );
	} );

	it( 'are one failure when PHPUnit died without a report', () => {
		expect( phpunit_outcome( null, 255, '' ) ).toMatchObject( {
			passed: 0,
			failed: 1,
		} );
	} );

	it( 'are one failure more when all tests passed but the program did not', () => {
		expect(
			phpunit_outcome(
				JUNIT( 'tests="10" errors="0" failures="0" skipped="0"' ),
				1,
				''
			)
		).toMatchObject( { passed: 10, failed: 1 } );
	} );

	it( 'come from the report of Vitest', () => {
		const report = JSON.stringify( {
			numTotalTests: 9,
			numFailedTests: 2,
			numPendingTests: 1,
			numTodoTests: 1,
		} );
		expect( vitest_outcome( report, 1, '' ) ).toMatchObject( {
			passed: 5,
			failed: 2,
			skipped: 2,
		} );
	} );

	it( 'hold a flaky end-to-end test to have failed', () => {
		const report = JSON.stringify( {
			stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 },
		} );
		expect( playwright_outcome( report, 1, '' ) ).toMatchObject( {
			passed: 4,
			failed: 2,
			skipped: 2,
		} );
	} );
} );

describe( 'a stage without tests', () => {
	const empty = { passed: 0, failed: 0, skipped: 4, output: '' };

	it( 'has failed', () => {
		expect( with_emptiness_judged( empty, false ) ).toMatchObject( {
			failed: 1,
		} );
	} );

	it( 'is no failure of its own when a filter left it none', () => {
		expect( with_emptiness_judged( empty, true ) ).toBe( empty );
	} );
} );

describe( 'the whole run', () => {
	it( 'adds up and closes with one plain line', () => {
		const total = total_of( [
			check_outcome( 0, '' ),
			check_outcome( 2, '' ),
			{ passed: 5, failed: 0, skipped: 1, output: '' },
		] );
		expect( closing_line( total ) ).toBe( '6 passed, 1 failed' );
	} );

	it( 'has failed when nothing was run at all', () => {
		expect(
			total_of( [ { passed: 0, failed: 0, skipped: 2, output: '' } ] )
		).toEqual( {
			passed: 0,
			failed: 1,
		} );
	} );
} );
