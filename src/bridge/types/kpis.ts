import type { Action, Status } from './shared';

/** What was measured: of all of a KPI, or of one part. */
export interface KpiReading {
	status: Status;
	/** A code: `ok`, `over_limit`, `not_yet_certain`, `too_few_samples`, `no_data`, `runner_cadence`, `nothing_starts`, `stale`, ... */
	reason: string;
	finding: string;
	value: number | null;
	unit: string | null;
	n: number | null;
	window_s: number | null;
}

/** A group of jobs, a form or a channel. */
export interface KpiPart extends KpiReading {
	scope: string;
}

export interface Kpi extends KpiReading {
	/** As in `queue.failure_rate`. */
	id: string;
	label: string;
	kind: 'share' | 'p95' | 'none' | 'peak' | 'check';
	rule: string;
	/** In the unit of the value. */
	limit: number | null;
	/** Events that are needed to call it good. */
	minimum: number;
	/** Too little traffic to judge: unknown, and nobody's problem. */
	quiet: boolean;
	measured_at: string | null;
	valid_until: string | null;
	scope_kind: 'group' | 'form' | 'channel' | null;
	parts: KpiPart[];
	actions: Action[];
	/** The last 24 hours as a whole, an hour each; null when they cannot be read. */
	trend: {
		begins_at: string;
		step_s: number;
		values: ( number | null )[];
	} | null;
}

export interface Kpis {
	status: Status;
	answered_at: string;
	areas: {
		id: 'queue' | 'allocation' | 'export' | 'comms' | 'forms';
		label: string;
		kpis: Kpi[];
	}[];
	/** What could not be written down. */
	recorder: KpiReading;
	/** How many jobs of each group there are. */
	jobs: {
		scope: string;
		status: 'pending' | 'in-progress' | 'failed';
		value: number | null;
		source: 'live' | 'walk' | 'none';
		as_of: string | null;
		/** So far off it may be; null is not known. */
		error: number | null;
	}[];
	/** Ends of jobs in the table against those that were counted. */
	walk: {
		began_at: string;
		ended_at: string;
		rows: { complete: number; failed: number };
		counted: { complete: number; failed: number };
	} | null;
}

export type SeriesWindow = '1h' | '24h' | '7d' | '35d';

/** One stretch; what nothing was measured of has no value. */
export interface SeriesPoint {
	at: string;
	n: number;
	value: number | null;
	p50: number | null;
	p99: number | null;
	/** Of a share, what it is in truth with 95 % certainty. */
	low: number | null;
	high: number | null;
	/** Measurements that could not be written down. */
	lost: number;
}

/** Something that happened on the site. */
export interface SeriesMark {
	at: string;
	kind: 'release' | 'change' | 'flag' | 'run' | 'settings' | 'alert';
	text: string;
	tab: 'alerts' | 'flags' | 'rollback' | 'settings' | null;
	focus: string | null;
}

/** How one KPI went. */
export interface KpiSeries {
	id: string;
	label: string;
	kind: Kpi[ 'kind' ];
	unit: string;
	rule: string;
	limit: number | null;
	/** On which side of the limit it is bad; `any`: the first one is too many. */
	breach: 'above' | 'below' | 'any' | 'none';
	scope: string | null;
	window: SeriesWindow;
	begins_at: string;
	answered_at: string;
	step_s: number;
	points: SeriesPoint[];
	/** Null: they cannot be read. */
	marks: SeriesMark[] | null;
	/** Else of each kind only the newest are there. */
	marks_are_all: boolean;
}
