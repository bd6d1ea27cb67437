import type { Actor, Count } from './shared';

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
	tab: 'flags' | 'rollback' | 'settings' | 'queue' | 'alerts' | null;
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
