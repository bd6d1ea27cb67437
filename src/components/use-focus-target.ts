import { useEffect, useRef } from '@wordpress/element';

/** Brings a row into sight and focus when a link asked for it. */
export function useFocusTarget< T extends HTMLElement >( asked: boolean ) {
	const ref = useRef< T >( null );
	useEffect( () => {
		if ( asked ) {
			ref.current?.scrollIntoView( { block: 'center' } );
			ref.current?.focus( { preventScroll: true } );
		}
	}, [ asked ] );
	return ref;
}
