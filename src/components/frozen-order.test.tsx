import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { keepOrder, useFrozenOrder } from './frozen-order';

interface Row {
	id: string;
	value: number;
}

const idOf = ( row: Row ) => row.id;
const row = ( id: string, value = 0 ): Row => ( { id, value } );

describe( 'a frozen order', () => {
	it( 'keeps places and takes the latest values', () => {
		const { rows, moved } = keepOrder(
			[ row( 'a', 1 ), row( 'b', 1 ) ],
			[ row( 'b', 2 ), row( 'a', 2 ) ],
			idOf
		);
		expect( rows ).toEqual( [ row( 'a', 2 ), row( 'b', 2 ) ] );
		expect( moved ).toBe( true );
	} );

	it( 'counts newer rows instead of showing them', () => {
		const { rows, newer } = keepOrder(
			[ row( 'a' ) ],
			[ row( 'x' ), row( 'y' ), row( 'a' ) ],
			idOf
		);
		expect( rows ).toEqual( [ row( 'a' ) ] );
		expect( newer ).toBe( 2 );
	} );

	it( 'keeps the place of a row that is gone', () => {
		const { rows, moved } = keepOrder(
			[ row( 'a', 7 ), row( 'b' ) ],
			[ row( 'b' ) ],
			idOf
		);
		expect( rows.map( idOf ) ).toEqual( [ 'a', 'b' ] );
		expect( moved ).toBe( true );
	} );
} );

function List( { sorted }: { sorted: Row[] } ) {
	const { rows, newer, release, holder } = useFrozenOrder( sorted, idOf );
	return (
		<>
			<ul { ...holder }>
				{ rows.map( ( { id } ) => (
					<li key={ id }>
						<button>{ id }</button>
					</li>
				) ) }
				<li>
					<button onClick={ release }>{ `newer ${ newer }` }</button>
				</li>
			</ul>
			<button>outside</button>
		</>
	);
}

const shown = () =>
	screen
		.getAllByRole( 'button' )
		.map( ( { textContent } ) => textContent )
		.filter( ( text ) => text?.length === 1 )
		.join( '' );

describe( 'a list', () => {
	it( 'moves freely while nobody is inside', () => {
		const { rerender } = render(
			<List sorted={ [ row( 'a' ), row( 'b' ) ] } />
		);
		rerender( <List sorted={ [ row( 'b' ), row( 'a' ) ] } /> );
		expect( shown() ).toBe( 'ba' );
	} );

	it( 'is frozen while the pointer is inside, and released when it leaves', async () => {
		const user = userEvent.setup();
		const { rerender } = render(
			<List sorted={ [ row( 'a' ), row( 'b' ) ] } />
		);
		await user.hover( screen.getByText( 'a' ) );
		rerender( <List sorted={ [ row( 'b' ), row( 'a' ) ] } /> );
		expect( shown() ).toBe( 'ab' );
		await user.hover( screen.getByText( 'outside' ) );
		expect( shown() ).toBe( 'ba' );
	} );

	it( 'is frozen while the focus is inside', () => {
		const { rerender } = render(
			<List sorted={ [ row( 'a' ), row( 'b' ) ] } />
		);
		act( () => screen.getByText( 'b' ).focus() );
		rerender( <List sorted={ [ row( 'x' ), row( 'b' ), row( 'a' ) ] } /> );
		expect( shown() ).toBe( 'ab' );
		act( () => screen.getByText( 'outside' ).focus() );
		expect( shown() ).toBe( 'xba' );
	} );

	it( 'takes the new order when the person asks for it', async () => {
		const user = userEvent.setup();
		const { rerender } = render( <List sorted={ [ row( 'a' ) ] } /> );
		await user.hover( screen.getByText( 'a' ) );
		rerender( <List sorted={ [ row( 'x' ), row( 'a' ) ] } /> );
		await user.click( screen.getByText( 'newer 1' ) );
		expect( shown() ).toBe( 'xa' );
	} );
} );
