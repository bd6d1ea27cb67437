import { send } from './send';
import type {
	Archives,
	PinRequest,
	Proposal,
	ProposalDismissal,
	ProposalStart,
	RecoveryCard,
	Rehearsal,
	RollbackPlan,
	RollbackRequest,
	Run,
	RunAnswer,
	Trigger,
	TriggerChange,
	Watchdog,
	WatchdogChange,
} from './types';

export async function planRollback(
	request: Omit< RollbackRequest, 'dry_run' >
): Promise< RollbackPlan > {
	return send( 'POST', '/rollbacks', { ...request, dry_run: true } );
}

export async function startRollback(
	request: Omit< RollbackRequest, 'dry_run' >
): Promise< Run > {
	return send( 'POST', '/rollbacks', { ...request, dry_run: false } );
}

export async function resumeRun( id: number ): Promise< Run > {
	return send( 'POST', `/runs/${ id }/resume`, {} );
}

export async function abortRun( id: number, reason: string ): Promise< Run > {
	return send( 'POST', `/runs/${ id }/abort`, { reason } );
}

export async function closeRun( id: number, reason: string ): Promise< Run > {
	return send( 'POST', `/runs/${ id }/close`, { reason } );
}

export async function answerRun(
	id: number,
	answer: RunAnswer
): Promise< Run > {
	return send( 'POST', `/runs/${ id }/answers`, answer );
}

/** Keeps the build that is installed now. */
export async function keepBuild(
	reason: string,
	idempotency_key: string
): Promise< Archives > {
	return send( 'POST', '/archives', { reason, idempotency_key } );
}

/** Names the last known good build. */
export async function pinBuild(
	archive: string,
	request: PinRequest
): Promise< Archives > {
	return send(
		'POST',
		`/archives/${ encodeURIComponent( archive ) }/pin`,
		request
	);
}

/** Unpacks a build for a test; what came of it stands at the archive. */
export async function drillBuild(
	archive: string,
	idempotency_key: string
): Promise< Archives > {
	return send( 'POST', '/drills', { archive, idempotency_key } );
}

/** Does what of a rollback only reads. */
export async function rehearse(
	idempotency_key: string
): Promise< Rehearsal > {
	return send( 'POST', '/rehearsals', { idempotency_key } );
}

export async function noteCardPrinted(): Promise< RecoveryCard > {
	return send( 'POST', '/recovery-card/prints', {} );
}

/** Installs the watchdog, takes it away, or says how far it may go. */
export async function setWatchdog(
	change: WatchdogChange
): Promise< Watchdog > {
	return send( 'PUT', '/watchdog', change );
}

/** Starts a proposed rollback, bound to what it was proposed on. */
export async function startProposal(
	id: number,
	start: ProposalStart
): Promise< Run > {
	return send( 'POST', `/proposals/${ id }/starts`, start );
}

export async function dismissProposal(
	id: number,
	dismissal: ProposalDismissal
): Promise< Proposal > {
	return send( 'POST', `/proposals/${ id }/dismissals`, dismissal );
}

/** Lets a trigger start a rollback by itself, or no longer. */
export async function armTrigger(
	id: string,
	change: TriggerChange
): Promise< Trigger > {
	return send( 'PUT', `/triggers/${ id }`, change );
}
