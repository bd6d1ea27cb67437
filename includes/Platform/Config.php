<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * What of the outside belongs to SmartAlloc on this site, and the limits and policies it is run by.
 *
 * The defaults are the owner's specification (form 150, three groups); a site may differ, so option
 * `smartalloc_ops_config` overrides each key, and an array in constant `SMARTALLOC_OPS_CONFIG` overrides the option.
 * People change it in Settings, which writes the option.
 */
final class Config {
	public const OPTION   = 'smartalloc_ops_config';
	public const CONSTANT = 'SMARTALLOC_OPS_CONFIG';

	public const DEFAULTS = [
		'forms'                       => [ 150 ],
		'groups'                      => [ 'smartalloc_allocate', 'smartalloc_notify', 'smartalloc_export' ],
		'hook_prefix'                 => 'smartalloc_',
		'notification_hooks'          => [ 'smartalloc_notify', 'smartalloc_notify_mail', 'smartalloc_mail_retry' ],
		'webhook_hooks'               => [ 'smartalloc_webhook' ],
		'export_hooks'                => [ 'smartalloc_export_run' ],
		'minimum_wordpress'           => '6.4',
		'minimum_php'                 => '8.1',
		'minimum_mysql'               => '8.0',
		'minimum_mariadb'             => '10.5',
		'minimum_gravityforms'        => '2.4.20',
		'minimum_action_scheduler'    => '3.8.2',
		'minimum_smtp_plugin'         => '',
		'recipients'                  => [],
		'tell_from'                   => 'critical',
		'quiet_from'                  => 0,
		'quiet_until'                 => 0,
		'log_retention_days'          => 30,
		'journal_retention_days'      => 0,
		'alert_retention_days'        => 365,
		'dead_letter_limit'           => 5,
		'releases_a_minute'           => 60,
		'smtp_in_production'          => 'required',
		'silence_minimum_weeks'       => 2,
		'silence_minimum_submissions' => 20,
		'limit_queue_failures'        => 10,
		'limit_queue_wait'            => 10,
		'limit_allocation_duration'   => 80,
		'limit_export_memory'         => 128,
		'limit_export_duration'       => 2_000,
		'limit_delivery'              => 980,
		'limit_send_duration'         => 300,
		'limit_bounces'               => 10,
		'limit_form_errors'           => 5,
		'keep_data'                   => false,
	];

	/** @param array<string, mixed> $values Values of the option, of any shape: foreign data until normalised. */
	public function __construct( private readonly array $values ) {}

	public static function load(): self {
		$stored = get_option( self::OPTION, [] );
		return new self( self::fixed() + ( is_array( $stored ) ? $stored : [] ) );
	}

	/** @return array<string, mixed> What wp-config.php lays down; nobody can change that in the screen. */
	public static function fixed(): array {
		$fixed = defined( self::CONSTANT ) ? constant( self::CONSTANT ) : [];
		return is_array( $fixed ) ? array_intersect_key( $fixed, self::DEFAULTS ) : [];
	}

