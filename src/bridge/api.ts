import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import { flagPath, type Path, type paths, type Resources } from './paths';
import type {
	Alert,
	Announcement,
	Archives,
	Batch,
	BatchRequest,
	Channel,
	ChannelChange,
	ChannelId,
	Flag,
	FlagChange,
	FlagPreview,
	Freeze,
	FreezeChange,
	Health,
	JournalVerification,
	Locks,
	MetricsAccess,
	MetricsChange,
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
	SelfTest,
	Settings,
	SettingsPatch,
	SettingsPreview,
	SettingsRequest,
	Trigger,
	TriggerChange,
	Watchdog,
	WatchdogChange,
	WorkItem,
} from './types';

export {
	isRunList,
	isWorkList,
	JOURNAL_KINDS,
	type JournalQuery,
	type Path,
	paths,
	type Resources,
	type WorkQuery,
} from './paths';

const NAMESPACE = '/smartalloc-ops/v1';

/** The one read: the path decides the shape. */
export async function read< P extends Path >(
	path: P
): Promise< Resources[ P ] > {
	return apiFetch< Resources[ P ] >( { path: NAMESPACE + path } );
}

async function send< T >(
	method: 'POST' | 'PUT',
	path: string,
	data: object
): Promise< T > {
	return apiFetch< T >( { method, path: NAMESPACE + path, data } );
}

/** What of KPIs is put into a file: all of them as they stand, or how one went. */
export type ExportPath = typeof paths.kpis | ReturnType< typeof paths.series >;

function isAnswer( thrown: unknown ): thrown is Response {
	return thrown instanceof Response;
}

/** The answer as a file. A refusal is told as it is elsewhere. */
export async function exportFile(
	path: ExportPath,
	format: 'csv' | 'json'
): Promise< Blob > {
	try {
		const answer = await apiFetch< Response, false >( {
			path: addQueryArgs( NAMESPACE + path, { format } ),
			parse: false,
		} );
		return await answer.blob();
	} catch ( thrown ) {
		throw isAnswer( thrown ) ? await thrown.json() : thrown;
	}
}

/** Without a probe all of them are run. */
export async function checkHealth( probe: string | null ): Promise< Health > {
	return send( 'POST', '/health/checks', probe === null ? {} : { probe } );
}

export async function askBatch(
	queue: string,
	request: BatchRequest
): Promise< Batch > {
	return send(
		'POST',
		`/queues/${ encodeURIComponent( queue ) }/batches`,
		request
	);
}

export async function removeLock(
	id: string,
	fingerprint: string,
	reason: string
): Promise< Locks > {
	return send(
		'POST',
		`/queues/locks/${ encodeURIComponent( id ) }/removals`,
		{ fingerprint, reason }
	);
}

export async function selfTest( probe: string ): Promise< SelfTest > {
	return send( 'POST', '/health/self-tests', { probe } );
}

export async function resolveWork(
	id: number,
	resolution: 'close' | 'retry',
	reason: string
): Promise< WorkItem > {
	return send( 'POST', `/work/${ id }/resolutions`, { resolution, reason } );
}

export async function changeFlag(
	flag: string,
	scope: string,
	change: FlagChange
): Promise< Flag > {
	return send( 'PUT', flagPath( flag, scope ), change );
}

export async function acknowledgeAlert(
	id: number,
	reason: string
): Promise< Alert > {
	return send( 'POST', `/alerts/${ id }/acknowledgements`, { reason } );
}

export async function changeChannel(
	id: ChannelId,
	change: ChannelChange
): Promise< Channel > {
	return send( 'PUT', `/channels/${ id }`, change );
}

export async function testChannel(
	id: ChannelId,
	idempotency_key: string
): Promise< Announcement > {
	return send( 'POST', `/channels/${ id }/tests`, { idempotency_key } );
}

export async function retryAnnouncement(
	id: number,
	reason: string
): Promise< Announcement > {
	return send( 'POST', `/announcements/${ id }/retries`, { reason } );
}

/** The one answer that carries the token. */
export async function makeMetricsToken(
	change: MetricsChange
): Promise< MetricsAccess > {
	return send( 'POST', '/metrics/tokens', change );
}

export async function revokeMetricsToken(
	change: MetricsChange
): Promise< MetricsAccess > {
	return send( 'POST', '/metrics/revocations', change );
}

export async function changeFreeze( change: FreezeChange ): Promise< Freeze > {
	return send( 'PUT', '/freeze', change );
}

export async function previewFlag(
	flag: string,
	scope: string,
	value: string
): Promise< FlagPreview > {
	return send( 'POST', `${ flagPath( flag, scope ) }/preview`, { value } );
}

export async function verifyJournal(
	from: number
): Promise< JournalVerification > {
	return send( 'POST', '/journal/verifications', { from } );
}

export async function changeSettings(
	request: SettingsRequest
): Promise< Settings > {
	return send( 'PUT', '/settings', request );
}

export async function previewSettings(
	values: SettingsPatch
): Promise< SettingsPreview > {
	return send( 'POST', '/settings/preview', { values } );
}

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
