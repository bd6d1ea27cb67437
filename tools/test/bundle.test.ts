import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bundle_faults } from './bundle';

const asset = ( ...handles: string[] ) =>
	`<?php return array('dependencies' => array(${ handles.map( ( handle ) => `'${ handle }'` ).join( ', ' ) }), 'version' => '1');`;
const GOOD = {
	asset: asset( 'react', 'wp-components' ),
	scripts: { 'index.js': Buffer.from( 'small' ) },
};

describe( 'the built scripts', () => {
	it( 'are fine when small, plain and made of core', () => {
		expect( bundle_faults( GOOD ) ).toEqual( [] );
	} );

	it( 'may not ask for a handle that the oldest WordPress lacks', () => {
		expect(
			bundle_faults( { ...GOOD, asset: asset( 'react', 'wp-theme' ) } )
		).toEqual( [ 'asks for wp-theme, which WordPress 6.6 does not have' ] );
	} );

	it( 'may not be heavy on first paint', () => {
		const scripts = { 'index.js': randomBytes( 62_000 ) };
		expect( bundle_faults( { ...GOOD, scripts } ) ).toHaveLength( 1 );
	} );

	it.each( [
		'Symbol.for("react.element")',
		"Symbol.for('react.transitional.element')",
	] )( 'may not carry React: %s', ( text ) => {
		const scripts = {
			...GOOD.scripts,
			'flags.js': Buffer.from( `var a=${ text };` ),
		};
		expect( bundle_faults( { ...GOOD, scripts } ) ).toEqual( [
			'flags.js carries a copy of React',
		] );
	} );

	it( 'may not be missing', () => {
		expect( bundle_faults( { asset: '', scripts: {} } ) ).toEqual( [
			'index.asset.php names no dependency',
			'index.js is missing',
		] );
	} );
} );
