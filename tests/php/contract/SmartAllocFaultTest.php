<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Exports;
use SmartAllocDouble\Faults;
use SmartAllocDouble\Notifications;
use SmartAllocDouble\Pipeline;
use SmartAllocDouble\SharedState;
use SmartAllocDouble\Testbench;
use SmartAllocDouble\Webhooks;

/**
 * Each fault does the harm it promises, and no more.
 */
final class SmartAllocFaultTest extends SmartAllocTestCase {

	public function test_failing_allocation_fails_its_action_and_leaves_no_row(): void {
		Testbench::fault( 'fail', [ 'hook' => Pipeline::HOOK_ALLOCATE, 'count' => 1 ] );

		$first  = $this->submit();
		$second = $this->submit();
		$this->run_jobs();

		self::assertSame( [ 'failed', 'complete' ], array_column( $this->jobs( Pipeline::HOOK_ALLOCATE ), 'status' ) );
		self::assertSame( [ 0, 1 ], [ Testbench::allocations( $first ), Testbench::allocations( $second ) ] );
	}

	/**
	 * @return array<string, array{int, int}>
	 */
	public static function retries(): array {
		return [
			'first attempt, again in 1 minute'    => [ 0, 1 ],
			'second attempt, again in 5 minutes'  => [ 1, 5 ],
			'third attempt, again in 15 minutes'  => [ 2, 15 ],
			'fourth attempt, again in 30 minutes' => [ 3, 30 ],
		];
	}

	#[DataProvider( 'retries' )]
	public function test_failed_notification_completes_and_comes_again( int $attempt, int $minutes ): void {
		Testbench::fault( 'fail', [ 'hook' => Notifications::HOOK ] );
		$results = $this->watch_action( 'smartalloc_notification_result' );
		$message = $this->message( $attempt );
		as_enqueue_async_action( Notifications::HOOK, [ $message ], 'smartalloc_notify' );

		$this->run_jobs();

		$jobs = $this->jobs( Notifications::HOOK );
		self::assertSame( [ 'complete', 'pending' ], array_column( $jobs, 'status' ) );
		self::assertSame( [ [ '_attempt' => $attempt + 1 ] + $message ], array_map( static fn ( array $args ): array => [ '_attempt' => $args['_attempt'] ] + $args, $jobs[1]['args'] ) );
		self::assertEqualsWithDelta( time() + $minutes * 60, $jobs[1]['due'], 5 );
		self::assertSame( [ $attempt, 'failed' ], [ $results()[0]['attempt'], $results()[0]['result'] ] );
	}

	public function test_last_attempt_pushes_a_dead_letter_that_names_its_failed_action(): void {
		Testbench::fault( 'fail', [ 'hook' => Notifications::HOOK ] );
		$dead      = $this->watch_action( 'smartalloc_dlq_pushed' );
		$action_id = as_enqueue_async_action( Notifications::HOOK, [ $this->message( 4 ) ], 'smartalloc_notify' );

		$this->run_jobs();

		self::assertSame( [ [ 'id' => 'notify:7:mentor_assigned', 'topic' => Notifications::HOOK, 'source_ref' => "as_action:$action_id" ] ], $dead() );
		self::assertSame( [ 'failed' ], array_column( $this->jobs( Notifications::HOOK ), 'status' ) );
	}

	public function test_outside_of_action_scheduler_a_dead_letter_names_its_hook(): void {
		Testbench::fault( 'fail', [ 'hook' => Notifications::HOOK ] );
		$dead = $this->watch_action( 'smartalloc_dlq_pushed' );

		try {
			do_action( Notifications::HOOK, $this->message( 4 ) );
			self::fail( 'The last attempt must throw.' );
		} catch ( \RuntimeException $exception ) {
			self::assertSame( 'hook:' . Notifications::HOOK, $dead()[0]['source_ref'] );
		}
	}

