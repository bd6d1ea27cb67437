/**
 * The wire of `smartalloc-ops/v1`, as the server's JSON schemas declare it.
 *
 * Times are RFC 3339 in UTC. `null` always means "not known" or "does not
 * apply", never zero. The drift test compares these types with the schemas
 * the server serves.
 */

export type Status =
	'good' | 'recommended' | 'critical' | 'unknown' | 'not_set_up';

export type Capability =
	| 'smartalloc_ops_view'
	| 'smartalloc_ops_operate'
	| 'smartalloc_ops_flags'
	| 'smartalloc_ops_release'
	| 'smartalloc_ops_rollback'
	| 'smartalloc_ops_settings';

/** Who did it. The name is looked up when it is shown, never stored. */
export interface Actor {
	kind: 'user' | 'cli' | 'cron' | 'run' | 'schedule' | 'system';
	id: number;
	name: string;
}

/** A way forward: a link to open or a command to paste. */
export interface Action {
	kind: 'link' | 'command';
	label: string;
	target: string;
}

/** Why something was refused, and what the person can do about it. */
export interface Refusal {
	code: string;
	message: string;
	action: Action | null;
}

/** A bounded count: `capped` means "at least this many". */
export interface Count {
	value: number;
	capped: boolean;
}

export type Presence = 'present' | 'absent' | 'broken';

export interface Availability {
	state: Presence;
	detail: string;
	action: Action | null;
}

/* Health ---------------------------------------------------------------- */

export type HealthGroup =
	'scheduling' | 'forms' | 'messages' | 'platform' | 'safety';

export interface Verdict {
	probe: string;
	label: string;
	group: HealthGroup;
	status: Status;
	/** One sentence: what was found. */
	finding: string;
	/** Stable code for the finding, e.g. `absent`, `waits_for`, `time_budget`. */
	reason: string;
	value: number | null;
	unit: string | null;
	n: number | null;
	window_s: number | null;
	measured_at: string | null;
	valid_until: string | null;
	duration_ms: number | null;
	/** The judged rule in words. */
	rule: string;
	/** Why it matters, one line. */
	why: string;
	/** Probe ids this one waits for; it is unknown until they are good. */
	waits_for: string[];
	required: boolean;
	can_self_test: boolean;
	actions: Action[];
}

export interface Health {
	status: Status;
	counts: Record< Status, number >;
	verdicts: Verdict[];
}

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

/** One test of WordPress's own Site Health, in core's shape: its page fetches it, not ours. */
export interface RollUp {
	label: string;
	status: 'good' | 'recommended' | 'critical';
	badge: { label: string; color: 'blue' | 'red' };
	/** HTML, as is `actions`. */
	description: string;
	actions: string;
	test: string;
}

export interface SelfTest {
	probe: string;
	/** True when the fault drove the probe red and it came back afterwards. */
	passed: boolean;
	fault: string;
	under_fault: Verdict;
	afterwards: Verdict;
}

/* Queues ---------------------------------------------------------------- */

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
	state: 'idle' | 'running' | 'waiting' | 'late' | 'paused' | 'unavailable';
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

/* Work ------------------------------------------------------------------ */

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
	held_flag: string | null;
	held_scope: string | null;
	held_revision: number | null;
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

/* Flags ----------------------------------------------------------------- */

export interface FlagValue {
	value: string;
	label: string;
	/** The verb of the button that sets it, e.g. "Hold comms". */
	verb: string;
}

export interface Enforcement {
	state: 'enforced' | 'partly' | 'not_enforced';
	note: string;
	action: Action | null;
}

/** One switch: a flag in one scope (empty, a form id, a group slug, `cron:<hook>` or `gf:<processor>`). */
export interface Flag {
	flag:
		| 'gppa'
		| 'queue'
		| 'comms'
		| 'webhooks'
		| 'scheduling'
		| 'intake'
		| 'generic_path'
		| 'export_mode';
	scope: string;
	scope_kind: 'none' | 'form' | 'group';
	title: string;
	scope_label: string;
	description: string;
	values: FlagValue[];
	/** The value that is always allowed, or null when there is none. */
	safe: string | null;
	value: string;
	/** 0 = never set, the default holds. */
	revision: number;
	reason: string;
	actor: Actor | null;
	changed_at: string | null;
	enforcement: Enforcement;
	held: Count | null;
	end: PlannedEnd | null;
	seen: Seen;
}

