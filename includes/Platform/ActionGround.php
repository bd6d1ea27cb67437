<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What Action Scheduler really stands on here, whatever its version promises: indexes, retention, uniqueness, copies. */
final class ActionGround {
	/** Indexes without which claims and counts read the whole table. Sites keep old sets, so they are looked at and not inferred. */
	private const INDEXES = [ 'hook_status_scheduled_date_gmt', 'status_scheduled_date_gmt', 'group_id', 'claim_id_status_scheduled_date_gmt' ];

	/** From here on `unique` looks at the arguments too, and failed rows are cleaned. */
	private const CHANGED_IN = '4.0';

	/** Its own default, in seconds. */
	private const MONTH_S = 31 * DAY_IN_SECONDS;

	public function __construct( private readonly Database $db, private readonly ActionScheduler $action_scheduler ) {}

	/**
	 * @return list<string> Names of the missing indexes.
	 * @throws DatabaseError When they cannot be read.
	 */
	public function missing_indexes(): array {
		$found = array_map( static fn ( array $row ): string => (string) ( $row['Key_name'] ?? '' ), $this->db->rows( 'SHOW INDEX FROM %i', [ $this->db->foreign( 'actionscheduler_actions' ) ] ) );
		return array_values( array_diff( self::INDEXES, $found ) );
	}

	/** @return array{seconds: int, statuses: list<string>} How long rows of which statuses stay after their last attempt, by the filters that the cleaner asks. */
	public function retention(): array {
		// Hooks of Action Scheduler: what its cleaner would be told now.
		// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound
		$seconds  = apply_filters( 'action_scheduler_retention_period', self::MONTH_S );
		$statuses = apply_filters( 'action_scheduler_default_cleaner_statuses', [ 'complete', 'canceled' ] );
		// phpcs:enable
		return [
			'seconds'  => is_numeric( $seconds ) ? (int) $seconds : self::MONTH_S,
			'statuses' => array_values( array_map( 'strval', array_filter( (array) $statuses, 'is_scalar' ) ) ),
		];
	}

	/** Whether "unique" compares the arguments; otherwise a second job of the same hook and group is refused whatever it is for. */
	public function is_unique_by_arguments(): bool {
		return $this->is_version_4();
	}

	/** Whether this version cleans failed rows by itself, by a period of its own. */
	public function cleans_failed_rows(): bool {
		return $this->is_version_4();
	}

	/** @return list<string> Versions of all copies that plugins brought; the newest runs. */
	public function copies(): array {
		$versions = class_exists( 'ActionScheduler_Versions', false ) ? \ActionScheduler_Versions::instance()->get_versions() : [];
		$copies   = array_map( 'strval', array_keys( is_array( $versions ) ? $versions : [] ) );
		usort( $copies, static fn ( string $one, string $other ): int => version_compare( $one, $other ) );
		return array_reverse( $copies );
	}

	/**
	 * Calls `$body` while failed rows are to be deleted at once.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_failures_vanish( callable $body ): mixed {
		$failed = static fn (): array => [ 'complete', 'canceled', 'failed' ];
		add_filter( 'action_scheduler_retention_period', '__return_zero', PHP_INT_MAX );
		add_filter( 'action_scheduler_default_cleaner_statuses', $failed, PHP_INT_MAX );
		try {
			return $body();
		} finally {
			remove_filter( 'action_scheduler_retention_period', '__return_zero', PHP_INT_MAX );
			remove_filter( 'action_scheduler_default_cleaner_statuses', $failed, PHP_INT_MAX );
		}
	}

	private function is_version_4(): bool {
		$presence = $this->action_scheduler->presence();
		return null !== $presence->version && '' !== $presence->version && ! $presence->is_older_than( self::CHANGED_IN );
	}
}
