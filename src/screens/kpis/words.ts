import { __, _x, sprintf } from '@wordpress/i18n';

import { formatDuration, formatNumber } from '../../bridge/time';
import type {
	Kpi,
	KpiSeries,
	SeriesMark,
	SeriesWindow,
} from '../../bridge/types';

const MEGABYTE = 1_048_576;

export const WINDOWS: readonly SeriesWindow[] = [ '1h', '24h', '7d', '35d' ];

export function asWindow( asked: string | null ): SeriesWindow {
	return WINDOWS.find( ( known ) => known === asked ) ?? '24h';
}

export function windowTitle( window: SeriesWindow, locale: string ): string {
	const number = ( value: number ) => formatNumber( value, locale );
	switch ( window ) {
		case '1h':
			/* translators: %s: number of hours. */
			return sprintf( __( '%s h', 'smartalloc-ops' ), number( 1 ) );
		case '24h':
			/* translators: %s: number of hours. */
			return sprintf( __( '%s h', 'smartalloc-ops' ), number( 24 ) );
		case '7d':
			/* translators: %s: number of days. */
			return sprintf( __( '%s d', 'smartalloc-ops' ), number( 7 ) );
		case '35d':
			/* translators: %s: number of days. */
			return sprintf( __( '%s d', 'smartalloc-ops' ), number( 35 ) );
	}
}

/** Three figures say enough; a percentile is not known better. */
function figures( value: number, digits: number ): number {
	const scale = 10 ** digits;
	return Math.round( value * scale ) / scale;
}

/** A value in its unit, as people read it; what is not known is said in words. */
export function valueText(
	value: number | null,
	unit: string | null,
	locale: string
): string {
	if ( value === null ) {
		return __( 'not available', 'smartalloc-ops' );
	}
	const number = ( of: number, digits: number ) =>
		formatNumber( figures( of, digits ), locale );
	switch ( unit ) {
		case '%':
			return sprintf(
				/* translators: %s: a number. */
				_x( '%s %%', 'per cent', 'smartalloc-ops' ),
				number( value, 1 )
			);
		case 'bytes':
			return sprintf(
				/* translators: %s: a number. */
				_x( '%s MB', 'megabytes', 'smartalloc-ops' ),
				number( value / MEGABYTE, value < 10 * MEGABYTE ? 1 : 0 )
			);
		case 'ms':
			if ( value >= 60_000 ) {
				return formatDuration( value / 1000, locale );
			}
			return value >= 1000
				? sprintf(
						/* translators: %s: a number. */
						_x( '%s s', 'seconds', 'smartalloc-ops' ),
						number( value / 1000, value < 10_000 ? 1 : 0 )
					)
				: sprintf(
						/* translators: %s: a number. */
						_x( '%s ms', 'milliseconds', 'smartalloc-ops' ),
						number( value, value < 10 ? 1 : 0 )
					);
		case null:
		default:
			return number( value, 0 );
	}
}

export function scopeName(
	kind: Kpi[ 'scope_kind' ],
	scope: string,
	locale: string
): string {
	return kind === 'form' && /^\d+$/.test( scope )
		? sprintf(
				/* translators: %s: number of a form. */
				__( 'Form %s', 'smartalloc-ops' ),
				formatNumber( Number( scope ), locale )
			)
		: scope;
}

/** What the parts of a KPI are. */
export function scopeLabel( kind: Kpi[ 'scope_kind' ] ): string {
	switch ( kind ) {
		case 'form':
			return __( 'Form', 'smartalloc-ops' );
		case 'channel':
			return __( 'Channel', 'smartalloc-ops' );
		case 'group':
		case null:
			return __( 'Group', 'smartalloc-ops' );
	}
}

export function markWord( kind: SeriesMark[ 'kind' ] ): string {
	switch ( kind ) {
		case 'release':
			return __( 'Release', 'smartalloc-ops' );
		case 'change':
			return __( 'Change of the site', 'smartalloc-ops' );
		case 'flag':
			return __( 'Flag', 'smartalloc-ops' );
		case 'run':
			return __( 'Run', 'smartalloc-ops' );
		case 'settings':
			return __( 'Settings', 'smartalloc-ops' );
		case 'alert':
			return __( 'Alert', 'smartalloc-ops' );
	}
}

/** What the value of a stretch is. */
export function valueTitle( kind: KpiSeries[ 'kind' ] ): string {
	switch ( kind ) {
		case 'share':
			return __( 'Share', 'smartalloc-ops' );
		case 'p95':
			return __( '95 of 100 within', 'smartalloc-ops' );
		case 'none':
			return __( 'Number', 'smartalloc-ops' );
		case 'peak':
			return __( 'Largest', 'smartalloc-ops' );
		case 'check':
			return __( 'Measured', 'smartalloc-ops' );
	}
}
