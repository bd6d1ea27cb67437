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