/** When a value ends by itself, and what happens then. */
export interface PlannedEnd {
	until: string;
	then: 'back' | 'ask';
	/** The value that held before. */
	back_to: string;
}

/** When each kind of process first went by this revision; null: not yet. */
export interface Seen {
	web: string | null;
	cron: string | null;
	cli: string | null;
}

export interface Freeze {
	frozen: boolean;
	/** 0 = never frozen. */
	revision: number;
	owner: Actor | null;
	reason: string;
	since: string | null;
	until: string | null;
}

export interface FreezeChange {
	frozen: boolean;
	/** RFC 3339; a freeze needs one. */
	until?: string | null;
	revision: number;
	reason: string;
}

export interface FlagRevision {
	id: number;
	flag: string;
	scope: string;
	revision: number;
	value: string;
	previous: string;
	reason: string;
	actor: Actor | null;
	changed_at: string;
	run_id: number | null;
	end: PlannedEnd | null;
	seen: Seen;
}

export interface FlagRevisions {
	items: FlagRevision[];
	next_before: number | null;
}

export interface ReachLine {
	label: string;
	count: Count | null;
	/** What the count means, e.g. a window or "could not be measured: ...". */
	note: string;
}

/** What setting a value would do, measured before anything is done. */
export interface FlagPreview {
	flag: string;
	scope: string;
	value: string;
	revision: number;
	reach: ReachLine[];
	/** What will not happen, in whole sentences. */
	reassurances: string[];
	warnings: string[];
	refusals: Refusal[];
	recent_reasons: string[];
}

export interface FlagChange {
	value: string;
	revision: number;
	reason: string;
	/** RFC 3339; null or left out: until somebody changes it. */
	until?: string | null;
	then?: 'back' | 'ask';
}

/* Runs ------------------------------------------------------------------ */

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

/* Journal --------------------------------------------------------------- */

export interface JournalEntry {
	/** Kind and id of the row: one line is always the same one. */
	key: string;
	kind: 'flag' | 'run' | 'step' | 'settings' | 'act';
	at: string;
	actor: Actor;
	subject: string;
	/** What was done, in a sentence. */
	change: string;
	reason: string;
	tab: 'flags' | 'rollback' | 'settings' | 'queue' | null;
	run_id: number | null;
}

export type VerificationState =
	'intact' | 'broken' | 'unverifiable' | 'incomplete' | 'empty';

export interface JournalPage {
	items: JournalEntry[];
	next_cursor: string | null;
	chain: {
		sealed: number;
		verified_at: string | null;
		verified_state: VerificationState | null;
		verified_through: number | null;
	};
}

export interface JournalVerification {
	state: VerificationState;
	text: string;
	findings: {
		problem:
			| 'edited'
			| 'missing'
			| 'seal_edited'
			| 'seal_missing'
			| 'seals_cut_off'
			| 'downgraded'
			| 'slipped_in'
			| 'other_key';
		name: string;
		text: string;
		seal: number | null;
		at: string | null;
	}[];
	found: number;
	from: number;
	through: number;
	/** Where to go on when there was no time for all. */
	next: number | null;
	/** Every seal was made with a key from outside the database. */
	keyed: boolean;
	key_note: string;
	head: { n: number; chain: string } | null;
	unsealed: {
		count: Count;
		oldest_at: string | null;
		age_s: number | null;
	};
	verified_at: string;
}

/* Settings -------------------------------------------------------------- */

