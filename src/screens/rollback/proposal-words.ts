import { __ } from '@wordpress/i18n';

import type { Proposal } from '../../bridge/types';
import type { Shape } from '../../components/mark';

const FOCUS = /^proposal-([1-9]\d{0,14})$/;

/** What a link to a proposal focuses on, as messages and the Overview have it. */
export function proposalFocus( id: number ): string {
	return `proposal-${ id }`;
}

/** The proposal that a link asked for. */
export function askedProposal( focus: string | null ): number | null {
	const id = FOCUS.exec( focus ?? '' )?.[ 1 ];
	return id === undefined ? null : Number( id );
}

export function proposalWord( { state, automatic }: Proposal ): {
	shape: Shape;
	word: string;
} {
	switch ( state ) {
		case 'open':
			return {
				shape: 'critical',
				word: __( 'Waits for a decision', 'smartalloc-ops' ),
			};
		case 'accepted':
			return {
				shape: 'good',
				word: automatic
					? __( 'Started by itself', 'smartalloc-ops' )
					: __( 'Started', 'smartalloc-ops' ),
			};
		case 'dismissed':
			return {
				shape: 'not_set_up',
				word: __( 'Dismissed', 'smartalloc-ops' ),
			};
		case 'expired':
			return {
				shape: 'unknown',
				word: __( 'Nobody decided', 'smartalloc-ops' ),
			};
		case 'superseded':
			return {
				shape: 'not_set_up',
				word: __( 'Another build came', 'smartalloc-ops' ),
			};
		case 'withdrawn':
			return {
				shape: 'good',
				word: __( 'Withdrawn', 'smartalloc-ops' ),
			};
	}
}
