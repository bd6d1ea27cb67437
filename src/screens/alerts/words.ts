import { __ } from '@wordpress/i18n';

import type { AlertLine } from '../../bridge/types';
import type { Shape } from '../../components/mark';
import { statusWord } from '../../components/words';

/** How bad it is, in the word that a check has for it. */
export function severityWord( severity: AlertLine[ 'severity' ] ): string {
	return statusWord( severity === 'critical' ? 'critical' : 'recommended' );
}

export function alertWord( alert: AlertLine ): { shape: Shape; word: string } {
	switch ( alert.state ) {
		case 'pending':
			return { shape: 'busy', word: __( 'Pending', 'smartalloc-ops' ) };
		case 'firing':
			return {
				shape:
					alert.severity === 'critical' ? 'critical' : 'recommended',
				word: severityWord( alert.severity ),
			};
		case 'acknowledged':
			return {
				shape: 'held',
				word: __( 'Somebody is on it', 'smartalloc-ops' ),
			};
		case 'resolved':
			return alert.ended === 'gone'
				? {
						shape: 'unknown',
						word: __( 'Not measured any more', 'smartalloc-ops' ),
					}
				: { shape: 'good', word: __( 'Over', 'smartalloc-ops' ) };
	}
}