export interface SettingsValues {
	forms: number[];
	groups: string[];
	hook_prefix: string;
	notification_hooks: string[];
	webhook_hooks: string[];
	export_hooks: string[];
	minimum_wordpress: string;
	minimum_php: string;
	minimum_mysql: string;
	minimum_mariadb: string;
	minimum_gravityforms: string;
	minimum_action_scheduler: string;
	minimum_smtp_plugin: string;
	/** Null: the reader may not see them. */
	recipients: string[] | null;
	tell_from: 'critical' | 'recommended';
	/** Hours of the site's day; the same twice: no quiet hours. */
	quiet_from: number;
	quiet_until: number;
	log_retention_days: number;
	journal_retention_days: number;
	dead_letter_limit: number;
	releases_a_minute: number;
	smtp_in_production: 'required' | 'optional';
	silence_minimum_weeks: number;
	silence_minimum_submissions: number;
	limit_queue_failures: number;
	limit_queue_wait: number;
	limit_allocation_duration: number;
	limit_export_memory: number;
	limit_export_duration: number;
	limit_delivery: number;
	limit_send_duration: number;
	limit_bounces: number;
	limit_form_errors: number;
	keep_data: boolean;
}

export type SettingKey = keyof SettingsValues;

export type SettingsSection =
	| 'smartalloc'
	| 'kpis'
	| 'minimums'
	| 'recipients'
	| 'retention'
	| 'policies';

export interface SettingDefinition {
	key: SettingKey;
	section: SettingsSection;
	kind:
		| 'forms'
		| 'groups'
		| 'hooks'
		| 'prefix'
		| 'version'
		| 'addresses'
		| 'number'
		| 'choice'
		| 'switch';
	label: string;
	help: string;
	minimum: number | null;
	maximum: number | null;
	options: { value: string; label: string }[];
}

export interface Settings {
	revision: number;
	reason: string;
	actor: Actor | null;
	changed_at: string | null;
	/** The stored option is not what the newest revision says; the tick puts it back. */
	drifted: boolean;
	/** What counts on this site. */
	values: SettingsValues;
	defaults: SettingsValues;
	sources: Record< SettingKey, 'default' | 'option' | 'constant' >;
	definitions: SettingDefinition[];
	sections: { id: SettingsSection; title: string; description: string }[];
}

export interface SettingChange {
	key: string;
	label: string;
	from: string;
	to: string;
}

export interface SettingsPreview {
	revision: number;
	changes: SettingChange[];
	/** What it does to the flags, in sentences. */
	effects: string[];
	refusals: Refusal[];
}

export interface SettingsRevisions {
	items: {
		revision: number;
		changes: SettingChange[];
		reason: string;
		actor: Actor | null;
		changed_at: string | null;
	}[];
	next_before: number | null;
}

/** Key to value; null takes a setting back to its default. */
export type SettingsPatch = Record< string, unknown >;

export interface SettingsRequest {
	values: SettingsPatch;
	revision: number;
	reason: string;
}

/* Overview -------------------------------------------------------------- */

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
	tab: 'health' | 'queue' | 'flags' | 'rollback';
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
	dead_letters: Count | null;
	unknown_outcomes: Count | null;
	active_run: Run | null;
	last_run: Run | null;
	coverage: CoverageLine[];
}

/* Entry trace ------------------------------------------------------------ */

export interface TraceAnswer {
	id: 'arrived' | 'allocated' | 'email' | 'twice' | 'export';
	question: string;
	status: Status;
	text: string;
	actions: Action[];
}

export interface TraceMoment {
	/** null: it has not happened, or nobody noted when. */
	at: string | null;
	stage:
		| 'submission'
		| 'intake'
		| 'allocation'
		| 'message'
		| 'webhook'
		| 'export'
		| 'job'
		| 'flag';
	label: string;
	status: Status;
	text: string;
	source: string | null;
	/** Something is missing here. */
	is_gap: boolean;
}

export interface TraceFlag {
	flag: string;
	scope: string;
	value: string;
	revision: number;
	reason: string;
	actor: Actor | null;
	changed_at: string | null;
	/** Set after the entry came, not in force when it did. */
	is_later: boolean;
}

export interface Trace {
	entry_id: number;
	form_id: number | null;
	came_at: string | null;
	generated_at: string;
	status: Status;
	headline: string;
	answers: TraceAnswer[];
	moments: TraceMoment[];
	flags: TraceFlag[];
	sources: {
		id: string;
		label: string;
		state: 'read' | 'partly' | 'absent' | 'broken';
		detail: string;
	}[];
	/** The answers in plain words, for a parent's ticket. */
	copy: string;
}

