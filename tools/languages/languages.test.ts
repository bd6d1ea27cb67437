import { describe, expect, it } from 'vitest';
import { calls_in_typescript, messages_of } from './extract';
import { placeholders, translation_faults } from './faults';
import { isolated, json_file, php_file } from './files';
import { format_po, type Message, parse_po, type Po } from './po';

const HEADERS = { 'Plural-Forms': 'nplurals=2; plural=(n > 1);' };

function message( id: string, plural: string | null = null ): Message {
	return { context: null, id, plural, comments: [], references: [ 'a.ts' ] };
}

function po( texts: Readonly< Record< string, readonly string[] > > ): Po {
	return {
		preface: [],
		headers: HEADERS,
		entries: Object.entries( texts ).map( ( [ id, forms ] ) => ( {
			...message( id, forms.length > 1 ? `${ id }s` : null ),
			texts: forms,
		} ) ),
	};
}

describe( 'a PO file', () => {
	it( 'is read as it was written', () => {
		const whole: Po = {
			preface: [ 'Persian.' ],
			headers: HEADERS,
			entries: [
				{
					context: 'a verb',
					id: 'Say "why"\n\\ now',
					plural: null,
					comments: [ 'translators: nothing.' ],
					references: [ 'src/a.tsx', 'includes/B.php' ],
					texts: [ 'بگویید «چرا»' ],
				},
				{ ...message( '%s day', '%s days' ), texts: [ '1', '2' ] },
			],
		};
		expect( parse_po( format_po( whole ) ) ).toEqual( whole );
	} );
} );

describe( 'the strings of the screen', () => {
	it( 'are found with their comment, plural and context', () => {
		const { messages, faults } = messages_of(
			calls_in_typescript(
				'src/a.tsx',
				`
				/* translators: %s: name. */
				const one = sprintf( __( 'Hello %s', 'smartalloc-ops' ), name );
				const two = <b>{ _n( '%d job', '%d jobs', n, 'smartalloc-ops' ) }</b>;
				const three = _x( 'Post', 'verb', 'smartalloc-ops' );`
			)
		);
		expect( faults ).toEqual( [] );
		expect( messages ).toMatchObject( [
			{ id: 'Hello %s', comments: [ 'translators: %s: name.' ] },
			{ id: '%d job', plural: '%d jobs' },
			{ id: 'Post', context: 'verb' },
		] );
	} );

	it( 'must be literal and in our text domain', () => {
		const { faults } = messages_of(
			calls_in_typescript(
				'src/a.ts',
				"__( name, 'smartalloc-ops' );\n__( 'Post' );"
			)
		);
		expect( faults ).toEqual( [
			'src/a.ts:1: __() takes literal text.',
			'src/a.ts:2: "Post" is not in the text domain smartalloc-ops.',
		] );
	} );
} );