	public function test_duplicate_sends_the_same_key_twice(): void {
		Testbench::fault( 'duplicate' );

		$entry_id = $this->submit();
		$this->run_jobs();

		self::assertSame( 2, Testbench::count( 'mail', "notify:$entry_id:mentor_assigned" ) );
		self::assertSame( 2, Testbench::count( 'webhook', "webhook:$entry_id:mentor_assigned" ) );
	}

	public function test_tampered_webhook_is_refused_and_dead_at_once(): void {
		Testbench::fault( 'tamper' );
		$dead = $this->watch_action( 'smartalloc_dlq_pushed' );

		$entry_id = $this->submit();
		$this->run_jobs();

		self::assertSame( 0, Testbench::count( 'webhook' ) );
		self::assertSame( "webhook:$entry_id:mentor_assigned", $dead()[0]['id'] );
		self::assertSame( [ 'failed' ], array_column( $this->jobs( Webhooks::HOOK ), 'status' ) );
	}

	public function test_smtp_down_fails_every_mail_and_says_so_through_wp_mail_failed(): void {
		Testbench::fault( 'smtp_down' );
		$failures = 0;
		add_action(
			'wp_mail_failed',
			static function () use ( &$failures ): void {
				++$failures;
			}
		);

		$this->submit();
		$this->run_jobs();

		self::assertSame( 2, $failures );
		self::assertSame( 0, Testbench::count( 'mail' ) );
		self::assertSame( 1, Testbench::count( 'webhook' ) );
	}

	public function test_slow_allocation_takes_as_long_as_it_was_told_and_reports_it(): void {
		Testbench::fault( 'slow', [ 'hook' => Pipeline::HOOK_ALLOCATE, 'ms' => 120 ] );
		$allocations = $this->watch_action( 'smartalloc_allocation_finished' );

		$this->submit();
		$this->run_jobs();

		self::assertGreaterThanOrEqual( 120, $allocations()[0]['duration_ms'] );
	}

	public function test_failed_export_ends_with_an_error_and_no_effect(): void {
		Testbench::fault( 'fail', [ 'hook' => Exports::HOOK_RUN ] );
		$finished = $this->watch_action( 'smartalloc_export_finished' );

		Exports::request();
		$this->run_jobs();

		self::assertFalse( $finished()[0]['ok'] );
		self::assertStringContainsString( 'Fault on command', $finished()[0]['error'] );
		self::assertSame( 0, Testbench::count( 'export' ) );
		self::assertSame( [ 'failed' ], array_column( $this->jobs( Exports::HOOK_RUN ), 'status' ) );
	}

	public function test_memory_fault_kills_the_process_and_leaves_the_export_open(): void {
		Testbench::fault( 'memory', [ 'hook' => Exports::HOOK_RUN, 'count' => 1 ] );
		Exports::request();

		$process = $this->wp( [ 'action-scheduler', 'run' ] );

		self::assertNotSame( 0, $process->code );
		self::assertStringContainsString( 'Allowed memory size', $process->describe() );
		self::assertSame( 1, Testbench::count( 'run' ) );
		self::assertSame( 0, Testbench::count( 'export' ) );
	}

	public function test_double_path_takes_an_entry_in_twice_and_doubles_its_effects(): void {
		Testbench::fault( 'double_path' );
		$process = $this->wp( [ 'smartalloc-double', 'submit' ] );
		self::assertSame( 0, $process->code, $process->describe() );
		$entry_id = (int) $process->stdout;
		$this->run_jobs();

		self::assertSame( 1, Testbench::allocations() );
		self::assertSame( [ 2 ], array_values( Testbench::counts_by_key( 'webhook' ) ) );
		self::assertSame( 2, Testbench::count( 'mail', "notify:$entry_id:mentor_assigned" ) );
	}

