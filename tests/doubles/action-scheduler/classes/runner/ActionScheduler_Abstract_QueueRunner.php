<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * What all runners share: running one action with its hooks, and the limits.
 */
abstract class ActionScheduler_Abstract_QueueRunner {

	/** An action's share of the time limit after which nobody believes it is still alive. */
	private const TIMEOUT_FACTOR = 10;

	protected ActionScheduler_Store $store;
	protected ActionScheduler_FatalErrorMonitor $monitor;
	protected ActionScheduler_QueueCleaner $cleaner;

	private float $started_at;

	public function __construct( ?ActionScheduler_Store $store = null, ?ActionScheduler_FatalErrorMonitor $monitor = null, ?ActionScheduler_QueueCleaner $cleaner = null ) {
		$this->started_at = microtime( true );
		$this->store      = $store ?? ActionScheduler_Store::instance();
		$this->monitor    = $monitor ?? new ActionScheduler_FatalErrorMonitor( $this->store );
		$this->cleaner    = $cleaner ?? new ActionScheduler_QueueCleaner( $this->store );
	}

	/**
	 * @param string $context Who runs.
	 * @return int Number of actions processed.
	 */
	abstract public function run( $context = '' );

	/**
	 * Runs one action, whatever its due time and claim. A failure is recorded, never thrown.
	 *
	 * @param int|string $action_id Action.
	 * @param string     $context   Who runs: WP Cron, Async Request, WP CLI, Admin List Table.
	 */
	public function process_action( $action_id, $context = '' ): void {
		$accepted = false;
		$action   = null;
		try {
			do_action( 'action_scheduler_before_execute', $action_id, $context );
			if ( ActionScheduler_Store::STATUS_PENDING !== $this->store->get_status( $action_id ) ) {
				do_action( 'action_scheduler_execution_ignored', $action_id, $context );
				return;
			}
			$accepted = true;
			do_action( 'action_scheduler_begin_execute', $action_id, $context );
			$action = $this->store->fetch_action( $action_id );
			$this->store->log_execution( $action_id );
			$action->execute();
			do_action( 'action_scheduler_after_execute', $action_id, $action, $context );
			$this->store->mark_complete( $action_id );
		} catch ( Throwable $throwable ) {
			// A code that is not an int (PDOException) makes this a TypeError and ends the process; so it does in the real one.
			$this->record_failure( $action_id, new Exception( $throwable->getMessage(), $throwable->getCode(), $throwable ), (string) $context, $accepted );
		}
		if ( null !== $action && $action->get_schedule()->is_recurring() ) {
			$this->store_successor( $action, $action_id );
		}
	}

	public function get_allowed_concurrent_batches(): int {
		return (int) apply_filters( 'action_scheduler_queue_runner_concurrent_batches', 1 );
	}

	public function has_maximum_concurrent_batches(): bool {
		return $this->store->get_claim_count() >= $this->get_allowed_concurrent_batches();
	}

	protected function run_cleanup(): void {
		$this->cleaner->clean( self::TIMEOUT_FACTOR * $this->get_time_limit() );
	}

	protected function get_time_limit(): int {
		return absint( apply_filters( 'action_scheduler_queue_runner_time_limit', 30 ) );
	}

	protected function must_stop( int $processed_actions ): bool {
		return $this->memory_is_short() || $this->time_is_short( $processed_actions );
	}

	private function record_failure( int|string $action_id, Exception $exception, string $context, bool $accepted ): void {
		if ( ! $accepted ) {
			do_action( 'action_scheduler_failed_validation', $action_id, $exception, $context );
			return;
		}
		$this->store->mark_failure( $action_id );
		do_action( 'action_scheduler_failed_execution', $action_id, $exception, $context );
	}

	private function store_successor( ActionScheduler_Action $action, int|string $action_id ): void {
		if ( $this->is_consistently_failing( $action ) ) {
			ActionScheduler_Logger::instance()->log( $action_id, 'the chain ends here: its last runs have all failed' );
			return;
		}
		try {
			ActionScheduler::factory()->repeat( $action );
		} catch ( Exception $exception ) {
			do_action( 'action_scheduler_failed_to_schedule_next_instance', $action_id, $exception, $action );
		}
	}

	/** The last so many runs of the chain, this one included, all failed. */
	private function is_consistently_failing( ActionScheduler_Action $action ): bool {
		$threshold = (int) apply_filters( 'action_scheduler_recurring_action_failure_threshold', 5 );
		$chain     = [
			'hook'     => $action->get_hook(),
			'args'     => $action->get_args(),
			'group'    => $action->get_group(),
			'status'   => [ ActionScheduler_Store::STATUS_COMPLETE, ActionScheduler_Store::STATUS_FAILED, ActionScheduler_Store::STATUS_RUNNING ],
			'orderby'  => 'action_id',
			'order'    => 'DESC',
			'per_page' => max( 1, $threshold ),
		];
		$recent    = $this->store->query_actions( $chain );
		if ( ! is_array( $recent ) || count( $recent ) < $threshold ) {
			return false;
		}
		foreach ( $recent as $id ) {
			if ( ActionScheduler_Store::STATUS_FAILED !== $this->store->get_status( $id ) ) {
				return false;
			}
		}
		return true;
	}

	private function time_is_short( int $processed_actions ): bool {
		$elapsed  = microtime( true ) - $this->started_at;
		$limit    = $this->get_time_limit();
		$exceeded = $elapsed + $elapsed / max( 1, $processed_actions ) > $limit;
		return (bool) apply_filters( 'action_scheduler_maximum_execution_time_likely_to_be_exceeded', $exceeded, $this, $processed_actions, $elapsed, $limit );
	}

	private function memory_is_short(): bool {
		$limit    = wp_convert_hr_to_bytes( (string) ini_get( 'memory_limit' ) );
		$exceeded = $limit > 0 && memory_get_usage( true ) >= 0.9 * $limit;
		return (bool) apply_filters( 'action_scheduler_memory_exceeded', $exceeded, $this );
	}
}
