/** One message of a PO file. */
export interface Message {
	readonly context: string | null;
	readonly id: string;
	readonly plural: string | null;
	/** What translators are told, e.g. "translators: %s: number of jobs." */
	readonly comments: readonly string[];
	/** Files that use it, without line numbers: those change with every edit. */
	readonly references: readonly string[];
}

export interface Translated extends Message {
	/** One text, or one for each plural form. */
	readonly texts: readonly string[];
}

export interface Po {
	/** Lines above the header, without their "# ". */
	readonly preface: readonly string[];
	readonly headers: Readonly< Record< string, string > >;
	readonly entries: readonly Translated[];
}

/** How WordPress and Jed name a message. */
export function key_of( message: Pick< Message, 'context' | 'id' > ): string {
	return message.context === null
		? message.id
		: `${ message.context }\u0004${ message.id }`;
}

const ESCAPES: Readonly< Record< string, string > > = {
	n: '\n',
	t: '\t',
	r: '\r',
	'"': '"',
	'\\': '\\',
};

function unquoted( line: string ): string {
	const found = /^"(.*)"$/.exec( line.trim() );
	if ( found === null ) {
		throw new Error( `Not a quoted string: ${ line }` );
	}
	return ( found[ 1 ] ?? '' ).replace(
		/\\(.)/g,
		( whole, letter: string ) => ESCAPES[ letter ] ?? whole
	);
}

function quoted( text: string ): string {
	const escaped = text
		.replace( /\\/g, '\\\\' )
		.replace( /"/g, '\\"' )
		.replace( /\t/g, '\\t' )
		.replace( /\r/g, '\\r' )
		.replace( /\n/g, '\\n' );
	return `"${ escaped }"`;
}

interface Block {
	preface: string[];
	comments: string[];
	references: string[];
	fields: Map< string, string >;
}

function read_block( text: string ): Block {
	const block: Block = {
		preface: [],
		comments: [],
		references: [],
		fields: new Map(),
	};
	let field = '';
	for ( const line of text.split( '\n' ) ) {
		const named = /^(msg[a-z_]+(?:\[\d+\])?)\s+(".*)$/.exec( line );
		if ( line.startsWith( '#.' ) ) {
			block.comments.push( line.slice( 2 ).trim() );
		} else if ( line.startsWith( '#:' ) ) {
			block.references.push( ...line.slice( 2 ).trim().split( /\s+/ ) );
		} else if ( line.startsWith( '#' ) ) {
			block.preface.push( line.slice( 1 ).replace( /^ /, '' ) );
		} else if ( named !== null ) {
			field = named[ 1 ] ?? '';
			block.fields.set( field, unquoted( named[ 2 ] ?? '' ) );
		} else if ( line.trim() !== '' ) {
			block.fields.set(
				field,
				( block.fields.get( field ) ?? '' ) + unquoted( line )
			);
		}
	}
	return block;
}

function texts_of( fields: ReadonlyMap< string, string > ): string[] {
	const single = fields.get( 'msgstr' );
	if ( single !== undefined ) {
		return [ single ];
	}
	const texts: string[] = [];
	for ( let form = 0; fields.has( `msgstr[${ form }]` ); form++ ) {
		texts.push( fields.get( `msgstr[${ form }]` ) ?? '' );
	}
	return texts;
}

export function parse_po( text: string ): Po {
	const [ header, ...blocks ] = text
		.replace( /\r\n/g, '\n' )
		.split( /\n{2,}/ )
		.filter( ( block ) => block.trim() !== '' )
		.map( read_block );
	if ( header?.fields.get( 'msgid' ) !== '' ) {
		throw new Error( 'The PO file does not begin with a header.' );
	}
	return {
		preface: header.preface,
		headers: Object.fromEntries(
			( header.fields.get( 'msgstr' ) ?? '' )
				.split( '\n' )
				.filter( ( line ) => line.includes( ':' ) )
				.map( ( line ) => {
					const colon = line.indexOf( ':' );
					return [
						line.slice( 0, colon ),
						line.slice( colon + 1 ).trim(),
					];
				} )
		),
		entries: blocks.map( ( { comments, references, fields } ) => ( {
			context: fields.get( 'msgctxt' ) ?? null,
			id: fields.get( 'msgid' ) ?? '',
			plural: fields.get( 'msgid_plural' ) ?? null,
			comments,
			references,
			texts: texts_of( fields ),
		} ) ),
	};
}

function format_entry( entry: Translated ): string {
	return [
		...entry.comments.map( ( comment ) => `#. ${ comment }` ),
		...entry.references.map( ( reference ) => `#: ${ reference }` ),
		...( entry.context === null
			? []
			: [ `msgctxt ${ quoted( entry.context ) }` ] ),
		`msgid ${ quoted( entry.id ) }`,
		...( entry.plural === null
			? [ `msgstr ${ quoted( entry.texts[ 0 ] ?? '' ) }` ]
			: [
					`msgid_plural ${ quoted( entry.plural ) }`,
					...entry.texts.map(
						( text, form ) =>
							`msgstr[${ form }] ${ quoted( text ) }`
					),
				] ),
	].join( '\n' );
}

export function format_po( po: Po ): string {
	const header = [
		...po.preface.map( ( line ) => `# ${ line }`.trimEnd() ),
		'msgid ""',
		'msgstr ""',
		...Object.entries( po.headers ).map( ( [ name, value ] ) =>
			quoted( `${ name }: ${ value }\n` )
		),
	].join( '\n' );
	return `${ [ header, ...po.entries.map( format_entry ) ].join( '\n\n' ) }\n`;
}
