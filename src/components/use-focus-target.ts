import { useEffect, useRef } from '@wordpress/element';

import { useVisit } from '../router';

/** `when_lost`: nobody asked, and it takes the place of something that had the focus. */
export type Asked = boolean | 'when_lost';

/** Brings a part into sight and focus when a link asked for it, and again when that link is followed again. */
export function useFocusTarget< T extends HTMLElement >(
	asked: Asked,
	block: 'center' | 'start' = 'center'
) {
	const ref = useRef< T >( null );
	const visit = useVisit();
	useEffect( () => {
		const page = ref.current?.ownerDocument;
		if (
			asked === true ||
			( asked === 'when_lost' && page?.activeElement === page?.body )
		) {
			ref.current?.scrollIntoView( { block } );
			ref.current?.focus( { preventScroll: true } );
		}
	}, [ asked, block, visit ] );
	return ref;
}
