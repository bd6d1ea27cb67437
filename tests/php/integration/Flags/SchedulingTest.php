<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/** A paused group: no action of it begins, whoever runs the queue and however, and every row stays what it is. */
final class SchedulingTest extends PipelineTestCase {
	/** What a hold may change of a row, and a release must not give back otherwise. */
	private const WHOLE = [ 'id', 'hook', 'group', 'args', 'extended_args', 'schedule', 'due', 'attempts', 'priority' ];

	protected function tearDown(): void {
		if ( ! is_plugin_active( 'gp-populate-anything/gp-populate-anything.php' ) ) {
			$this->wp( [ 'plugin', 'activate', 'gp-populate-anything' ] );
		}
		parent::tearDown();
	}

	/** @return array<string, array{string, list<string>, bool, bool}> Door, options, whether it is refused, whether other groups run. */
	public static function doors(): array {
		return [
			'the runner of WP-Cron'               => [ 'wp_cron', [], false, true ],
			'the loopback runner'                 => [ 'loopback', [], false, true ],
			'WP-CLI'                              => [ 'cli', [], false, true ],
			'WP-CLI by force'                     => [ 'cli', [ '--force', '--batch-size=1', '--batches=20' ], false, true ],
			'WP-CLI, that group only'             => [ 'cli', [ '--group=smartalloc_export' ], true, false ],
			'WP-CLI, that group only, by force'   => [ 'cli', [ '--group=smartalloc_export', '--force' ], true, false ],
			'WP-CLI, that group in capitals'      => [ 'cli', [ '--group=SmartAlloc_Export' ], false, false ],
			'WP-CLI, another group only'          => [ 'cli', [ '--group=smartalloc_allocate' ], false, true ],
			'WP-CLI without another group'        => [ 'cli', [ '--exclude-groups=smartalloc_notify' ], false, true ],
			'WP-CLI, the hooks of that group'     => [ 'cli', [ '--hooks=smartalloc_export_run,smartalloc_export_sweep' ], false, false ],
			'WP-CLI, hooks, forced, without others' => [ 'cli', [ '--hooks=smartalloc_export_run', '--exclude-groups=smartalloc_notify', '--force' ], false, false ],
		];
	}

	/** @param list<string> $options */
	#[DataProvider( 'doors' )]
	public function test_no_job_of_a_paused_group_begins_through( string $door, array $options, bool $is_refused, bool $others_run ): void {
		$paused = $this->store_exports();
		$this->store_allocation( 1 );
		$this->store_notification( 2 );
		$before = $this->actions( "g.slug = 'smartalloc_export'" );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		if ( 'cli' === $door ) {
			$run = $this->cli_run( ...$options );
			if ( $is_refused ) {
				self::assertSame( 1, $run->code, $run->describe() );
				self::assertStringContainsString( 'smartalloc_export is paused', $run->stderr );
			} elseif ( $others_run ) {
				self::assertSame( 0, $run->code, $run->describe() );
			}
		} elseif ( 'loopback' === $door ) {
			$this->call_loopback_runner();
		} else {
			$this->call_wp_cron( 'action_scheduler_run_queue' );
		}
		self::assertSame( 0, Testbench::count( 'export' ) );
		self::assertSame( $others_run, isset( self::runs()['allocate:1'] ) );
		self::assertSame( [], array_filter( array_keys( self::runs() ), static fn ( string $key ): bool => str_starts_with( $key, 'export' ) ) );
		$this->assert_whole( $before );
		$this->assert_everything_runs_once_after_the_pause( $paused, $before );
	}

	public function test_the_run_link_does_not_begin_it(): void {
		$paused = $this->store_exports();
		$before = $this->actions( "g.slug = 'smartalloc_export'" );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->press_run( $paused[0] );
		self::assertSame( [], self::runs() );
		self::assertSame( $before, $this->actions( "g.slug = 'smartalloc_export'" ) );
	}

