import { describe, expect, it } from 'vitest';
import { needs_of, stage_names } from '../bootstrap/needs.mjs';
import { parse_selection, STAGE_NAMES } from './selection';

describe( 'npm test -- ...', () => {
	it( 'runs everything but the oldest WordPress and the faults when nothing is named', () => {
		expect( parse_selection( [] ) ).toEqual( {
			stages: STAGE_NAMES.filter(
				( name ) => name !== 'floor' && name !== 'chaos'
			),
			filter: null,
		} );
		expect( parse_selection( [ 'floor' ] ).stages ).toEqual( [ 'floor' ] );
	} );

	it( 'runs what is named once, in the usual order', () => {
		expect(
			parse_selection( [ 'phpunit', 'types', 'unit' ] ).stages
		).toEqual( [ 'types', 'layers', 'vitest', 'phpunit' ] );
	} );

	it( 'takes integration as both databases, with one site and with a network', () => {
		expect( parse_selection( [ 'integration' ] ).stages ).toEqual( [
			'integration:mariadb',
			'integration:sqlite',
			'multisite:mariadb',
			'multisite:sqlite',
		] );
	} );

	it.each( [ [ [ '--filter', 'Name' ] ], [ [ '--filter=Name' ] ] ] )(
		'passes a filter on: %j',
		( args ) => {
			expect( parse_selection( [ 'e2e', ...args ] ) ).toEqual( {
				stages: [ 'e2e:console', 'e2e:subjects' ],
				filter: 'Name',
			} );
		}
	);

	it.each( [
		[ [ 'e2' ] ],
		[ [ '--fast' ] ],
		[ [ '--filter' ] ],
		[ [ '--filter=' ] ],
	] )( 'refuses what it does not know: %j', ( args ) => {
		expect( () => parse_selection( args ) ).toThrow();
	} );
} );

describe( 'what a command needs on the machine', () => {
	it( 'is no browser and no database server for unit tests', () => {
		expect( needs_of( 'test', [ 'unit' ] ) ).toEqual( [
			'php',
			'composer',
		] );
	} );

	it( 'is everything for all tests', () => {
		expect( needs_of( 'test', [ '--filter', 'unit' ] ) ).toEqual( [
			'php',
			'composer',
			'mariadb',
			'chromium',
			'prometheus',
		] );
	} );

	it( 'is known for each stage', () => {
		for ( const stage of STAGE_NAMES ) {
			const needs = needs_of( 'test', [ stage ] );
			expect( needs.includes( 'mariadb' ) ).toBe(
				stage.endsWith( ':mariadb' ) || stage === 'chaos'
			);
			expect( needs.includes( 'chromium' ) ).toBe(
				stage.startsWith( 'e2e:' )
			);
		}
	} );

	it( 'does not take the value of an option for a stage', () => {
		expect( stage_names( [ '--filter', 'e2e', 'layers' ] ) ).toEqual( [
			'layers',
		] );
	} );
} );
