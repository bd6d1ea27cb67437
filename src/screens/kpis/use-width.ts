import { useEffect, useRef, useState } from '@wordpress/element';

/** Before it was measured: that of a laptop, roughly. */
const USUAL = 760;

/** How wide an element is, in pixels: text in a drawing must not be stretched along. */
export function useWidth< T extends HTMLElement >() {
	const ref = useRef< T >( null );
	const [ width, setWidth ] = useState( USUAL );
	useEffect( () => {
		const element = ref.current;
		if ( element === null ) {
			return undefined;
		}
		const observer = new ResizeObserver( ( [ entry ] ) => {
			const measured = entry?.contentRect.width ?? 0;
			if ( measured > 0 ) {
				setWidth( measured );
			}
		} );
		observer.observe( element );
		return () => observer.disconnect();
	}, [] );
	return { ref, width };
}
