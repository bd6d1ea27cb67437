<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/**
 * Times and counts SmartAlloc's jobs in Action Scheduler, whoever runs them.
 *
 * The wait is taken where a job begins and nowhere else: a moment later the row forgets when it was due. Action Scheduler
 * names a job by its id only, so the jobs of a whole claim are looked up at once when its first one begins; what other
 * processes say of a job (that it ran out of time, that its claim was given up) is looked up when it is written.
 */
final class QueueRecorder {
	/** Jobs of one claim that are looked up at once; of a larger claim the others follow when their turn comes. */
	private const CLAIM = 200;

	/** Ids that wait for being looked up. */
	private const KEEP = 200;

	/**
	 * A job that took longer may have been given up meanwhile. Action Scheduler waits 300 s unless it is told otherwise.
	 */
	private const SUSPECT_S = 10;

	/** @var array<int, array{group: string, due_ms: int|null}|null> Jobs of the claim that is worked on; null is none of SmartAlloc's. */
	private array $jobs = [];

	/** @var array<int, int> When jobs began that have not ended, in nanoseconds. */
	private array $begun = [];

	/** @var array<int, true> Jobs that run now and whose arguments could not be read. */
	private array $unreadable = [];

	/** @var array<string, array<int, int>> What else was said of jobs, by metric and id: when. */
	private array $said = [];

	/**
	 * @param \Closure( list<int> ): array<int, int> $timed_out When each of these jobs was given up for lack of time, if it was.
	 */
	public function __construct(
		private readonly Recorder $recorder,
		private readonly ActionScheduler $action_scheduler,
		private readonly Config $config,
		private readonly Clock $clock,
		private readonly \Closure $timed_out,
	) {}

	public function register(): void {
		// First in each: nothing that others do on these hooks is part of a wait or of a job, and a listener that throws hides nothing.
		$first = PHP_INT_MIN;
		add_action( 'action_scheduler_begin_execute', [ $this, 'action_scheduler_begin_execute' ], $first );
		add_action( 'action_scheduler_completed_action', [ $this, 'action_scheduler_completed_action' ], $first );
		add_action( 'action_scheduler_failed_execution', [ $this, 'action_scheduler_failed_execution' ], $first );
		add_action( 'action_scheduler_failed_fetch_action', [ $this, 'action_scheduler_failed_fetch_action' ], $first );
		add_action( 'action_scheduler_unexpected_shutdown', [ $this, 'action_scheduler_unexpected_shutdown' ], $first );
		add_action( 'action_scheduler_failed_action', [ $this, 'action_scheduler_failed_action' ], $first );
		add_action( 'action_scheduler_reset_action', [ $this, 'action_scheduler_reset_action' ], $first );
		add_action( 'action_scheduler_execution_ignored', [ $this, 'action_scheduler_execution_ignored' ], $first );
		add_action( 'action_scheduler_failed_validation', [ $this, 'action_scheduler_execution_ignored' ], $first );
		add_action( 'action_scheduler_after_process_queue', [ $this, 'action_scheduler_after_process_queue' ], PHP_INT_MAX );
	}

	/** @param int|string $action_id */
	public function action_scheduler_begin_execute( $action_id ): void {
		$id = (int) $action_id;
		$this->safely(
			function () use ( $id ): void {
				$now = $this->clock->now_ms();
				if ( ! array_key_exists( $id, $this->jobs ) ) {
					$this->take( $id );
				}
				$job = $this->jobs[ $id ] ?? null;
				if ( null !== $job ) {
					$this->begun[ $id ] = (int) hrtime( true );
					if ( null !== $job['due_ms'] ) {
						$this->recorder->sample( Metric::QueueWait, $job['group'], $now - $job['due_ms'], $now );
					}
				}
			}
		);
	}

	/** @param int|string $action_id */
	public function action_scheduler_completed_action( $action_id ): void {
		$this->end( (int) $action_id, isset( $this->unreadable[ (int) $action_id ] ) ? [ Metric::QueueFailed ] : [ Metric::QueueOk ] );
	}

	/** @param int|string $action_id */
	public function action_scheduler_failed_execution( $action_id ): void {
		$this->end( (int) $action_id, [ Metric::QueueFailed ] );
	}

	/** @param int|string $action_id */
	public function action_scheduler_failed_fetch_action( $action_id ): void {
		$id = (int) $action_id;
		if ( isset( $this->begun[ $id ] ) ) {
			// Action Scheduler goes on to call it complete, although nothing ran.
			$this->unreadable[ $id ] = true;
		}
	}

	/** @param int|string $action_id */
	public function action_scheduler_unexpected_shutdown( $action_id ): void {
		$this->end( (int) $action_id, [ Metric::QueueFailed, Metric::QueueFatal ] );
	}

	/** @param int|string $action_id */
	public function action_scheduler_failed_action( $action_id ): void {
		$this->note( Metric::QueueTimedOut, (int) $action_id );
	}

