import { Notice } from '@wordpress/components';
import { createInterpolateElement, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Proposal, Run } from '../../bridge/types';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { DismissDialog, StartDialog } from './proposal-dialogs';
import { EvidenceList } from './proposal-evidence';
import { proposalWord } from './proposal-words';

export interface OpenProposalProps {
	proposal: Proposal;
	/** Only one rollback can be active. */
	is_active: boolean;
	onRun: ( run: Run, lost_race: boolean ) => void;
}

/** From which build to which, and since when the first one runs. */
export function Builds( {
	proposal: { build, good },
}: {
	proposal: Proposal;
} ) {
	const version = ( name: string | null ) => (
		<bdi dir="ltr">{ name ?? '?' }</bdi>
	);
	return (
		<>
			<p>
				<strong>
					{ good === null
						? createInterpolateElement(
								__(
									'A rollback of SmartAlloc <from /> is proposed. No build was named good, so it can only freeze and hold.',
									'smartalloc-ops'
								),
								{ from: version( build.version ) }
							)
						: createInterpolateElement(
								__(
									'A rollback of SmartAlloc is proposed, from <from /> back to <to />.',
									'smartalloc-ops'
								),
								{
									from: version( build.version ),
									to: version( good.version ),
								}
							) }
				</strong>
			</p>
			<p className="smartalloc-ops__quiet">
				{ createInterpolateElement(
					__(
						'This build runs since <since />. What began before is no evidence against it and is not listed.',
						'smartalloc-ops'
					),
					{ since: <Time at={ build.since } as="clock" /> }
				) }
			</p>
		</>
	);
}

/** One that waits for a person: why, how sure, and what can be done. */
export function OpenProposal( {
	proposal,
	is_active,
	onRun,
}: OpenProposalProps ) {
	const [ asked, setAsked ] = useState< 'start' | 'dismiss' | null >( null );
	const close = () => setAsked( null );
	return (
		<div className="smartalloc-ops__stack">
			<div>
				<p>
					<Mark { ...proposalWord( proposal ) } />
				</p>
				<Builds proposal={ proposal } />
			</div>
			<div>
				<h4>{ __( 'What speaks for it', 'smartalloc-ops' ) }</h4>
				<EvidenceList evidence={ proposal.evidence } />
			</div>
			{ proposal.held_back.length > 0 && (
				<Notice status="warning" isDismissible={ false }>
					<p>
						{ __(
							'It was armed to start by itself and did not:',
							'smartalloc-ops'
						) }
					</p>
					<ul className="smartalloc-ops__list is-dotted">
						{ proposal.held_back.map( ( { code, message } ) => (
							<li key={ code }>{ message }</li>
						) ) }
					</ul>
				</Notice>
			) }
			<div className="smartalloc-ops__buttons">
				<GuardedButton
					capability="smartalloc_ops_rollback"
					variant="primary"
					is_destructive
					blocked={
						is_active
							? __(
									'A rollback is active already.',
									'smartalloc-ops'
								)
							: null
					}
					onClick={ () => setAsked( 'start' ) }
				>
					{ __( 'Look first, then start…', 'smartalloc-ops' ) }
				</GuardedButton>
				<GuardedButton
					capability="smartalloc_ops_rollback"
					onClick={ () => setAsked( 'dismiss' ) }
				>
					{ __( 'Dismiss…', 'smartalloc-ops' ) }
				</GuardedButton>
			</div>
			<p className="smartalloc-ops__quiet">
				{ createInterpolateElement(
					__(
						'It ends by itself <at />, when nothing speaks for it any more, or when another build comes.',
						'smartalloc-ops'
					),
					{ at: <Time at={ proposal.expires_at } /> }
				) }
			</p>
			{ asked === 'start' && (
				<StartDialog
					proposal={ proposal }
					onRun={ onRun }
					onClose={ close }
				/>
			) }
			{ asked === 'dismiss' && (
				<DismissDialog proposal={ proposal } onClose={ close } />
			) }
		</div>
	);
}
