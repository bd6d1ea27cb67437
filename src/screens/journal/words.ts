import { __, sprintf } from '@wordpress/i18n';

import { formatAbsolute, parseInstant, type Zone } from '../../bridge/time';
import type { Actor, JournalEntry } from '../../bridge/types';
import { actorText } from '../../components/describe';

export function kindWord( kind: JournalEntry[ 'kind' ] ): string {
	switch ( kind ) {
		case 'flag':
			return __( 'Flag', 'smartalloc-ops' );
		case 'run':
			return __( 'Run', 'smartalloc-ops' );
		case 'step':
			return __( 'Step of a run', 'smartalloc-ops' );
		case 'settings':
			return __( 'Settings', 'smartalloc-ops' );
		case 'act':
			return __( 'Act', 'smartalloc-ops' );
	}
}

export function actorKindWord( kind: Actor[ 'kind' ] ): string {
	switch ( kind ) {
		case 'user':
			return __( 'any person', 'smartalloc-ops' );
		case 'cli':
			return __( 'WP-CLI', 'smartalloc-ops' );
		case 'cron':
			return __( 'WP-Cron', 'smartalloc-ops' );
		case 'run':
			return __( 'a run', 'smartalloc-ops' );
		case 'schedule':
			return __( 'the planned end', 'smartalloc-ops' );
		case 'system':
			return __( 'the plugin itself', 'smartalloc-ops' );
	}
}

/** One line of plain text, for a ticket. */
export function asLine( entry: JournalEntry, zone: Zone ): string {
	const epoch = parseInstant( entry.at );
	const line = sprintf(
		/* translators: 1: date and time, 2: who did it, 3: what was done. */
		__( '%1$s, %2$s: %3$s', 'smartalloc-ops' ),
		epoch === null ? entry.at : formatAbsolute( epoch, zone ),
		actorText( entry.actor ),
		entry.change
	);
	return entry.reason === '' ? line : `${ line } “${ entry.reason }”`;
}
