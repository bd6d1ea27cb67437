import { describe, expect, it } from 'vitest';

import { endOf, isUnfinished, nextAt, NO_END } from './ends';

const TEHRAN = { zone: '+03:30', offset_minutes: 210, locale: 'en_US' };
/** 14:32 in Tehran. */
const NOW = Date.UTC( 2026, 10, 26, 11, 2 );

describe( 'an end', () => {
	it( 'at a time of day is the next one on the clocks of the site', () => {
		expect( nextAt( '18:00', NOW, TEHRAN ) ).toBe(
			Date.UTC( 2026, 10, 26, 14, 30 )
		);
		expect( nextAt( '14:32', NOW, TEHRAN ) ).toBe(
			Date.UTC( 2026, 10, 27, 11, 2 )
		);
		expect( nextAt( '02:00', NOW, TEHRAN ) ).toBe(
			Date.UTC( 2026, 10, 26, 22, 30 )
		);
	} );

	it( 'after a span is counted from now', () => {
		expect( endOf( { ...NO_END, choice: '120' }, NOW, TEHRAN ) ).toBe(
			NOW + 7_200_000
		);
	} );

	it( 'is none until it is said, and unfinished while its time is missing', () => {
		expect( endOf( NO_END, NOW, TEHRAN ) ).toBeNull();
		expect( isUnfinished( NO_END, NOW, TEHRAN ) ).toBe( false );
		expect( isUnfinished( { ...NO_END, choice: 'at' }, NOW, TEHRAN ) ).toBe(
			true
		);
	} );
} );
