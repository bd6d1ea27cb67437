import { useRef, useState } from '@wordpress/element';
import type { FocusEvent } from 'react';

export interface FrozenRows< T > {
	rows: T[];
	/** Rows that came after the order was frozen. */
	newer: number;
	/** The frozen order is no longer the right one. */
	moved: boolean;
}

/**
 * The frozen rows with their latest values. A row that is gone keeps its last
 * values and its place, so that nothing moves under a pointer.
 */
export function keepOrder< T >(
	frozen: T[],
	sorted: T[],
	idOf: ( row: T ) => string | number
): FrozenRows< T > {
	const latest = new Map( sorted.map( ( row ) => [ idOf( row ), row ] ) );
	const known = new Set( frozen.map( idOf ) );
	const fresh_order = sorted.map( idOf ).filter( ( id ) => known.has( id ) );
	return {
		rows: frozen.map( ( row ) => latest.get( idOf( row ) ) ?? row ),
		newer: sorted.length - fresh_order.length,
		moved: fresh_order.join( '\n' ) !== frozen.map( idOf ).join( '\n' ),
	};
}

interface FrozenOrder< T > extends FrozenRows< T > {
	/** Takes the order of now, at the person's wish. */
	release: () => void;
	/** For the element that holds the rows. */
	holder: {
		onPointerEnter: () => void;
		onPointerLeave: () => void;
		onFocus: () => void;
		onBlur: ( event: FocusEvent< HTMLElement > ) => void;
	};
}

/** While the pointer or the focus is inside, rows keep their places. */
export function useFrozenOrder< T >(
	sorted: T[],
	idOf: ( row: T ) => string | number
): FrozenOrder< T > {
	const [ frozen, setFrozen ] = useState< T[] | null >( null );
	const inside = useRef( { pointer: false, focus: false } );
	const note = ( change: Partial< typeof inside.current > ) => {
		const now = { ...inside.current, ...change };
		inside.current = now;
		const hold = now.pointer || now.focus;
		setFrozen( ( before ) => ( hold ? ( before ?? sorted ) : null ) );
	};
	return {
		...( frozen === null
			? { rows: sorted, newer: 0, moved: false }
			: keepOrder( frozen, sorted, idOf ) ),
		release: () => setFrozen( sorted ),
		holder: {
			onPointerEnter: () => note( { pointer: true } ),
			onPointerLeave: () => note( { pointer: false } ),
			onFocus: () => note( { focus: true } ),
			onBlur: ( event ) => {
				if ( ! event.currentTarget.contains( event.relatedTarget ) ) {
					note( { focus: false } );
				}
			},
		},
	};
}
