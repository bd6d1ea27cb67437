import { Notice } from '@wordpress/components';
import { createInterpolateElement, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Proposal, Run } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { actorText } from '../../components/describe';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useLive } from '../../store/polling';
import { DismissDialog, StartDialog } from './proposal-dialogs';
import { EvidenceList } from './proposal-evidence';

interface ProposalsPanelProps {
	/** Only one rollback can be active. */
	is_active: boolean;
	onRun: ( run: Run, lost_race: boolean ) => void;
}

function stateWord( { state, automatic }: Proposal ): {
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

/** From which build to which, and since when the first one runs. */
function Builds( { proposal: { build, good } }: { proposal: Proposal } ) {
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

function OpenProposal( {
	proposal,
	is_active,
	onRun,
}: ProposalsPanelProps & { proposal: Proposal } ) {
	const [ asked, setAsked ] = useState< 'start' | 'dismiss' | null >( null );
	const close = () => setAsked( null );
	return (
		<div
			className="smartalloc-ops__stack"
			id={ `proposal-${ proposal.id }` }
		>
			<div>
				<p>
					<Mark { ...stateWord( proposal ) } />
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

function Ended( { proposals }: { proposals: Proposal[] } ) {
	return proposals.length === 0 ? null : (
		<>
			<h4>{ __( 'Before', 'smartalloc-ops' ) }</h4>
			<ul className="smartalloc-ops__checks">
				{ proposals.map( ( proposal ) => (
					<li
						key={ proposal.id }
						className="smartalloc-ops__check"
						id={ `proposal-${ proposal.id }` }
					>
						<Mark { ...stateWord( proposal ) } />
						<div>
							<p>
								{ proposal.evidence
									.map( ( { label } ) => label )
									.join( ' · ' ) }{ ' ' }
								<span className="smartalloc-ops__quiet">
									<Time at={ proposal.closed_at } />
								</span>
							</p>
							<p className="smartalloc-ops__quiet">
								{ proposal.actor !== null &&
									proposal.actor.kind !== 'system' && (
										<>
											<bdi>
												{ actorText( proposal.actor ) }
											</bdi>{ ' ' }
										</>
									) }
								<bdi>{ proposal.reason }</bdi>{ ' ' }
								{ proposal.run !== null && (
									<TabLink
										to={ {
											tab: 'rollback',
											run: proposal.run,
										} }
									>
										{ __(
											'Show the run',
											'smartalloc-ops'
										) }
									</TabLink>
								) }
							</p>
						</div>
					</li>
				) ) }
			</ul>
		</>
	);
}

/** Rollbacks that the console proposes, and what became of them. */
export function ProposalsPanel( { is_active, onRun }: ProposalsPanelProps ) {
	const live = useLive( paths.proposals );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Proposed rollbacks', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 2 }>
				{ ( { items } ) => {
					const open = items.find(
						( { state } ) => state === 'open'
					);
					return (
						<>
							{ open === undefined ? (
								<p className="smartalloc-ops__empty">
									{ __(
										'None: no trigger speaks against the build that runs, or somebody has decided about it.',
										'smartalloc-ops'
									) }
								</p>
							) : (
								<OpenProposal
									key={ open.id }
									proposal={ open }
									is_active={ is_active }
									onRun={ onRun }
								/>
							) }
							<Ended
								proposals={ items.filter(
									( { state } ) => state !== 'open'
								) }
							/>
						</>
					);
				} }
			</Loaded>
		</section>
	);
}
