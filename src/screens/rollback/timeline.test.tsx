import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { RunStep } from '../../bridge/types';
import { SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { Timeline } from './timeline';

function step( ordinal: number, state: RunStep[ 'state' ] ): RunStep {
	return {
		ordinal,
		name: `step_${ ordinal }`,
		title: `Step ${ ordinal }`,
		direction: 'do',
		attempt: 1,
		state,
		started_at: null,
		finished_at: null,
		evidence: [],
		error: null,
	};
}

const folded = ( title: string ) =>
	screen.getByText( title, { selector: 'strong' } ).closest( 'details' ) !==
	null;

describe( 'the steps of a run', () => {
	it( 'fold what is done, and leave open what waits, failed or comes next', () => {
		renderPart(
			<Timeline
				steps={ [
					step( 1, 'done' ),
					step( 2, 'done' ),
					step( 3, 'failed' ),
					step( 4, 'done' ),
					step( 5, 'planned' ),
				] }
				interrupted={ false }
			/>,
			SITE
		);
		const line = screen.getByText( /2 of 5 steps are done/ );
		expect( line.textContent ).toContain( 'Step 2' );
		expect( within( line ).getByText( 'Good' ) ).toBeTruthy();
		expect(
			[ 1, 2, 3, 4, 5 ].map( ( ordinal ) =>
				folded( `Step ${ ordinal }` )
			)
		).toEqual( [ true, true, false, false, false ] );
	} );

	it( 'fold nothing for a single line', () => {
		renderPart(
			<Timeline
				steps={ [ step( 1, 'done' ), step( 2, 'started' ) ] }
				interrupted={ false }
			/>,
			SITE
		);
		expect( folded( 'Step 1' ) ).toBe( false );
	} );
} );
