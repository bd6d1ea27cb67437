import type { Action, Actor, Count, Refusal, Status } from './shared';

export type RunState =
	| 'running'
	| 'waits_for_person'
	| 'waits_for_site'
	| 'contained'
	| 'aborting'
	| 'aborted'
	| 'closed'
	| 'finished'
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
	state: 'planned' | 'started' | 'waiting' | 'done' | 'failed';
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
	/** What it waits for, and what may be said to it. */
	waiting: {
		reason: string;
		/** Whoever has started the run cannot answer. */
		second: boolean;
		answers: { answer: string; label: string }[];
	} | null;
	/** What the whole of it did, once it has ended by itself. */
	report: RunReport | null;
	/** What may be done now, by whoever holds the rollback capability. */
	choices: ( 'answer' | 'resume' | 'abort' | 'close' )[];
}

export interface RunReport {
	strategy: string;
	before: Build | null;
	after: Build | null;
	took_ms: number;
	steps: { name: string; took_ms: number }[];
	released: number | null;
	failed: number | null;
}

export interface Build {
	version: string | null;
	digest: string | null;
}

export interface RunAnswer {
	answer: string;
	reason: string;
	/** Version of the run that the person saw. */
	revision?: number;
	idempotency_key?: string;
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
	/** How the good build would come back; null when the scenario brings none. */
	strategy: Strategy | null;
	/** Why it could not be swapped on this machine. */
	obstacles: Refusal[];
	brings_back: { archive: string | null; version: string | null } | null;
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

/** One point of what must hold before a rollback, and how old that is. */
export interface ReadinessTick {
	id: string;
	label: string;
	status: Status;
	detail: string;
	at: string | null;
	action: Action | null;
}

export interface RollbackReadiness {
	scenarios: RollbackScenario[];
	active: Run | null;
	ticks: ReadinessTick[];
}

/** What of a rollback only reads, done for real. */
export interface Rehearsal {
	/** Null: nobody has rehearsed yet. */
	last: {
		at: string;
		/** Null when the journal does not reach so far. */
		actor: Actor | null;
		archive: string | null;
		version: string | null;
		/** The build that was tried is the one that is called good now. */
		is_good: boolean;
		ok: boolean;
		took_ms: number;
		parts: {
			id: 'look' | 'unpack' | 'ask';
			title: string;
			took_ms: number;
			/** Code of what hindered it; null when nothing did. */
			failed: string | null;
			said: string;
		}[];
	} | null;
}

/** How the good build of SmartAlloc comes back on this site. */
export type Strategy =
	'auto' | 'local_swap' | 'external' | 'manual' | 'contain';

export interface RollbackRequest {
	scenario: string;
	reason: string;
	dry_run: boolean;
	confirmation: string;
	idempotency_key: string;
	strategy?: Strategy;
	flags?: 'put_back' | 'leave';
	/** Bring it back though the database is newer than what it reads: a second person must agree. */
	accept_newer_schema?: boolean;
}
