import type { Action, Actor, Count, Refusal } from './shared';

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
