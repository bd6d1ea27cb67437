import { asApiError, errorMessage } from '../bridge/errors';
import type { ApiError } from '../bridge/types';
import { type Arguments, read_arguments } from './arguments';
import { COMMANDS } from './commands';
import type { Command } from './commands/result';
import { refusal_lines } from './commands/words';
import { connect } from './connection';
import { site_of } from './credentials';
import { Failure } from './failure';
import { HELP } from './help';
import type { Io } from './io';
import { ERROR, exit_code, plain } from './output';

/** How many words the longest command may have: `health check utc` has three. */
const MOST_WORDS: Readonly< Record< string, number > > = {
	'health check': 3,
	'flags set': 4,
	trace: 2,
	'kpi get': 3,
	'alerts show': 3,
	'alerts get': 3,
	'alerts ack': 3,
	'proposals show': 3,
	'proposals accept': 3,
	'proposals dismiss': 3,
	'triggers arm': 3,
	'triggers disarm': 3,
	'vault pin': 3,
	'vault drill': 3,
	'watchdog policy': 3,
};

function command_of( words: readonly string[] ): Command {
	const two = words.slice( 0, 2 ).join( ' ' );
	const name = two in COMMANDS ? two : ( words[ 0 ] ?? '' );
	const command = Object.hasOwn( COMMANDS, name )
		? COMMANDS[ name ]
		: undefined;
	const most = MOST_WORDS[ name ] ?? name.split( ' ' ).length;
	if ( command === undefined || words.length > most ) {
		throw new Failure( `There is no command "${ words.join( ' ' ) }".`, [
			`There are: ${ Object.keys( COMMANDS ).join( ', ' ) }. More: smartalloc-ops help`,
		] );
	}
	return command;
}

/** A refusal of the site, in its own words, and what to do about it. */
function explained( error: ApiError ): Failure {
	const data = error.data ?? {};
	const lines = refusal_lines( data.refusals ?? [] );
	if ( data.flag !== undefined ) {
		lines.push(
			`It is ${ data.flag.value } now, at revision ${ data.flag.revision }: ${ plain( data.flag.reason || '-' ) }`
		);
	}
	if ( data.capability !== undefined ) {
		lines.push( `It takes the capability ${ data.capability }.` );
	}
	if ( error.code === 'rest_no_route' ) {
		return new Failure(
			'This site has no such route: SmartAlloc Ops is not active there, or older than this command.'
		);
	}
	const field = data.field === undefined ? '' : `${ data.field }: `;
	return new Failure( plain( field + errorMessage( error ) ), lines );
}

function failure_of( error: unknown ): Failure {
	if ( error instanceof Failure ) {
		return error;
	}
	const api = asApiError( error );
	return api === null
		? new Failure( errorMessage( error ) )
		: explained( api );
}

async function carry_out( given: Arguments, io: Io ): Promise< number > {
	const command = command_of( given.words );
	await connect( site_of( given, io.env ), given.timeout_ms );
	const result = await command( given, io );
	io.out(
		given.json ? JSON.stringify( result.json, null, '\t' ) : result.text
	);
	return exit_code( result.status );
}

/** Runs one command and gives its exit code; nothing is thrown. */
export async function run(
	argv: readonly string[],
	io: Io
): Promise< number > {
	try {
		const given = read_arguments( argv );
		if (
			given.help ||
			given.words.length === 0 ||
			given.words[ 0 ] === 'help'
		) {
			io.out( HELP );
			return given.words.length === 0 && ! given.help ? ERROR : 0;
		}
		return await carry_out( given, io );
	} catch ( error ) {
		const { message, details } = failure_of( error );
		io.err( [ `Error: ${ message }`, ...details ].join( '\n' ) );
		return ERROR;
	}
}
