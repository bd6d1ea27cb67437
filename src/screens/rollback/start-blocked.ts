import { __, sprintf } from '@wordpress/i18n';

import type { RollbackPlan } from '../../bridge/types';

export interface StartWish {
	/** Null until a scenario is chosen and its dry run has answered. */
	plan: RollbackPlan | null;
	reason: string;
	typed: string;
}

/** Why the rollback cannot start now, or null when it can. */
export function startBlockedBecause( {
	plan,
	reason,
	typed,
}: StartWish ): string | null {
	if ( plan === null ) {
		return __(
			'Choose what is wrong, and read what would happen.',
			'smartalloc-ops'
		);
	}
	if ( plan.refusals.length > 0 ) {
		return __( 'This cannot be done now.', 'smartalloc-ops' );
	}
	if ( reason.trim() === '' ) {
		return __( 'Say why first.', 'smartalloc-ops' );
	}
	return typed.trim() === plan.confirmation
		? null
		: sprintf(
				/* translators: %s: text to type, e.g. a release number. */
				__( 'Type %s to confirm.', 'smartalloc-ops' ),
				plan.confirmation
			);
}
