<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/**
 * The pipeline of the stand-ins, every door through which its jobs can begin, and what came out at the sink.
 *
 * @phpstan-type ActionRow array{id: int, hook: string, group: string, status: string, args: string, extended_args: string|null, schedule: string, due: string, attempts: int, priority: int}
 */
abstract class PipelineTestCase extends IntegrationTestCase {
	protected const ALLOCATE = 'smartalloc_allocate';
	protected const NOTIFY   = 'smartalloc_notify';
	protected const EXPORT   = 'smartalloc_export';

	private const MIGRATION = 'action_scheduler_migration_status';

	protected function setUp(): void {
		parent::setUp();
		$this->set_migration_complete( true );
		// A loopback runner sleeps before it looks again, and holds one of the server's four workers meanwhile.
		$this->must_use( "add_filter( 'action_scheduler_async_request_sleep_seconds', '__return_zero', 99 );" );
		// The options are there, as on every site that has been installed.
		\SmartAllocOps\Flags\Sightings::put_options();
		$this->services()->flag_reader()->publish();
		$this->configure( [] );
		// What the plugin of this process remembers of the test before.
		apply_filters( 'action_scheduler_queue_runner_concurrent_batches', 1 );
	}

	protected function tearDown(): void {
		// WordPress leaves the name of a hook whose handler threw on this list.
		$GLOBALS['wp_current_filter'] = [];
		$this->set_migration_complete( true );
		parent::tearDown();
	}

	/** Objects that remember nothing of earlier ones. */
	protected function services( ?Clock $clock = null ): Services {
		global $wpdb;
		wp_cache_flush();
		return new Services( $wpdb, $clock );
	}

	/** A clock that starts now and moves only when it is told to. */
	protected static function clock(): ManualClock {
		return new ManualClock( (int) floor( microtime( true ) * 1000 ) );
	}

	/**
	 * Lets something happen once, between what a process has read and the first statement like this that it writes: what
	 * another process would do then if chance had it so.
	 *
	 * @param non-empty-string $statement Regular expression.
	 */
	protected static function just_before( string $statement, \Closure $then ): void {
		$is_over = false;
		add_filter(
			'query',
			static function ( string $sql ) use ( $statement, $then, &$is_over ): string {
				if ( ! $is_over && 1 === preg_match( $statement, $sql ) ) {
					$is_over = true;
					$then();
				}
				return $sql;
			}
		);
	}

	protected function set_flag( string $flag, string $value, string $scope = '' ): FlagState {
		$flags = $this->services()->flags();
		return $flags->set( $flag, $scope, $value, $flags->state( $flag, $scope )->revision, 'a test', Actor::cli() );
	}

	/** The plugin of this process remembers what it read: as another request does, it looks at the table. */
	protected function look_again(): void {
		apply_filters( 'action_scheduler_queue_runner_concurrent_batches', 1 );
	}

	/** @param array<string, mixed> $values See Config. */
	protected function configure( array $values ): void {
		update_option( 'smartalloc_ops_config', $values, true );
	}

	/** Submits form 150 in this process; gives the entry. */
	protected function submit(): int {
		$result = Testbench::submit();
		self::assertIsArray( $result );
		self::assertTrue( $result['is_valid'] );
		return (int) $result['entry_id'];
	}

