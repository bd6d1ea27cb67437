import { describe, expect, it } from 'vitest';

import {
	formatAbsolute,
	formatClock,
	formatDate,
	formatDuration,
	formatMoment,
	formatRelative,
	localeTag,
	parseInstant,
	zoneLabel,
} from './time';

const NOON = Date.parse( '2026-10-05T12:00:00Z' );
const offset = ( zone: string, offset_minutes: number, locale = 'en_US' ) => ( {
	zone,
	offset_minutes,
	locale,
} );
const TEHRAN_OFFSET = offset( '+03:30', 210 );

describe( 'site zone', () => {
	it( 'shifts a plain offset that Intl may refuse', () => {
		expect( formatClock( NOON, TEHRAN_OFFSET ) ).toBe( '15:30' );
		expect( formatClock( NOON, offset( '-02:30', -150 ) ) ).toBe( '09:30' );
	} );

	it( 'moves the date with the offset', () => {
		const late = Date.parse( '2026-10-05T22:00:00Z' );
		expect( formatDate( late, TEHRAN_OFFSET ) ).toBe( 'Oct 6, 2026' );
	} );

	it( 'gives a plain offset no summer time', () => {
		const summer = Date.parse( '2026-07-05T12:00:00Z' );
		expect( formatClock( summer, offset( '+01:00', 60 ) ) ).toBe( '13:00' );
	} );

	it( 'gives a named zone the offset of the shown day, not of today', () => {
		const berlin = offset( 'Europe/Berlin', 120 );
		const winter = Date.parse( '2026-01-05T12:00:00Z' );
		expect( formatClock( winter, berlin ) ).toBe( '13:00' );
	} );

	it( 'falls back to the offset for a zone the engine does not know', () => {
		expect( formatClock( NOON, offset( 'Mars/Olympus', 60 ) ) ).toBe(
			'13:00'
		);
	} );

	it( 'shows midnight as 00, never as 24', () => {
		const midnight = Date.parse( '2026-10-05T20:30:00Z' );
		expect( formatClock( midnight, TEHRAN_OFFSET ) ).toBe( '00:00' );
	} );

	it( 'names the zone the times are meant in', () => {
		expect( zoneLabel( TEHRAN_OFFSET ) ).toBe( 'UTC+03:30' );
		expect( zoneLabel( offset( '-02:30', -150 ) ) ).toBe( 'UTC−02:30' );
		expect( zoneLabel( offset( 'America/New_York', -240 ) ) ).toBe(
			'America/New York'
		);
		expect( formatAbsolute( NOON, TEHRAN_OFFSET ) ).toContain(
			'15:30:00 (UTC+03:30)'
		);
	} );
} );

describe( 'locale', () => {
	it( 'reads the Persian calendar and digits for fa_IR', () => {
		const zone = offset( '+03:30', 210, 'fa_IR' );
		expect( formatDate( NOON, zone ) ).toContain( '۱۴۰۵' );
		expect( formatClock( NOON, zone ) ).toBe( '۱۵:۳۰' );
		expect( formatDuration( 20, 'fa_IR' ) ).toBe( '۲۰ s' );
	} );

	it( 'drops what WordPress appends to a locale', () => {
		expect( localeTag( 'de_DE_formal' ) ).toBe( 'de-DE' );
	} );

	it( 'falls back to English for a tag no engine takes', () => {
		expect( localeTag( '' ) ).toBe( 'en' );
		expect( localeTag( 'x' ) ).toBe( 'en' );
	} );
} );

describe( 'relative time', () => {
	const at = ( seconds: number ) =>
		formatRelative( NOON - seconds * 1000, NOON, TEHRAN_OFFSET );

	it( 'grows its unit with the age', () => {
		expect( at( 2 ) ).toBe( 'just now' );
		expect( at( 20 ) ).toBe( '20 s ago' );
		expect( at( 200 ) ).toBe( '3 min ago' );
		expect( at( 7200 ) ).toBe( '2 h ago' );
		expect( at( 3 * 86_400 ) ).toBe( '3 days ago' );
	} );

	it( 'speaks of the future too', () => {
		expect( at( -180 ) ).toBe( 'in 3 min' );
	} );

	it( 'becomes a date when it is long past', () => {
		expect( at( 64 * 86_400 ) ).toBe( 'Aug 2, 2026' );
	} );
} );

describe( 'the moments of a story', () => {
	const noon = Date.parse( '2026-11-26T12:00:00Z' );
	const zone = { zone: '+00:00', offset_minutes: 0, locale: 'en_US' };

	it( 'are told to the second today, and with the date of another day', () => {
		expect( formatMoment( noon - 61_000, noon, zone ) ).toBe( '11:58:59' );
		expect( formatMoment( noon - 86_400_000, noon, zone ) ).toBe(
			'Nov 25, 2026, 12:00:00'
		);
	} );
} );

describe( 'durations', () => {
	it( 'names two units at most', () => {
		expect( formatDuration( 0, 'en_US' ) ).toBe( '0 s' );
		expect( formatDuration( 41, 'en_US' ) ).toBe( '41 s' );
		expect( formatDuration( 200, 'en_US' ) ).toBe( '3 min 20 s' );
		expect( formatDuration( 7500, 'en_US' ) ).toBe( '2 h 5 min' );
		expect( formatDuration( 90_061, 'en_US' ) ).toBe( '1 day 1 h' );
	} );
} );

describe( 'instants', () => {
	it( 'is null, not 1970, when there is none', () => {
		expect( parseInstant( null ) ).toBeNull();
		expect( parseInstant( 'soon' ) ).toBeNull();
		expect( parseInstant( '2026-10-05T12:00:00Z' ) ).toBe( NOON );
	} );
} );
