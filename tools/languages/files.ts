import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../lib/paths';
import { DOMAIN, messages_of, screen_calls } from './extract';
import { key_of, type Message, parse_po, type Po, type Translated } from './po';

/** Where people translate; the one source of the files below build/. */
export const LANGUAGES = join( ROOT, 'languages' );

/** The script whose translations hold those of all lazily loaded parts: they ask WordPress for none of their own. */
const HANDLE = 'smartalloc-ops';

export interface Language {
	readonly locale: string;
	readonly file: string;
}

export function languages(): Language[] {
	return readdirSync( LANGUAGES )
		.filter( ( file ) => file.endsWith( '.po' ) )
		.sort()
		.map( ( file ) => ( {
			locale: basename( file, '.po' ).slice( DOMAIN.length + 1 ),
			file: join( LANGUAGES, file ),
		} ) );
}

export function read_language( language: Language ): Po {
	return parse_po( readFileSync( language.file, 'utf8' ) );
}

/** Languages that run right to left. */
const RIGHT_TO_LEFT = /^(?:ar|fa|he|ur)(?:_|$)/;

/** What stays left to right with its own digits, `{%1$d}`, and any other place for an argument. */
const TECHNICAL_OR_PLACE =
	/\{([^{}]*)\}|%(?:\d+\$)?[-+0]*\d*(?:\.\d+)?[bcdeEfFgGosuxX]/g;

/**
 * A Latin letter or an argument comes before the first letter of the language, or there is none between arguments.
 * HTML's `dir="auto"` also looks into isolates.
 */
const NEEDS_A_DIRECTION = [
	/^[^\p{Script=Arabic}]*[A-Za-z\u2066\u2068][^]*\p{Script=Arabic}/u,
	/^(?:[^\p{L}\u2066\u2068]*[\u2066\u2068][^\u2069]*\u2069){2}[^\p{L}]*$/u,
];

/**
 * The text with its arguments between isolates, so that a name or a sign in Latin letters does not pull its neighbours
 * along. PHP writes numbers among them in the digits of the locale (`Platform/Numerals`), but no technical ones.
 */
export function isolated( text: string, locale: string ): string {
	if ( ! RIGHT_TO_LEFT.test( locale ) ) {
		return text;
	}
	const whole = text.replace(
		TECHNICAL_OR_PLACE,
		( found, technical?: string ) =>
			technical === undefined
				? `\u2068${ found }\u2069`
				: `\u2066${ technical }\u2069`
	);
	// Where the first letter decides which way a sentence runs, a product's name would turn it, and none would not.
	return NEEDS_A_DIRECTION.some( ( pattern ) => pattern.test( whole ) )
		? `\u200f${ whole }`
		: whole;
}

/** What is translated, as it is shown. An empty text would hide the original. */
function shown( locale: string, po: Po ): Translated[] {
	return po.entries
		.filter( ( entry ) => entry.texts.every( ( text ) => text !== '' ) )
		.map( ( entry ) => ( {
			...entry,
			texts: entry.texts.map( ( text ) => isolated( text, locale ) ),
		} ) );
}

function php( text: string ): string {
	return `'${ text.replace( /\\/g, '\\\\' ).replace( /'/g, "\\'" ) }'`;
}

/** The format that WordPress reads since 6.5 and that needs no parsing. Forms of a plural are parted by a NUL. */
export function php_file( locale: string, po: Po ): string {
	const lines = shown( locale, po ).map( ( entry ) => {
		const value = entry.texts.map( php ).join( ' . "\\0" . ' );
		const key =
			entry.context === null
				? php( entry.id )
				: `${ php( entry.context ) } . "\\4" . ${ php( entry.id ) }`;
		return `\t\t${ key } => ${ value },`;
	} );
	return `<?php
// Built from languages/${ DOMAIN }-${ locale }.po by npm run build.
return [
	'domain' => ${ php( DOMAIN ) },
	'plural-forms' => ${ php( po.headers[ 'Plural-Forms' ] ?? '' ) },
	'language' => ${ php( locale ) },
	'messages' => [
${ lines.join( '\n' ) }
	],
];
`;
}

/** Jed's format, as wp_set_script_translations() passes it to the browser. */
export function json_file(
	locale: string,
	po: Po,
	said: readonly Message[]
): string {
	const keys = new Set( said.map( key_of ) );
	return `${ JSON.stringify( {
		domain: DOMAIN,
		locale_data: {
			[ DOMAIN ]: {
				'': {
					domain: DOMAIN,
					lang: locale,
					'plural-forms': po.headers[ 'Plural-Forms' ] ?? '',
				},
				...Object.fromEntries(
					shown( locale, po )
						.filter( ( entry ) => keys.has( key_of( entry ) ) )
						.map( ( entry ) => [ key_of( entry ), entry.texts ] )
				),
			},
		},
	} ) }\n`;
}

/** Writes what WordPress reads, for each language there is. */
export function build_languages( folder: string ): void {
	const said = messages_of( screen_calls() ).messages;
	mkdirSync( folder, { recursive: true } );
	for ( const language of languages() ) {
		const po = read_language( language );
		const name = join( folder, `${ DOMAIN }-${ language.locale }` );
		writeFileSync( `${ name }.l10n.php`, php_file( language.locale, po ) );
		writeFileSync(
			`${ name }-${ HANDLE }.json`,
			json_file( language.locale, po, said )
		);
	}
}
