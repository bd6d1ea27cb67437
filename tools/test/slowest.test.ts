import { expect, it } from 'vitest';
import { slowest_classes, slowest_tests } from './slowest';

it( 'names the slowest tests first, failed ones too', () => {
	expect(
		slowest_tests(
			'<testsuite name="x" time="9"><testcase name="quick" class="A" classname="T.A" assertions="1" time="0.004"/>' +
				'<testcase name="slow" class="A" classname="T.A" time="3.21"><failure>x</failure></testcase></testsuite>'
		)
	).toEqual( [ '    3.21 s  T.A slow', '    0.00 s  T.A quick' ] );
} );

it( 'adds up what the tests of a class took', () => {
	expect(
		slowest_classes(
			'<testcase name="a" classname="One" time="1.5"/><testcase name="b" classname="Two" time="2"/><testcase name="c" classname="One" time="1"/>'
		)
	).toEqual( [ '    2.50 s  One (2)', '    2.00 s  Two (1)' ] );
} );
