import { useHeldStill } from './hold-still';

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

/** While the pointer or the focus is inside, rows keep their places and take their latest values. */
export function useFrozenOrder< T >(
	sorted: T[],
	idOf: ( row: T ) => string | number
) {
	const { held, release, holder } = useHeldStill( sorted );
	const frozen: FrozenRows< T > =
		held === null
			? { rows: sorted, newer: 0, moved: false }
			: keepOrder( held.value, sorted, idOf );
	return { ...frozen, release, holder };
}
