import * as api from '../../bridge/api';
import { newIdempotencyKey } from '../../bridge/idempotency';
import type { Proposal, ProposalEvidence } from '../../bridge/types';
import { type Arguments, whole_number } from '../arguments';
import { Failure } from '../failure';
import type { Io } from '../io';
import { plain, table } from '../output';
import { confirm } from './confirm';
import type { Result } from './result';
import { refusal_lines } from './words';

function proposal_table( items: readonly Proposal[] ): string {
	return table(
		[
			'id',
			'state',
			'revision',
			'triggers',
			'from',
			'to',
			'run',
			'automatic',
			'created_at',
			'closed_at',
		],
		items.map( ( proposal ) => [
			proposal.id,
			proposal.state,
			proposal.revision,
			[
				...new Set(
					proposal.evidence.map( ( { trigger } ) => trigger )
				),
			].join( ' ' ),
			proposal.build.version,
			proposal.good?.version,
			proposal.run,
			proposal.automatic,
			proposal.created_at,
			proposal.closed_at,
		] )
	);
}

/** What was seen, on how much, and since when. */
export function evidence_lines(
	evidence: readonly ProposalEvidence[]
): string[] {
	return evidence.map( ( one ) =>
		plain(
			`- ${ one.label }: ${ one.finding } Since ${ one.onset_at }, measured ${ one.measured_at }.`
		)
	);
}

/** As in WP-CLI: one that waits for a decision is critical. */
export async function proposals(): Promise< Result > {
	const page = await api.read( api.paths.all_proposals );
	return {
		json: page,
		text: [
			proposal_table( page.items ),
			...( page.next_before === null
				? []
				: [ `These are the newest ${ page.items.length }.` ] ),
		].join( '\n' ),
		status: page.items.some( ( { state } ) => state === 'open' )
			? 'critical'
			: 'good',
	};
}

async function proposal_in( { words }: Arguments ): Promise< Proposal > {
	return api.read(
		api.paths.proposal(
			whole_number( 'id', words[ 2 ] ?? '', 1, Number.MAX_SAFE_INTEGER )
		)
	);
}

export async function proposals_show( given: Arguments ): Promise< Result > {
	const found = await proposal_in( given );
	return {
		json: found,
		text: [
			proposal_table( [ found ] ),
			...evidence_lines( found.evidence ),
			...refusal_lines(
				found.held_back.map( ( reason ) => ( {
					...reason,
					action: null,
				} ) )
			),
			...( found.reason === ''
				? []
				: [
						plain(
							`${ found.actor?.name ?? '-' }: ${ found.reason }`
						),
					] ),
		].join( '\n' ),
		status: 'good',
	};
}

function reason_in( { reason }: Arguments ): string {
	if ( reason.trim() === '' ) {
		throw new Failure(
			'Why? The next person will read it: --reason=<why>'
		);
	}
	return reason;
}

/** The dry run first, then the question; bound to what was proposed, at the revision that was seen. */
export async function proposals_accept(
	given: Arguments,
	io: Io
): Promise< Result > {
	const found = await proposal_in( given );
	const plan = await api.planRollback( {
		scenario: 'bad_release',
		reason: given.reason,
		confirmation: '',
		idempotency_key: newIdempotencyKey(),
	} );
	const said = [
		...evidence_lines( found.evidence ),
		...plan.effects.map( ( { text } ) => plain( text ) ),
		...plan.warnings.map( plain ),
	];
	if ( given.dry_run ) {
		return {
			json: plan,
			text: [
				...said,
				...refusal_lines( plan.refusals ),
				'Dry run: nothing was changed.',
			].join( '\n' ),
			status: 'good',
		};
	}
	if ( ! given.json ) {
		io.out( said.join( '\n' ) );
	}
	if ( plan.refusals.length > 0 ) {
		throw new Failure(
			'Refused. Nothing was changed.',
			refusal_lines( plan.refusals )
		);
	}
	const reason = reason_in( given );
	await confirm(
		`Roll back from ${ found.build.version ?? '?' } to ${ found.good?.version ?? '?' }?`,
		given,
		io
	);
	const run = await api.startProposal( found.id, {
		revision: given.revision ?? found.revision,
		reason,
		confirmation: plan.confirmation,
	} );
	return {
		json: run,
		text: plain( `Run ${ run.id }: ${ run.state }. ${ run.headline }` ),
		status: run.state === 'needs_operator' ? 'critical' : 'good',
	};
}

export async function proposals_dismiss( given: Arguments ): Promise< Result > {
	const reason = reason_in( given );
	const found = await proposal_in( given );
	const closed = await api.dismissProposal( found.id, {
		revision: given.revision ?? found.revision,
		reason,
	} );
	return {
		json: closed,
		text: `Success: Proposed rollback ${ closed.id } is dismissed.`,
		status: 'good',
	};
}
