import { Button } from '@wordpress/components';
import { useRef, useState } from '@wordpress/element';
import type { FocusEvent, ReactNode } from 'react';

interface HeldStill< T > {
	/** What is kept on the screen; null while nothing is. */
	held: { value: T } | null;
	/** Takes what is there now, at the person's wish. */
	release: () => void;
	/** For the element that nothing may move in. */
	holder: {
		onPointerEnter: () => void;
		onPointerLeave: () => void;
		onFocus: () => void;
		onBlur: ( event: FocusEvent< HTMLElement > ) => void;
	};
}

/** While the pointer or the focus is inside, what is shown stays: nobody reads one thing and points at another. */
export function useHeldStill< T >( latest: T ): HeldStill< T > {
	const [ held, setHeld ] = useState< { value: T } | null >( null );
	const inside = useRef( { pointer: false, focus: false } );
	const note = ( change: Partial< typeof inside.current > ) => {
		const now = { ...inside.current, ...change };
		inside.current = now;
		const hold = now.pointer || now.focus;
		setHeld( ( before ) =>
			hold ? ( before ?? { value: latest } ) : null
		);
	};
	return {
		held,
		release: () => setHeld( { value: latest } ),
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

interface NewsLineProps {
	/** What is to be shown at the person's wish; null while there is nothing new. */
	news: string | null;
	onShow: () => void;
	/** What stands at the other end of the line. */
	children?: ReactNode;
}

/** Its line is always there, so that its coming moves nothing. */
export function NewsLine( { news, onShow, children }: NewsLineProps ) {
	return (
		<div className="smartalloc-ops__newer">
			<span className="smartalloc-ops__quiet">{ children }</span>
			{ news !== null && (
				<Button __next40pxDefaultSize variant="link" onClick={ onShow }>
					{ news }
				</Button>
			) }
		</div>
	);
}
