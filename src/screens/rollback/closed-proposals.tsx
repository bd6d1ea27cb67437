import { __, _n, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { formatNumber } from '../../bridge/time';
import type { Proposal } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { actorText } from '../../components/describe';
import { Fold } from '../../components/fold';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { useSite } from '../../site';
import { useLive } from '../../store/polling';
import { Builds } from './open-proposal';
import { EvidenceList } from './proposal-evidence';
import { proposalFocus, proposalWord } from './proposal-words';

/** Who decided, why, and the run that came of it. */
function Decision( { proposal }: { proposal: Proposal } ) {
	return (
		<p className="smartalloc-ops__quiet">
			{ proposal.actor !== null && proposal.actor.kind !== 'system' && (
				<>
					<bdi>{ actorText( proposal.actor ) }</bdi>{ ' ' }
				</>
			) }
			<bdi>{ proposal.reason }</bdi>{ ' ' }
			{ proposal.run !== null && (
				<TabLink to={ { tab: 'rollback', run: proposal.run } }>
					{ __( 'Show the run', 'smartalloc-ops' ) }
				</TabLink>
			) }
		</p>
	);
}

/** One that somebody was sent to, and that needs nobody any more. */
export function ClosedProposal( { proposal }: { proposal: Proposal } ) {
	return (
		<div className="smartalloc-ops__stack">
			<div>
				<p>
					<Mark { ...proposalWord( proposal ) } />{ ' ' }
					<Time at={ proposal.closed_at } />
				</p>
				<p>
					{ __(
						'This proposal is over: nothing is to be decided about it any more.',
						'smartalloc-ops'
					) }
				</p>
				<Decision proposal={ proposal } />
			</div>
			<Fold summary={ __( 'What spoke for it', 'smartalloc-ops' ) }>
				<Builds proposal={ proposal } />
				<EvidenceList evidence={ proposal.evidence } />
			</Fold>
		</div>
	);
}

function Ended( { proposals }: { proposals: Proposal[] } ) {
	return (
		<ul className="smartalloc-ops__checks">
			{ proposals.map( ( proposal ) => (
				<li key={ proposal.id } className="smartalloc-ops__check">
					<Mark { ...proposalWord( proposal ) } />
					<div>
						<p>
							<TabLink
								to={ {
									tab: 'rollback',
									focus: proposalFocus( proposal.id ),
								} }
							>
								{ proposal.evidence
									.map( ( { label } ) => label )
									.join( ' · ' ) }
							</TabLink>{ ' ' }
							<span className="smartalloc-ops__quiet">
								<Time at={ proposal.closed_at } />
							</span>
						</p>
						<Decision proposal={ proposal } />
					</div>
				</li>
			) ) }
		</ul>
	);
}

/** What became of those before; says on a calm day that none is open. */
export function EarlierProposals() {
	const { locale } = useSite();
	const { data } = useLive( paths.proposals );
	if ( data === undefined ) {
		return null;
	}
	const ended = data.items.filter( ( { state } ) => state !== 'open' );
	const is_none = ended.length === data.items.length;
	return (
		<>
			{ is_none && (
				<p className="smartalloc-ops__empty">
					{ __(
						'None is proposed: no trigger speaks against the build that runs, or somebody has decided about it.',
						'smartalloc-ops'
					) }
				</p>
			) }
			{ ended.length > 0 && (
				<Fold
					summary={
						data.next_before === null
							? sprintf(
									/* translators: %s: number of proposed rollbacks. */
									_n(
										'%s was proposed before',
										'%s were proposed before',
										ended.length,
										'smartalloc-ops'
									),
									formatNumber( ended.length, locale )
								)
							: sprintf(
									/* translators: %s: number of proposed rollbacks. */
									_n(
										'The newest %s that was proposed before',
										'The newest %s that were proposed before',
										ended.length,
										'smartalloc-ops'
									),
									formatNumber( ended.length, locale )
								)
					}
				>
					<Ended proposals={ ended } />
				</Fold>
			) }
		</>
	);
}