	/** @param int|string $action_id */
	public function action_scheduler_reset_action( $action_id ): void {
		$this->note( Metric::QueueReset, (int) $action_id );
	}

	/** @param int|string $action_id */
	public function action_scheduler_execution_ignored( $action_id ): void {
		$this->note( Metric::QueueIgnored, (int) $action_id );
	}

	public function action_scheduler_after_process_queue(): void {
		$this->jobs = [];
		$this->write();
	}

	/** The end of the process. */
	public function shutdown(): void {
		$this->safely( fn () => $this->look_up() );
	}

	/** Looks up the jobs of the claim that this one belongs to, and writes what the claim before has brought. */
	private function take( int $id ): void {
		$this->write();
		$this->jobs = [];
		foreach ( $this->action_scheduler->claimed_with( $id, self::CLAIM ) as $found => $row ) {
			$this->jobs[ $found ] = $this->label( $row['hook'], $row['group'], $row['due_ms'] );
		}
		$this->jobs += [ $id => null ];
	}

	/**
	 * @param list<Metric> $outcome
	 */
	private function end( int $id, array $outcome ): void {
		$job     = $this->jobs[ $id ] ?? null;
		$ran_ms  = isset( $this->begun[ $id ] ) ? ( (int) hrtime( true ) - $this->begun[ $id ] ) / 1e6 : null;
		$has_run = ! isset( $this->unreadable[ $id ] );
		unset( $this->begun[ $id ], $this->unreadable[ $id ] );
		// Others mark rows complete as well; those never began here.
		if ( null === $job || null === $ran_ms ) {
			return;
		}
		$this->safely(
			function () use ( $id, $job, $ran_ms, $has_run, $outcome ): void {
				if ( $has_run ) {
					$this->recorder->sample( Metric::QueueRun, $job['group'], $ran_ms );
				}
				$failed_at = $ran_ms >= $this->suspect_ms() ? ( $this->timed_out )( [ $id ] )[ $id ] ?? null : null;
				foreach ( $outcome as $metric ) {
					// It has been counted as failed when it was given up.
					if ( null === $failed_at || Metric::QueueFailed !== $metric ) {
						$this->recorder->count( $metric, $job['group'] );
					}
				}
				if ( null !== $failed_at && [ Metric::QueueOk ] === $outcome ) {
					// In the minute in which it was counted as failed, so that a window that holds one holds the other.
					$this->recorder->count( Metric::QueueRecovered, $job['group'], 1, $failed_at );
				}
			}
		);
	}

	private function note( Metric $metric, int $id ): void {
		$this->safely(
			function () use ( $metric, $id ): void {
				if ( [] === $this->said ) {
					// Before the recorder's own.
					add_action( 'shutdown', [ $this, 'shutdown' ], PHP_INT_MAX - 1 );
				}
				$this->said[ $metric->value ][ $id ] = $this->clock->now_ms();
				if ( count( $this->said, COUNT_RECURSIVE ) > self::KEEP ) {
					$this->look_up();
				}
			}
		);
	}

	/** Finds out whose the jobs are that something was said of, and counts it. */
	private function look_up(): void {
		$said       = $this->said;
		$this->said = [];
		if ( [] === $said ) {
			return;
		}
		$ids  = array_values( array_unique( array_merge( ...array_values( array_map( 'array_keys', $said ) ) ) ) );
		$rows = $this->action_scheduler->rows_of( $ids );
		foreach ( $said as $name => $times ) {
			foreach ( $times as $id => $at ) {
				$row = $rows[ $id ] ?? null;
				$job = null === $row ? null : $this->label( $row['hook'], $row['group'], null );
				// What a flag holds was taken out of the runner's hands by us.
				if ( null !== $row && null !== $job && ( Metric::QueueIgnored->value !== $name || ActionScheduler::HELD !== $row['status'] ) ) {
					$this->recorder->count( Metric::from( $name ), $job['group'], 1, $at );
					if ( Metric::QueueTimedOut->value === $name ) {
						$this->recorder->count( Metric::QueueFailed, $job['group'], 1, $at );
					}
				}
			}
		}
	}

	private function write(): void {
		$this->safely( fn () => $this->look_up() );
		$this->recorder->flush();
	}

	/** @return array{group: string, due_ms: int|null}|null The groups of the settings by their name, SmartAlloc's other jobs as one, those of others not at all. */
	private function label( string $hook, string $group, ?int $due_ms ): ?array {
		return ! $this->config->is_smartalloc_job( $hook, $group ) ? null : [
			'group'  => in_array( $group, $this->config->groups(), true ) ? $group : Recorder::OTHER,
			'due_ms' => $due_ms,
		];
	}

	private function suspect_ms(): int {
		return 1000 * min( self::SUSPECT_S, max( 0, (int) apply_filters( 'action_scheduler_failure_period', 300 ) ) ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- Action Scheduler's own.
	}

	/** A job never fails because it could not be measured. */
	private function safely( callable $act ): void {
		try {
			$act();
		} catch ( \Throwable ) {
			$this->recorder->lose( 1 );
		}
	}
}
