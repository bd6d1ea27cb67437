import { speak } from '@wordpress/a11y';
import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { MouseEvent } from 'react';

/** Sites on plain http have no clipboard object: a selection does it there. */
async function copyText( text: string, beside: Element ): Promise< boolean > {
	if ( 'clipboard' in navigator ) {
		try {
			await navigator.clipboard.writeText( text );
			return true;
		} catch ( error ) {
			if ( ! ( error instanceof DOMException ) ) {
				throw error;
			}
		}
	}
	const area = document.createElement( 'textarea' );
	area.value = text;
	area.className = 'screen-reader-text';
	// Inside a dialog the focus trap would pull the selection away from the body.
	beside.after( area );
	area.select();
	const copied = document.execCommand( 'copy' );
	area.remove();
	return copied;
}

interface CopyButtonProps {
	text: string;
	label?: string;
}

export function CopyButton( {
	text,
	label = __( 'Copy', 'smartalloc-ops' ),
}: CopyButtonProps ) {
	const [ result, setResult ] = useState( '' );
	return (
		<Button
			size="small"
			variant="tertiary"
			onClick={ async ( event: MouseEvent< HTMLElement > ) => {
				const said = ( await copyText( text, event.currentTarget ) )
					? __( 'Copied', 'smartalloc-ops' )
					: __(
							'Could not copy: select the text instead',
							'smartalloc-ops'
						);
				setResult( said );
				speak( said );
			} }
			onBlur={ () => setResult( '' ) }
		>
			{ result === '' ? label : result }
		</Button>
	);
}