	/** @return array<string, array{string}> */
	public static function runners(): array {
		return [
			'the runner of WP-Cron' => [ 'wp_cron' ],
			'the loopback runner'   => [ 'loopback' ],
			'WP-CLI'                => [ 'cli' ],
		];
	}

	#[DataProvider( 'runners' )]
	public function test_deactivating_some_plugin_does_not_open_a_window( string $runner ): void {
		$paused = $this->store_exports();
		$this->store_allocation( 1 );
		$before = $this->actions( "g.slug = 'smartalloc_export'" );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$off = $this->wp( [ 'plugin', 'deactivate', 'gp-populate-anything' ] );
		self::assertStringContainsString( "'gp-populate-anything' deactivated", $off->stdout, $off->describe() );
		self::assertSame( 'complete', $this->stored_option( 'action_scheduler_migration_status' ) );
		$this->run_by( $runner );
		self::assertSame( [ 'allocate:1' => 1 ], self::runs() );
		self::assertSame( $before, $this->actions( "g.slug = 'smartalloc_export'" ), 'The bulk stays out of every claim.' );
		$this->assert_everything_runs_once_after_the_pause( $paused, $before );
	}

	#[DataProvider( 'runners' )]
	public function test_a_window_that_somebody_else_opened_lets_nothing_begin( string $runner ): void {
		$paused = $this->store_exports();
		$this->store_allocation( 1 );
		$before = $this->actions( "g.slug = 'smartalloc_export'" );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->set_migration_complete( false );
		$this->run_by( $runner );
		self::assertSame( [ 'allocate:1' => 1 ], self::runs() );
		$this->assert_whole( $before );
		$this->set_migration_complete( true );
		$this->assert_everything_runs_once_after_the_pause( $paused, $before );
	}

	public function test_a_batch_that_was_claimed_before_the_pause_does_not_go_on_with_the_group(): void {
		$this->store_allocation( 1 );
		$paused = $this->store_exports();
		$this->store_allocation( 2 );
		$before = $this->actions( "g.slug = 'smartalloc_export'" );
		$worker = $this->fresh_process(
			'global $wpdb;
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			add_action( "smartalloc_allocate_entry", static fn ( $entry ) => 1 === $entry && $flags->set( "scheduling", "smartalloc_export", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() ) );
			return \ActionScheduler::runner()->run( "WP Cron" );'
		);
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertSame( [ 'allocate:1' => 1, 'allocate:2' => 1 ], self::runs() );
		self::assertSame( array_fill( 0, count( $paused ), 'smartalloc-held' ), $this->statuses( ...$paused ) );
		$this->assert_whole( $before );
		$this->assert_everything_runs_once_after_the_pause( $paused, $before );
	}