describe( 'a translation', () => {
	it( 'takes what the original takes, in any order', () => {
		expect( placeholders( '%s of %d, 100%%, more than 1 % fail' ) ).toBe(
			'1$s 2$d'
		);
		expect( placeholders( '%2$d: %1$s' ) ).toBe( '1$s 2$d' );
	} );

	it.each( [
		[ 'is missing', message( 'Good' ), {}, 'not translated: "Good"' ],
		[
			'is empty',
			message( 'Good' ),
			{ Good: [ '' ] },
			'not translated: "Good"',
		],
		[
			'lost a placeholder',
			message( 'Wait %s' ),
			{ 'Wait %s': [ 'صبر' ] },
			'placeholders "" instead of "1$s": "Wait %s"',
		],
		[
			'changed the type of a placeholder',
			message( 'Wait %d' ),
			{ 'Wait %d': [ '%s صبر' ] },
			'placeholders "1$s" instead of "1$d": "Wait %d"',
		],
		[
			'has too few forms',
			message( '%d job', '%d jobs' ),
			{ '%d job': [ '%d کار' ] },
			'its plural is now "%d jobs": "%d job"',
		],
		[
			'has an empty form',
			message( '%d job', '%d jobs' ),
			{ '%d job': [ '%d کار', '' ] },
			'a form is not translated: "%d job"',
		],
		[
			'has too many forms',
			message( '%d job', '%d jobs' ),
			{ '%d job': [ '%d کار', '%d کار', '%d کار' ] },
			'3 forms instead of 2: "%d job"',
		],
		[
			'has an Arabic letter',
			message( 'Good' ),
			{ Good: [ 'كار' ] },
			'Arabic kaf: "Good"',
		],
		[
			'lacks a zero-width non-joiner',
			message( 'Good' ),
			{ Good: [ 'چیزی می شود' ] },
			'"می" without a zero-width non-joiner: "Good"',
		],
	] )( 'is refused when it %s', ( _why, said, texts, fault ) => {
		expect( translation_faults( [ said ], po( texts ) ) ).toEqual( [
			`${ fault } (a.ts)`,
		] );
	} );

	it.each( [
		[ 'Kept builds', 'نسخه‌های نگه‌داشته', '"ساخت" is missing' ],
		[ 'Report', 'گزارش بیلد', 'the word of the house is "ساخت"' ],
		[ 'It is frozen', 'منجمد است', 'the word of the house is "فریز"' ],
		[ 'Drill', 'تمرین', '"وارسی" is missing' ],
	] )( 'keeps to the words of the house: %s', ( id, text, fault ) => {
		expect(
			translation_faults( [ message( id ) ], po( { [ id ]: [ text ] } ) )
		).toEqual( [ `${ fault }: "${ id }" (a.ts)` ] );
	} );

	it( 'needs no word of the house where English means a verb or a command', () => {
		for ( const id of [ 'Hooks that build exports', 'npm run build' ] ) {
			expect(
				translation_faults(
					[ message( id ) ],
					po( { [ id ]: [ 'چیز دیگر' ] } )
				)
			).toEqual( [] );
		}
	} );

	it( 'may outlive the text it was of', () => {
		expect( translation_faults( [], po( { Old: [ 'کهنه' ] } ) ) ).toEqual(
			[]
		);
	} );
} );

describe( 'a text that runs right to left', () => {
	it( 'has its arguments between isolates, technical ones left to right', () => {
		expect( isolated( 'فرم {%1$d}، %2$s از 100%', 'fa_IR' ) ).toBe(
			'فرم \u2066%1$d\u2069، \u2068%2$s\u2069 از 100%'
		);
		expect(
			isolated( 'Action Scheduler {%1$s} کار می‌کند', 'fa_IR' )
		).toBe( '\u200fAction Scheduler \u2066%1$s\u2069 کار می‌کند' );
		expect( isolated( '%1$s کار، WP-Cron', 'fa_IR' ) ).toBe(
			'\u200f\u2068%1$s\u2069 کار، WP-Cron'
		);
		expect( isolated( '%1$s: %2$s', 'fa_IR' ) ).toBe(
			'\u200f\u2068%1$s\u2069: \u2068%2$s\u2069'
		);
		expect( isolated( '%s+', 'fa_IR' ) ).toBe( '\u2068%s\u2069+' );
		expect( isolated( '{%s} Gravity Forms', 'fa_IR' ) ).toBe(
			'\u2066%s\u2069 Gravity Forms'
		);
		expect( isolated( 'Formular %1$d', 'de_DE' ) ).toBe( 'Formular %1$d' );
	} );
} );

describe( 'what WordPress reads', () => {
	const built = po( {
		"It's": [ 'آن' ],
		'%d job': [ 'یک', 'چند' ],
		Empty: [ '' ],
	} );

	it( 'has forms parted by a NUL, and no empty text that would hide the original', () => {
		const text = php_file( 'fa_IR', built );
		expect( text ).toContain( "'It\\'s' => 'آن'," );
		expect( text ).toContain( `'%d job' => 'یک' . "\\0" . 'چند',` );
		expect( text ).not.toContain( 'Empty' );
	} );

	it( 'gives the browser only what the screen says', () => {
		const data: unknown = JSON.parse(
			json_file( 'fa_IR', built, [ message( '%d job', '%d jobs' ) ] )
		);
		expect( data ).toMatchObject( {
			locale_data: {
				'smartalloc-ops': { '%d job': [ 'یک', 'چند' ] },
			},
		} );
		expect( JSON.stringify( data ) ).not.toContain( "It's" );
	} );
} );
