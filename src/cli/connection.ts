import apiFetch, { type APIFetchOptions } from '@wordpress/api-fetch';

import { asApiError } from '../bridge/errors';
import type { Site } from './credentials';
import { Failure } from './failure';

/** No answer of ours comes near it; a wrong address may send anything. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Why Node could not get through, by the code of the system. */
const REASONS: Readonly< Record< string, string > > = {
	ENOTFOUND: 'there is no host of that name',
	EAI_AGAIN: 'the name could not be looked up just now',
	ECONNREFUSED: 'nothing listens there',
	ECONNRESET: 'the connection was cut',
	EHOSTUNREACH: 'the host cannot be reached',
	ENETUNREACH: 'the network cannot be reached',
	ETIMEDOUT: 'no connection came about',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by itself',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function code_of( error: unknown ): string {
	const cause = error instanceof Error ? ( error.cause ?? error ) : error;
	return typeof cause === 'object' &&
		cause !== null &&
		'code' in cause &&
		typeof cause.code === 'string'
		? cause.code
		: '';
}

function unreachable( site: Site, error: unknown, timeout_ms: number ) {
	if ( error instanceof Error && error.name === 'TimeoutError' ) {
		return new Failure(
			`${ site.url } did not answer within ${ timeout_ms / 1000 } s.`,
			[ 'Give it longer with --timeout=<seconds>.' ]
		);
	}
	const code = code_of( error );
	const reason = REASONS[ code ] ?? ( code || 'no answer' );
	return new Failure( `${ site.url } could not be reached: ${ reason }.` );
}

/** The form that WordPress answers whatever its permalinks are. */
function address( site: Site, path: string ): string {
	const [ route = '', query ] = path.split( '?' );
	return `${ site.url }/index.php?rest_route=${ encodeURI( route ) }${
		query === undefined ? '' : `&${ query }`
	}`;
}

async function text_of( answer: Response ): Promise< string > {
	const reader = answer.body?.getReader();
	const parts: Uint8Array[] = [];
	let size = 0;
	for (
		let part = await reader?.read();
		part?.value !== undefined;
		part = await reader?.read()
	) {
		size += part.value.length;
		if ( size > MAX_BYTES ) {
			throw new Failure( 'The answer is too long to be one of ours.' );
		}
		parts.push( part.value );
	}
	return Buffer.concat( parts ).toString( 'utf8' );
}

function parsed( site: Site, answer: Response, text: string ): unknown {
	try {
		return JSON.parse( text );
	} catch {
		throw new Failure(
			`${ site.url } answered with a page instead of data (HTTP ${ answer.status }).`,
			[
				'It may be in the middle of an update, or this may not be the home address of a WordPress site.',
			]
		);
	}
}

async function request(
	site: Site,
	timeout_ms: number,
	{ path = '', method = 'GET', headers = {}, data, body }: APIFetchOptions
): Promise< unknown > {
	const signal = AbortSignal.timeout( timeout_ms );
	let answer: Response;
	let text: string;
	try {
		answer = await fetch( address( site, path ), {
			method,
			// No cookies are kept: beside an application password they would win, and be nobody.
			headers: {
				...headers,
				Accept: 'application/json',
				Authorization: `Basic ${ Buffer.from(
					`${ site.user }:${ site.password }`
				).toString( 'base64' ) }`,
				...( data === undefined
					? {}
					: { 'Content-Type': 'application/json' } ),
			},
			body:
				data === undefined ? ( body ?? null ) : JSON.stringify( data ),
			// Whoever it is that answers there, the password was not meant for it.
			redirect: 'manual',
			signal,
		} );
		text = await text_of( answer );
	} catch ( error ) {
		throw error instanceof Failure
			? error
			: unreachable( site, error, timeout_ms );
	}
	if ( answer.status >= 300 && answer.status < 400 ) {
		throw new Failure(
			`${ site.url } sends us on to ${ answer.headers.get( 'location' ) ?? 'another address' }. Give the address that it really has.`
		);
	}
	const json = parsed( site, answer, text );
	if ( ! answer.ok ) {
		throw asApiError( json ) === null
			? new Failure(
					`${ site.url } answered with HTTP ${ answer.status }.`
				)
			: json;
	}
	return json;
}

/** A wrong password is no error to WordPress: it makes one nobody, and the routes then say something else. */
async function check_who_asks( site: Site ): Promise< void > {
	try {
		await apiFetch( { path: '/wp/v2/users/me' } );
	} catch ( error ) {
		const api = asApiError( error );
		if ( api?.data?.status !== 401 ) {
			throw error;
		}
		throw new Failure(
			`${ site.url } does not know ${ site.user } with this application password.`,
			[
				'It may be mistyped or revoked, or be the password of the account, which does not do.',
				'A site takes application passwords over https only, unless its type is "local"; some security plugins switch them off.',
			]
		);
	}
}

/** From here on, the bridge speaks to this site. */
export async function connect(
	site: Site,
	timeout_ms: number
): Promise< void > {
	apiFetch.setFetchHandler( ( options ) =>
		request( site, timeout_ms, options )
	);
	await check_who_asks( site );
}