	public function test_a_recurring_chain_goes_on_with_one_next_link(): void {
		as_schedule_recurring_action( time() - 60, 300, 'smartalloc_export_sweep', [], self::EXPORT );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->set_migration_complete( false );
		$this->run_queue_elsewhere();
		$this->set_migration_complete( true );
		// As SmartAlloc does on every page of wp-admin: it asks whether its job is scheduled, is told no, and schedules it.
		\SmartAllocDouble\Exports::ensure_sweep();
		self::assertSame( [ 'smartalloc-held' ], array_column( $this->actions( "g.slug = 'smartalloc_export'" ), 'status' ) );
		$this->set_flag( 'scheduling', 'on', self::EXPORT );
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'complete', 'pending' ], array_column( $this->actions( "g.slug = 'smartalloc_export'" ), 'status' ) );
		self::assertSame( [ 'export_sweep' => 1 ], self::runs() );
	}

	public function test_the_loopback_chain_ends_while_only_paused_jobs_are_due_and_goes_on_for_others(): void {
		$log = (string) tempnam( sys_get_temp_dir(), 'loopback-' );
		$this->must_use(
			'add_filter( "pre_http_request", static function ( $answer, $arguments, $url ) {
				if ( str_contains( $url, "as_async_request_queue_runner" ) ) {
					file_put_contents( ' . var_export( $log, true ) . ', "x", FILE_APPEND );
					return new \WP_Error( "test", "counted" );
				}
				return $answer;
			}, 10, 3 );'
		);
		$this->store_exports();
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->call_loopback_runner();
		$calls = [ (int) filesize( $log ) ];

		// Due, but only at the next look: this link has its batch already.
		$this->must_use( 'add_action( "action_scheduler_after_process_queue", static fn () => as_schedule_single_action( time() - 60, "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate" ) );' );
		$this->call_loopback_runner();
		clearstatcache();
		$calls[] = (int) filesize( $log );
		unlink( $log );
		self::assertSame( [ 0, 1 ], $calls );
	}

	public function test_a_pause_of_groups_that_do_not_exist_yet_stops_nobody(): void {
		$this->store_allocation( 1 );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->run_queue_elsewhere();
		self::assertSame( [ 'allocate:1' => 1 ], self::runs() );
	}

	public function test_jobs_that_come_in_during_a_pause_are_stored_and_wait(): void {
		$this->set_flag( 'scheduling', 'off', self::ALLOCATE );
		$entry = $this->submit();
		foreach ( [ 1, 2 ] as $turn ) {
			$this->run_queue_elsewhere();
		}
		self::assertSame( [ 'pending' ], array_column( $this->actions(), 'status' ) );
		$this->set_flag( 'scheduling', 'on', self::ALLOCATE );
		$this->run_queue();
		self::assertSame( 1, Testbench::allocations( $entry ) );
	}

	public function test_a_group_that_an_operator_excludes_stays_excluded_while_another_is_paused(): void {
		$this->store_exports();
		$this->store_allocation( 1 );
		$this->store_notification( 2 );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		self::assertSame( 0, $this->cli_run( '--exclude-groups=smartalloc_allocate' )->code );
		self::assertSame( [ 'notify:2:test' => 1 ], self::runs() );
	}

	private function run_by( string $runner ): void {
		match ( $runner ) {
			'wp_cron'  => $this->call_wp_cron( 'action_scheduler_run_queue' ),
			'loopback' => $this->call_loopback_runner(),
			default    => self::assertSame( 0, $this->cli_run()->code ),
		};
	}

	/** @param list<array<string, mixed>> $before */
	private function assert_whole( array $before ): void {
		$cut = static fn ( array $row ): array => array_intersect_key( $row, array_flip( self::WHOLE ) );
		self::assertSame( array_map( $cut, $before ), array_map( $cut, $this->actions( "g.slug = 'smartalloc_export'" ) ) );
	}

	/**
	 * @param list<int>                  $paused
	 * @param list<array<string, mixed>> $before
	 */
	private function assert_everything_runs_once_after_the_pause( array $paused, array $before ): void {
		$this->set_flag( 'scheduling', 'on', self::EXPORT );
		$this->release_everything();
		self::assertSame( $before, $this->actions( 'a.action_id IN (' . implode( ',', $paused ) . ')' ) );
		$this->run_queue();
		self::assertSame( array_fill( 0, count( $paused ), 'complete' ), $this->statuses( ...$paused ) );
		$runs = array_filter( self::runs(), static fn ( string $key ): bool => str_starts_with( $key, 'export' ), ARRAY_FILTER_USE_KEY );
		// The sweep may find the allocations of this test and ask for one more export.
		self::assertGreaterThanOrEqual( count( $paused ), count( $runs ) );
		self::assertSame( [ 1 ], array_values( array_unique( $runs ) ) );
		self::assertCount( 1, $this->actions( "a.hook = 'smartalloc_export_sweep' AND a.status = 'pending'" ) );
	}

	private function stored_option( string $name ): mixed {
		wp_cache_flush();
		return get_option( $name );
	}
}
