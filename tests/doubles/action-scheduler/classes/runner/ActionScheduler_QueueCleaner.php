<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Housekeeping before each run: old rows, lost claims, dead actions.
 */
class ActionScheduler_QueueCleaner {

	private const RETENTION_SECONDS = 31 * DAY_IN_SECONDS;

	private ActionScheduler_Store $store;

	public function __construct( ?ActionScheduler_Store $store = null, private readonly int $batch_size = 20 ) {
		$this->store = $store ?? ActionScheduler_Store::instance();
	}

	/** @param int $time_limit Seconds after which a claimed row is given back and a running one is declared failed. */
	public function clean( $time_limit = 300 ): void {
		$this->delete_old_actions();
		$this->reset_timeouts( $time_limit );
		$this->mark_failures( $time_limit );
	}

	/**
	 * Age is the last attempt: a row that was canceled before it ever ran carries the zero date and goes at once.
	 *
	 * @return list<int> Deleted ids.
	 */
	public function delete_old_actions(): array {
		$statuses = apply_filters( 'action_scheduler_default_cleaner_statuses', [ ActionScheduler_Store::STATUS_COMPLETE, ActionScheduler_Store::STATUS_CANCELED ] );
		$lifespan = (int) apply_filters( 'action_scheduler_retention_period', self::RETENTION_SECONDS );
		return $this->clean_actions( array_values( (array) $statuses ), as_get_datetime_object( time() - $lifespan ) );
	}

	/**
	 * @param list<string> $statuses   Statuses to clean.
	 * @param DateTime     $cutoff     Rows last tried at or before it.
	 * @param int|null     $batch_size Rows a status.
	 * @return list<int> Deleted ids.
	 */
	public function clean_actions( array $statuses, DateTime $cutoff, $batch_size = null ): array {
		$deleted = [];
		foreach ( $statuses as $status ) {
			foreach ( $this->rows( [ 'status' => $status, 'modified' => $cutoff, 'per_page' => $batch_size ?? $this->get_batch_size() ] ) as $id ) {
				try {
					$this->store->delete_action( $id );
					$deleted[] = $id;
				} catch ( Exception $exception ) {
					error_log( sprintf( 'Action Scheduler double: action %d was not cleaned: %s', $id, $exception->getMessage() ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the real one reports here too.
				}
			}
		}
		return $deleted;
	}

	/** @param int $time_limit Seconds. */
	public function reset_timeouts( $time_limit = 300 ): void {
		$timeout = (int) apply_filters( 'action_scheduler_timeout_period', $time_limit );
		if ( $timeout < 0 ) {
			return;
		}
		$lost = [ 'status' => ActionScheduler_Store::STATUS_PENDING, 'claimed' => true, 'modified' => as_get_datetime_object( time() - $timeout ), 'per_page' => $this->get_batch_size() ];
		foreach ( $this->rows( $lost ) as $id ) {
			$this->store->unclaim_action( $id );
			do_action( 'action_scheduler_reset_action', $id );
		}
	}

	/** @param int $time_limit Seconds. */
	public function mark_failures( $time_limit = 300 ): void {
		$timeout = (int) apply_filters( 'action_scheduler_failure_period', $time_limit );
		if ( $timeout < 0 ) {
			return;
		}
		$dead = [ 'status' => ActionScheduler_Store::STATUS_RUNNING, 'modified' => as_get_datetime_object( time() - $timeout ), 'per_page' => $this->get_batch_size() ];
		foreach ( $this->rows( $dead ) as $id ) {
			$this->store->mark_failure( $id );
			do_action( 'action_scheduler_failed_action', $id, $timeout );
		}
	}

	/**
	 * @param array<string, mixed> $query Conditions.
	 * @return list<int>
	 */
	private function rows( array $query ): array {
		$ids = $this->store->query_actions( $query + [ 'modified_compare' => '<=', 'orderby' => 'none' ] );
		return is_array( $ids ) ? $ids : [];
	}

	private function get_batch_size(): int {
		return absint( apply_filters( 'action_scheduler_cleanup_batch_size', $this->batch_size ) );
	}
}
