import * as api from '../bridge/api';
import { asApiError } from '../bridge/errors';
import type {
	ProposalDismissal,
	ProposalStart,
	Run,
	TriggerChange,
} from '../bridge/types';
import { accept, changeRun } from './mutations';
import { withProposal, withTrigger } from './patches';
import type { Thunk } from './types';

/** What it is bound to now, and the run that another person started, are kept. */
export function startProposal( id: number, start: ProposalStart ) {
	return async ( thunk: Thunk ): Promise< Run > => {
		try {
			return await changeRun( () => api.startProposal( id, start ) )(
				thunk
			);
		} catch ( error ) {
			keepProposal( thunk, error );
			throw error;
		}
	};
}

export function dismissProposal( id: number, dismissal: ProposalDismissal ) {
	return async ( thunk: Thunk ): Promise< void > => {
		try {
			const proposal = await api.dismissProposal( id, dismissal );
			accept(
				thunk,
				withProposal( thunk.select.getResources(), proposal )
			);
		} catch ( error ) {
			keepProposal( thunk, error );
			throw error;
		}
	};
}

function keepProposal( thunk: Thunk, error: unknown ) {
	const present = asApiError( error )?.data?.proposal;
	if ( present ) {
		accept( thunk, withProposal( thunk.select.getResources(), present ) );
	}
}

/** A lost race is rethrown, and what the other person set is kept. */
export function armTrigger( id: string, change: TriggerChange ) {
	return async ( thunk: Thunk ): Promise< void > => {
		try {
			const trigger = await api.armTrigger( id, change );
			accept(
				thunk,
				withTrigger( thunk.select.getResources(), trigger )
			);
		} catch ( error ) {
			const present = asApiError( error )?.data?.trigger;
			if ( present ) {
				accept(
					thunk,
					withTrigger( thunk.select.getResources(), present )
				);
			}
			throw error;
		}
	};
}
