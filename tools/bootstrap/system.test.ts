import { describe, expect, it } from 'vitest';
import { missing_extensions, packages_for } from './system.mjs';

const ALL = [
	'curl',
	'dom',
	'gd',
	'intl',
	'mbstring',
	'mysqli',
	'pdo_sqlite',
	'SimpleXML',
	'sqlite3',
	'xml',
	'xmlwriter',
	'zip',
];
const listing = ( modules: readonly string[] ) =>
	[ '[PHP Modules]', ...modules, '', '[Zend Modules]', '' ].join( '\n' );

describe( 'PHP extensions', () => {
	it( 'are all there on a complete machine', () => {
		expect( missing_extensions( listing( ALL ) ) ).toEqual( [] );
	} );

	it( 'are missed by name, whatever the case', () => {
		expect(
			missing_extensions(
				listing(
					ALL.filter(
						( name ) => name !== 'SimpleXML' && name !== 'sqlite3'
					)
				)
			)
		).toEqual( [ 'simplexml', 'sqlite3' ] );
	} );

	it( 'are not taken for one whose name contains theirs', () => {
		expect(
			missing_extensions(
				listing( ALL.filter( ( name ) => name !== 'xml' ) )
			)
		).toEqual( [ 'xml' ] );
	} );

	it( 'come in one package for several, of the version of the PHP that runs', () => {
		expect(
			packages_for( [ 'pdo_sqlite', 'sqlite3', 'dom', 'xml' ], '8.3' )
		).toEqual( [ 'php8.3-xml', 'php8.3-sqlite3' ] );
	} );
} );
