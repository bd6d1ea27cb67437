import apiFetch from '@wordpress/api-fetch';
import { buildQueryString } from '@wordpress/url';

import type {
	Alert,
	Alerts,
	Announcement,
	Announcements,
	Batch,
	BatchRequest,
	Channel,
	ChannelChange,
	ChannelId,
	Channels,
	Coverage,
	Decision,
	FailureDetail,
	Failures,
	Flag,
	FlagChange,
	FlagPreview,
	FlagRevisions,
	Freeze,
	FreezeChange,
	Health,
	JournalEntry,
	JournalPage,
	JournalVerification,
	Kpis,
	Locks,
	Overview,
	Queues,
	RollbackPlan,
	RollbackReadiness,
	RollbackRequest,
	Run,
	Runs,
	SelfTest,
	Settings,
	SettingsPatch,
	SettingsPreview,
	SettingsRequest,
	SettingsRevisions,
	Trace,
	WorkItem,
	WorkPage,
	WorkState,
} from './types';

/** Everything that can be read, by its path under the namespace. */
export interface Resources {
	'/overview': Overview;
	'/coverage': Coverage;
	'/health': Health;
	'/kpis': Kpis;
	'/queues': Queues;
	'/queues/locks': Locks;
	[ batch: `/queues/batches/${ number }` ]: Batch;
	[ list: `/queues/failures?${ string }` ]: Failures;
	[ failure: `/queues/failures/${ number }` ]: FailureDetail;
	[ list: `/alerts?${ string }` ]: Alerts;
	[ alert: `/alerts/${ number }` ]: Alert;
	[ decision: `/decisions/${ number }` ]: Decision;
	'/channels': Channels;
	[ list: `/announcements?${ string }` ]: Announcements;
	'/flags': { items: Flag[] };
	'/freeze': Freeze;
	'/rollbacks/readiness': RollbackReadiness;
	[ feed: `/journal?${ string }` ]: JournalPage;
	'/settings': Settings;
	[ history: `/settings/revisions?${ string }` ]: SettingsRevisions;
	[ list: `/work?${ string }` ]: WorkPage;
	[ item: `/work/${ number }` ]: WorkItem;
	[ history: `/flags/${ string }/revisions?${ string }` ]: FlagRevisions;
	[ list: `/runs?${ string }` ]: Runs;
	[ run: `/runs/${ number }` ]: Run;
	[ entry: `/entries/${ number }/trace` ]: Trace;
}

export type Path = keyof Resources;

export const JOURNAL_KINDS: readonly JournalEntry[ 'kind' ][] = [
	'flag',
	'run',
	'step',
	'settings',
	'act',
];

export interface JournalQuery {
	kind?: string;
	actor?: string;
	flag?: string;
	subject?: string;
	from?: string;
	to?: string;
	cursor?: string;
}

export interface WorkQuery {
	state: WorkState;
	before: number | null;
}

const NAMESPACE = '/smartalloc-ops/v1';
const PER_PAGE = 25;

function flagPath( flag: string, scope: string ): `/flags/${ string }` {
	return scope === ''
		? `/flags/${ flag }`
		: `/flags/${ flag }/${ encodeURIComponent( scope ) }`;
}

function cursor( before: number | null ): Record< string, number > {
	return before === null
		? { per_page: PER_PAGE }
		: { per_page: PER_PAGE, before };
}

export const paths = {
	overview: '/overview',
	coverage: '/coverage',
	health: '/health',
	kpis: '/kpis',
	queues: '/queues',
	locks: '/queues/locks',
	batch: ( id: number ) => `/queues/batches/${ id }` as const,
	/** Every queue's with null. */
	failures: ( queue: string | null, after: string | null ) =>
		`/queues/failures?${ buildQueryString( {
			per_page: PER_PAGE,
			...( queue === null ? {} : { queue } ),
			...( after === null ? {} : { cursor: after } ),
		} ) }` as const,
	failure: ( id: number ) => `/queues/failures/${ id }` as const,
	alerts: ( only_open: boolean, before: number | null ) =>
		`/alerts?${ buildQueryString( {
			...( only_open ? { open: 'true' } : {} ),
			...cursor( before ),
		} ) }` as const,
	alert: ( id: number ) => `/alerts/${ id }` as const,
	decision: ( id: number ) => `/decisions/${ id }` as const,
	channels: '/channels',
	announcements: ( before: number | null ) =>
		`/announcements?${ buildQueryString( cursor( before ) ) }` as const,
	flags: '/flags',
	freeze: '/freeze',
	readiness: '/rollbacks/readiness',
	journal: ( query: JournalQuery ) =>
		`/journal?${ buildQueryString( { ...query, per_page: PER_PAGE } ) }` as const,
	settings: '/settings',
	settings_revisions: ( before: number | null ) =>
		`/settings/revisions?${ buildQueryString( cursor( before ) ) }` as const,
	work: ( { state, before }: WorkQuery ) =>
		`/work?${ buildQueryString( { state, ...cursor( before ) } ) }` as const,
	work_item: ( id: number ) => `/work/${ id }` as const,
	revisions: ( flag: string, scope: string, before: number | null ) =>
		`${ flagPath( flag, scope ) }/revisions?${ buildQueryString(
			cursor( before )
		) }` as const,
	rollbacks: ( before: number | null ) =>
		`/runs?${ buildQueryString( {
			kind: 'rollback',
			...cursor( before ),
		} ) }` as const,
	run: ( id: number ) => `/runs/${ id }` as const,
	trace: ( entry: number ) => `/entries/${ entry }/trace` as const,
} as const;

export function isWorkList( path: string ): path is `/work?${ string }` {
	return path.startsWith( '/work?' );
}

export function isRunList( path: string ): path is `/runs?${ string }` {
	return path.startsWith( '/runs?' );
}

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
