import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Refused } from '../lib/errors';
import { files_below } from '../lib/folders';
import { ROOT } from '../lib/paths';
import { run } from '../lib/processes';
import { key_of, type Message } from './po';

export const DOMAIN = 'smartalloc-ops';

/** One call of a translation function. */
export interface Call {
	readonly function: string;
	/** Null for what is no literal. */
	readonly arguments: readonly ( string | null )[];
	readonly comment: string | null;
	readonly file: string;
	readonly line: number;
}

/** Which argument is what, by the name of the function without its escaping and echoing variants. */
const SHAPES: Readonly<
	Record<
		string,
		{
			readonly plural?: number;
			readonly context?: number;
			readonly domain: number;
		}
	>
> = {
	__: { domain: 1 },
	_x: { context: 1, domain: 2 },
	_n: { plural: 1, domain: 3 },
	_nx: { plural: 1, context: 3, domain: 4 },
	_n_noop: { plural: 1, domain: 2 },
	_nx_noop: { plural: 1, context: 2, domain: 3 },
};

function plain_name( name: string ): string {
	const short = name.replace( /^esc_(?:html|attr)/, '' );
	return short === '_e' ? '__' : short.replace( /^_ex$/, '_x' );
}

function literal( node: ts.Node | undefined ): string | null {
	if ( node === undefined ) {
		return null;
	}
	if ( ts.isStringLiteralLike( node ) ) {
		return node.text;
	}
	if (
		ts.isBinaryExpression( node ) &&
		node.operatorToken.kind === ts.SyntaxKind.PlusToken
	) {
		const left = literal( node.left );
		const right = literal( node.right );
		return left === null || right === null ? null : left + right;
	}
	return null;
}

/** Every `translators:` comment of a file, by the line it ends on. */
function translators_comments( source: ts.SourceFile ): Map< number, string > {
	const found = new Map< number, string >();
	for ( const match of source.text.matchAll(
		/\/\*\s*(translators:[\s\S]*?)\s*\*\//g
	) ) {
		const { line } = source.getLineAndCharacterOfPosition(
			match.index + match[ 0 ].length
		);
		found.set( line, ( match[ 1 ] ?? '' ).replace( /\s+/g, ' ' ) );
	}
	return found;
}

/** The calls in the text of one TypeScript file. */
export function calls_in_typescript( file: string, text: string ): Call[] {
	const source = ts.createSourceFile(
		file,
		text,
		ts.ScriptTarget.Latest,
		true,
		file.endsWith( 'x' ) ? ts.ScriptKind.TSX : ts.ScriptKind.TS
	);
	const comments = translators_comments( source );
	const calls: Call[] = [];
	const visit = ( node: ts.Node ): void => {
		if (
			ts.isCallExpression( node ) &&
			ts.isIdentifier( node.expression ) &&
			SHAPES[ node.expression.text ] !== undefined
		) {
			const { line } = source.getLineAndCharacterOfPosition(
				node.getStart()
			);
			calls.push( {
				function: node.expression.text,
				arguments: node.arguments.map( literal ),
				comment:
					comments.get( line ) ?? comments.get( line - 1 ) ?? null,
				file,
				line: line + 1,
			} );
		}
		ts.forEachChild( node, visit );
	};
	visit( source );
	return calls;
}

/** Files of the screen that a browser gets: no tests, no fixtures. */
function screen_files(): string[] {
	return files_below( join( ROOT, 'src' ) )
		.filter(
			( file ) =>
				/\.tsx?$/.test( file ) &&
				! /\.test\.tsx?$/.test( file ) &&
				! /^fixtures\//.test( file )
		)
		.map( ( file ) => `src/${ file }` );
}

export function screen_calls(): Call[] {
	return screen_files().flatMap( ( file ) =>
		calls_in_typescript( file, readFileSync( join( ROOT, file ), 'utf8' ) )
	);
}

function is_call( value: unknown ): value is Call {
	return (
		typeof value === 'object' &&
		value !== null &&
		'function' in value &&
		'arguments' in value &&
		Array.isArray( value.arguments )
	);
}

/** The calls in the PHP files of the plugin; PHP itself reads them. */
export async function server_calls(): Promise< Call[] > {
	const files = [
		'smartalloc-ops.php',
		'uninstall.php',
		...files_below( join( ROOT, 'includes' ) )
			.filter( ( file ) => file.endsWith( '.php' ) )
			.map( ( file ) => `includes/${ file }` ),
	];
	const ended = await run(
		'sh',
		[
			'-c',
			'printf "%s\\n" "$@" | php tools/languages/strings.php',
			'sh',
			...files,
		],
		{ cwd: ROOT }
	);
	const calls: unknown = ended.code === 0 ? JSON.parse( ended.stdout ) : null;
	if ( ! Array.isArray( calls ) || ! calls.every( is_call ) ) {
		throw new Refused(
			`tools/languages/strings.php did not read the strings.\n${ ended.stderr }`
		);
	}
	return calls;
}

/** The header of the plugin that its list of plugins shows. */
export function plugin_header_calls(): Call[] {
	const file = 'smartalloc-ops.php';
	const lines = readFileSync( join( ROOT, file ), 'utf8' ).split( '\n' );
	return lines.flatMap( ( text, line ) => {
		const found = /^ \* Description:\s*(.+)$/.exec( text )?.[ 1 ];
		return found === undefined
			? []
			: [
					{
						function: '__',
						arguments: [ found, DOMAIN ],
						comment: 'Description of the plugin.',
						file,
						line: line + 1,
					},
				];
	} );
}

export interface Extracted {
	readonly messages: readonly Message[];
	/** Calls that no translation can reach. */
	readonly faults: readonly string[];
}

/** One message for each text, in the order in which the texts first come. */
export function messages_of( calls: readonly Call[] ): Extracted {
	const messages = new Map< string, Message >();
	const faults: string[] = [];
	for ( const call of calls ) {
		const shape = SHAPES[ plain_name( call.function ) ];
		const at = `${ call.file }:${ call.line }`;
		const argument = ( index: number | undefined ) =>
			index === undefined ? null : ( call.arguments[ index ] ?? null );
		const id = argument( 0 );
		if ( shape === undefined || id === null || id === '' ) {
			faults.push( `${ at }: ${ call.function }() takes literal text.` );
			continue;
		}
		if ( argument( shape.domain ) !== DOMAIN ) {
			faults.push(
				`${ at }: "${ id }" is not in the text domain ${ DOMAIN }.`
			);
			continue;
		}
		const message = {
			id,
			context: argument( shape.context ),
			plural: argument( shape.plural ),
		};
		const known = messages.get( key_of( message ) );
		if (
			known !== undefined &&
			known.plural !== null &&
			message.plural !== null &&
			known.plural !== message.plural
		) {
			faults.push(
				`${ at }: "${ id }" has the plural "${ message.plural }" here and "${ known.plural }" elsewhere.`
			);
		}
		messages.set( key_of( message ), {
			...message,
			plural: known?.plural ?? message.plural,
			comments: [
				...new Set( [
					...( known?.comments ?? [] ),
					...( call.comment === null ? [] : [ call.comment ] ),
				] ),
			],
			references: [
				...new Set( [ ...( known?.references ?? [] ), call.file ] ),
			],
		} );
	}
	return { messages: [ ...messages.values() ], faults };
}

/** All that the plugin says. */
export async function extract(): Promise< Extracted > {
	return messages_of( [
		...plugin_header_calls(),
		...( await server_calls() ),
		...screen_calls(),
	] );
}
