<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\HttpClient;

/** Known loads are run by the real runners, and what was written is held against the truth that was seen beside it. */
final class QueueRecorderTest extends KpiTestCase {
	private const NOTHING = 'smartalloc_test_nothing';

	protected function setUp(): void {
		parent::setUp();
		add_action( self::NOTHING, static fn (): bool => true );
	}

	public function test_each_wait_is_the_time_from_due_to_begin(): void {
		$truth = [];
		add_action(
			'action_scheduler_begin_execute',
			static function ( $id ) use ( &$truth ): void {
				global $wpdb;
				$due     = (string) $wpdb->get_var( $wpdb->prepare( "SELECT scheduled_date_gmt FROM {$wpdb->prefix}actionscheduler_actions WHERE action_id = %d", (int) $id ) );
				$truth[] = microtime( true ) * 1000 - 1000 * (int) strtotime( "$due UTC" );
			},
			1
		);
		foreach ( [ 3, 20, 20, 45, 300, 301, 4_000, 90_000 ] as $late_s ) {
			as_schedule_single_action( time() - $late_s, self::NOTHING, [ $late_s, wp_rand() ], self::NOTIFY );
		}
		$this->run_queue();
		$stored = $this->stored( Metric::QueueWait, self::NOTIFY );
		self::assertCount( 8, $truth );
		self::assertSame( 8, $stored->n() );
		self::assertEqualsWithDelta( max( $truth ), (float) $stored->peak(), 1_000 );
		sort( $truth );
		foreach ( [ 0.1, 0.5, 0.75, 0.95 ] as $share ) {
			$true = $truth[ (int) ceil( $share * 8 ) - 1 ];
			self::assertEqualsWithDelta( $true, (float) $stored->percentile( $share ), $true * 0.022 + 250, "p$share" );
		}
	}

	public function test_jobs_count_by_their_group_and_those_of_others_not_at_all(): void {
		as_schedule_single_action( time() - 5, self::NOTHING, [ 1 ], self::NOTIFY );
		as_schedule_single_action( time() - 5, self::NOTHING, [ 2 ], self::ALLOCATE );
		as_schedule_single_action( time() - 5, self::NOTHING, [ 3 ], 'smartalloc_of_another_name' );
		as_schedule_single_action( time() - 5, self::NOTHING, [ 4 ] );
		add_action( 'somebody_elses', '__return_true' );
		as_schedule_single_action( time() - 5, 'somebody_elses', [], 'woocommerce' );
		$this->run_queue();
		self::assertSame(
			[
				// Derived: the group's jobs allocate, and SmartAlloc told nothing.
				'allocation.done other'          => 1,
				'allocation.run other'           => 1,
				'queue.ok other'                 => 2,
				'queue.ok smartalloc_allocate'   => 1,
				'queue.ok smartalloc_notify'     => 1,
				'queue.run other'                => 2,
				'queue.run smartalloc_allocate'  => 1,
				'queue.run smartalloc_notify'    => 1,
				'queue.wait other'               => 2,
				'queue.wait smartalloc_allocate' => 1,
				'queue.wait smartalloc_notify'   => 1,
			],
			$this->counted()
		);
	}

	public function test_exceptions_and_errors_are_failures_and_so_is_what_never_ran(): void {
		add_action( 'smartalloc_test_throws', static fn () => throw new \RuntimeException( 'as told' ) );
		add_action( 'smartalloc_test_error', static fn () => \smartalloc_there_is_no_such_function() ); // @phpstan-ignore function.notFound
		as_schedule_single_action( time() - 5, self::NOTHING, [], self::NOTIFY );
		as_schedule_single_action( time() - 5, 'smartalloc_test_throws', [], self::NOTIFY );
		as_schedule_single_action( time() - 5, 'smartalloc_test_error', [], self::NOTIFY );
		as_schedule_single_action( time() - 5, 'smartalloc_test_nobody_listens', [], self::NOTIFY );
		$this->run_queue();
		$this->spoil_arguments( as_schedule_single_action( time() - 5, self::NOTHING, [ 'spoiled' ], self::NOTIFY ) );
		// Elsewhere: the store of this process may be the one of a migration, which never gets past such a row.
		$this->run_queue_elsewhere();
		$counted = $this->counted();
		self::assertSame( 1, $counted['queue.ok smartalloc_notify'] );
		self::assertSame( 4, $counted['queue.failed smartalloc_notify'], 'Action Scheduler calls the last one complete, although nothing ran.' );
		self::assertSame( 5, $counted['queue.wait smartalloc_notify'] );
		self::assertSame( 4, $counted['queue.run smartalloc_notify'] );
	}

