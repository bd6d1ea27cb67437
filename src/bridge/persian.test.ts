import { setLocaleData } from '@wordpress/i18n';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
	formatAbsolute,
	formatClock,
	formatDate,
	formatDuration,
	formatNumber,
	formatRelative,
	formatSince,
} from './time';

const zone = ( name: string, offset_minutes: number ) => ( {
	zone: name,
	offset_minutes,
	locale: 'fa_IR',
} );
const TEHRAN = zone( 'Asia/Tehran', 210 );
const PLAIN = zone( '+03:30', 210 );

/** Without the marks that tell which way a text runs. */
const plain = ( text: string ) =>
	text.replace( /[\u200e\u200f\u2066-\u2069]/g, '' );

interface Built {
	locale_data: Record< string, Record< string, string[] > >;
}

function is_built( value: unknown ): value is Built {
	return (
		typeof value === 'object' && value !== null && 'locale_data' in value
	);
}

beforeAll( () => {
	const built: unknown = JSON.parse(
		readFileSync(
			'build/languages/smartalloc-ops-fa_IR-smartalloc-ops.json',
			'utf8'
		)
	);
	if ( ! is_built( built ) ) {
		throw new Error( 'There are no translations: run "npm run build".' );
	}
	setLocaleData( built.locale_data[ 'smartalloc-ops' ], 'smartalloc-ops' );
} );
afterAll( () => setLocaleData( {}, 'smartalloc-ops' ) );

describe( 'the Persian calendar', () => {
	it.each( [
		[
			'the last instant of the leap year 1399',
			'2021-03-20T20:29:59Z',
			'۳۰ اسفند ۱۳۹۹',
		],
		[ 'Nowruz 1400', '2021-03-20T20:30:00Z', '۱ فروردین ۱۴۰۰' ],
		[
			'the last instant of the plain year 1402',
			'2024-03-19T20:29:59Z',
			'۲۹ اسفند ۱۴۰۲',
		],
		[ 'Nowruz 1403', '2024-03-19T20:30:00Z', '۱ فروردین ۱۴۰۳' ],
		[
			'the last instant of the leap year 1403',
			'2025-03-20T20:29:59Z',
			'۳۰ اسفند ۱۴۰۳',
		],
		[ 'Nowruz 1404', '2025-03-20T20:30:00Z', '۱ فروردین ۱۴۰۴' ],
	] )( 'knows %s, by name of the zone and by offset', ( _day, iso, said ) => {
		expect( plain( formatDate( Date.parse( iso ), TEHRAN ) ) ).toBe( said );
		expect( plain( formatDate( Date.parse( iso ), PLAIN ) ) ).toBe( said );
	} );

	it( 'is a day behind west of Greenwich', () => {
		const nowruz = Date.parse( '2025-03-20T20:30:00Z' );
		const west = zone( '-09:30', -570 );
		expect( plain( formatDate( nowruz, west ) ) ).toBe( '۳۰ اسفند ۱۴۰۳' );
		expect( formatClock( nowruz, west ) ).toBe( '۱۱:۰۰' );
	} );

	it( 'leaves the name of the zone to the site', () => {
		const said = plain(
			formatAbsolute( Date.parse( '2026-11-26T01:05:09Z' ), PLAIN )
		);
		expect( said ).toContain( '۵ آذر ۱۴۰۵' );
		expect( said ).toContain( '۰۴:۳۵:۰۹' );
		expect( said ).toContain( '(UTC+03:30)' );
	} );
} );

describe( 'Persian numbers and spans', () => {
	const NOW = Date.parse( '2026-11-26T08:00:00Z' );
	const ago = ( seconds: number ) =>
		plain( formatRelative( NOW - seconds * 1000, NOW, TEHRAN ) );

	it( 'have digits and separators of their own', () => {
		expect( formatNumber( 1_234_567.5, 'fa_IR' ) ).toBe( '۱٬۲۳۴٬۵۶۷٫۵' );
	} );

	it( 'are said as people say them', () => {
		expect( ago( 2 ) ).toBe( 'همین حالا' );
		expect( ago( 20 ) ).toBe( '۲۰ ثانیه پیش' );
		expect( ago( 3 * 86_400 ) ).toBe( '۳ روز پیش' );
		expect( ago( -180 ) ).toBe( '۳ دقیقه دیگر' );
		expect( plain( formatDuration( 7_500, 'fa_IR' ) ) ).toBe(
			'۲ ساعت ۵ دقیقه'
		);
	} );

	it( 'become a time of day, or a date', () => {
		expect( formatSince( NOW - 60_000, NOW, TEHRAN ) ).toBe( '۱۱:۲۹' );
		expect( plain( ago( 64 * 86_400 ) ) ).toBe( '۱ مهر ۱۴۰۵' );
	} );
} );
