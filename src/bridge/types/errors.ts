import type { Flag, Freeze } from './flags';
import type { MetricsAccess } from './metrics';
import type { Proposal, Trigger } from './proposals';
import type { Batch, Lock } from './queues';
import type { Run } from './runs';
import type { Settings } from './settings';
import type { Capability, Refusal } from './shared';
import type { Archives } from './vault';
import type { WorkItem } from './work';

/** The error body of WordPress, with our data beside it. */
export interface ApiError {
	code: string;
	message: string;
	data?: {
		status?: number;
		/** 400: the field that was wrong. */
		field?: string;
		/** 400 on settings: each bad key with its sentence. */
		fields?: Record< string, string >;
		/** 409 on settings: what they are now. */
		settings?: Settings;
		/** 409 on a flag: what it is now. */
		flag?: Flag;
		/** 409 on the freeze: what it is now. */
		freeze?: Freeze;
		/** 409 on a run: the active or present run. */
		run?: Run;
		/** 409 on a unit of work: what it is now. */
		work?: WorkItem;
		/** 409 on a batch: the one under way. */
		batch?: Batch | null;
		/** 409 on the good build: all that is kept, and which is named now. */
		archives?: Archives;
		/** 409 on a lock: what it is now; null when it is gone. */
		lock?: Lock | null;
		/** 409 on a proposed rollback: what it is bound to now. */
		proposal?: Proposal;
		/** 409 on a trigger: how it is armed now. */
		trigger?: Trigger;
		/** 409 on the token of scrapers: what is there now. */
		access?: MetricsAccess;
		/** 403: what was missing. */
		capability?: Capability;
		refusals?: Refusal[];
	};
}
