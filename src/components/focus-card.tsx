import { useId } from '@wordpress/element';
import type { ReactNode } from 'react';

import { useFocusTarget, type Asked } from './use-focus-target';

interface FocusCardProps {
	title: string;
	/** A link leads here. */
	focused: Asked;
	children: ReactNode;
}

/** A card with a heading, which a link can bring into sight. */
export function FocusCard( { title, focused, children }: FocusCardProps ) {
	const ref = useFocusTarget< HTMLElement >( focused, 'start' );
	const heading = useId();
	return (
		<section
			ref={ ref }
			tabIndex={ -1 }
			className="smartalloc-ops__card"
			aria-labelledby={ heading }
		>
			<h3 id={ heading }>{ title }</h3>
			{ children }
		</section>
	);
}
