import { parseArgs } from 'node:util';

import { Failure } from './failure';

/** What was typed, told apart. */
export interface Arguments {
	/** `flags`, `set`, `comms`, `off`: whatever is no option. */
	readonly words: readonly string[];
	readonly url: string | undefined;
	readonly user: string | undefined;
	readonly password_file: string | undefined;
	readonly timeout_ms: number;
	readonly json: boolean;
	readonly help: boolean;
	readonly yes: boolean;
	readonly dry_run: boolean;
	/** Only what is not over. */
	readonly open: boolean;
	readonly scope: string;
	readonly reason: string;
	/** Null when none was given. */
	readonly revision: number | null;
}

const OPTIONS = {
	url: { type: 'string' },
	user: { type: 'string' },
	'password-file': { type: 'string' },
	timeout: { type: 'string' },
	json: { type: 'boolean' },
	help: { type: 'boolean', short: 'h' },
	yes: { type: 'boolean', short: 'y' },
	'dry-run': { type: 'boolean' },
	open: { type: 'boolean' },
	scope: { type: 'string' },
	reason: { type: 'string' },
	revision: { type: 'string' },
} as const;

const DEFAULT_TIMEOUT_S = 30;
const LONGEST_TIMEOUT_S = 300;

/** "abc" is no number, and not 0. */
export function whole_number(
	name: string,
	typed: string,
	least: number,
	most: number
): number {
	const number = Number( typed );
	if ( ! /^\d+$/.test( typed ) || number < least || number > most ) {
		throw new Failure(
			`${ name } must be a whole number from ${ least } to ${ most }.`
		);
	}
	return number;
}

function refuse_password( argv: readonly string[] ): void {
	if (
		argv.some( ( arg ) => /^--(app(lication)?-)?password(=|$)/.test( arg ) )
	) {
		throw new Failure(
			'A password on the command line can be read by every user of this machine, and stays in the history of the shell. Use SMARTALLOC_OPS_PASSWORD or --password-file, and revoke the one you have just typed.'
		);
	}
}

function parsed( argv: readonly string[] ) {
	try {
		return parseArgs( {
			args: [ ...argv ],
			options: OPTIONS,
			allowPositionals: true,
		} );
	} catch ( error ) {
		throw new Failure(
			error instanceof Error ? error.message : 'Unknown option.'
		);
	}
}

/** @throws {Failure} Something typed cannot be understood. */
export function read_arguments( argv: readonly string[] ): Arguments {
	refuse_password( argv );
	const { values, positionals } = parsed( argv );
	return {
		words: positionals,
		url: values.url,
		user: values.user,
		password_file: values[ 'password-file' ],
		timeout_ms:
			1000 *
			( values.timeout === undefined
				? DEFAULT_TIMEOUT_S
				: whole_number(
						'timeout',
						values.timeout,
						1,
						LONGEST_TIMEOUT_S
					) ),
		json: values.json ?? false,
		help: values.help ?? false,
		yes: values.yes ?? false,
		dry_run: values[ 'dry-run' ] ?? false,
		open: values.open ?? false,
		scope: values.scope ?? '',
		reason: values.reason ?? '',
		revision:
			values.revision === undefined
				? null
				: whole_number(
						'revision',
						values.revision,
						0,
						Number.MAX_SAFE_INTEGER
					),
	};
}
