import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import { SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { apiError, fail, fakeServer, reply } from '../../fixtures/server';
import { trace } from '../../fixtures/trace';
import { entryNumber, EntryScreen } from './entry-screen';

const ROUTE = 'GET /entries/48213/trace';

beforeEach( () => {
	window.history.replaceState( null, '', '?page=smartalloc-ops&tab=entry' );
} );

describe( 'the number of an entry', () => {
	it.each( [
		[ '48213', 48213 ],
		[ ' #48213 ', 48213 ],
		[ '۴۸۲۱۳', 48213 ],
		[ '٤٨٢١٣', 48213 ],
	] )( 'is read from %s', ( typed, number ) => {
		expect( entryNumber( typed ) ).toBe( number );
	} );

	it.each( [ '', '0', '-4', '1.5', 'abc', '1e3', '9'.repeat( 20 ) ] )(
		'is not read from "%s"',
		( typed ) => {
			expect( entryNumber( typed ) ).toBeNull();
		}
	);
} );

describe( 'an entry', () => {
	it( 'asks for a number and reads nothing before it has one', () => {
		const server = fakeServer( {} );
		renderPart( <EntryScreen entry={ null } />, SUPPORT_SITE );
		expect( screen.getByLabelText( 'Number of the entry' ) ).toBeTruthy();
		expect( server.calls ).toEqual( [] );
	} );

	it( 'goes to the address of the entry that was typed', async () => {
		fakeServer( {} );
		renderPart( <EntryScreen entry={ null } />, SUPPORT_SITE );
		const user = userEvent.setup();
		await user.type(
			screen.getByLabelText( 'Number of the entry' ),
			'۴۸۲۱۳{Enter}'
		);
		expect( window.location.search ).toBe(
			'?page=smartalloc-ops&tab=entry&entry=48213'
		);
	} );

	it( 'says what is wrong with what was typed and goes nowhere', async () => {
		fakeServer( {} );
		renderPart( <EntryScreen entry={ null } />, SUPPORT_SITE );
		const user = userEvent.setup();
		await user.type(
			screen.getByLabelText( 'Number of the entry' ),
			'Zahra{Enter}'
		);
		expect( screen.getByText( /digits only/ ) ).toBeTruthy();
		expect( window.location.search ).not.toContain( 'entry=' );
	} );

	it( 'answers the five questions, each with word and shape, without a click', async () => {
		fakeServer( { [ ROUTE ]: reply( trace() ) } );
		renderPart( <EntryScreen entry={ 48213 } />, SUPPORT_SITE );
		expect( await screen.findByText( /^Entry 48213:/ ) ).toBeTruthy();
		for ( const question of [
			'Did the submission arrive?',
			'Was it allocated?',
			'Was an e-mail sent?',
			'Did anything happen twice?',
			'Is it in an export?',
		] ) {
			const row = screen
				.getByRole( 'heading', { name: question } )
				.closest( 'li' );
			expect(
				row?.querySelector( '.smartalloc-ops__mark' )?.textContent
			).toMatch( /Fine|Attention|Not known/ );
		}
		expect(
			screen.getByRole( 'link', { name: 'Held work' } )
		).toBeTruthy();
	} );

	it( 'names what is missing and the sources that could not be read whole', async () => {
		fakeServer( { [ ROUTE ]: reply( trace() ) } );
		renderPart( <EntryScreen entry={ 48213 } />, SUPPORT_SITE );
		const story = await screen.findByRole( 'table', {
			name: /What happened to the entry/,
		} );
		expect( within( story ).getByText( 'missing' ) ).toBeTruthy();
		expect(
			screen.getByText( 'The log begins on 2026-11-25.' )
		).toBeTruthy();
		expect( screen.getByText( 'Read in part' ) ).toBeTruthy();
	} );

	it( 'shows the answer for the parent and copies it whole', async () => {
		fakeServer( { [ ROUTE ]: reply( trace() ) } );
		renderPart( <EntryScreen entry={ 48213 } />, SUPPORT_SITE );
		await screen.findByText( /Registration number 48213/ );
		const user = userEvent.setup();
		await user.click(
			screen.getByRole( 'button', { name: 'Copy this answer' } )
		);
		expect( await navigator.clipboard.readText() ).toBe( trace().copy );
	} );

	it( 'looks again when asked', async () => {
		const server = fakeServer( { [ ROUTE ]: reply( trace() ) } );
		renderPart( <EntryScreen entry={ 48213 } />, SUPPORT_SITE );
		const user = userEvent.setup();
		await user.click(
			await screen.findByRole( 'button', { name: 'Look again' } )
		);
		await screen.findByText( /^Entry 48213:/ );
		expect( server.count( ROUTE ) ).toBe( 2 );
	} );

	it( 'says where was looked for an entry that nobody knows', async () => {
		fakeServer( {
			[ ROUTE ]: fail(
				apiError(
					404,
					'There is no trace of entry 48213. Looked at: Gravity Forms (nothing).'
				)
			),
		} );
		renderPart( <EntryScreen entry={ 48213 } />, SUPPORT_SITE );
		expect(
			await screen.findByText( /Looked at: Gravity Forms/ )
		).toBeTruthy();
		expect(
			screen.getByRole( 'heading', {
				name: 'Nothing is known of entry 48213',
			} )
		).toBeTruthy();
	} );
} );
