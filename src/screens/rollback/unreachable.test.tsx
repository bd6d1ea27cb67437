import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { apiError, fail, fakeServer } from '../../fixtures/server';
import { RollbackScreen } from './rollback-screen';

const DEAD = fail( apiError( 500, 'There has been a critical error.' ) );

function open() {
	fakeServer( {
		'GET /rollbacks/readiness': DEAD,
		'GET /proposals?per_page=5': DEAD,
	} );
	renderPart(
		<RollbackScreen run={ null } view={ null } focus={ null } />,
		SITE
	);
}

describe( 'a site that does not answer', () => {
	let rescue: HTMLElement;

	beforeEach( () => {
		rescue = document.createElement( 'details' );
		rescue.className = 'smartalloc-ops__rescue';
		rescue.innerHTML =
			'<summary>Lines</summary><code>php rescue.php</code>';
	} );

	afterEach( () => rescue.remove() );

	it( 'is told once, with the way that needs no screen', async () => {
		document.body.append( rescue );
		open();
		expect(
			await screen.findAllByRole( 'button', { name: 'Try again' } )
		).toHaveLength( 1 );
		await userEvent
			.setup()
			.click(
				screen.getByRole( 'button', { name: 'Show the two lines' } )
			);
		expect( rescue ).toHaveProperty( 'open', true );
		expect( rescue.ownerDocument.activeElement ).toBe(
			rescue.querySelector( 'summary' )
		);
	} );

	it( 'says whom to tell to those who are not shown the lines', async () => {
		open();
		expect(
			await screen.findByText( /^Tell somebody who may roll back/ )
		).toBeTruthy();
	} );
} );
