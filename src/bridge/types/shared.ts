export type Status =
	'good' | 'recommended' | 'critical' | 'unknown' | 'not_set_up';

export type Capability =
	| 'smartalloc_ops_view'
	| 'smartalloc_ops_operate'
	| 'smartalloc_ops_flags'
	| 'smartalloc_ops_release'
	| 'smartalloc_ops_rollback'
	| 'smartalloc_ops_settings'
	/** Core's own: who may decide which code runs here. */
	| 'update_plugins';

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
