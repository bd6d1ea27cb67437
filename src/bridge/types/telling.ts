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
