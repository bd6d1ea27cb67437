import type { Actor, Refusal } from './shared';

/** A build of SmartAlloc that can be brought back. */
export interface Archive {
	id: string;
	version: string | null;
	/** Newest schema of the database that it reads; null when the build does not say. */
	schema: string | null;
	digest: string;
	files: number;
	bytes: number;
	kept_at: string;
	/** Null when the journal does not reach so far. */
	kept_by: Actor | null;
	/** What is installed now is this build. */
	installed: boolean;
	/** A person has named it the last known good one. */
	good: boolean;
	/** The newest that the journal knows. */
	drill: {
		at: string;
		passed: boolean;
		detail: string;
		actor: Actor;
	} | null;
}

export interface Archives {
	items: Archive[];
	pin: {
		archive: string;
		at: string;
		actor: Actor | null;
		reason: string;
	} | null;
	/** Of the pin: goes with the request that names another build. */
	revision: number;
	installed: {
		digest: string | null;
		/** As which archive it is kept. */
		archive: string | null;
		/** When its files were read; null when they were not since they changed. */
		read_at: string | null;
	};
	/** Archives that are not believed. */
	strangers: { id: string; message: string }[];
	/** Why the pinned build could not be put in place now. */
	obstacles: Refusal[];
	/** Why the vault or its pin cannot be used at all. */
	trouble: Refusal | null;
	/** How many are kept before the oldest goes. */
	limit: number;
	/** Where they lie, in words. */
	place: string;
}

export interface PinRequest {
	/** At which the person saw the pin; 0 for none. */
	revision: number;
	reason: string;
}

export interface RecoveryCard {
	made_at: string;
	release: string | null;
	build: { archive: string; version: string | null; digest: string } | null;
	facts: { label: string; value: string }[];
	sections: {
		title: string;
		steps: { text: string; command: string | null }[];
	}[];
	/** Whether what was printed last still holds. */
	printed: 'never' | 'outdated' | 'current';
	printed_at: string | null;
}
