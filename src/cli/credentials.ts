import { readFileSync, statSync } from 'node:fs';
import { isIPv4 } from 'node:net';

import { Failure } from './failure';

type Env = Readonly< Record< string, string | undefined > >;

/** Where the site is and who asks. The password is never taken from the command line: every user of the machine can read that. */
export interface Site {
	/** Home address, without a slash at the end. */
	readonly url: string;
	readonly user: string;
	readonly password: string;
}

export interface SiteOptions {
	readonly url?: string | undefined;
	readonly user?: string | undefined;
	readonly password_file?: string | undefined;
}

/** Permission bits of a file that let anybody but its owner in. */
const OTHERS = 0o077;

function given( text: string | undefined ): string | null {
	return text === undefined || text.trim() === '' ? null : text.trim();
}

/** Names and numbers that never leave this machine. */
function is_this_machine( host: string ): boolean {
	return (
		host === 'localhost' ||
		host.endsWith( '.localhost' ) ||
		host === '[::1]' ||
		( isIPv4( host ) && host.startsWith( '127.' ) )
	);
}

function checked_url( text: string, env: Env ): string {
	if ( ! URL.canParse( text ) ) {
		throw new Failure(
			`"${ text }" is no address. It is the home address of the site, such as https://example.org.`
		);
	}
	const url = new URL( text );
	if ( url.username !== '' || url.password !== '' ) {
		throw new Failure(
			'The address carries a user name or a password. Leave them out of it: SMARTALLOC_OPS_USER and SMARTALLOC_OPS_PASSWORD are for that.'
		);
	}
	const is_local =
		is_this_machine( url.hostname ) || env.SMARTALLOC_OPS_LOCAL === '1';
	if (
		url.protocol !== 'https:' &&
		! ( url.protocol === 'http:' && is_local )
	) {
		throw new Failure(
			`${ url.origin } is not https: the password would travel in the clear.`,
			[
				'Only a local environment may do without: an address of this machine, or any other with SMARTALLOC_OPS_LOCAL=1.',
			]
		);
	}
	return ( url.origin + url.pathname ).replace( /\/+$/, '' );
}

function password_in( file: string ): string {
	let mode: number;
	let text: string;
	try {
		mode = statSync( file ).mode;
		text = readFileSync( file, 'utf8' );
	} catch {
		throw new Failure( `The password file ${ file } cannot be read.` );
	}
	// Windows keeps rights elsewhere, and reports everything as open.
	// eslint-disable-next-line no-bitwise -- permission bits.
	if ( process.platform !== 'win32' && ( mode & OTHERS ) !== 0 ) {
		throw new Failure(
			`Others on this machine can read ${ file }. Take that away first: chmod 600 ${ file }`
		);
	}
	return text.trim();
}

function password( file: string | null, env: Env ): string {
	const found =
		file === null
			? given( env.SMARTALLOC_OPS_PASSWORD )
			: password_in( file );
	if ( found === null || found === '' ) {
		throw new Failure( 'There is no application password.', [
			'Put it into SMARTALLOC_OPS_PASSWORD, or into a file that only you can read and name that with --password-file or SMARTALLOC_OPS_PASSWORD_FILE.',
			'It is made in wp-admin under Users > Profile > Application Passwords; the password of the account does not do.',
		] );
	}
	return found;
}

/**
 * Options first, then the environment.
 *
 * @throws {Failure} Something is missing, or would give the password away.
 */
export function site_of( options: SiteOptions, env: Env ): Site {
	const url = given( options.url ) ?? given( env.SMARTALLOC_OPS_URL );
	const user = given( options.user ) ?? given( env.SMARTALLOC_OPS_USER );
	if ( url === null ) {
		throw new Failure(
			'Which site? Give its address with --url or SMARTALLOC_OPS_URL.'
		);
	}
	if ( user === null ) {
		throw new Failure(
			'Which user? Give the name with --user or SMARTALLOC_OPS_USER.'
		);
	}
	return {
		url: checked_url( url, env ),
		user,
		password: password(
			given( options.password_file ) ??
				given( env.SMARTALLOC_OPS_PASSWORD_FILE ),
			env
		),
	};
}
