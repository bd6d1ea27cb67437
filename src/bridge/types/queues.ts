import type { Action, Actor, Availability, Count, Refusal } from './shared';

export interface QueueHook {
	hook: string;
	pending: Count | null;
	due: Count | null;
	running: Count | null;
	failed: Count | null;
}

export interface QueuePause {
	flag: string;
	scope: string;
	revision: number;
	actor: Actor | null;
	since: string | null;
	reason: string;
}

/** Who works on the batches of a background processor of Gravity Forms. */
export interface QueueProcessor {
	identifier: string;
	batches: Count;
	/** A process holds the lock, and it has not run out. */
	at_work: boolean;
	lock_since: string | null;
	lock_until: string | null;
	/** Null: no health check is scheduled. */
	health_check_at: string | null;
	health_check_every_s: number | null;
	/** What is wrong; empty when nothing is. */
	finding: string;
}

export interface Queue {
	/** `as:<group>`, `cron:<hook>`, `gf:<processor>` or `work:<group>`. */
	id: string;
	kind: 'action_scheduler' | 'wp_cron' | 'gravity_forms' | 'work';
	name: string;
	availability: Availability;
	/** `not_loaded`: held, because SmartAlloc is active and was not loaded. */
	state:
		| 'idle'
		| 'running'
		| 'waiting'
		| 'late'
		| 'paused'
		| 'not_loaded'
		| 'unavailable';
	pending: Count | null;
	due: Count | null;
	running: Count | null;
	failed: Count | null;
	held: Count | null;
	oldest_due_at: string | null;
	oldest_due_age_s: number | null;
	paused: QueuePause | null;
	/** Why no switch pauses it; null when one does. */
	no_pause: string | null;
	processor: QueueProcessor | null;
	last_runner_at: string | null;
	last_runner_kind: 'wp_cron' | 'async' | 'cli' | 'admin' | 'other' | null;
	hooks: QueueHook[];
}

export interface Queues {
	measured_at: string;
	action_scheduler: Availability;
	queues: Queue[];
}

export interface FailureCause {
	kind:
		| 'exception'
		| 'fatal'
		| 'timeout'
		| 'no_callback'
		| 'unreadable'
		| 'unknown';
	class: string | null;
	code: string | null;
	frame: string | null;
	/** Seen as it happened, read from the log's pattern, or not at all. */
	known_from: 'recorded' | 'log' | 'none';
	text: string;
}

/** A failed job of Action Scheduler. */
export interface Failure {
	id: number;
	queue: string;
	hook: string;
	group: string;
	attempts: number;
	is_recurring: boolean;
	scheduled_at: string | null;
	failed_at: string | null;
	cause: FailureCause;
}

export interface FailureDetail extends Failure {
	claim_id: number;
	created_at: string | null;
	entry_id: number | null;
	/** Argument key names and types only, never values. */
	arguments: { key: string; type: string }[];
	advice: string;
	actions: Action[];
}

export interface FailureCauseGroup {
	cause: FailureCause;
	count: number;
	hooks: string[];
	newest_at: string | null;
	/** Id of one of them. */
	example: number;
}

export interface Failures {
	availability: Availability;
	items: Failure[];
	/** Pass as `cursor` to read on; null at the end. A page can be short before that. */
	next_cursor: string | null;
	/** Failed jobs of the whole site that were looked through; null when they could not be read. */
	looked: number | null;
	/** Failures whose causes were counted; null on a later page. */
	of: Count | null;
	causes: FailureCauseGroup[];
}

/** A bounded batch of a queue that somebody asked for. */
export interface Batch {
	id: number;
	queue: string;
	state: 'asked' | 'running' | 'done' | 'failed' | 'not_started' | 'lost';
	size: number;
	place: 'loopback' | 'here';
	reason: string;
	actor: Actor;
	/** The user it ran as; 0 is nobody. */
	ran_as: number | null;
	processed: number;
	done: number;
	failed: number;
	held: number;
	stopped:
		| 'size'
		| 'empty'
		| 'time'
		| 'held'
		| 'busy'
		| 'claim_lost'
		| 'error'
		| 'fatal'
		| null;
	error: string | null;
	text: string;
	action: Action | null;
	asked_at: string;
	started_at: string | null;
	finished_at: string | null;
}

export interface BatchRequest {
	size: number;
	reason: string;
	idempotency_key: string;
}

/** What lets only one runner work at a time. */
export interface Lock {
	id: string;
	kind: 'as_claim' | 'as_lock' | 'cron_lock' | 'gf_lock';
	title: string;
	/** Harmless: its holder is gone, and nobody waits for it. */
	state: 'live' | 'stale' | 'harmless';
	since: string | null;
	quiet_s: number | null;
	limit_s: number | null;
	evidence: string[];
	/** What taking it away does. */
	effect: string;
	fingerprint: string;
	/** Why it may not be taken away. */
	refusal: Refusal | null;
}

export interface Locks {
	items: Lock[];
}
