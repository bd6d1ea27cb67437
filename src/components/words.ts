import { __, _x } from '@wordpress/i18n';

import type {
	Capability,
	HealthGroup,
	Queue,
	RunState,
	RunStep,
	Status,
	WorkState,
} from '../bridge/types';
import type { Shape } from './mark';

interface Word {
	shape: Shape;
	word: string;
}

/** Persian has a comma of its own. */
export function listSeparator(): string {
	return `${ _x( ',', 'between the items of a list', 'smartalloc-ops' ) } `;
}

/** The order of trouble, in counts and in lists. */
export const WORST_FIRST: readonly Status[] = [
	'critical',
	'unknown',
	'recommended',
	'good',
	'not_set_up',
];

export function statusWord( status: Status ): string {
	switch ( status ) {
		case 'good':
			return __( 'Good', 'smartalloc-ops' );
		case 'recommended':
			return __( 'Recommended', 'smartalloc-ops' );
		case 'critical':
			return __( 'Critical', 'smartalloc-ops' );
		case 'unknown':
			return __( 'Unknown', 'smartalloc-ops' );
		case 'not_set_up':
			return __( 'Not set up', 'smartalloc-ops' );
	}
}

export function queueWord( state: Queue[ 'state' ] ): Word {
	switch ( state ) {
		case 'idle':
			return { shape: 'good', word: __( 'Idle', 'smartalloc-ops' ) };
		case 'running':
			return { shape: 'busy', word: __( 'Running', 'smartalloc-ops' ) };
		case 'waiting':
			return { shape: 'good', word: __( 'Waiting', 'smartalloc-ops' ) };
		case 'late':
			return { shape: 'critical', word: __( 'Late', 'smartalloc-ops' ) };
		case 'paused':
			return { shape: 'held', word: __( 'Paused', 'smartalloc-ops' ) };
		case 'not_loaded':
			return {
				shape: 'critical',
				word: __( 'Held: SmartAlloc is not loaded', 'smartalloc-ops' ),
			};
		case 'unavailable':
			return {
				shape: 'unknown',
				word: __( 'Not available', 'smartalloc-ops' ),
			};
	}
}

export function runWord( state: RunState, interrupted: boolean ): Word {
	if ( interrupted ) {
		return {
			shape: 'critical',
			word: __( 'Interrupted', 'smartalloc-ops' ),
		};
	}
	switch ( state ) {
		case 'running':
			return { shape: 'busy', word: __( 'Running', 'smartalloc-ops' ) };
		case 'waits_for_person':
			return {
				shape: 'critical',
				word: __( 'Waits for an answer', 'smartalloc-ops' ),
			};
		case 'waits_for_site':
			return {
				shape: 'held',
				word: __( 'Waits for the site', 'smartalloc-ops' ),
			};
		case 'contained':
			return {
				shape: 'held',
				word: __( 'Contained', 'smartalloc-ops' ),
			};
		case 'aborting':
			return { shape: 'busy', word: __( 'Aborting', 'smartalloc-ops' ) };
		case 'aborted':
			return {
				shape: 'not_set_up',
				word: __( 'Aborted', 'smartalloc-ops' ),
			};
		case 'closed':
			return { shape: 'good', word: __( 'Closed', 'smartalloc-ops' ) };
		case 'finished':
			return { shape: 'good', word: __( 'Finished', 'smartalloc-ops' ) };
		case 'needs_operator':
			return {
				shape: 'critical',
				word: __( 'Needs a person', 'smartalloc-ops' ),
			};
	}
}

export function stepWord( state: RunStep[ 'state' ] ): Word {
	switch ( state ) {
		case 'planned':
			return {
				shape: 'not_set_up',
				word: __( 'Planned', 'smartalloc-ops' ),
			};
		case 'started':
			return { shape: 'busy', word: __( 'Started', 'smartalloc-ops' ) };
		case 'waiting':
			return { shape: 'held', word: __( 'Waits', 'smartalloc-ops' ) };
		case 'done':
			return { shape: 'good', word: __( 'Done', 'smartalloc-ops' ) };
		case 'failed':
			return {
				shape: 'critical',
				word: __( 'Failed', 'smartalloc-ops' ),
			};
	}
}

export function workWord( state: WorkState ): Word {
	switch ( state ) {
		case 'held':
			return { shape: 'held', word: __( 'Held', 'smartalloc-ops' ) };
		case 'due':
			return { shape: 'held', word: __( 'Due', 'smartalloc-ops' ) };
		case 'running':
			return { shape: 'busy', word: __( 'Running', 'smartalloc-ops' ) };
		case 'failed':
			return {
				shape: 'critical',
				word: __( 'Dead letter', 'smartalloc-ops' ),
			};
		case 'finished_unknown':
			return {
				shape: 'unknown',
				word: __( 'Outcome unknown', 'smartalloc-ops' ),
			};
		case 'done':
			return { shape: 'good', word: __( 'Done', 'smartalloc-ops' ) };
		case 'closed':
			return {
				shape: 'not_set_up',
				word: __( 'Closed', 'smartalloc-ops' ),
			};
	}
}

export function groupTitle( group: HealthGroup ): string {
	switch ( group ) {
		case 'scheduling':
			return __( 'Scheduling', 'smartalloc-ops' );
		case 'forms':
			return __( 'Forms', 'smartalloc-ops' );
		case 'messages':
			return __( 'Messages', 'smartalloc-ops' );
		case 'platform':
			return __( 'Platform', 'smartalloc-ops' );
		case 'safety':
			return __( 'Safety', 'smartalloc-ops' );
	}
}

/** What one may not do names the capability it needs. */
export function capabilityNote( capability: Capability ): string {
	switch ( capability ) {
		case 'smartalloc_ops_operate':
			return __(
				'You can look, but not operate: this needs the capability smartalloc_ops_operate. An administrator can grant it.',
				'smartalloc-ops'
			);
		case 'smartalloc_ops_flags':
			return __(
				'You can look, but not change flags: this needs the capability smartalloc_ops_flags. An administrator can grant it.',
				'smartalloc-ops'
			);
		case 'smartalloc_ops_rollback':
			return __(
				'You can look, but not roll back: this needs the capability smartalloc_ops_rollback. An administrator can grant it.',
				'smartalloc-ops'
			);
		case 'smartalloc_ops_settings':
			return __(
				'You can look, but not change settings: this needs the capability smartalloc_ops_settings. An administrator can grant it.',
				'smartalloc-ops'
			);
		case 'update_plugins':
			return __(
				'You can look, but not say which build is good: this needs the capability update_plugins, on a network a super admin. An administrator has it.',
				'smartalloc-ops'
			);
		case 'smartalloc_ops_view':
		case 'smartalloc_ops_release':
			return __(
				'You are not allowed to do this. An administrator can grant it.',
				'smartalloc-ops'
			);
	}
}
