<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use SmartAllocDouble\Scheduler;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** Base of the contract tests of Gravity Forms, GP Populate Anything and SmartAlloc: submissions, jobs and what is fired on the way. */
abstract class SmartAllocTestCase extends IntegrationTestCase {

	private const MAX_QUEUE_RUNS = 10;

	protected function setUp(): void {
		parent::setUp();
		// A request to the site must not set WP-Cron going: it would run the queue of the test in another process.
		set_transient( 'doing_cron', sprintf( '%.22F', microtime( true ) ) );
	}

	protected function tearDown(): void {
		delete_transient( 'doing_cron' );
		delete_option( 'smartalloc_double_demo' );
		// WordPress leaves the name of a hook whose handler threw on this list.
		$GLOBALS['wp_current_filter'] = [];
		Testbench::reset();
		parent::tearDown();
	}

	/**
	 * Submits form 150 with valid input and gives the entry's id.
	 *
	 * @param array<string, string|null> $input Input values over the made-up ones.
	 */
	protected function submit( array $input = [] ): int {
		$result = Testbench::submit( $input );
		self::assertIsArray( $result );
		self::assertTrue( $result['is_valid'] );
		return (int) $result['entry_id'];
	}

	/**
	 * @return array<string, mixed>
	 */
	protected function form(): array {
		$form = \GFAPI::get_form( 150 );
		self::assertIsArray( $form );
		return $form;
	}

	/**
	 * @return array<int|string, mixed>
	 */
	protected function entry( int $entry_id ): array {
		$entry = \GFAPI::get_entry( $entry_id );
		self::assertIsArray( $entry );
		return $entry;
	}

	/**
	 * Collects the names of hooks as they fire.
	 *
	 * @param string $pattern Regular expression.
	 * @return \Closure(): list<string> Names so far.
	 */
	protected function watch_hooks( string $pattern ): \Closure {
		$names = [];
		add_action(
			'all',
			static function ( string $hook ) use ( $pattern, &$names ): void {
				if ( 1 === preg_match( $pattern, $hook ) ) {
					$names[] = $hook;
				}
			}
		);
		return static function () use ( &$names ): array {
			return $names;
		};
	}

	/**
	 * Collects the single array argument of an action.
	 *
	 * @return \Closure(): list<array<string, mixed>> Arguments so far.
	 */
	protected function watch_action( string $hook ): \Closure {
		$calls = [];
		add_action(
			$hook,
			static function ( array $fields ) use ( &$calls ): void {
				$calls[] = $fields;
			}
		);
		return static function () use ( &$calls ): array {
			return $calls;
		};
	}

	/**
	 * Runs due jobs until none is left. The runner counts its time from its construction, so a test late in the suite would get one action a run.
	 */
	protected function run_jobs(): void {
		add_filter( 'action_scheduler_queue_runner_time_limit', static fn (): int => HOUR_IN_SECONDS );
		for ( $run = 0; $run < self::MAX_QUEUE_RUNS; $run++ ) {
			if ( 0 === \ActionScheduler::runner()->run( 'Test' ) ) {
				return;
			}
		}
		self::fail( 'The queue does not come to an end.' );
	}

	/**
	 * Action rows of one hook, oldest first.
	 *
	 * @return list<array{status: string, due: int, slug: string, args: list<mixed>}>
	 */
	protected function jobs( string $hook ): array {
		global $wpdb;
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				'SELECT a.status, a.scheduled_date_gmt, a.args, g.slug FROM %i a JOIN %i g ON g.group_id = a.group_id WHERE a.hook = %s ORDER BY a.action_id',
				$wpdb->prefix . 'actionscheduler_actions',
				$wpdb->prefix . 'actionscheduler_groups',
				$hook
			),
			ARRAY_A
		);
		self::assertIsArray( $rows );
		$jobs = [];
		foreach ( $rows as $row ) {
			$jobs[] = [
				'status' => (string) $row['status'],
				'due'    => (int) strtotime( $row['scheduled_date_gmt'] . ' UTC' ),
				'slug'   => (string) $row['slug'],
				'args'   => array_values( (array) json_decode( (string) $row['args'], true ) ),
			];
		}
		return $jobs;
	}

	/**
	 * @return list<string> Statuses of all jobs of the pipeline, sorted.
	 */
	protected function job_statuses(): array {
		$statuses = [];
		foreach ( Scheduler::hooks() as $hook ) {
			$statuses = [ ...$statuses, ...array_column( $this->jobs( $hook ), 'status' ) ];
		}
		sort( $statuses );
		return $statuses;
	}

	/**
	 * Folder of an active plugin, as WP-CLI's --skip-plugins wants it.
	 */
	protected function plugin_folder( string $main_file ): string {
		foreach ( (array) get_option( 'active_plugins' ) as $basename ) {
			if ( is_string( $basename ) && basename( $basename ) === $main_file ) {
				return dirname( $basename );
			}
		}
		self::fail( "No active plugin has the main file $main_file." );
	}
}
