import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { FROZEN, NOT_FROZEN } from '../../fixtures/flags';
import {
	serve,
	dialog,
	verb,
	isInert,
	reason,
} from '../../fixtures/flags-screen';
import { SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import { apiError, fail, reply } from '../../fixtures/server';
import { FlagsScreen } from './flags-screen';

describe( 'the freeze', () => {
	const open = async ( name: string ) => {
		const user = userEvent.setup();
		renderPart( <FlagsScreen focus={ null } change={ null } />, SITE );
		await user.click( await screen.findByRole( 'button', { name } ) );
		return user;
	};

	it( 'needs an end and a reason, and sends both with the revision', async () => {
		const server = serve( { 'PUT /freeze': reply( FROZEN ) } );
		const user = await open( 'Freeze the flags…' );
		expect( dialog().getByText( 'Say when it ends.' ) ).toBeTruthy();
		await user.selectOptions( dialog().getByLabelText( 'Ends' ), '240' );
		expect( dialog().getByText( 'Say why first.' ) ).toBeTruthy();
		await user.type( reason(), 'registrations' );
		await user.click( verb( 'Freeze the flags' ) );
		await waitFor( () =>
			expect( server.count( 'PUT /freeze' ) ).toBe( 1 )
		);
		expect(
			server.calls.find( ( { method } ) => method === 'PUT' )?.data
		).toMatchObject( {
			frozen: true,
			revision: 0,
			reason: 'registrations',
		} );
	} );

	it( 'names its owner, its end and its reason, and can be opened', async () => {
		const server = serve( {
			'GET /freeze': reply( FROZEN ),
			'PUT /freeze': reply( NOT_FROZEN ),
		} );
		const user = await open( 'Open the flags…' );
		expect( screen.getByText( 'maryam' ) ).toBeTruthy();
		expect(
			screen.getByText( 'The night of the registrations' )
		).toBeTruthy();
		await user.type( reason(), 'it is quiet' );
		await user.click( verb( 'Open the flags' ) );
		await waitFor( () =>
			expect( server.calls ).toContainEqual( {
				method: 'PUT',
				path: '/freeze',
				data: {
					frozen: false,
					until: null,
					revision: 3,
					reason: 'it is quiet',
				},
			} )
		);
	} );

	it( 'that somebody else was faster with is shown before it is asked again', async () => {
		const server = serve( {
			'PUT /freeze': fail(
				apiError( 409, 'Changed meanwhile.', { freeze: FROZEN } )
			),
		} );
		const user = await open( 'Freeze the flags…' );
		await user.selectOptions( dialog().getByLabelText( 'Ends' ), '240' );
		await user.type( reason(), 'registrations' );
		server.on( 'GET /freeze', reply( FROZEN ) );
		await user.click( verb( 'Freeze the flags' ) );
		expect( await dialog().findByText( 'maryam' ) ).toBeTruthy();
		expect( isInert( verb( 'Freeze the flags' ) ) ).toBe( true );
	} );
} );