/** The error body of WordPress, with our data beside it. */
export interface ApiError {
	code: string;
	message: string;
	data?: {
		status?: number;
		/** 400: the field that was wrong. */
		field?: string;
		/** 400 on settings: each bad key with its sentence. */
		fields?: Record< string, string >;
		/** 409 on settings: what they are now. */
		settings?: Settings;
		/** 409 on a flag: what it is now. */
		flag?: Flag;
		/** 409 on the freeze: what it is now. */
		freeze?: Freeze;
		/** 409 on a run: the active or present run. */
		run?: Run;
		/** 409 on a unit of work: what it is now. */
		work?: WorkItem;
		/** 409 on a batch: the one under way. */
		batch?: Batch | null;
		/** 409 on a lock: what it is now; null when it is gone. */
		lock?: Lock | null;
		/** 403: what was missing. */
		capability?: Capability;
		refusals?: Refusal[];
	};
}

/* Telling people -------------------------------------------------------- */

export type ChannelId = 'mail' | 'webhook' | 'ping';

export interface Channel {
	id: ChannelId;
	label: string;
	help: string;
	set_up: boolean;
	/** How many people or systems it reaches. */
	targets: number;
	/** Host and last characters of a secret address, never the address. */
	address: string | null;
	/** Null: it has no secret address. */
	source: 'none' | 'stored' | 'constant' | null;
	/** False: the keys of the site changed, and it must be entered again. */
	readable: boolean;
	revision: number | null;
	changed_at: string | null;
	/** Null: nothing was sent there lately. */
	works: boolean | null;
	failing: number;
	outcome: string | null;
	tried_at: string | null;
	text: string;
}

export interface Channels {
	items: Channel[];
}

export type Severity = 'critical' | 'recommended' | 'info';

export interface Announcement {
	id: number;
	kind: string;
	severity: Severity;
	subject: string;
	title: string;
	lines: string[];
	state: 'queued' | 'nobody' | 'under_way' | 'sent' | 'partly' | 'failed';
	created_at: string;
	deliveries: {
		channel: string;
		state: 'queued' | 'sending' | 'sent' | 'failed';
		attempts: number;
		outcome: string | null;
		/** How many announcements the same message stood for. */
		together: number | null;
		due_at: string | null;
		sent_at: string | null;
	}[];
}

export interface Announcements {
	items: Announcement[];
	next_before: number | null;
}

export interface ChannelChange {
	/** Null removes the address. */
	url: string | null;
	revision: number;
	reason: string;
}

/* Alerts ---------------------------------------------------------------- */

export interface AlertLine {
	id: number;
	/** Id of a check; `mass` for many at once. */
	signal: string;
	label: string;
	state: 'pending' | 'firing' | 'acknowledged' | 'resolved';
	severity: Severity;
	/** The alert that stands for this one too. */
	under: number | null;
	onset_at: string;
	fired_at: string | null;
	acknowledged_at: string | null;
	actor: Actor | null;
	reason: string;
	resolved_at: string | null;
	decision: number | null;
}

export interface Alert extends AlertLine {
	members: AlertLine[];
}

export interface Alerts {
	items: AlertLine[];
	next_before: number | null;
}

/** What was known when an alert fired. */
export interface Decision {
	id: number;
	alert_id: number;
	signal: string;
	created_at: string;
	label: string;
	rule: string;
	held: string;
	severity: Severity;
	status: Status | null;
	reason: string;
	finding: string;
	value: number | null;
	unit: string | null;
	n: number | null;
	window_s: number | null;
	measured_at: string | null;
	age_ms: number | null;
	onset_at: string | null;
	frozen: boolean;
	flags: { flag: string; scope: string; value: string; revision: number }[];
	release: string | null;
	versions: { name: string; found: string }[];
	changes: {
		at: string | null;
		kind: string;
		subject: string;
		change: string;
	}[];
	members: { signal: string; severity: string; finding: string }[];
}
