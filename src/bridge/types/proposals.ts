import type { Actor } from './shared';

/** One measurement that speaks for a rollback, as it was when it was seen. */
export interface ProposalEvidence {
	trigger: string;
	/** KPI, a part of one, a check, or the trigger itself. */
	signal: string;
	label: string;
	finding: string;
	rule: string;
	value: number | null;
	unit: string | null;
	n: number | null;
	window_s: number | null;
	threshold: number | null;
	measured_at: string;
	onset_at: string;
	seen_at: string;
	/** How old the measurement was when it was seen. */
	age_ms: number;
	decision: number | null;
}

/** What speaks for bringing the last known good release back. */
export interface Trigger {
	id: string;
	label: string;
	rule: string;
	/** What a person must know before it may act by itself. */
	caution: string;
	state: 'quiet' | 'firing' | 'unknown';
	why: string;
	text: string;
	since: string | null;
	seen_at: string | null;
	evidence: ProposalEvidence[];
	/** Began before the build that runs: no evidence against it. */
	earlier: ProposalEvidence[];
	armable: boolean;
	armed: boolean;
	/** Whoever armed it may still start a rollback. */
	effective: boolean;
	revision: number;
	actor: Actor | null;
	changed_at: string | null;
	reason: string;
}

export interface Triggers {
	items: Trigger[];
}

export interface TriggerChange {
	armed: boolean;
	revision: number;
	reason: string;
}

export interface Proposal {
	id: number;
	state:
		| 'open'
		| 'accepted'
		| 'dismissed'
		| 'expired'
		| 'superseded'
		| 'withdrawn';
	/** Grows when what it is bound to changes: whoever decides sends the one they saw. */
	revision: number;
	build: {
		digest: string | null;
		version: string | null;
		since: string | null;
	};
	good: {
		archive: string;
		digest: string | null;
		version: string | null;
	} | null;
	evidence: ProposalEvidence[];
	/** Why no armed trigger has started it by itself. */
	held_back: { code: string; message: string }[];
	run: number | null;
	automatic: boolean;
	/** Who decided; of one that started by itself, who armed it. */
	actor: Actor | null;
	reason: string;
	created_at: string;
	updated_at: string;
	expires_at: string;
	closed_at: string | null;
}

export interface Proposals {
	items: Proposal[];
	next_before: number | null;
}

export interface ProposalStart {
	revision: number;
	reason: string;
	confirmation?: string;
	strategy?: 'auto' | 'local_swap' | 'external' | 'manual' | 'contain';
	flags?: 'put_back' | 'leave';
	accept_newer_schema?: boolean;
}

export interface ProposalDismissal {
	revision: number;
	reason: string;
}
