import { key_of, type Message, type Po, type Translated } from './po';

/** `sprintf` placeholders: `%s`, `%2$d`, `%.1f`. A doubled `%%` is none. */
const PLACEHOLDER = /%%|%(?:(\d+)\$)?[-+0]*\d*(?:\.\d+)?([bcdeEfFgGosuxX])/g;

/** What a text takes, in a stable order: `1$d 2$s`. */
export function placeholders( text: string ): string {
	let next = 1;
	return [ ...text.matchAll( PLACEHOLDER ) ]
		.filter( ( [ whole ] ) => whole !== '%%' )
		.map( ( [ , number, type ] ) => `${ number ?? next++ }$${ type }` )
		.sort()
		.filter( ( one, index, all ) => one !== all[ index - 1 ] )
		.join( ' ' );
}

function number_of_forms( po: Po ): number {
	return Number(
		/nplurals\s*=\s*(\d+)/.exec( po.headers[ 'Plural-Forms' ] ?? '' )?.[ 1 ]
	);
}

/** Letters that look Persian and are not, and the space where a zero-width non-joiner belongs. */
const WRONG_PERSIAN: readonly ( readonly [ RegExp, string ] )[] = [
	[ /[يى]/, 'Arabic yeh' ],
	[ /ك/, 'Arabic kaf' ],
	[ /[٠-٩]/, 'Arabic digit' ],
	[ /ة/, 'Arabic teh marbuta' ],
	[
		/(?:^|[\s«(])ن?می\s+(?=[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی])/,
		'"می" without a zero-width non-joiner',
	],
	[ / ها(?:ی|یی)?(?=[\s.،:؛»)]|$)/, '"ها" without a zero-width non-joiner' ],
	[ /\u200c(?:\s|$|[.،:؛])/, 'zero-width non-joiner at the end of a word' ],
	[ /[،؛؟](?=[^\s»)\u200f\u2069])/, 'no space after a mark' ],
	[ /\s[،؛؟.](?=\s|$)/, 'space before a mark' ],
];

/** Words that mean the same as one of the house and are not it. */
const OTHER_WORDS: readonly ( readonly [ RegExp, string ] )[] = [
	[ /بیلد/, 'ساخت' ],
	[ /منجمد/, 'فریز' ],
	[ /فلگ|سوئیچ/, 'سوییچ' ],
	[ /فایل/, 'پرونده' ],
	[ /رول\u200c?بک/, 'بازگشت' ],
	[ /اسکیما|شِما/, 'طرح‌واره' ],
	[ /واچ\u200c?داگ/, 'نگهبان' ],
	[ /بازنگری/, 'ویرایش' ],
];

/** What English says by one word, Persian does, too. Names of folders and commands are none, and a verb is none. */
const OWN_WORDS: readonly ( readonly [ RegExp, string ] )[] = [
	[ /(?<!run |its )\bbuilds?\b(?! exports)/i, 'ساخت' ],
	[ /(?<![-/])\bwatchdog\b(?![/.])/i, 'نگهبان' ],
	[ /\bdrill\b/i, 'وارسی' ],
	[ /\brehears/i, 'تمرین' ],
	[ /\bschema\b/i, 'طرح‌واره' ],
];

function word_faults( { id }: Message, text: string ): string[] {
	return [
		...OTHER_WORDS.filter( ( [ pattern ] ) => pattern.test( text ) ).map(
			( [ , word ] ) => `the word of the house is "${ word }"`
		),
		...OWN_WORDS.filter(
			( [ english, word ] ) =>
				english.test( id ) && ! text.includes( word )
		).map( ( [ , word ] ) => `"${ word }" is missing` ),
	];
}

function text_faults( message: Message, text: string, form: number ): string[] {
	// The singular may say the number in words; fa_IR uses it for 0 and 1.
	const wanted = [
		message.plural !== null && form > 0 ? message.plural : message.id,
		...( message.plural === null ? [] : [ message.plural ] ),
	].map( placeholders );
	return [
		...( wanted.includes( placeholders( text ) )
			? []
			: [
					`placeholders "${ placeholders( text ) }" instead of "${ wanted.join( '" or "' ) }"`,
				] ),
		...WRONG_PERSIAN.filter( ( [ pattern ] ) => pattern.test( text ) ).map(
			( [ , name ] ) => name
		),
		...word_faults( message, text ),
	];
}

function entry_faults(
	message: Message,
	found: Translated | undefined,
	forms: number
): string[] {
	if ( found === undefined || found.texts.every( ( text ) => text === '' ) ) {
		return [ 'not translated' ];
	}
	if ( found.plural !== message.plural ) {
		return [ `its plural is now "${ message.plural ?? 'none' }"` ];
	}
	if ( found.texts.length !== ( message.plural === null ? 1 : forms ) ) {
		return [
			`${ found.texts.length } forms instead of ${ message.plural === null ? 1 : forms }`,
		];
	}
	if ( found.texts.some( ( text ) => text === '' ) ) {
		return [ 'a form is not translated' ];
	}
	return found.texts.flatMap( ( text, form ) =>
		text_faults( message, text, form )
	);
}

/**
 * What is wrong with a translation of these messages, as lines for a person. What is not said any more is no fault:
 * `npm run languages` takes it out.
 */
export function translation_faults(
	messages: readonly Message[],
	po: Po
): string[] {
	const translated = new Map(
		po.entries.map( ( entry ) => [ key_of( entry ), entry ] )
	);
	return messages.flatMap( ( message ) =>
		entry_faults(
			message,
			translated.get( key_of( message ) ),
			number_of_forms( po )
		).map(
			( fault ) =>
				`${ fault }: "${ message.id }" (${ message.references.join( ', ' ) })`
		)
	);
}
