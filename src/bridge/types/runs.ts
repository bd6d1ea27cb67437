import type { Actor, Count, Refusal, Status } from './shared';

export type RunState =
	| 'running'
	| 'contained'
	| 'aborting'
	| 'aborted'
	| 'closed'
	| 'needs_operator';

export interface Evidence {
	label: string;
	value: string;
}

export interface RunStep {
	ordinal: number;
	name: string;
	title: string;
	direction: 'do' | 'undo';
	attempt: number;
	state: 'planned' | 'started' | 'done' | 'failed';
	started_at: string | null;
	finished_at: string | null;
	evidence: Evidence[];
	error: string | null;
}

export interface NextStep {
	text: string;
	command: string | null;
}

export interface Run {
	id: number;
	kind: 'rollback';
	state: RunState;
	/** Running, but nobody holds a live lease: it was killed and can be resumed. */
	interrupted: boolean;
	active: boolean;
	scenario: string;
	reason: string;
	actor: Actor | null;
	version: number;
	lease_owner: string | null;
	lease_until: string | null;
	created_at: string;
	updated_at: string;
	finished_at: string | null;
	headline: string;
	steps: RunStep[];
	next_steps: NextStep[];
	/** What may be done now, by whoever holds the rollback capability. */
	choices: ( 'resume' | 'abort' | 'close' )[];
}

export interface Runs {
	items: Run[];
	next_before: number | null;
}

export interface PlannedEffect {
	step: string;
	text: string;
	/** What the count is of; empty when nothing is counted. */
	counts: string;
	count: Count | null;
}

/** A dry run: what would happen, and why it may not. Nothing was changed. */
export interface RollbackPlan {
	dry_run: true;
	scenario: string;
	effects: PlannedEffect[];
	refusals: Refusal[];
	warnings: string[];
	next_steps: NextStep[];
	/** What the person must type to confirm: the release now running, else `ROLLBACK`. */
	confirmation: string;
}

export interface RollbackScenario {
	id: string;
	title: string;
	description: string;
	/** Flags the freeze sets, `flag` or `flag/scope` to value. */
	freezes: { flag: string; scope: string; value: string }[];
	groups: string[];
}

export interface RollbackReadiness {
	scenarios: RollbackScenario[];
	active: Run | null;
	ticks: { id: string; label: string; status: Status; detail: string }[];
}

export interface RollbackRequest {
	scenario: string;
	reason: string;
	dry_run: boolean;
	confirmation: string;
	idempotency_key: string;
}
