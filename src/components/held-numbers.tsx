import { Button } from '@wordpress/components';
import { useRef, useState } from '@wordpress/element';
import { _n, sprintf } from '@wordpress/i18n';
import type { FocusEvent, ReactNode } from 'react';

import { formatNumber } from '../bridge/time';
import { useSite } from '../site';

interface Held< T > {
	/** What is on the screen. */
	shown: T;
	/** Numbers that are others by now. */
	changed: number;
	/** Takes those of now, at the person's wish. */
	release: () => void;
	/** For the element that holds the numbers. */
	holder: {
		onPointerEnter: () => void;
		onPointerLeave: () => void;
		onFocus: () => void;
		onBlur: ( event: FocusEvent< HTMLElement > ) => void;
	};
}

/** While the pointer or the focus is inside, numbers stay as they are: nobody reads one thing and points at another. */
export function useHeldNumbers< T >(
	latest: T,
	countChanged: ( shown: T, latest: T ) => number
): Held< T > {
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
		shown: held === null ? latest : held.value,
		changed: held === null ? 0 : countChanged( held.value, latest ),
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

interface ChangedNumbersProps {
	changed: number;
	onShow: () => void;
	/** What stands at the other end of the line. */
	children?: ReactNode;
}

/** Its line is always there, so that its coming moves nothing. */
export function ChangedNumbers( {
	changed,
	onShow,
	children,
}: ChangedNumbersProps ) {
	const { locale } = useSite();
	return (
		<div className="smartalloc-ops__newer">
			<span className="smartalloc-ops__quiet">{ children }</span>
			{ changed > 0 && (
				<Button __next40pxDefaultSize variant="link" onClick={ onShow }>
					{ sprintf(
						/* translators: %s: number of numbers on the screen. */
						_n(
							'%s has changed, show it',
							'%s have changed, show them',
							changed,
							'smartalloc-ops'
						),
						formatNumber( changed, locale )
					) }
				</Button>
			) }
		</div>
	);
}
