import type { Actor, Refusal } from './shared';

export interface SettingsValues {
	forms: number[];
	groups: string[];
	hook_prefix: string;
	notification_hooks: string[];
	webhook_hooks: string[];
	export_hooks: string[];
	minimum_wordpress: string;
	minimum_php: string;
	minimum_mysql: string;
	minimum_mariadb: string;
	minimum_gravityforms: string;
	minimum_action_scheduler: string;
	minimum_smtp_plugin: string;
	/** Null: the reader may not see them. */
	recipients: string[] | null;
	tell_from: 'critical' | 'recommended';
	/** Hours of the site's day; the same twice: no quiet hours. */
	quiet_from: number;
	quiet_until: number;
	log_retention_days: number;
	journal_retention_days: number;
	alert_retention_days: number;
	dead_letter_limit: number;
	releases_a_minute: number;
	smtp_in_production: 'required' | 'optional';
	silence_minimum_weeks: number;
	silence_minimum_submissions: number;
	limit_queue_failures: number;
	limit_queue_wait: number;
	limit_allocation_duration: number;
	limit_export_memory: number;
	limit_export_duration: number;
	limit_delivery: number;
	limit_send_duration: number;
	limit_bounces: number;
	limit_form_errors: number;
	keep_data: boolean;
}

export type SettingKey = keyof SettingsValues;

export type SettingsSection =
	| 'smartalloc'
	| 'kpis'
	| 'minimums'
	| 'recipients'
	| 'retention'
	| 'policies';

export interface SettingDefinition {
	key: SettingKey;
	section: SettingsSection;
	kind:
		| 'forms'
		| 'groups'
		| 'hooks'
		| 'prefix'
		| 'version'
		| 'addresses'
		| 'number'
		| 'choice'
		| 'switch';
	label: string;
	help: string;
	minimum: number | null;
	maximum: number | null;
	options: { value: string; label: string }[];
}

export interface Settings {
	revision: number;
	reason: string;
	actor: Actor | null;
	changed_at: string | null;
	/** The stored option is not what the newest revision says; the tick puts it back. */
	drifted: boolean;
	/** What counts on this site. */
	values: SettingsValues;
	defaults: SettingsValues;
	sources: Record< SettingKey, 'default' | 'option' | 'constant' >;
	definitions: SettingDefinition[];
	sections: { id: SettingsSection; title: string; description: string }[];
}

export interface SettingChange {
	key: string;
	label: string;
	from: string;
	to: string;
}

export interface SettingsPreview {
	revision: number;
	changes: SettingChange[];
	/** What it does to the flags, in sentences. */
	effects: string[];
	refusals: Refusal[];
}

export interface SettingsRevisions {
	items: {
		revision: number;
		changes: SettingChange[];
		reason: string;
		actor: Actor | null;
		changed_at: string | null;
	}[];
	next_before: number | null;
}

/** Key to value; null takes a setting back to its default. */
export type SettingsPatch = Record< string, unknown >;

export interface SettingsRequest {
	values: SettingsPatch;
	revision: number;
	reason: string;
}