	/**
	 * Every value as it counts, whatever was stored.
	 *
	 * @return array{forms: list<int>, groups: list<string>, hook_prefix: string, notification_hooks: list<string>, webhook_hooks: list<string>, export_hooks: list<string>, minimum_wordpress: string, minimum_php: string, minimum_mysql: string, minimum_mariadb: string, minimum_gravityforms: string, minimum_action_scheduler: string, minimum_smtp_plugin: string, recipients: list<string>, tell_from: string, quiet_from: int, quiet_until: int, log_retention_days: int, journal_retention_days: int, alert_retention_days: int, dead_letter_limit: int, releases_a_minute: int, smtp_in_production: string, silence_minimum_weeks: int, silence_minimum_submissions: int, limit_queue_failures: int, limit_queue_wait: int, limit_allocation_duration: int, limit_export_memory: int, limit_export_duration: int, limit_delivery: int, limit_send_duration: int, limit_bounces: int, limit_form_errors: int, keep_data: bool}
	 */
	public function all(): array {
		return [
			'forms'                       => $this->forms(),
			'groups'                      => $this->groups(),
			'hook_prefix'                 => $this->hook_prefix(),
			'notification_hooks'          => $this->notification_hooks(),
			'webhook_hooks'               => $this->webhook_hooks(),
			'export_hooks'                => $this->export_hooks(),
			'minimum_wordpress'           => $this->minimum( 'wordpress' ),
			'minimum_php'                 => $this->minimum( 'php' ),
			'minimum_mysql'               => $this->minimum( 'mysql' ),
			'minimum_mariadb'             => $this->minimum( 'mariadb' ),
			'minimum_gravityforms'        => $this->minimum( 'gravityforms' ),
			'minimum_action_scheduler'    => $this->minimum( 'action_scheduler' ),
			'minimum_smtp_plugin'         => $this->minimum( 'smtp_plugin' ),
			'recipients'                  => $this->recipients(),
			'tell_from'                   => $this->tells_recommended() ? 'recommended' : 'critical',
			'quiet_from'                  => $this->quiet_from(),
			'quiet_until'                 => $this->quiet_until(),
			'log_retention_days'          => $this->log_retention_days(),
			'journal_retention_days'      => $this->journal_retention_days(),
			'alert_retention_days'        => $this->alert_retention_days(),
			'dead_letter_limit'           => $this->dead_letter_limit(),
			'releases_a_minute'           => $this->releases_a_minute(),
			'smtp_in_production'          => $this->is_smtp_required() ? 'required' : 'optional',
			'silence_minimum_weeks'       => $this->silence_minimum_weeks(),
			'silence_minimum_submissions' => $this->silence_minimum_submissions(),
			'limit_queue_failures'        => $this->limit( 'queue_failures' ),
			'limit_queue_wait'            => $this->limit( 'queue_wait' ),
			'limit_allocation_duration'   => $this->limit( 'allocation_duration' ),
			'limit_export_memory'         => $this->limit( 'export_memory' ),
			'limit_export_duration'       => $this->limit( 'export_duration' ),
			'limit_delivery'              => $this->limit( 'delivery' ),
			'limit_send_duration'         => $this->limit( 'send_duration' ),
			'limit_bounces'               => $this->limit( 'bounces' ),
			'limit_form_errors'           => $this->limit( 'form_errors' ),
			'keep_data'                   => $this->keep_data(),
		];
	}

	/** @return list<int> */
	public function forms(): array {
		return array_values( array_filter( array_map( 'intval', $this->strings( 'forms' ) ), static fn ( int $id ): bool => $id > 0 ) );
	}

	/** @return list<string> Action Scheduler group slugs. */
	public function groups(): array {
		return $this->strings( 'groups' );
	}

	/** @return list<string> Hooks whose jobs send a message to a person. */
	public function notification_hooks(): array {
		return $this->strings( 'notification_hooks' );
	}

	/** @return list<string> Hooks whose jobs call another system. */
	public function webhook_hooks(): array {
		return $this->strings( 'webhook_hooks' );
	}

	/** @return list<string> Hooks whose jobs build an export. */
	public function export_hooks(): array {
		return $this->strings( 'export_hooks' );
	}

	/** Hooks that start with this belong to SmartAlloc, those with `smartalloc_ops_` to us. */
	public function is_smartalloc_hook( string $hook ): bool {
		return str_starts_with( $hook, $this->hook_prefix() ) && ! str_starts_with( $hook, 'smartalloc_ops_' );
	}

	public function hook_prefix(): string {
		$value = $this->text( 'hook_prefix' );
		return '' === $value ? self::DEFAULTS['hook_prefix'] : $value;
	}

	/** Whether a job belongs to SmartAlloc, by its group or its hook. */
	public function is_smartalloc_job( string $hook, string $group ): bool {
		return in_array( $group, $this->groups(), true ) || $this->is_smartalloc_hook( $hook );
	}

	/**
	 * The oldest version this site accepts; empty when it accepts any.
	 *
	 * @param 'wordpress'|'php'|'mysql'|'mariadb'|'gravityforms'|'action_scheduler'|'smtp_plugin' $of
	 */
	public function minimum( string $of ): string {
		$key   = "minimum_$of";
		$value = $this->text( $key );
		return 1 === preg_match( '/^\d+(\.\d+){0,3}$/', $value ) ? $value : self::DEFAULTS[ $key ];
	}