	/** Submits form 150 as a visitor does; gives the page that answers. */
	protected function submit_as_visitor(): HttpResponse {
		$fields = [ 'is_submit_150' => '1', 'gform_submit' => '150' ] + \SmartAllocDouble\Form::sample_input();
		return HttpClient::anonymous()->request( 'POST', '/sabt/', http_build_query( $fields ), [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );
	}

	/** Stores a notification job that is due since a minute; its mail has the key `notify:<entry>:test`. */
	protected function store_notification( int $entry_id ): int {
		return as_schedule_single_action( time() - 60, 'smartalloc_notify', [ self::message( $entry_id ) ], self::NOTIFY );
	}

	/** @return array{event_name: string, entry_id: int, key: string, _attempt: int} */
	protected static function message( int $entry_id ): array {
		return [
			'event_name' => 'test',
			'entry_id'   => $entry_id,
			'key'        => "notify:{$entry_id}:test",
			'_attempt'   => 0,
		];
	}

	/** Stores a job of the allocation group, due since a minute; it leaves `allocate:<entry>` in the sink. */
	protected function store_allocation( int $entry_id ): int {
		return as_schedule_single_action( time() - 60, 'smartalloc_allocate_entry', [ $entry_id ], self::ALLOCATE );
	}

	/**
	 * The due work of the export group: two exports and a recurring sweep.
	 *
	 * @return list<int> Ids of the actions.
	 */
	protected function store_exports(): array {
		\SmartAllocDouble\Exports::request();
		\SmartAllocDouble\Exports::request();
		as_schedule_recurring_action( time() - 60, 300, 'smartalloc_export_sweep', [], self::EXPORT );
		return array_column( $this->actions( "g.slug = 'smartalloc_export'" ), 'id' );
	}

	/**
	 * Rows of Action Scheduler, oldest first, read past every store.
	 *
	 * @param string $where Condition of the test's own making.
	 * @return list<ActionRow>
	 */
	protected function actions( string $where = '1 = 1' ): array {
		global $wpdb;
		$rows = $wpdb->get_results( "SELECT a.*, g.slug FROM {$wpdb->prefix}actionscheduler_actions a LEFT JOIN {$wpdb->prefix}actionscheduler_groups g ON g.group_id = a.group_id WHERE {$where} ORDER BY a.action_id", ARRAY_A );
		self::assertIsArray( $rows, $wpdb->last_error );
		return array_map(
			static fn ( array $row ): array => [
				'id'            => (int) $row['action_id'],
				'hook'          => (string) $row['hook'],
				'group'         => (string) $row['slug'],
				'status'        => (string) $row['status'],
				'args'          => (string) $row['args'],
				'extended_args' => $row['extended_args'],
				'schedule'      => (string) $row['schedule'],
				'due'           => (string) $row['scheduled_date_gmt'],
				'attempts'      => (int) $row['attempts'],
				'priority'      => (int) $row['priority'],
			],
			array_values( $rows )
		);
	}

	/** @return list<string> */
	protected function statuses( int ...$ids ): array {
		$found = array_column( $this->actions(), 'status', 'id' );
		return array_map( static fn ( int $id ): string => $found[ $id ] ?? 'gone', array_values( $ids ) );
	}

	/** @return array<string, int> Handler runs by key. */
	protected static function runs(): array {
		return Testbench::counts_by_key( 'run' );
	}

	/** @return array<string, int> Mails by key. */
	protected static function mails(): array {
		return Testbench::counts_by_key( 'mail' );
	}

	/** @return list<string> Keys of the mails in the order in which they left. */
	protected static function mails_in_order(): array {
		return array_column( \SmartAllocDouble\Sink::rows( 'mail' ), 'key' );
	}

	/**
	 * States of all held or once held work, oldest first.
	 *
	 * @return list<string>
	 */
	protected function work_states(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT state FROM {$wpdb->prefix}smartalloc_ops_work ORDER BY id" );
	}

	/** Lets every lease run out, as if its worker had been silent for long. */
	protected function expire_leases(): void {
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_work SET lease_until = 1 WHERE lease_until IS NOT NULL" );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_runs SET lease_until = 1 WHERE lease_until IS NOT NULL" );
	}

	/** Releases whatever nothing holds, an hour later at the latest. */
	protected function release_everything(): void {
		$clock = self::clock();
		$loop  = $this->services( $clock )->release_loop();
		$loop->run( 60_000 );
		$clock->now_ms += 3_600_000;
		$loop->run( 60_000 );
	}

	/** Runs due jobs in this process until none is left. */
	protected function run_queue(): void {
		// A runner that is older than its time limit, as that of a long test run is, does one job and stops.
		for ( $run = 0; $run < 500; $run++ ) {
			if ( 0 === \ActionScheduler::runner()->run( 'Test' ) ) {
				return;
			}
		}
		self::fail( 'The queue does not come to an end: ' . (string) wp_json_encode( array_count_values( array_map( static fn ( array $row ): string => "{$row['hook']} {$row['status']}", $this->actions() ) ) ) );
	}

