import { __ } from '@wordpress/i18n';

import type { AlertLine } from '../../bridge/types';
import type { Shape } from '../../components/mark';

export function alertWord( alert: AlertLine ): { shape: Shape; word: string } {
	switch ( alert.state ) {
		case 'pending':
			return { shape: 'busy', word: __( 'Pending', 'smartalloc-ops' ) };
		case 'firing':
			return {
				shape:
					alert.severity === 'critical' ? 'critical' : 'recommended',
				word: __( 'Firing', 'smartalloc-ops' ),
			};
		case 'acknowledged':
			return {
				shape: 'held',
				word: __( 'Somebody is on it', 'smartalloc-ops' ),
			};
		case 'resolved':
			return { shape: 'good', word: __( 'Over', 'smartalloc-ops' ) };
	}
}
