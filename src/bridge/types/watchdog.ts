/** The must-use file that sees SmartAlloc bring the site down. */
export interface Watchdog {
	/** `outdated` still watches; `broken` watches nothing. */
	state: 'absent' | 'installed' | 'outdated' | 'broken';
	/** Whether it can be installed and removed from here. */
	writable: boolean;
	/** Whether it may bring the good build back when nobody has armed it. */
	act_alone: boolean;
	detail: string;
	/** Until then a fatal error brings `archive` back; null when it is not armed. */
	armed_until: string | null;
	run_id: number | null;
	archive: string | null;
	/** Until then SmartAlloc is not loaded; null when it is. */
	stopped_until: string | null;
	stopped_why: string | null;
	/** The last that it saw, of whomever. */
	fatal: { at: string; file: string; kind: string } | null;
	/** What it did last. */
	acted: { at: string; what: string; text: string } | null;
}

export interface WatchdogChange {
	installed: boolean;
	act_alone: boolean;
	reason: string;
}