	public function test_a_job_that_was_given_up_and_ended_well_after_all_is_no_failure(): void {
		add_filter( 'action_scheduler_failure_period', '__return_zero' );
		add_action(
			'smartalloc_test_slow',
			function (): void {
				// As another runner does whose cleaner comes by meanwhile.
				$worker = $this->fresh_process( "add_filter( 'action_scheduler_failure_period', '__return_zero' ); ( new \\ActionScheduler_QueueCleaner() )->mark_failures(); do_action( 'action_scheduler_after_process_queue' ); return true;" );
				self::assertTrue( $worker->finished, $worker->process->describe() );
			}
		);
		$id = as_schedule_single_action( time() - 5, 'smartalloc_test_slow', [], self::NOTIFY );
		$this->run_queue();
		self::assertSame( [ 'complete' ], $this->statuses( $id ) );
		$counted = $this->counted();
		self::assertSame( [ 1, 1, 1, 1 ], [ $counted['queue.ok smartalloc_notify'], $counted['queue.failed smartalloc_notify'], $counted['queue.timed_out smartalloc_notify'], $counted['queue.recovered smartalloc_notify'] ] );
	}

	public function test_a_job_that_was_given_up_and_then_failed_is_one_failure(): void {
		add_filter( 'action_scheduler_failure_period', '__return_zero' );
		add_action(
			'smartalloc_test_slow',
			function (): void {
				$this->fresh_process( "add_filter( 'action_scheduler_failure_period', '__return_zero' ); ( new \\ActionScheduler_QueueCleaner() )->mark_failures(); do_action( 'action_scheduler_after_process_queue' ); return true;" );
				throw new \RuntimeException( 'and failed' );
			}
		);
		as_schedule_single_action( time() - 5, 'smartalloc_test_slow', [], self::NOTIFY );
		try {
			$this->run_queue();
		} catch ( \InvalidArgumentException ) {
			// The real one on MariaDB: a row that is failed already cannot be marked as failed, and its runner dies of that.
			do_action( 'action_scheduler_after_process_queue' );
		}
		$counted = $this->counted();
		self::assertSame( 1, $counted['queue.failed smartalloc_notify'] );
		self::assertArrayNotHasKey( 'queue.recovered smartalloc_notify', $counted );
		self::assertArrayNotHasKey( 'queue.ok smartalloc_notify', $counted );
	}

	public function test_a_fatal_error_is_counted_and_takes_nothing_along_that_was_seen_before_it(): void {
		$this->stop_loopback_runner();
		foreach ( [ 1, 2, 3 ] as $number ) {
			as_schedule_single_action( time() - 60, 'smartalloc_export_sweep', [], self::EXPORT );
		}
		\SmartAllocDouble\Exports::request();
		Testbench::fault( 'memory', [ 'hook' => 'smartalloc_export_run', 'count' => 1 ] );
		$this->set_due( 'smartalloc_export_run', -30 );
		$answer = $this->call_runner_that_dies();
		self::assertSame( 500, $answer );
		$counted = $this->counted();
		self::assertSame( [ 3, 1, 1, 4 ], [ $counted['queue.ok smartalloc_export'], $counted['queue.failed smartalloc_export'], $counted['queue.fatal smartalloc_export'], $counted['queue.wait smartalloc_export'] ] );
	}

	public function test_a_killed_runner_leaves_one_failure_when_its_job_is_given_up(): void {
		add_filter( 'action_scheduler_failure_period', '__return_zero' );
		$this->must_use( "add_action( 'smartalloc_test_kill', static function (): void { if ( 'cli' === PHP_SAPI && getenv( 'MAY_DIE' ) ) { posix_kill( getmypid(), SIGKILL ); } } );" );
		$id     = as_schedule_single_action( time() - 5, 'smartalloc_test_kill', [], self::NOTIFY );
		$worker = \SmartAllocOps\Tests\Support\Worker::run( 1, "return \\ActionScheduler::runner()->run( 'WP Cron' );", [], [ 'MAY_DIE' => '1' ] )[0];
		self::assertFalse( $worker->finished );
		self::assertSame( [ 'in-progress' ], $this->statuses( $id ) );
		self::assertSame( [], $this->counted() );
		( new \ActionScheduler_QueueCleaner() )->mark_failures();
		do_action( 'action_scheduler_after_process_queue' );
		self::assertSame( [ 'failed' ], $this->statuses( $id ) );
		self::assertSame( [ 'queue.failed smartalloc_notify' => 1, 'queue.timed_out smartalloc_notify' => 1 ], $this->counted() );
	}

