import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Run } from '../../bridge/types';
import { FocusCard } from '../../components/focus-card';
import { Failure, Loaded } from '../../components/states';
import { useLive } from '../../store/polling';
import { ClosedProposal } from './closed-proposals';
import { OpenProposal } from './open-proposal';

interface ProposedProps {
	/** The proposal that a link asked for. */
	asked: number | null;
	/** Only one rollback can be active. */
	is_active: boolean;
	onRun: ( run: Run, lost_race: boolean ) => void;
}

interface OneProposalProps extends Omit< ProposedProps, 'asked' > {
	id: number;
	is_asked: boolean;
}

/** One that is not the open one of the list: as a rule it is over, and says so. */
function OneProposal( { id, is_asked, ...rest }: OneProposalProps ) {
	const live = useLive( paths.proposal( id ) );
	if ( ! is_asked && live.data?.state === 'accepted' ) {
		// Its run is on the screen by then.
		return null;
	}
	return (
		<FocusCard
			title={ sprintf(
				/* translators: %d: number of a proposed rollback. */
				__( 'Proposed rollback %d', 'smartalloc-ops' ),
				id
			) }
			focused={ is_asked || 'when_lost' }
		>
			<Loaded live={ live } rows={ 2 }>
				{ ( proposal ) =>
					proposal.state === 'open' ? (
						<OpenProposal proposal={ proposal } { ...rest } />
					) : (
						<ClosedProposal proposal={ proposal } />
					)
				}
			</Loaded>
		</FocusCard>
	);
}

/** The rollback that the console proposes, the one that a link asked for, and the one that ended while it was looked at; on a calm day nothing. */
export function ProposedRollback( { asked, is_active, onRun }: ProposedProps ) {
	const live = useLive( paths.proposals );
	const [ seen, setSeen ] = useState< number | null >( null );
	if ( live.data === undefined ) {
		return live.error ? (
			<Failure error={ live.error } onRetry={ live.reload } />
		) : null;
	}
	const open = live.data.items.find( ( { state } ) => state === 'open' );
	if ( open !== undefined && open.id !== seen ) {
		setSeen( open.id );
	}
	const other = asked ?? seen;
	return (
		<>
			{ other !== null && other !== open?.id && (
				<OneProposal
					key={ other }
					id={ other }
					is_asked={ asked === other }
					is_active={ is_active }
					onRun={ onRun }
				/>
			) }
			{ open !== undefined && (
				<FocusCard
					key={ open.id }
					title={ __( 'Proposed rollback', 'smartalloc-ops' ) }
					focused={ asked === open.id }
				>
					<OpenProposal
						proposal={ open }
						is_active={ is_active }
						onRun={ onRun }
					/>
				</FocusCard>
			) }
		</>
	);
}
