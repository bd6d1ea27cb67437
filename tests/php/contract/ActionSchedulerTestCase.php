<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use SmartAllocOps\Tests\Support\IntegrationTestCase;

/**
 * Contract of Action Scheduler, asked of whichever one the site runs: nothing here knows which it is.
 *
 * Every question is asked in WordPress processes of their own (child, WP-CLI, web), where only the scheduler and the scenes of the test are loaded.
 */
abstract class ActionSchedulerTestCase extends IntegrationTestCase {

	private const TABLES = [ 'actions', 'claims', 'groups', 'logs' ];

	private const STATUS_OPTION = 'action_scheduler_migration_status';

	private static string $folder = '';

	/** @var array<string, list<array<string, mixed>>> Rows that were there before this class. */
	private static array $rows_before = [];

	/** @var list<array{string, list<mixed>}> */
	private array $scenes = [];

	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		foreach ( self::TABLES as $table ) {
			self::$rows_before[ $table ] = self::select( 'SELECT * FROM ' . self::table( $table ) );
		}
		self::$folder = sys_get_temp_dir() . '/contract-' . bin2hex( random_bytes( 6 ) );
		mkdir( self::$folder );
		mkdir( self::$folder . '/opcache' );
	}

	public static function tearDownAfterClass(): void {
		global $wpdb;
		self::empty_tables();
		foreach ( self::$rows_before as $table => $rows ) {
			foreach ( $rows as $row ) {
				$wpdb->insert( self::table( $table ), $row );
			}
		}
		ActionSchedulerProcess::run( [ 'rm', '-rf', self::$folder ] );
		parent::tearDownAfterClass();
	}

	protected function setUp(): void {
		parent::setUp();
		self::empty_tables();
		$this->set_migration_complete( true );
		delete_option( 'action_scheduler_lock_async-request-runner' );
		file_put_contents( self::$folder . '/events', '' );
		$this->scenes = [];
		$this->scene( 'only_action_scheduler', self::plugin_file() );
		$this->scene( 'record', self::$folder . '/events' );
		$this->scene( 'handlers' );
		if ( ! is_dir( WPMU_PLUGIN_DIR ) ) {
			mkdir( WPMU_PLUGIN_DIR );
		}
		file_put_contents(
			self::must_use_file(),
			sprintf( "<?php\nrequire_once %s;\n%s::play( %s );\n", var_export( __DIR__ . '/ActionSchedulerScenes.php', true ), '\\' . ActionSchedulerScenes::class, var_export( self::$folder . '/scenes', true ) )
		);
	}

	protected function tearDown(): void {
		unlink( self::must_use_file() );
		$this->set_migration_complete( true );
		delete_option( 'action_scheduler_lock_async-request-runner' );
		parent::tearDown();
	}

	/** Adds a scene for every process started from now on in this test. */
	protected function scene( string $name, mixed ...$arguments ): void {
		$this->scenes[] = [ $name, array_values( $arguments ) ];
		file_put_contents( self::$folder . '/scenes', json_encode( $this->scenes, JSON_THROW_ON_ERROR ) );
	}

	/** Result of a static method of the test class, run in a process of its own. */
	protected function child( string $method, mixed ...$arguments ): mixed {
		$process = ActionSchedulerProcess::run( $this->child_command( $method, ...$arguments ) );
		if ( 1 !== preg_match( '/^RESULT:(.*)$/m', $process->output, $match ) ) {
			self::fail( "The child process {$method} ended with {$process->code}: " . substr( $process->errors . wp_strip_all_tags( $process->output ), 0, 2000 ) );
		}
		return json_decode( $match[1], true, 64, JSON_THROW_ON_ERROR )['result'];
	}

	/** The same when the process is expected to die on the way. */
	protected function dying_child( string $method, mixed ...$arguments ): ActionSchedulerProcess {
		$process = ActionSchedulerProcess::run( $this->child_command( $method, ...$arguments ) );
		self::assertStringNotContainsString( 'RESULT:', $process->output, 'The process was expected to end before its last line.' );
		return $process;
	}

	/** @return list<string> */
	protected function child_command( string $method, mixed ...$arguments ): array {
		return [ ...self::php(), __DIR__ . '/support/child.php', rtrim( ABSPATH, '/' ), static::class, $method, json_encode( $arguments, JSON_THROW_ON_ERROR ) ];
	}

	protected function cli( string ...$arguments ): ActionSchedulerProcess {
		return ActionSchedulerProcess::run( $this->cli_command( ...$arguments ) );
	}

	/** @return list<string> */
	protected function cli_command( string ...$arguments ): array {
		return [ ...self::php(), self::environment( 'SMARTALLOC_OPS_WP' ), '--path=' . rtrim( ABSPATH, '/' ), '--allow-root', '--no-color', ...array_values( $arguments ) ];
	}

	/**
	 * Stores jobs in a process of its own.
	 *
	 * @param list<array{0: string, 1?: string, 2?: list<mixed>, 3?: int, 4?: int}> $jobs Hook, group, arguments, due in seconds from now (0: async), interval.
	 * @return list<int> Ids.
	 */
	protected function store( array $jobs ): array {
		$ids = $this->child( 'store_jobs', $jobs );
		self::assertIsArray( $ids );
		self::assertNotContains( 0, $ids, 'A job was refused.' );
		return array_values( $ids );
	}

	/** Runs the queue as WP-Cron does; gives the number of processed actions. */
	protected function run_queue(): int {
		return $this->child( 'run_the_queue' );
	}

	/**
	 * @param list<array{0: string, 1?: string, 2?: list<mixed>, 3?: int, 4?: int}> $jobs See store().
	 * @return list<int>
	 */
	public static function store_jobs( array $jobs ): array {
		$ids = [];
		foreach ( $jobs as $job ) {
			$job   += [ 1 => '', 2 => [], 3 => 0, 4 => 0 ];
			$ids[]  = match ( true ) {
				$job[4] > 0    => as_schedule_recurring_action( time() + $job[3], $job[4], $job[0], $job[2], $job[1] ),
				0 !== $job[3]  => as_schedule_single_action( time() + $job[3], $job[0], $job[2], $job[1] ),
				default        => as_enqueue_async_action( $job[0], $job[2], $job[1] ),
			};
		}
		return $ids;
	}

	public static function run_the_queue(): int {
		return \ActionScheduler::runner()->run( 'WP Cron' );
	}

	/** @return array<string, string|null> */
	protected function row( int $action_id ): array {
		$row = ActionSchedulerScenes::row( $action_id );
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

	protected static function count_rows( string $table, string $where = '1=1' ): int {
		global $wpdb;
		return (int) $wpdb->get_var( 'SELECT COUNT(*) FROM ' . self::table( $table ) . ' WHERE ' . $where );
	}

	/** @param array<string, int|string> $columns New values of a row, as if time had passed or another process had written. */
	protected function change( int $action_id, array $columns ): void {
		global $wpdb;
		self::assertSame( 1, $wpdb->update( self::table( 'actions' ), $columns, [ 'action_id' => $action_id ] ) );
	}

	protected static function utc( int $seconds_from_now ): string {
		return gmdate( 'Y-m-d H:i:s', time() + $seconds_from_now );
	}

	/**
	 * @return list<array{event: string, id: int, details: list<mixed>, row: array<string, string|null>|null, date: int|null, time: int, pid: int}>
	 */
	protected function events( string ...$names ): array {
		$events = [];
		foreach ( file( self::$folder . '/events', FILE_IGNORE_NEW_LINES ) ?: [] as $line ) {
			$event = json_decode( $line, true, 64, JSON_THROW_ON_ERROR );
			if ( [] === $names || in_array( $event['event'], $names, true ) ) {
				$events[] = $event;
			}
		}
		return $events;
	}

	/** @return list<string> What happened to one action, the run of its handler included. */
	protected function story( int $action_id ): array {
		$story = [];
		foreach ( $this->events() as $event ) {
			if ( $event['id'] === $action_id || 'handler' === $event['event'] ) {
				$story[] = $event['event'];
			}
		}
		return $story;
	}

	/** @return list<mixed> First argument (or hook) of each handler run. */
	protected function handled(): array {
		return array_map( static fn ( array $event ): mixed => $event['details'][1] ?? $event['details'][0], $this->events( 'handler' ) );
	}

	protected function forget_events(): void {
		file_put_contents( self::$folder . '/events', '' );
	}

	protected function set_migration_complete( bool $complete ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->options, [ 'option_name' => self::STATUS_OPTION ] );
		if ( $complete ) {
			$wpdb->insert( $wpdb->options, [ 'option_name' => self::STATUS_OPTION, 'option_value' => 'complete', 'autoload' => 'yes' ] );
		}
		wp_cache_flush();
	}

	protected static function on_sqlite(): bool {
		return 'sqlite' === self::environment( 'SMARTALLOC_OPS_DB' );
	}

	protected static function environment( string $name ): string {
		$value = getenv( $name );
		return is_string( $value ) && '' !== $value ? $value : throw new \RuntimeException( "{$name} is not set: run this through npm test -- integration." );
	}

	protected static function table( string $name ): string {
		global $wpdb;
		return $wpdb->prefix . 'actionscheduler_' . $name;
	}

	/** @return list<array<string, mixed>> */
	protected static function select( string $sql ): array {
		global $wpdb;
		return array_values( (array) $wpdb->get_results( $sql, ARRAY_A ) );
	}

	private static function empty_tables(): void {
		global $wpdb;
		foreach ( self::TABLES as $table ) {
			$wpdb->query( 'DELETE FROM ' . self::table( $table ) );
		}
	}

	private static function plugin_file(): string {
		foreach ( (array) get_option( 'active_plugins' ) as $basename ) {
			if ( 'action-scheduler.php' === basename( (string) $basename ) ) {
				return (string) $basename;
			}
		}
		throw new \RuntimeException( 'No Action Scheduler is active on this site.' );
	}

	private static function must_use_file(): string {
		return WPMU_PLUGIN_DIR . '/smartalloc-ops-contract.php';
	}

	/** @return list<string> PHP with compiled files kept between processes: a boot costs 0.1 s instead of 0.2 s. */
	private static function php(): array {
		return [ PHP_BINARY, '-d', 'memory_limit=512M', '-d', 'display_errors=stderr', '-d', 'opcache.enable_cli=1', '-d', 'opcache.file_cache=' . self::$folder . '/opcache', '-d', 'opcache.file_cache_only=1' ];
	}
}
