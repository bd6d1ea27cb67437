import type { AlertLine } from './alerts';
import type { Flag, Freeze } from './flags';
import type { Health } from './health';
import type { Queues } from './queues';
import type { Run } from './runs';
import type { Action, Actor, Capability, Count, Status } from './shared';

export interface Site {
	name: string;
	zone: string;
	offset_minutes: number;
	locale: string;
	is_rtl: boolean;
	release: string | null;
	ops_version: string;
	capabilities: Record< Capability, boolean >;
}

export interface Problem {
	status: Status;
	text: string;
	source: string;
	measured_at: string | null;
	actions: Action[];
	/** Tab that holds the evidence. */
	tab: 'health' | 'kpis' | 'queue' | 'flags' | 'rollback';
}

export interface HeldWork {
	flag: string;
	scope: string;
	count: Count;
	oldest_at: string | null;
	since: string | null;
	actor: Actor | null;
	reason: string;
}

export interface CoverageLine {
	signal: string;
	label: string;
	state: 'by_hook' | 'derived' | 'not_connected';
	remedy: string;
}

export interface Coverage {
	generated_at: string;
	items: {
		signal: string;
		label: string;
		kind: 'action' | 'filter';
		state: CoverageLine[ 'state' ];
		remedy: string;
		/** PHP to paste into SmartAlloc. */
		snippet: string;
		first_seen_at: string | null;
		last_seen_at: string | null;
		/** In how many hours it was noted; at most once an hour. */
		hours_seen: number | null;
	}[];
}

/** Alerts that are not over. */
export interface OpenAlerts {
	open: Count;
	critical: number;
	recommended: number;
	/** Of both: somebody is on it. */
	acknowledged: number;
	newest: AlertLine[];
}

export interface Overview {
	generated_at: string;
	site: Site;
	headline: { status: Status; text: string; since: string | null };
	problems: Problem[];
	health: Health;
	queues: Queues;
	flags: Flag[];
	freeze: Freeze;
	held: HeldWork[];
	alerts: OpenAlerts;
	dead_letters: Count | null;
	unknown_outcomes: Count | null;
	active_run: Run | null;
	last_run: Run | null;
	coverage: CoverageLine[];
}
