import { __ } from '@wordpress/i18n';

import type { PreviewState } from './use-preview';

interface Wish {
	preview: PreviewState;
	reason: string;
	/** Somebody else changed the flag meanwhile. */
	raced: boolean;
	/** An end was asked for and no time is given yet. */
	unfinished?: boolean;
	/** Neither the value nor its end would change. */
	same?: boolean;
}

/** Why the change cannot be made now, or null when it can. */
export function blockedBecause( {
	preview,
	reason,
	raced,
	unfinished = false,
	same = false,
}: Wish ): string | null {
	if ( raced ) {
		return __(
			'Somebody changed this flag meanwhile: look at the change first.',
			'smartalloc-ops'
		);
	}
	switch ( preview.state ) {
		case 'measuring':
			return __( 'Measuring what it would do.', 'smartalloc-ops' );
		case 'failed':
			return __(
				'What it would do could not be measured.',
				'smartalloc-ops'
			);
		case 'measured':
			if ( preview.preview.refusals.length > 0 ) {
				return __( 'This cannot be done now.', 'smartalloc-ops' );
			}
	}
	if ( unfinished ) {
		return __( 'Say when it ends.', 'smartalloc-ops' );
	}
	if ( same ) {
		return __( 'Choose another value or an end.', 'smartalloc-ops' );
	}
	return reason.trim() === ''
		? __( 'Say why first.', 'smartalloc-ops' )
		: null;
}
