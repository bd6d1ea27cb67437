<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;

/**
 * Contract of Action Scheduler, asked of whichever one the site runs: nothing here knows which it is.
 *
 * Every question is asked in WordPress processes of their own (child, WP-CLI, web), where only the scheduler and the scenes of the test are loaded.
 *
 * @phpstan-type Job array{0: string, 1?: string, 2?: list<mixed>, 3?: int, 4?: int}
 * @phpstan-type Event array{event: string, id: int, details: list<mixed>, row: array<string, string|null>|null, date: int|null, time: int, pid: int}
 */
abstract class ActionSchedulerTestCase extends IntegrationTestCase {

	private const STATUS_OPTION = 'action_scheduler_migration_status';

	private static string $folder = '';

	/** @var list<array{string, list<mixed>}> */
	private array $scenes = [];

	/** One folder for all classes of a test run: what PHP has compiled is kept from process to process. */
	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		if ( '' === self::$folder ) {
			self::$folder = sys_get_temp_dir() . '/contract-' . bin2hex( random_bytes( 6 ) );
			mkdir( self::$folder );
			mkdir( self::$folder . '/opcache' );
			register_shutdown_function( static fn () => Process::start( [ 'rm', '-rf', self::$folder ] )->wait() );
		}
	}

	protected function setUp(): void {
		parent::setUp();
		$this->set_migration_complete( true );
		$this->forget_events();
		$this->scenes = [];
		$this->scene( 'only_action_scheduler', self::plugin_file() );
		$this->scene( 'record', self::$folder . '/events' );
		$this->scene( 'handlers' );
		$this->must_use(
			sprintf(
				"require_once %s;\nrequire_once %s;\n%s::play( %s );",
				var_export( __DIR__ . '/ActionSchedulerRecorder.php', true ),
				var_export( __DIR__ . '/ActionSchedulerScenes.php', true ),
				'\\' . ActionSchedulerScenes::class,
				var_export( self::$folder . '/scenes', true )
			)
		);
	}

	protected function tearDown(): void {
		$this->end_loopbacks();
		$this->set_migration_complete( true );
		parent::tearDown();
	}

	/** Adds a scene for every process started from now on in this test. */
	protected function scene( string $name, mixed ...$arguments ): void {
		$this->scenes[] = [ $name, array_values( $arguments ) ];
		// In place at once: a web worker must never read half of it.
		file_put_contents( self::$folder . '/scenes.new', json_encode( $this->scenes, JSON_THROW_ON_ERROR ) );
		rename( self::$folder . '/scenes.new', self::$folder . '/scenes' );
	}

	/** Result of a static method of the test class, run in a process of its own. */
	protected function child( string $method, mixed ...$arguments ): mixed {
		return self::result_of( $this->start_child( $method, ...$arguments )->wait() );
	}

	/** The same when the process is expected to die on the way. */
	protected function dying_child( string $method, mixed ...$arguments ): ProcessResult {
		$process = $this->start_child( $method, ...$arguments )->wait();
		self::assertStringNotContainsString( 'RESULT:', $process->stdout, 'The process was expected to end before its last line.' );
		return $process;
	}

	protected function start_child( string $method, mixed ...$arguments ): Process {
		return Process::start( [ ...self::php(), __DIR__ . '/support/child.php', Environment::site(), static::class, $method, json_encode( $arguments, JSON_THROW_ON_ERROR ) ] );
	}

	protected static function result_of( ProcessResult $process ): mixed {
		if ( 1 !== preg_match( '/^RESULT:(.*)$/m', $process->stdout, $match ) ) {
			self::fail( 'A child process ended early: ' . substr( "{$process->code} {$process->stderr}" . wp_strip_all_tags( $process->stdout ), 0, 2000 ) );
		}
		return json_decode( $match[1], true, 64, JSON_THROW_ON_ERROR )['result'];
	}

	protected function cli( string ...$arguments ): ProcessResult {
		return Process::start( [ ...self::php(), Environment::wp_cli(), '--path=' . Environment::site(), '--allow-root', '--no-color', 'action-scheduler', 'run', ...array_values( $arguments ) ] )->wait();
	}

	/**
	 * Stores jobs in a process of its own.
	 *
	 * @param list<Job> $jobs Hook, group, arguments, due in seconds from now (0: async), interval.
	 * @return list<int> Ids.
	 */
	protected function store( array $jobs ): array {
		$ids = $this->child( 'store_jobs', $jobs );
		self::assertIsArray( $ids );
		self::assertNotContains( 0, $ids, 'A job was refused.' );
		return array_map( 'intval', array_values( $ids ) );
	}

	/** Runs the queue as WP-Cron does; gives the number of processed actions. */
	protected function run_queue(): int {
		$processed = $this->child( 'run_the_queue' );
		self::assertIsInt( $processed );
		return $processed;
	}

	/**
	 * @param list<Job> $jobs See store().
	 * @return list<int>
	 */
	public static function store_jobs( array $jobs ): array {
		$ids = [];
		foreach ( $jobs as $job ) {
			$job  += [ 1 => '', 2 => [], 3 => 0, 4 => 0 ];
			$ids[] = match ( true ) {
				$job[4] > 0   => as_schedule_recurring_action( time() + $job[3], $job[4], $job[0], $job[2], $job[1] ),
				0 !== $job[3] => as_schedule_single_action( time() + $job[3], $job[0], $job[2], $job[1] ),
				default       => as_enqueue_async_action( $job[0], $job[2], $job[1] ),
			};
		}
		return $ids;
	}

	public static function run_the_queue(): int {
		return (int) \ActionScheduler::runner()->run( 'WP Cron' );
	}

	/**
	 * Lets processes begin together, each with one static method of the test class, and a last runner finish in peace.
	 *
	 * @param list<string> $methods One for each process.
	 * @param list<mixed>  $arguments The same for each.
	 * @return list<mixed> What they returned.
	 */
	protected function race( array $methods, array $arguments = [] ): array {
		$script  = sprintf( 'return [ %s, $args["methods"][ $index ] ]( ...$args["arguments"] );', var_export( static::class, true ) );
		$results = $this->parallel( count( $methods ), $script, compact( 'methods', 'arguments' ) );
		foreach ( $results as $result ) {
			self::assertTrue( $result->finished, $result->process->describe() );
		}
		$this->run_queue();
		return array_map( static fn ( WorkerResult $result ): mixed => $result->value, $results );
	}

	/** Under a race the database may refuse a claim for a deadlock: that ends the runner with an exception and leaves the rows as they were. */
	public static function run_the_queue_in_a_race(): string {
		try {
			self::run_the_queue();
			return 'ran';
		} catch ( \RuntimeException $exception ) {
			return 1 === preg_match( '/Deadlock found|database is locked/', $exception->getMessage() ) ? 'refused' : throw $exception;
		}
	}

	/**
	 * Each of the numbers was taken once. A row that failed because the database refused its status change was taken by nobody, and says so.
	 *
	 * @param list<mixed> $taken Numbers, arguments of the jobs.
	 */
	protected static function assert_each_taken_once( int $count, array $taken ): void {
		self::assertSame( [], array_keys( array_filter( array_count_values( array_map( 'strval', $taken ) ), static fn ( int $times ): bool => $times > 1 ) ), 'Taken twice.' );
		$failed = array_map( static fn ( array $row ): int => (int) trim( (string) $row['args'], '[]' ), self::select( 'SELECT args FROM ' . self::table( 'actions' ) . " WHERE status = 'failed'" ) );
		$seen   = array_values( array_unique( [ ...array_map( 'intval', $taken ), ...$failed ] ) );
		sort( $seen );
		self::assertSame( range( 1, $count ), $seen, 'Lost.' );
	}

	/** The time lies between a moment and now, moved by an offset: true on the slowest machine. */
	protected static function assert_written_since( int $from, ?string $utc, int $offset = 0 ): void {
		$time = self::timestamp( $utc ) - $offset;
		self::assertTrue( $from <= $time && $time <= time(), "{$utc} was not written between then and now." );
	}

	/** @return array<string, string|null> */
	protected function row( int $action_id ): array {
		$row = ActionSchedulerRecorder::row( $action_id );
		self::assertNotNull( $row, "Action {$action_id} is gone." );
		return $row;
	}

	protected function status_of( int $action_id ): string {
		return (string) $this->row( $action_id )['status'];
	}

	/** @return list<string> Statuses in the order of the ids. */
	protected function statuses_of( int ...$action_ids ): array {
		return array_map( fn ( int $id ): string => $this->status_of( $id ), array_values( $action_ids ) );
	}

	/** @param string $where Condition of the test's own making. */
	protected static function count_rows( string $table, string $where = '1=1' ): int {
		return (int) ( self::select( 'SELECT COUNT(*) AS number FROM ' . self::table( $table ) . ' WHERE ' . $where )[0]['number'] ?? -1 );
	}

	/** @param array<string, int|string> $columns New values of a row, as if time had passed or another process had written. */
	protected function change( int $action_id, array $columns ): void {
		global $wpdb;
		self::assertSame( 1, $wpdb->update( self::table( 'actions' ), $columns, [ 'action_id' => $action_id ] ) );
	}

	protected static function utc( int $seconds_from_now ): string {
		return gmdate( 'Y-m-d H:i:s', time() + $seconds_from_now );
	}

	protected static function timestamp( ?string $utc ): int {
		return (int) strtotime( $utc . ' UTC' );
	}

	/** @return list<Event> */
	protected function events( string ...$names ): array {
		$events = [];
		foreach ( explode( "\n", trim( (string) file_get_contents( self::$folder . '/events' ) ) ) as $line ) {
			$event = '' === $line ? null : json_decode( $line, true, 64, JSON_THROW_ON_ERROR );
			if ( null !== $event && ( [] === $names || in_array( $event['event'], $names, true ) ) ) {
				$events[] = $event;
			}
		}
		return $events;
	}

	/** @return list<string> What happened to one action, the run of any handler included. */
	protected function story( int $action_id ): array {
		$told = array_filter( $this->events(), static fn ( array $event ): bool => $event['id'] === $action_id || 'handler' === $event['event'] );
		return array_values( array_column( $told, 'event' ) );
	}

	/** @return list<mixed> First argument (else the hook) of each handler run. */
	protected function handled(): array {
		return array_map( static fn ( array $event ): mixed => $event['details'][1] ?? $event['details'][0], $this->events( 'handler' ) );
	}

	protected function forget_events(): void {
		file_put_contents( self::$folder . '/events', '' );
	}

	/** A runner still on its way would take the lock of the next test, or its rows. */
	private function end_loopbacks(): void {
		if ( [] === $this->events( 'loopback_sent' ) ) {
			return;
		}
		$this->scene( 'answer', 'action_scheduler_allow_async_request_runner', false, 99 );
		// Each link is written down as sent before the one that sends it ends.
		$this->wait_for( fn (): bool => count( $this->events( 'loopback_sent' ) ) <= count( $this->events( 'loopback_ended' ) ), 'the last loopback runner has ended' );
	}

	/** Past the options' cache, as another process would. */
	protected function set_migration_complete( bool $complete ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->options, [ 'option_name' => self::STATUS_OPTION ] );
		if ( $complete ) {
			$wpdb->insert( $wpdb->options, [ 'option_name' => self::STATUS_OPTION, 'option_value' => 'complete', 'autoload' => 'yes' ] );
		}
		wp_cache_flush();
	}

	/** Follows the Run link of a row on Tools > Scheduled Actions, as a person would; gives the screen afterwards. */
	protected function press_run( int $action_id ): string {
		// The page itself starts a loopback runner, which would run the row before the link does.
		$this->scene( 'answer', 'action_scheduler_allow_async_request_runner', false, 99 );
		$page = $this->visit( '/wp-admin/tools.php?page=action-scheduler&status=pending' );
		preg_match_all( '/href="([^"]*row_action=run[^"]*)"/', $page->body, $links );
		foreach ( $links[1] as $link ) {
			$query = (string) wp_parse_url( html_entity_decode( $link ), PHP_URL_QUERY );
			wp_parse_str( $query, $parts );
			if ( (string) $action_id === ( $parts['row_id'] ?? null ) ) {
				return $this->visit( '/wp-admin/tools.php?' . $query )->body;
			}
		}
		self::fail( "No Run link for action {$action_id}: " . $page->describe() );
	}

	/** A page as an administrator, redirects followed. */
	protected function visit( string $path ): HttpResponse {
		$browser = Users::browser( 'administrator' )->without_nonce();
		$page    = $browser->get( $path );
		while ( in_array( $page->status, [ 301, 302, 303 ], true ) ) {
			$target = (string) $page->header( 'location' );
			$page   = $browser->get( wp_parse_url( $target, PHP_URL_PATH ) . '?' . wp_parse_url( $target, PHP_URL_QUERY ) );
		}
		return $page;
	}

	/** The process has the table store, or the question makes no sense. */
	protected static function table_store(): \ActionScheduler_DBStore {
		$store = \ActionScheduler::store();
		return $store instanceof \ActionScheduler_DBStore ? $store : throw new \RuntimeException( 'Not the table store: ' . $store::class );
	}

	protected static function table( string $name ): string {
		global $wpdb;
		return $wpdb->prefix . 'actionscheduler_' . $name;
	}

	/** @return list<array<string, string|null>> */
	protected static function select( string $sql ): array {
		global $wpdb;
		return array_values( (array) $wpdb->get_results( $sql, ARRAY_A ) );
	}

	private static function plugin_file(): string {
		foreach ( (array) get_option( 'active_plugins' ) as $basename ) {
			if ( 'action-scheduler.php' === basename( (string) $basename ) ) {
				return (string) $basename;
			}
		}
		throw new \RuntimeException( 'No Action Scheduler is active on this site.' );
	}

	/** @return list<string> PHP with compiled files kept between processes: a boot costs 0.1 s instead of 0.2 s. */
	private static function php(): array {
		return [ PHP_BINARY, '-d', 'memory_limit=512M', '-d', 'opcache.enable_cli=1', '-d', 'opcache.file_cache=' . self::$folder . '/opcache', '-d', 'opcache.file_cache_only=1' ];
	}
}
