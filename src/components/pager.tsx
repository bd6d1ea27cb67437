import { Button } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

interface Pager< Cursor > {
	/** Cursor of the page on screen; null is the newest page. */
	before: Cursor | null;
	older: ( next_before: Cursor ) => void;
	newer: ( () => void ) | null;
}

/**
 * Cursors only lead to older pages, so the way back is remembered; a list of
 * something else begins anew.
 */
export function usePager< Cursor extends number | string = number >(
	list: string = ''
): Pager< Cursor > {
	const [ trail, setTrail ] = useState< Cursor[] >( [] );
	useEffect( () => setTrail( [] ), [ list ] );
	return {
		before: trail.at( -1 ) ?? null,
		older: ( next_before ) => setTrail( [ ...trail, next_before ] ),
		newer:
			trail.length === 0 ? null : () => setTrail( trail.slice( 0, -1 ) ),
	};
}

interface PagerButtonsProps< Cursor > {
	pager: Pager< Cursor >;
	next_before: Cursor | null;
}

export function PagerButtons< Cursor >( {
	pager,
	next_before,
}: PagerButtonsProps< Cursor > ) {
	if ( pager.newer === null && next_before === null ) {
		return null;
	}
	return (
		<div className="smartalloc-ops__buttons">
			<Button
				size="compact"
				variant="secondary"
				aria-disabled={ pager.newer === null }
				onClick={ () => pager.newer?.() }
			>
				{ __( 'Newer', 'smartalloc-ops' ) }
			</Button>
			<Button
				size="compact"
				variant="secondary"
				aria-disabled={ next_before === null }
				onClick={ () => {
					if ( next_before !== null ) {
						pager.older( next_before );
					}
				} }
			>
				{ __( 'Older', 'smartalloc-ops' ) }
			</Button>
		</div>
	);
}