	/** Runs the queue once in a WordPress process of its own, as WP-Cron does. */
	protected function run_queue_elsewhere(): void {
		$worker = $this->fresh_process( "return \\ActionScheduler::runner()->run( 'WP Cron' );" );
		self::assertTrue( $worker->finished, $worker->process->describe() );
	}

	/** Makes recurring events due and calls wp-cron.php. */
	protected function call_wp_cron( string ...$hooks ): void {
		foreach ( $hooks as $hook ) {
			$event = wp_get_scheduled_event( $hook, 'action_scheduler_run_queue' === $hook ? [ 'WP Cron' ] : [] );
			wp_unschedule_hook( $hook );
			wp_schedule_event( time() - 5, false !== $event && is_string( $event->schedule ) ? $event->schedule : 'hourly', $hook, false === $event ? [] : array_values( $event->args ) );
		}
		delete_transient( 'doing_cron' );
		$answer = HttpClient::anonymous()->get( '/wp-cron.php' );
		self::assertSame( 200, $answer->status, $answer->describe() );
		wp_cache_flush();
	}

	/** One link of the loopback chain of Action Scheduler. */
	protected function call_loopback_runner(): void {
		$answer = HttpClient::anonymous()->get( '/wp-admin/admin-ajax.php?action=as_async_request_queue_runner&nonce=' . wp_create_nonce( 'as_async_request_queue_runner' ) );
		self::assertSame( 200, $answer->status, $answer->describe() );
		wp_cache_flush();
	}

	/** Pages of wp-admin start a loopback runner, which would run the jobs of a test behind its back. */
	protected function stop_loopback_runner(): void {
		$this->must_use( "add_filter( 'action_scheduler_allow_async_request_runner', '__return_false', PHP_INT_MAX );" );
	}

	protected function cli_run( string ...$options ): ProcessResult {
		$result = $this->wp( [ 'action-scheduler', 'run', ...array_values( $options ) ] );
		wp_cache_flush();
		return $result;
	}

	/** Follows the Run link of a row on the screen of Action Scheduler. */
	protected function press_run( int $action_id ): void {
		$this->stop_loopback_runner();
		$browser = Users::browser( 'administrator' )->without_nonce();
		$page    = $browser->get( '/wp-admin/tools.php?page=action-scheduler&status=pending' );
		preg_match_all( '/href="([^"]*row_action=run[^"]*)"/', $page->body, $links );
		foreach ( $links[1] as $link ) {
			$query = (string) wp_parse_url( html_entity_decode( $link ), PHP_URL_QUERY );
			wp_parse_str( $query, $parts );
			if ( (string) $action_id === ( $parts['row_id'] ?? null ) ) {
				$answer = $browser->get( "/wp-admin/tools.php?{$query}" );
				self::assertContains( $answer->status, [ 200, 302 ], $answer->describe() );
				wp_cache_flush();
				return;
			}
		}
		self::fail( "There is no Run link for action {$action_id}: " . $page->describe() );
	}

	/** Past the options' cache, as another process would. */
	protected function set_migration_complete( bool $complete ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->options, [ 'option_name' => self::MIGRATION ] );
		if ( $complete ) {
			$wpdb->insert( $wpdb->options, [ 'option_name' => self::MIGRATION, 'option_value' => 'complete', 'autoload' => 'yes' ] );
		}
		wp_cache_flush();
	}

	/** Pages that a visitor sees, which must answer whatever is broken. */
	protected static function assert_site_is_up(): void {
		foreach ( [ '/', '/sabt/', '/wp-login.php' ] as $path ) {
			$answer = HttpClient::anonymous()->get( $path );
			self::assertSame( 200, $answer->status, $path . ' ' . $answer->describe() );
			self::assertStringContainsString( '</html>', $answer->body, "{$path} on " . Environment::database() );
		}
	}
}
