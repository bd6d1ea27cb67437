/** Whether a scraper such as Prometheus may read, and by which token. */
export interface MetricsAccess {
	on: boolean;
	revision: number;
	/** Last characters of the token. */
	ends: string | null;
	changed_at: string | null;
	/** Where it reads. */
	url: string;
	/** Only in the answer to the request that made it. */
	token: string | null;
}

export interface MetricsChange {
	/** At which the person saw it. */
	revision: number;
	reason: string;
}

/** What a scraper gets is no JSON, and the screen never asks for it. */
export type MetricsText = string;
