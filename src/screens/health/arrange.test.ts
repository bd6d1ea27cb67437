import { describe, expect, it } from 'vitest';

import {
	ago,
	BAD_HEALTH,
	GOOD_HEALTH,
	NOW,
	verdict,
} from '../../fixtures/health';
import { arrange, countStatuses, notGreen, presentStatus } from './arrange';

const probes = ( verdicts: Parameters< typeof arrange >[ 0 ] ) =>
	arrange( verdicts ).flatMap( ( { rows } ) =>
		rows.map( ( row ) => [
			row.verdict.probe,
			row.waiting.map( ( { probe } ) => probe ),
		] )
	);

describe( 'checks on the screen', () => {
	it( 'fold a waiting check under the one it waits for', () => {
		expect( probes( BAD_HEALTH.verdicts ) ).toContainEqual( [
			'gravity_forms',
			[ 'submission_path' ],
		] );
	} );

	it( 'stand alone when what they need is good', () => {
		expect( probes( GOOD_HEALTH.verdicts ) ).toContainEqual( [
			'submission_path',
			[],
		] );
	} );

	it( 'fold a chain under its first link', () => {
		const waiting = ( probe: string, parent: string ) =>
			verdict( {
				probe,
				status: 'unknown',
				reason: 'waits_for',
				waits_for: [ parent ],
			} );
		expect(
			probes( [
				verdict( { probe: 'a', status: 'critical' } ),
				waiting( 'b', 'a' ),
				waiting( 'c', 'b' ),
			] )
		).toEqual( [ [ 'a', [ 'b', 'c' ] ] ] );
	} );

	it( 'lose nobody when two wait for each other', () => {
		const waiting = ( probe: string, parent: string ) =>
			verdict( { probe, status: 'unknown', waits_for: [ parent ] } );
		expect(
			probes( [ waiting( 'a', 'b' ), waiting( 'b', 'a' ) ] ).map(
				( [ probe ] ) => probe
			)
		).toEqual( [ 'a', 'b' ] );
	} );

	it( 'are never good past their time', () => {
		const old = verdict( { valid_until: ago( 1 ) } );
		expect( presentStatus( old, NOW ) ).toBe( 'unknown' );
		expect( presentStatus( verdict(), NOW ) ).toBe( 'good' );
	} );

	it( 'are counted as they stand now', () => {
		const old = verdict( { probe: 'old', valid_until: ago( 1 ) } );
		expect( countStatuses( [ verdict(), old ], NOW ) ).toMatchObject( {
			good: 1,
			unknown: 1,
		} );
	} );

	it( 'are not green while one is critical or a required one is unknown', () => {
		const required = verdict( { valid_until: ago( 1 ) } );
		const optional = verdict( {
			probe: 'loopback',
			required: false,
			status: 'unknown',
		} );
		const red = verdict( {
			probe: 'smtp',
			required: false,
			status: 'critical',
		} );
		const amber = verdict( { probe: 'amber', status: 'recommended' } );
		expect(
			notGreen( [ verdict(), required, optional, red, amber ], NOW )
		).toEqual( [ required, red ] );
	} );
} );
