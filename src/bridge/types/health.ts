import type { Action, Status } from './shared';

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
