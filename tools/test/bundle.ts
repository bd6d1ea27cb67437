import { gzipSync } from 'node:zlib';

/** What the first paint may cost; the lazily loaded tabs come on top. */
const FIRST_PAINT_LIMIT = 60 * 1024;

/**
 * Handles that WordPress 6.6, the oldest supported, registers in every admin page.
 * A script that asks for any other is dropped there without a word.
 */
const CORE_HANDLES: readonly string[] = [
	'react',
	'react-dom',
	'react-jsx-runtime',
	'wp-a11y',
	'wp-api-fetch',
	'wp-components',
	'wp-compose',
	'wp-data',
	'wp-date',
	'wp-deprecated',
	'wp-dom',
	'wp-dom-ready',
	'wp-element',
	'wp-escape-html',
	'wp-hooks',
	'wp-html-entities',
	'wp-i18n',
	'wp-keycodes',
	'wp-notices',
	'wp-polyfill',
	'wp-preferences',
	'wp-primitives',
	'wp-url',
	'wp-warning',
];

/** A second copy of React on the page breaks hooks, and with React 19 every element. */
const REACT_INSIDE =
	/Symbol\.for\(\s*["']react\.(transitional\.)?element["']\s*\)/;

export interface Bundle {
	/** Text of index.asset.php. */
	readonly asset: string;
	/** Built files by name. */
	readonly scripts: Readonly< Record< string, Buffer > >;
}

function handles_of( asset: string ): string[] {
	const list =
		/'dependencies' => array\(([^)]*)\)/.exec( asset )?.[ 1 ] ?? '';
	return [ ...list.matchAll( /'([^']+)'/g ) ].map(
		( found ) => found[ 1 ] ?? ''
	);
}

/** What is wrong with the built scripts, as lines for a person. */
export function bundle_faults( bundle: Bundle ): string[] {
	const handles = handles_of( bundle.asset );
	const first = bundle.scripts[ 'index.js' ];
	const size = first === undefined ? 0 : gzipSync( first ).length;
	return [
		...( handles.length === 0
			? [ 'index.asset.php names no dependency' ]
			: [] ),
		...handles
			.filter( ( handle ) => ! CORE_HANDLES.includes( handle ) )
			.map(
				( handle ) =>
					`asks for ${ handle }, which WordPress 6.6 does not have`
			),
		...( first === undefined ? [ 'index.js is missing' ] : [] ),
		...( size > FIRST_PAINT_LIMIT
			? [
					`index.js is ${ size } bytes gzipped, over ${ FIRST_PAINT_LIMIT }`,
				]
			: [] ),
		...Object.entries( bundle.scripts )
			.filter( ( [ , text ] ) => REACT_INSIDE.test( text.toString() ) )
			.map( ( [ name ] ) => `${ name } carries a copy of React` ),
	];
}
