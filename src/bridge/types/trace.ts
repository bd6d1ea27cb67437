import type { Action, Actor, Status } from './shared';

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