	/** @return list<string> E-mail addresses of those who are told. Personal data: only for holders of the settings capability, never in a log. */
	public function recipients(): array {
		return array_values( array_filter( $this->strings( 'recipients' ), static fn ( string $address ): bool => false !== is_email( $address ) ) );
	}

	/** Whether people are also told of what is not critical. */
	public function tells_recommended(): bool {
		return 'recommended' === $this->text( 'tell_from' );
	}

	/** First hour of the site's day in which only what is critical is sent. */
	public function quiet_from(): int {
		return max( 0, min( 23, $this->number( 'quiet_from' ) ) );
	}

	/** First hour after that; the same as quiet_from() when there are no quiet hours. */
	public function quiet_until(): int {
		return max( 0, min( 23, $this->number( 'quiet_until' ) ) );
	}

	/** Lines of the structured log are kept this long. */
	public function log_retention_days(): int {
		return max( 1, $this->number( 'log_retention_days' ) );
	}

	/** Sealed journal rows are kept this long; 0 is for ever. */
	public function journal_retention_days(): int {
		return max( 0, $this->number( 'journal_retention_days' ) );
	}

	/** Alerts that are over, their decisions, and what was told of anything are kept this long. */
	public function alert_retention_days(): int {
		return max( 30, $this->number( 'alert_retention_days' ) );
	}

	/** More open dead letters than this are critical (K1). */
	public function dead_letter_limit(): int {
		return $this->number( 'dead_letter_limit' );
	}

	/** Held work leaves at most at this rate, so that a release is no storm. */
	public function releases_a_minute(): int {
		return max( 1, $this->number( 'releases_a_minute' ) );
	}

	/** Whether a production site without a configured SMTP plugin is critical. */
	public function is_smtp_required(): bool {
		return 'optional' !== $this->text( 'smtp_in_production' );
	}

	/** The silence detector judges only with the same hours of at least so many weeks. */
	public function silence_minimum_weeks(): int {
		return max( 1, $this->number( 'silence_minimum_weeks' ) );
	}

	/** And with at least so many submissions in those weeks. */
	public function silence_minimum_submissions(): int {
		return max( 1, $this->number( 'silence_minimum_submissions' ) );
	}

	/**
	 * The limit of a KPI: shares in thousandths, durations in milliseconds, the queue's wait in seconds, memory in megabytes.
	 *
	 * @param 'queue_failures'|'queue_wait'|'allocation_duration'|'export_memory'|'export_duration'|'delivery'|'send_duration'|'bounces'|'form_errors' $of
	 */
	public function limit( string $of ): int {
		return max( 1, $this->number( "limit_$of" ) );
	}

	/** Whether tables and options stay when the plugin is deleted. */
	public function keep_data(): bool {
		return true === ( $this->values['keep_data'] ?? self::DEFAULTS['keep_data'] );
	}

	/**
	 * @param 'forms'|'groups'|'notification_hooks'|'webhook_hooks'|'export_hooks'|'recipients' $key
	 * @return list<string>
	 */
	private function strings( string $key ): array {
		$value = $this->values[ $key ] ?? null;
		$value = is_array( $value ) ? $value : self::DEFAULTS[ $key ];
		return array_values( array_map( 'strval', array_filter( $value, 'is_scalar' ) ) );
	}

	/** @param 'hook_prefix'|'smtp_in_production'|'tell_from'|'minimum_wordpress'|'minimum_php'|'minimum_mysql'|'minimum_mariadb'|'minimum_gravityforms'|'minimum_action_scheduler'|'minimum_smtp_plugin' $key */
	private function text( string $key ): string {
		$value = $this->values[ $key ] ?? null;
		return is_string( $value ) ? $value : self::DEFAULTS[ $key ];
	}

	/** @param 'dead_letter_limit'|'quiet_from'|'quiet_until'|'releases_a_minute'|'log_retention_days'|'journal_retention_days'|'alert_retention_days'|'silence_minimum_weeks'|'silence_minimum_submissions'|'limit_queue_failures'|'limit_queue_wait'|'limit_allocation_duration'|'limit_export_memory'|'limit_export_duration'|'limit_delivery'|'limit_send_duration'|'limit_bounces'|'limit_form_errors' $key */
	private function number( string $key ): int {
		$value = $this->values[ $key ] ?? null;
		return is_numeric( $value ) ? (int) $value : self::DEFAULTS[ $key ];
	}
}
