import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

interface Pager {
	/** Cursor of the page on screen; null is the newest page. */
	before: number | null;
	older: ( next_before: number ) => void;
	newer: ( () => void ) | null;
}

/** Cursors only lead to older pages, so the way back is remembered. */
export function usePager(): Pager {
	const [ trail, setTrail ] = useState< number[] >( [] );
	return {
		before: trail.at( -1 ) ?? null,
		older: ( next_before ) => setTrail( [ ...trail, next_before ] ),
		newer:
			trail.length === 0 ? null : () => setTrail( trail.slice( 0, -1 ) ),
	};
}

interface PagerButtonsProps {
	pager: Pager;
	next_before: number | null;
}

export function PagerButtons( { pager, next_before }: PagerButtonsProps ) {
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
