import { __ } from '@wordpress/i18n';

import type { Trigger } from '../../bridge/types';
import type { Target } from '../../router';

/** Unknown, and nothing is broken: it passes with time or with use. */
const PASSES: readonly string[] = [
	'too_little_history',
	'too_new',
	'nothing_happened',
	'unseen',
];

/** Critical already, and one measurement is no alert. */
const UNCONFIRMED = 'unconfirmed';

/** Several that are unknown for one reason. */
export interface Trouble {
	why: string;
	triggers: Trigger[];
}

export interface TriggerGroups {
	/** Fires, may act by itself, or is about to fire. */
	loud: Trigger[];
	/** Why others are unknown, where somebody can do something about it. */
	troubles: Trouble[];
	/** All that are not loud. */
	folded: Trigger[];
	/** Of these, how many are quiet. */
	quiet: number;
	/** Of these, what is not known yet though nothing is broken. */
	waiting: Trigger[];
}

function isLoud( { state, armed, evidence, earlier, why }: Trigger ): boolean {
	return (
		armed ||
		state === 'firing' ||
		evidence.length + earlier.length > 0 ||
		why === UNCONFIRMED
	);
}

/** What a person must see, and what one line may stand for. */
export function triggerGroups( triggers: Trigger[] ): TriggerGroups {
	const folded = triggers.filter( ( trigger ) => ! isLoud( trigger ) );
	const unknown = folded.filter( ( { state } ) => state === 'unknown' );
	const waiting = unknown.filter( ( { why } ) => PASSES.includes( why ) );
	const reasons = new Map< string, Trigger[] >();
	for ( const trigger of unknown ) {
		if ( ! waiting.includes( trigger ) ) {
			reasons.set( trigger.why, [
				...( reasons.get( trigger.why ) ?? [] ),
				trigger,
			] );
		}
	}
	return {
		loud: triggers.filter( isLoud ),
		troubles: [ ...reasons ].map( ( [ why, of ] ) => ( {
			why,
			triggers: of,
		} ) ),
		folded,
		quiet: folded.length - unknown.length,
		waiting,
	};
}

/** Why, without what each trigger knew last, and where that is mended. */
export function troubleWords( { why, triggers }: Trouble ): {
	text: string;
	remedy: { label: string; to: Target } | null;
} {
	const cron = {
		label: __( 'Look at WP-Cron', 'smartalloc-ops' ),
		to: { tab: 'health', focus: 'wp_cron' },
	} as const;
	switch ( why ) {
		case 'not_looked':
			return {
				text: __(
					'Nobody has looked lately, so WP-Cron may stand still.',
					'smartalloc-ops'
				),
				remedy: cron,
			};
		case 'stale':
			return {
				text: __(
					'Not measured lately, and what is old proves nothing.',
					'smartalloc-ops'
				),
				remedy: cron,
			};
		case 'not_measured':
			return {
				text: __( 'It could not be measured.', 'smartalloc-ops' ),
				remedy: {
					label: __( 'Look at Health', 'smartalloc-ops' ),
					to: { tab: 'health' },
				},
			};
		case 'no_watchdog':
			return {
				text: __(
					'The watchdog is not installed, so nobody sees it.',
					'smartalloc-ops'
				),
				remedy: {
					label: __( 'Show the watchdog', 'smartalloc-ops' ),
					to: { tab: 'rollback', focus: 'watchdog' },
				},
			};
		default:
			return { text: triggers[ 0 ]?.text ?? why, remedy: null };
	}
}
