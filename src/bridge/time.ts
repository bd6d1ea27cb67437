import { __, _n, sprintf } from '@wordpress/i18n';

import type { Site } from './types';

/** What is needed to show an instant as the site's people read it. */
export type Zone = Pick< Site, 'zone' | 'offset_minutes' | 'locale' >;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Older than this, a date says more than "64 days ago". */
const RELATIVE_LIMIT = 30 * DAY;

const CLOCK: Intl.DateTimeFormatOptions = {
	hour: '2-digit',
	minute: '2-digit',
	hourCycle: 'h23',
};

const DATE: Intl.DateTimeFormatOptions = {
	year: 'numeric',
	month: 'short',
	day: 'numeric',
};

/** `fa_IR` reads the Persian calendar; `de_DE_formal` is just German. */
export function localeTag( locale: string ): string {
	const [ language = '', region = '' ] = locale.split( '_' );
	const tag = region === '' ? language : `${ language }-${ region }`;
	try {
		const [ known ] = Intl.DateTimeFormat.supportedLocalesOf( tag );
		if ( known === undefined ) {
			return 'en';
		}
		return language === 'fa' ? `${ known }-u-ca-persian` : known;
	} catch ( error ) {
		if ( error instanceof RangeError ) {
			return 'en';
		}
		throw error;
	}
}

export function formatNumber( value: number, locale: string ): string {
	return new Intl.NumberFormat( localeTag( locale ) ).format( value );
}

const known_zones = new Map< string, boolean >();

/** Plain offsets (`+03:30`) and unknown names are refused by some engines. */
function isNamedZone( zone: string ): boolean {
	const known = known_zones.get( zone );
	if ( known !== undefined ) {
		return known;
	}
	let named = /^[A-Za-z]/.test( zone );
	try {
		if ( named ) {
			Intl.DateTimeFormat( 'en', { timeZone: zone } );
		}
	} catch ( error ) {
		if ( ! ( error instanceof RangeError ) ) {
			throw error;
		}
		named = false;
	}
	known_zones.set( zone, named );
	return named;
}

function formatInstant(
	epoch: number,
	zone: Zone,
	options: Intl.DateTimeFormatOptions
): string {
	const tag = localeTag( zone.locale );
	if ( isNamedZone( zone.zone ) ) {
		return Intl.DateTimeFormat( tag, {
			...options,
			timeZone: zone.zone,
		} ).format( epoch );
	}
	return Intl.DateTimeFormat( tag, { ...options, timeZone: 'UTC' } ).format(
		epoch + zone.offset_minutes * MINUTE
	);
}

export function formatClock( epoch: number, zone: Zone ): string {
	return formatInstant( epoch, zone, CLOCK );
}

/** `14:05` on the same day, else with its day. */
export function formatMinute( epoch: number, now: number, zone: Zone ): string {
	const is_today = formatDate( epoch, zone ) === formatDate( now, zone );
	return formatInstant( epoch, zone, {
		...( is_today ? {} : { month: 'short', day: 'numeric' } ),
		...CLOCK,
	} );
}

/** A day of this year, short: for an axis. */
export function formatDay( epoch: number, zone: Zone ): string {
	return formatInstant( epoch, zone, { month: 'short', day: 'numeric' } );
}

export function formatDate( epoch: number, zone: Zone ): string {
	return formatInstant( epoch, zone, DATE );
}

/** Date, time to the second, and the offset it is meant in. */
export function formatAbsolute( epoch: number, zone: Zone ): string {
	return sprintf(
		/* translators: 1: date and time, 2: zone, e.g. UTC+03:30. */
		__( '%1$s (%2$s)', 'smartalloc-ops' ),
		formatInstant( epoch, zone, { ...DATE, ...CLOCK, second: '2-digit' } ),
		zoneLabel( zone )
	);
}

export function zoneLabel( zone: Zone ): string {
	if ( isNamedZone( zone.zone ) ) {
		return zone.zone.replace( /_/g, ' ' );
	}
	const minutes = Math.abs( zone.offset_minutes );
	const two = ( value: number ) => String( value ).padStart( 2, '0' );
	const sign = zone.offset_minutes < 0 ? '−' : '+';
	return `UTC${ sign }${ two( Math.floor( minutes / 60 ) ) }:${ two(
		minutes % 60
	) }`;
}

/** `41 s`, `3 min 20 s`, `2 h 5 min`, `3 days 4 h`: two units at most. */
export function formatDuration( seconds: number, locale: string ): string {
	const whole = Math.max( 0, Math.round( seconds ) );
	const days = Math.floor( whole / 86400 );
	const hours = Math.floor( whole / 3600 ) % 24;
	const minutes = Math.floor( whole / 60 ) % 60;
	const rest = whole < 3600 ? whole % 60 : 0;
	const number = ( value: number ) => formatNumber( value, locale );
	const parts = [
		days > 0 &&
			sprintf(
				/* translators: %s: number of days. */
				_n( '%s day', '%s days', days, 'smartalloc-ops' ),
				number( days )
			),
		hours > 0 &&
			/* translators: %s: number of hours. */
			sprintf( __( '%s h', 'smartalloc-ops' ), number( hours ) ),
		minutes > 0 &&
			/* translators: %s: number of minutes. */
			sprintf( __( '%s min', 'smartalloc-ops' ), number( minutes ) ),
		( rest > 0 || whole === 0 ) &&
			/* translators: %s: number of seconds. */
			sprintf( __( '%s s', 'smartalloc-ops' ), number( rest ) ),
	];
	return parts
		.filter( ( part ) => part !== false )
		.slice( 0, 2 )
		.join( ' ' );
}

function coarse( age: number ): number {
	const unit = [ DAY, HOUR, MINUTE ].find( ( size ) => age >= size );
	return Math.floor( age / ( unit ?? SECOND ) ) * ( unit ?? SECOND );
}

/** `20 s ago`, `in 3 min`, a date when it is long past. */
export function formatRelative(
	epoch: number,
	now: number,
	zone: Zone
): string {
	const age = now - epoch;
	if ( Math.abs( age ) >= RELATIVE_LIMIT ) {
		return formatDate( epoch, zone );
	}
	if ( Math.abs( age ) < 5 * SECOND ) {
		return __( 'just now', 'smartalloc-ops' );
	}
	const span = formatDuration(
		coarse( Math.abs( age ) ) / SECOND,
		zone.locale
	);
	return age > 0
		? /* translators: %s: a span of time, e.g. 20 s. */
			sprintf( __( '%s ago', 'smartalloc-ops' ), span )
		: /* translators: %s: a span of time, e.g. 20 s. */
			sprintf( __( 'in %s', 'smartalloc-ops' ), span );
}

/** `14:05` on the same day, else the date. */
export function formatSince( epoch: number, now: number, zone: Zone ): string {
	return formatDate( epoch, zone ) === formatDate( now, zone )
		? formatClock( epoch, zone )
		: formatDate( epoch, zone );
}

/** `14:05:09` on the same day, else the date with the time: in a story the order of things shows. */
export function formatMoment( epoch: number, now: number, zone: Zone ): string {
	const is_today = formatDate( epoch, zone ) === formatDate( now, zone );
	return formatInstant( epoch, zone, {
		...( is_today ? {} : DATE ),
		...CLOCK,
		second: '2-digit',
	} );
}

/** Null when the text is no instant, so that nobody shows 1970. */
export function parseInstant( iso: string | null ): number | null {
	const epoch = iso === null ? NaN : Date.parse( iso );
	return Number.isNaN( epoch ) ? null : epoch;
}
