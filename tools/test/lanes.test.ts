import { describe, expect, it } from 'vitest';
import { in_lanes } from './lanes';

describe( 'in_lanes', () => {
	it( 'begins in order, never more at once than there are lanes, and gives the results in order', async () => {
		const begun: number[] = [];
		let running = 0;
		let most = 0;
		const ends: Array< () => void > = [];
		const whole = in_lanes(
			[ 10, 11, 12, 13 ],
			2,
			async ( task, index ) => {
				begun.push( task );
				running++;
				most = Math.max( most, running );
				await new Promise< void >( ( resolve ) =>
					ends.push( resolve )
				);
				running--;
				return `${ index }:${ task }`;
			}
		);
		expect( begun ).toEqual( [ 10, 11 ] );
		// The second ends before the first: the third takes its lane.
		ends[ 1 ]?.();
		await expect.poll( () => begun ).toEqual( [ 10, 11, 12 ] );
		ends[ 0 ]?.();
		await expect.poll( () => begun ).toEqual( [ 10, 11, 12, 13 ] );
		ends[ 3 ]?.();
		ends[ 2 ]?.();
		expect( await whole ).toEqual( [ '0:10', '1:11', '2:12', '3:13' ] );
		expect( most ).toBe( 2 );
	} );

	it( 'ends with the error of a task', async () => {
		await expect(
			in_lanes( [ 1 ], 2, () => Promise.reject( new Error( 'broken' ) ) )
		).rejects.toThrow( 'broken' );
	} );
} );