	public function test_generic_path_switched_off_by_the_contract_filter_leaves_one_path(): void {
		Testbench::fault( 'double_path' );
		add_action( 'gform_after_submission', [ Pipeline::class, 'handle_generic' ], 10, 2 );
		add_filter( 'smartalloc_feature_enabled', static fn ( bool $enabled, string $flag ): bool => 'generic_path' !== $flag && $enabled, 10, 2 );

		$this->submit();

		self::assertCount( 1, $this->jobs( Pipeline::HOOK_ALLOCATE ) );
	}

	public function test_boot_fatal_kills_web_and_command_line_and_is_cured_by_skipping_the_plugin(): void {
		Testbench::fault( 'boot_fatal' );

		$status = wp_remote_retrieve_response_code( wp_remote_get( home_url( '/' ), [ 'timeout' => 20 ] ) );
		$broken = $this->wp( [ 'option', 'get', 'blogname' ] );
		$cure   = $this->wp( [ '--skip-plugins=' . $this->plugin_folder( 'smart-alloc.php' ), 'option', 'delete', Faults::OPTION ] );
		$cured  = $this->wp( [ 'option', 'get', 'blogname' ] );

		self::assertSame( 500, $status );
		self::assertNotSame( 0, $broken->code );
		self::assertStringContainsString( 'Trait', $broken->describe() );
		self::assertSame( 0, $cure->code, $cure->describe() );
		self::assertSame( 0, $cured->code, $cured->describe() );
	}

	public function test_counted_fault_strikes_exactly_so_often_among_concurrent_processes(): void {
		Testbench::fault( 'fail', [ 'count' => 7 ] );
		$struck = 0;
		foreach ( $this->parallel( 4, '$struck = 0; for ( $i = 0; $i < 5; $i++ ) { $struck += (int) \SmartAllocDouble\Faults::take( "fail", "x" ); } return $struck;' ) as $worker ) {
			$struck += (int) $worker->value;
		}

		self::assertSame( 7, $struck );
	}

	public function test_change_that_was_overtaken_starts_again_from_the_present_value(): void {
		$add  = static fn ( array $value, int $number ): array => [ [ 'n' => (int) ( $value['n'] ?? 0 ) + $number ], null ];
		$runs = 0;

		SharedState::change(
			'smartalloc_double_demo',
			static function ( array $value ) use ( $add, &$runs ): array {
				if ( 1 === ++$runs ) {
					SharedState::change( 'smartalloc_double_demo', static fn ( array $present ): array => $add( $present, 10 ) );
				}
				return $add( $value, 1 );
			}
		);

		self::assertSame( 2, $runs );
		self::assertSame( [ 'n' => 11 ], get_option( 'smartalloc_double_demo' ) );
	}

	public function test_fault_for_one_hook_spares_the_others(): void {
		Testbench::fault( 'fail', [ 'hook' => Exports::HOOK_RUN ] );

		self::assertFalse( Faults::take( 'fail', Pipeline::HOOK_ALLOCATE ) );
		self::assertTrue( Faults::take( 'fail', Exports::HOOK_RUN ) );
	}

	public function test_fault_at_rate_zero_never_strikes_and_at_rate_one_always(): void {
		Testbench::fault( 'fail', [ 'rate' => 0.0 ] );
		self::assertFalse( Faults::take( 'fail', 'x' ) );

		Testbench::fault( 'fail', [ 'rate' => 1.0 ] );
		self::assertTrue( Faults::take( 'fail', 'x' ) );
	}

	public function test_unknown_fault_is_refused(): void {
		$this->expectException( \InvalidArgumentException::class );
		Testbench::fault( 'earthquake' );
	}

	/**
	 * @return array{event_name: string, entry_id: int, key: string, _attempt: int}
	 */
	private function message( int $attempt ): array {
		return [
			'event_name' => 'mentor_assigned',
			'entry_id'   => 7,
			'key'        => 'notify:7:mentor_assigned',
			'_attempt'   => $attempt,
		];
	}
}
