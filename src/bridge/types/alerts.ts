import type { Actor, Status } from './shared';
import type { Severity } from './telling';

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
	/** `gone`: not measured any more, so nobody saw it recover. */
	ended: 'recovered' | 'gone' | null;
	/** What was found when it fired; empty where an alert stands for it. */
	finding: string;
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
