import { buildQueryString } from '@wordpress/url';

import type {
	Alert,
	Alerts,
	Announcements,
	Archives,
	Batch,
	Channels,
	Coverage,
	Decision,
	FailureDetail,
	Failures,
	Flag,
	FlagRevisions,
	Freeze,
	Health,
	JournalEntry,
	JournalPage,
	Kpis,
	KpiSeries,
	Locks,
	MetricsAccess,
	Overview,
	Proposal,
	Proposals,
	Queues,
	RecoveryCard,
	Rehearsal,
	RollbackReadiness,
	SeriesWindow,
	Run,
	Runs,
	Settings,
	SettingsRevisions,
	Trace,
	Triggers,
	Watchdog,
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
	[ series: `/kpis/${ string }/series?${ string }` ]: KpiSeries;
	'/queues': Queues;
	'/queues/locks': Locks;
	[ batch: `/queues/batches/${ number }` ]: Batch;
	[ list: `/queues/failures?${ string }` ]: Failures;
	[ failure: `/queues/failures/${ number }` ]: FailureDetail;
	[ list: `/alerts?${ string }` ]: Alerts;
	[ alert: `/alerts/${ number }` ]: Alert;
	[ decision: `/decisions/${ number }` ]: Decision;
	'/metrics/access': MetricsAccess;
	'/channels': Channels;
	[ list: `/announcements?${ string }` ]: Announcements;
	'/flags': { items: Flag[] };
	'/freeze': Freeze;
	'/rollbacks/readiness': RollbackReadiness;
	'/rehearsals': Rehearsal;
	'/archives': Archives;
	'/recovery-card': RecoveryCard;
	'/watchdog': Watchdog;
	[ list: `/proposals?${ string }` ]: Proposals;
	[ proposal: `/proposals/${ number }` ]: Proposal;
	'/triggers': Triggers;
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

const PER_PAGE = 25;

/** Address of one switch. */
export function flagPath( flag: string, scope: string ): `/flags/${ string }` {
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
	/** Of all of it with null. */
	series: ( kpi: string, scope: string | null, window: SeriesWindow ) =>
		`/kpis/${ kpi }/series?${ buildQueryString( {
			window,
			...( scope === null ? {} : { scope } ),
		} ) }` as const,
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
	alerts: (
		only_open: boolean,
		before: number | null,
		per_page = PER_PAGE
	) =>
		`/alerts?${ buildQueryString( {
			...( only_open ? { open: 'true' } : {} ),
			...cursor( before ),
			per_page,
		} ) }` as const,
	alert: ( id: number ) => `/alerts/${ id }` as const,
	decision: ( id: number ) => `/decisions/${ id }` as const,
	metrics_access: '/metrics/access',
	channels: '/channels',
	announcements: ( before: number | null, subject?: string ) =>
		`/announcements?${ buildQueryString( {
			...( subject === undefined ? {} : { subject } ),
			...cursor( before ),
		} ) }` as const,
	flags: '/flags',
	freeze: '/freeze',
	readiness: '/rollbacks/readiness',
	rehearsals: '/rehearsals',
	archives: '/archives',
	recovery_card: '/recovery-card',
	watchdog: '/watchdog',
	/** The newest: the one that is open, and what became of those before it. */
	proposals: '/proposals?per_page=5',
	/** As many as `wp smartalloc-ops proposals list` shows. */
	all_proposals: '/proposals?per_page=50',
	proposal: ( id: number ) => `/proposals/${ id }` as const,
	triggers: '/triggers',
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
