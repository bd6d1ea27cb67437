import { useEffect, useRef } from '@wordpress/element';

/** Brings a part into sight and focus when a link asked for it. */
export function useFocusTarget< T extends HTMLElement >(
	asked: boolean,
	block: 'center' | 'start' = 'center'
) {
	const ref = useRef< T >( null );
	useEffect( () => {
		if ( asked ) {
			ref.current?.scrollIntoView( { block } );
			ref.current?.focus( { preventScroll: true } );
		}
	}, [ asked, block ] );
	return ref;
}