	public function test_a_claim_that_is_given_up_is_counted_as_reset(): void {
		global $wpdb;
		as_schedule_single_action( time() - 5, self::NOTHING, [], self::NOTIFY );
		\ActionScheduler::store()->stake_claim( 5 );
		$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET last_attempt_gmt = '2020-01-01 00:00:00'" );
		( new \ActionScheduler_QueueCleaner() )->reset_timeouts();
		do_action( 'action_scheduler_after_process_queue' );
		self::assertSame( [ 'queue.reset smartalloc_notify' => 1 ], $this->counted() );
	}

	public function test_what_was_cancelled_meanwhile_is_ignored_and_what_we_hold_is_not(): void {
		as_schedule_single_action( time() - 5, self::NOTHING, [ 'cancelled' ], self::ALLOCATE );
		as_schedule_single_action( time() - 5, 'smartalloc_notify', [ self::message( 5 ) ], self::NOTIFY );
		$this->set_flag( 'comms', 'off' );
		add_action(
			'action_scheduler_before_execute',
			static function ( $id ): void {
				global $wpdb;
				$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->prefix}actionscheduler_actions SET status = 'canceled' WHERE action_id = %d AND hook = %s", (int) $id, self::NOTHING ) );
			},
			PHP_INT_MIN
		);
		$this->run_queue();
		self::assertSame( [ 'queue.ignored smartalloc_allocate' => 1 ], $this->counted() );
	}

	public function test_twenty_five_jobs_cost_at_most_two_and_a_half_statements(): void {
		$worker = $this->fresh_process(
			"add_action( 'smartalloc_test_nothing', '__return_true' );
			for ( \$i = 0; \$i < 75; \$i++ ) { as_schedule_single_action( time() - 60, 'smartalloc_test_nothing', [ 'w', \$i ], 'smartalloc_notify' ); }
			\$ours = 0;
			add_filter( 'query', static function ( \$sql ) use ( &\$ours ) { \$ours += (int) ( str_contains( \$sql, 'smartalloc_ops_metric' ) || str_contains( \$sql, 'claimed' ) || str_contains( \$sql, 'UNIX_TIMESTAMP(NOW(3))' ) ); return \$sql; } );
			\$ran = \\ActionScheduler::runner()->run( 'WP Cron' );
			return [ \$ran, \$ours ];"
		);
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertSame( 75, $worker->value[0] );
		self::assertLessThanOrEqual( 7, $worker->value[1], 'Statements for 75 jobs in claims of 25.' );
	}

	public function test_a_large_claim_is_looked_up_in_pieces(): void {
		ActionRows::add( 'pending', self::NOTHING, self::NOTIFY, -400, 230 );
		// A young process: the runner of this one is past its time limit and would do one job a claim.
		$worker = $this->fresh_process( "add_action( 'smartalloc_test_nothing', '__return_true' ); add_filter( 'action_scheduler_queue_runner_batch_size', static fn () => 500 ); return \\ActionScheduler::runner()->run( 'WP Cron' );" );
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertSame( 230, $worker->value );
		self::assertSame( 230, $this->counted()['queue.wait smartalloc_notify'] );
	}

	public function test_a_page_that_runs_no_job_costs_no_statement_of_the_recorder(): void {
		$this->must_use( "add_action( 'shutdown', static function (): void { global \$wpdb; if ( isset( \$_GET['count_ours'] ) ) { echo '<!--ours:' . count( array_filter( array_column( (array) \$wpdb->queries, 0 ), static fn ( \$sql ) => str_contains( \$sql, 'smartalloc_ops_metric' ) ) ) . ':' . count( (array) \$wpdb->queries ) . '-->'; } }, PHP_INT_MAX ); defined( 'SAVEQUERIES' ) || define( 'SAVEQUERIES', true );" );
		$answer = HttpClient::anonymous()->get( '/?count_ours=1' );
		self::assertSame( 200, $answer->status, $answer->describe() );
		self::assertSame( 1, preg_match( '/<!--ours:(\d+):(\d+)-->/', $answer->body, $found ), $answer->body );
		self::assertSame( '0', $found[1] );
	}

	/** Makes the stored arguments of a job unreadable, as a foreign write would. */
	private function spoil_arguments( int $id ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->prefix}actionscheduler_actions SET args = '{broken', extended_args = NULL WHERE action_id = %d", $id ) );
	}

	private function set_due( string $hook, int $in_s ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->prefix}actionscheduler_actions SET scheduled_date_gmt = %s WHERE hook = %s", gmdate( 'Y-m-d H:i:s', time() + $in_s ), $hook ) );
	}

	/** The status of a run of the queue by the web server. */
	private function call_runner_that_dies(): int {
		$answer = HttpClient::anonymous()->get( '/wp-admin/admin-ajax.php?action=as_async_request_queue_runner&nonce=' . wp_create_nonce( 'as_async_request_queue_runner' ) );
		wp_cache_flush();
		return $answer->status;
	}
}
