<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;

/** The queue in WP-Cron mode: jobs are rows of our own, and as many producers and runners as one likes lose and double none. */
final class QueueModeTest extends PipelineTestCase {
	private const PRODUCERS = 20;
	private const JOBS      = 5;

	public function test_of_a_hundred_jobs_of_twenty_producers_all_are_done_and_none_twice_in_either_mode(): void {
		foreach ( [ 'wp_cron', 'action_scheduler' ] as $turn => $mode ) {
			$this->set_flag( 'queue', $mode );
			$first    = 1000 * ( $turn + 1 );
			$expected = range( $first, $first + self::PRODUCERS * self::JOBS - 1 );
			$this->produce( $first );
			self::assertCount( 'wp_cron' === $mode ? 0 : count( $expected ), $this->actions( "a.status = 'pending'" ) );
			$this->drain_by_many( $mode );
			self::assertSame( array_fill_keys( array_map( static fn ( int $entry ): string => "allocate:{$entry}", $expected ), 1 ), $this->sorted( self::runs() ) );
			Testbench::reset();
		}
	}

	public function test_a_job_whose_runner_was_killed_is_not_run_again_and_the_others_are(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->enqueue( 3 );
		// Killed inside the second job, after its effect.
		$this->must_use( 'add_action( "smartalloc_allocate_entry", static fn ( $entry ) => 2 === $entry && "die" === getenv( "SMARTALLOC_TEST_RUNNER" ) && posix_kill( getmypid(), SIGKILL ), 20 );' );
		$killed = $this->wp( [ 'smartalloc-ops', 'work', 'run' ], [ 'SMARTALLOC_TEST_RUNNER' => 'die' ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
		$this->drain();
		self::assertSame( [ 'done', 'running', 'done' ], $this->work_states() );
		$this->expire_leases();
		$this->drain();
		self::assertSame( [ 'done', 'finished_unknown', 'done' ], $this->work_states() );
		self::assertSame( [ 'allocate:1' => 1, 'allocate:2' => 1, 'allocate:3' => 1 ], self::runs() );
	}

	public function test_the_tick_of_wp_cron_runs_the_jobs(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->enqueue( 2 );
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		self::assertSame( [ 'allocate:1' => 1, 'allocate:2' => 1 ], self::runs() );
	}

	public function test_the_mode_does_not_change_while_jobs_wait_in_action_scheduler(): void {
		$this->stop_loopback_runner();
		$job = $this->store_allocation( 1 );
		$this->assert_needs_migration( 'wp_cron' );
		$answer = Users::browser( 'smartalloc_owner' )->rest( 'PUT', '/flags/queue', [ 'value' => 'wp_cron', 'revision' => 0, 'reason' => 'a test' ] );
		self::assertSame( [ 422, 'smartalloc_ops_needs_migration' ], [ $answer->status, $answer->error_code() ] );
		$this->run_queue();
		self::assertSame( [ 'complete' ], $this->statuses( $job ) );
		$this->set_flag( 'queue', 'wp_cron' );
	}

	public function test_a_held_job_counts_as_waiting(): void {
		$this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$this->assert_needs_migration( 'wp_cron' );
	}

	public function test_the_mode_does_not_change_back_while_jobs_wait_in_it(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->enqueue( 1 );
		$this->assert_needs_migration( 'action_scheduler' );
		$this->drain();
		$this->set_flag( 'queue', 'action_scheduler' );
	}

	public function test_a_recurring_job_alone_does_not_keep_the_mode_and_goes_on_in_the_other(): void {
		as_schedule_recurring_action( time() - 60, 300, 'smartalloc_export_sweep', [], self::EXPORT );
		$this->set_flag( 'queue', 'wp_cron' );
		$this->run_queue_elsewhere();
		self::assertSame( [ 'export_sweep' => 1 ], self::runs() );
		self::assertSame( [ 'complete', 'pending' ], array_column( $this->actions(), 'status' ) );
	}

	public function test_jobs_of_other_plugins_do_not_keep_the_mode_and_stay_with_action_scheduler(): void {
		as_enqueue_async_action( 'somebody_elses_job', [], 'their_group' );
		$this->set_flag( 'queue', 'wp_cron' );
		$worker = $this->fresh_process( 'return as_enqueue_async_action( "somebody_elses_job", [ 2 ], "their_group" );' );
		self::assertIsInt( $worker->value );
		self::assertSame( [ 'pending' ], $this->statuses( $worker->value ) );
		self::assertSame( [], $this->work_states() );
	}

	public function test_the_caller_gets_an_id_that_is_no_error_and_nobody_elses(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$ids = $this->enqueue( 2 );
		self::assertCount( 2, array_unique( $ids ) );
		self::assertGreaterThan( 2 ** 52, $ids[0] );
	}

	public function test_a_unique_job_is_stored_once_until_it_is_done(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$workers = $this->parallel( 8, 'return as_enqueue_async_action( "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate", true );' );
		$stored  = array_filter( $workers, static fn ( WorkerResult $worker ): bool => is_int( $worker->value ) && $worker->value > 0 );
		self::assertCount( 1, $stored );
		$this->drain();
		self::assertSame( [ 'allocate:1' => 1 ], self::runs() );
		$again = $this->fresh_process( 'return as_enqueue_async_action( "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate", true );' );
		self::assertGreaterThan( 0, $again->value );
	}

	public function test_long_persian_arguments_arrive_whole_and_are_erased_afterwards(): void {
		global $wpdb;
		$this->set_flag( 'queue', 'wp_cron' );
		$text   = str_repeat( 'سلام دنیا ', 2000 );
		$stored = $this->fresh_process( 'return as_enqueue_async_action( "smartalloc_test_args", [ $args, "second" ], "smartalloc_allocate" );', [ 'text' => $text, 'number' => 7 ] );
		self::assertGreaterThan( 0, $stored->value, $stored->process->describe() );
		$ran = $this->fresh_process(
			'global $wpdb;
			$got = null;
			add_action( "smartalloc_test_args", static function ( ...$arguments ) use ( &$got ) { $got = $arguments; }, 10, 5 );
			( new \SmartAllocOps\Services( $wpdb ) )->release_loop()->run( 5000 );
			return $got;'
		);
		self::assertSame( [ [ 'text' => $text, 'number' => 7 ], 'second' ], $ran->value );
		self::assertSame( [ null ], $wpdb->get_col( "SELECT payload FROM {$wpdb->prefix}smartalloc_ops_work" ) );
	}

	public function test_a_job_that_cannot_be_stored_here_goes_to_action_scheduler(): void {
		global $wpdb;
		$this->set_flag( 'queue', 'wp_cron' );
		$wpdb->query( "DROP TABLE {$wpdb->prefix}smartalloc_ops_work" );
		try {
			$ids = $this->enqueue( 1 );
			self::assertSame( [ 'pending' ], $this->statuses( ...$ids ) );
		} finally {
			$this->services()->install()->install();
		}
	}

	public function test_jobs_of_a_paused_group_are_held_and_come_back_after_it(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->set_flag( 'scheduling', 'off', self::ALLOCATE );
		$this->enqueue( 2 );
		$this->drain();
		self::assertSame( [], self::runs() );
		self::assertSame( [ 'held', 'held' ], $this->work_states() );
		self::assertSame( self::ALLOCATE, $this->services()->work_counts()->held_by_flag()[0]['scope'] );
		$this->set_flag( 'scheduling', 'on', self::ALLOCATE );
		$this->release_everything();
		self::assertSame( [ 'allocate:1' => 1, 'allocate:2' => 1 ], self::runs() );
	}

	public function test_messages_wait_while_comms_is_off(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->set_flag( 'comms', 'off' );
		$stored = $this->fresh_process( 'return as_enqueue_async_action( "smartalloc_notify", [ $args ], "smartalloc_notify" );', self::message( 3 ) );
		self::assertGreaterThan( 0, $stored->value );
		$this->drain();
		self::assertSame( [], self::mails() );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		self::assertSame( [ 'notify:3:test' => 1 ], self::mails() );
	}

	public function test_after_a_job_that_threw_other_mail_of_the_process_goes_out_also_with_comms_off(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$worker = $this->fresh_process(
			'global $wpdb;
			as_enqueue_async_action( "smartalloc_notify", [ $args ], "smartalloc_notify" );
			add_action( "smartalloc_notify", static fn () => throw new \RuntimeException( "broken" ), 1 );
			$services = new \SmartAllocOps\Services( $wpdb );
			$services->release_loop()->run( 5000 );
			$services->flags()->set( "comms", "", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() );
			return wp_mail( "admin@example.test", "After the job", "Mail of WordPress in the same process." );',
			self::message( 3 )
		);
		self::assertTrue( $worker->value, $worker->process->describe() );
		self::assertSame( [ 'failed' ], $this->work_states() );
	}

	public function test_a_job_waits_for_its_time(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->fresh_process( 'return as_schedule_single_action( time() + 600, "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate" );' );
		$clock           = self::clock();
		$clock->now_ms  += 590_000;
		$this->services( $clock )->release_loop()->run( 5000 );
		self::assertSame( [], self::runs() );
		$clock->now_ms  += 11_000;
		$this->services( $clock )->release_loop()->run( 5000 );
		self::assertSame( [ 'allocate:1' => 1 ], self::runs() );
	}

	public function test_a_job_that_throws_or_has_no_handler_is_a_dead_letter_and_the_next_one_runs(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		Testbench::fault( 'fail', [ 'hook' => 'smartalloc_allocate_entry', 'count' => 1 ] );
		$this->fresh_process( 'return as_enqueue_async_action( "smartalloc_nobody_listens", [], "smartalloc_allocate" );' );
		$this->enqueue( 2 );
		$this->drain();
		self::assertSame( [ 'failed', 'failed', 'done' ], $this->work_states() );
		self::assertSame( 1, Testbench::allocations() );
		// A dead letter waits for a person, not for a queue.
		$this->set_flag( 'queue', 'action_scheduler' );
	}

	public function test_the_whole_pipeline_runs_in_this_mode(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$page = $this->submit_as_visitor();
		self::assertStringContainsString( 'gform_confirmation_message_150', $page->body, $page->describe() );
		foreach ( [ 'allocation', 'message and webhook' ] as $turn ) {
			$this->call_wp_cron( 'smartalloc_ops_tick' );
		}
		self::assertSame( [], $this->actions( "a.hook IN ('smartalloc_allocate_entry', 'smartalloc_notify', 'smartalloc_webhook')" ) );
		self::assertSame( [ 1, 2, 1 ], [ Testbench::allocations(), Testbench::count( 'mail' ), Testbench::count( 'webhook' ) ] );
		self::assertSame( [ 'done', 'done', 'done' ], $this->work_states() );
	}

	/** @return list<int> What the callers were given for the jobs of entries 1 to `$number`. */
	private function enqueue( int $number ): array {
		$worker = $this->fresh_process( 'return array_map( static fn ( $entry ) => as_enqueue_async_action( "smartalloc_allocate_entry", [ $entry ], "smartalloc_allocate" ), range( 1, $args["number"] ) );', [ 'number' => $number ] );
		self::assertIsArray( $worker->value, $worker->process->describe() );
		return array_map( 'intval', array_values( $worker->value ) );
	}

	private function produce( int $first ): void {
		$workers = $this->parallel(
			self::PRODUCERS,
			'$ids = [];
			for ( $job = 0; $job < $args["jobs"]; $job++ ) {
				$ids[] = as_enqueue_async_action( "smartalloc_allocate_entry", [ $args["first"] + $index * $args["jobs"] + $job ], "smartalloc_allocate" );
			}
			return $ids;',
			[ 'first' => $first, 'jobs' => self::JOBS ]
		);
		$ids     = array_merge( ...array_map( static fn ( WorkerResult $worker ): array => is_array( $worker->value ) ? $worker->value : [], $workers ) );
		self::assertCount( self::PRODUCERS * self::JOBS, array_unique( $ids ) );
		self::assertNotContains( 0, $ids );
	}

	/** Several loops of ours and runners of Action Scheduler at once. */
	private function drain_by_many( string $mode ): void {
		$workers = $this->parallel(
			4,
			'global $wpdb;
			add_filter( "action_scheduler_queue_runner_concurrent_batches", static fn () => 10 );
			for ( $turn = 0; $turn < 2; $turn++ ) {
				$index > 1 ? ( new \SmartAllocOps\Services( $wpdb ) )->release_loop()->run( 20000 ) : do_action( "smartalloc_ops_tick" );
				\ActionScheduler::runner()->run( "WP Cron" );
			}
			return true;'
		);
		foreach ( $workers as $worker ) {
			self::assertTrue( $worker->finished, $mode . ' ' . $worker->process->describe() );
		}
	}

	private function drain(): void {
		$this->services()->release_loop()->run( 20_000 );
	}

	private function assert_needs_migration( string $value ): void {
		$flags  = $this->services()->flags();
		$before = $flags->state( 'queue', '' );
		try {
			$flags->set( 'queue', '', $value, $before->revision, 'a test', Actor::cli() );
			self::fail( 'The mode changed although jobs wait.' );
		} catch ( Refused $refused ) {
			self::assertSame( [ 'needs_migration' ], array_map( static fn ( \SmartAllocOps\Signal\Refusal $refusal ): string => $refusal->code, $refused->refusals ) );
		}
		self::assertSame( $before->revision, $this->services()->flags()->state( 'queue', '' )->revision );
	}

	/**
	 * @param array<string, int> $runs
	 * @return array<string, int>
	 */
	private function sorted( array $runs ): array {
		ksort( $runs );
		return $runs;
	}
}
