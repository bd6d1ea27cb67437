import { __, sprintf } from '@wordpress/i18n';

import type { Actor, Flag } from '../bridge/types';

/** Who did it, in a few words. */
export function actorText( actor: Actor | null ): string {
	switch ( actor?.kind ) {
		case undefined:
			return __( 'nobody on record', 'smartalloc-ops' );
		case 'cli':
			// The server's name for it says WP-CLI, and as whom.
			return actor.name === ''
				? __( 'WP-CLI', 'smartalloc-ops' )
				: actor.name;
		case 'cron':
			return __( 'WP-Cron', 'smartalloc-ops' );
		case 'run':
			return actor.name === ''
				? sprintf(
						/* translators: %d: number of a run. */
						__( 'run %d', 'smartalloc-ops' ),
						actor.id
					)
				: actor.name;
		case 'schedule':
			return __( 'the planned end', 'smartalloc-ops' );
		case 'system':
			return __( 'the plugin itself', 'smartalloc-ops' );
		case 'user':
			return actor.name === ''
				? __( 'a deleted user', 'smartalloc-ops' )
				: actor.name;
	}
}

/** What holds work in place of a flag: SmartAlloc is active and was not loaded. */
export const NOT_LOADED = 'not_loaded';

/** How one switch is named in an address. */
export function flagKey( flag: string, scope: string ): string {
	return scope === '' ? flag : `${ flag }/${ scope }`;
}

/** Where the focus returns to when the dialog of a switch closes. */
export function flagButtonId( flag: string, scope: string ): string {
	return `smartalloc-ops-change-${ flagKey( flag, scope ) }`;
}

export function flagName(
	flag: Pick< Flag, 'title' | 'scope_label' >
): string {
	return flag.scope_label === ''
		? flag.title
		: sprintf(
				/* translators: 1: name of a flag, 2: the form or group it is for. */
				__( '%1$s: %2$s', 'smartalloc-ops' ),
				flag.title,
				flag.scope_label
			);
}

export function findFlag( flags: Flag[], key: string ): Flag | undefined {
	return flags.find( ( { flag, scope } ) => flagKey( flag, scope ) === key );
}

export function valueLabel( flag: Flag, value: string ): string {
	return (
		flag.values.find( ( known ) => known.value === value )?.label ?? value
	);
}
