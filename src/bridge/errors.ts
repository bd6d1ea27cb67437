import { __ } from '@wordpress/i18n';

import type { ApiError } from './types';

const RELOAD_CODES = [
	'rest_cookie_invalid_nonce',
	'rest_not_logged_in',
	'invalid_nonce',
];

/** Codes api-fetch itself makes up when no JSON came back. */
const UNREACHABLE_CODES = [ 'fetch_error', 'offline_error', 'invalid_json' ];

function isObject( value: unknown ): value is object {
	return typeof value === 'object' && value !== null;
}

function hasCode(
	value: object
): value is { code: string; message: string; data?: unknown } {
	return (
		'code' in value &&
		typeof value.code === 'string' &&
		'message' in value &&
		typeof value.message === 'string'
	);
}

function isApiError( value: unknown ): value is ApiError {
	return (
		isObject( value ) &&
		hasCode( value ) &&
		( value.data === undefined || isObject( value.data ) )
	);
}

/** api-fetch rejects with a plain object, and WordPress sends `data: null` at times. */
export function asApiError( error: unknown ): ApiError | null {
	if ( isApiError( error ) ) {
		return error;
	}
	if ( isObject( error ) && hasCode( error ) ) {
		return { code: error.code, message: error.message };
	}
	return null;
}

export function errorStatus( error: unknown ): number | null {
	return asApiError( error )?.data?.status ?? null;
}

/** We ourselves say that there is no such thing. Core says 404 too, while our routes are away in the middle of a swap. */
export function isGone( error: unknown ): boolean {
	const api = asApiError( error );
	return (
		api?.data?.status === 404 && api.code.startsWith( 'smartalloc_ops_' )
	);
}

/** Nothing came back that we can read: the site may be away or in mid-swap. */
export function isTransient( error: unknown ): boolean {
	const api = asApiError( error );
	if ( ! api ) {
		return false;
	}
	return (
		UNREACHABLE_CODES.includes( api.code ) ||
		api.code === 'rest_no_route' ||
		( api.data?.status ?? 0 ) >= 500
	);
}

/** The person must sign in again: retrying cannot help. */
export function needsReload( error: unknown ): boolean {
	const api = asApiError( error );
	return (
		api !== null &&
		( RELOAD_CODES.includes( api.code ) || api.data?.status === 401 )
	);
}

/** WordPress puts markup into the message of a fatal error. */
function plainText( message: string ): string {
	return message
		.replace( /<[^>]*>/g, ' ' )
		.replace( /\s+/g, ' ' )
		.trim();
}

function unreachableMessage( code: string ): string | null {
	switch ( code ) {
		case 'offline_error':
			return __( 'This computer is offline.', 'smartalloc-ops' );
		case 'fetch_error':
			return __( 'The site could not be reached.', 'smartalloc-ops' );
		case 'invalid_json':
			return __(
				'The site answered with a page instead of data. It may be in the middle of an update.',
				'smartalloc-ops'
			);
		default:
			return null;
	}
}

/** One sentence a person can read, whatever was thrown. */
export function errorMessage( error: unknown ): string {
	const api = asApiError( error );
	if ( api && needsReload( error ) ) {
		return __(
			'Your session has ended. Reload the page and sign in again.',
			'smartalloc-ops'
		);
	}
	const unreachable = api && unreachableMessage( api.code );
	if ( unreachable ) {
		return unreachable;
	}
	if ( api ) {
		return plainText( api.message ) || api.code;
	}
	if ( error instanceof Error && error.message ) {
		return error.message;
	}
	return __( 'Something failed without saying why.', 'smartalloc-ops' );
}
