import type { Count } from './shared';

export type WorkState =
	| 'held'
	| 'due'
	| 'running'
	| 'failed'
	| 'finished_unknown'
	| 'done'
	| 'closed';

export interface WorkItem {
	id: number;
	source: 'as_action' | 'gf_notification' | 'gf_submission' | 'cron_job';
	hook: string;
	group: string;
	form_id: number | null;
	entry_id: number | null;
	stage: string;
	key: string;
	state: WorkState;
	attempts: number;
	/** A flag, or `not_loaded`: SmartAlloc was not there to do it. */
	held_flag: string | null;
	held_scope: string | null;
	held_revision: number | null;
	/** Rollback of the bad release in which it came into being. */
	marked_run: number | null;
	due_at: string | null;
	lease_until: string | null;
	created_at: string;
	updated_at: string;
	error_class: string | null;
	error_code: string | null;
	error_frame: string | null;
	/** Argument key names and types only, never values. */
	arguments: { key: string; type: string }[];
}

export interface WorkPage {
	items: WorkItem[];
	/** Pass as `before` to read on; null at the end. */
	next_before: number | null;
	/** Open work by state, capped. */
	counts: Partial< Record< WorkState, Count > >;
}
