<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Support\Environment;

/**
 * The four tables and what a stored job looks like in them: what we read and count.
 */
final class ActionSchedulerTablesTest extends ActionSchedulerTestCase {

	private const COLUMNS = [
		'actions' => [ 'action_id', 'hook', 'status', 'scheduled_date_gmt', 'scheduled_date_local', 'priority', 'args', 'schedule', 'group_id', 'attempts', 'last_attempt_gmt', 'last_attempt_local', 'claim_id', 'extended_args' ],
		'claims'  => [ 'claim_id', 'date_created_gmt' ],
		'groups'  => [ 'group_id', 'slug' ],
		'logs'    => [ 'log_id', 'action_id', 'message', 'log_date_gmt', 'log_date_local' ],
	];

	private const INDEXES = [
		'actions' => [
			'PRIMARY'                            => 'action_id',
			'args'                               => 'args',
			'claim_id_status_scheduled_date_gmt' => 'claim_id,status,scheduled_date_gmt',
			'group_id'                           => 'group_id',
			'hook_status_scheduled_date_gmt'     => 'hook,status,scheduled_date_gmt',
			'last_attempt_gmt'                   => 'last_attempt_gmt',
			'scheduled_date_gmt'                 => 'scheduled_date_gmt',
			'status_scheduled_date_gmt'          => 'status,scheduled_date_gmt',
		],
		'claims'  => [ 'PRIMARY' => 'claim_id', 'date_created_gmt' => 'date_created_gmt' ],
		'groups'  => [ 'PRIMARY' => 'group_id', 'slug' => 'slug' ],
		'logs'    => [ 'PRIMARY' => 'log_id', 'action_id' => 'action_id', 'log_date_gmt' => 'log_date_gmt' ],
	];

	/** @return iterable<string, array{string}> */
	public static function tables(): iterable {
		foreach ( array_keys( self::COLUMNS ) as $table ) {
			yield $table => [ $table ];
		}
	}

	#[DataProvider( 'tables' )]
	public function test_each_table_has_the_columns_of_schema_7( string $table ): void {
		self::assertSame( self::COLUMNS[ $table ], array_column( self::select( 'SHOW COLUMNS FROM ' . self::table( $table ) ), 'Field' ) );
	}

	#[DataProvider( 'tables' )]
	public function test_each_table_has_the_indexes_that_bounded_queries_need( string $table ): void {
		$found = [];
		foreach ( self::select( 'SHOW INDEX FROM ' . self::table( $table ) ) as $part ) {
			$found[ $part['Key_name'] ][ (int) $part['Seq_in_index'] ] = $part['Column_name'];
		}
		$found = array_map( static fn ( array $columns ): string => implode( ',', $columns ), $found );
		self::assertSame( self::INDEXES[ $table ], array_intersect_key( self::in_order( $found ), self::INDEXES[ $table ] ), 'A newer schema may have more.' );
	}

	public function test_the_status_column_takes_our_own_status(): void {
		$type = array_column( self::select( 'SHOW COLUMNS FROM ' . self::table( 'actions' ) ), 'Type', 'Field' )['status'] ?? '';
		self::assertSame( 'varchar(20)', strtolower( (string) $type ) );
		self::assertLessThanOrEqual( 20, strlen( ActionSchedulerScenes::HELD ) );
	}

	public function test_it_writes_down_its_schema_version(): void {
		self::assertGreaterThanOrEqual( 7, (int) get_option( 'schema-ActionScheduler_StoreSchema' ) );
		self::assertGreaterThanOrEqual( 3, (int) get_option( 'schema-ActionScheduler_LoggerSchema' ) );
	}

	public function test_an_async_job_is_due_in_its_column_at_its_creation_but_has_no_date_of_its_own(): void {
		$before = time();
		[ $id ] = $this->store( [ [ 'contract_ok', 'columns', [ 1 ] ] ] );
		self::assert_written_since( $before, $this->row( $id )['scheduled_date_gmt'] );
		self::assertSame( [ 'class' => 'ActionScheduler_NullSchedule', 'date' => null, 'recurring' => false ], $this->child( 'schedule_of', $id ) );
	}

	public function test_a_single_job_is_due_at_its_time(): void {
		$before = time();
		[ $id ] = $this->store( [ [ 'contract_ok', 'columns', [ 1 ], 500 ] ] );
		$due    = self::timestamp( $this->row( $id )['scheduled_date_gmt'] );
		self::assert_written_since( $before, $this->row( $id )['scheduled_date_gmt'], 500 );
		self::assertSame( [ 'class' => 'ActionScheduler_SimpleSchedule', 'date' => $due, 'recurring' => false ], $this->child( 'schedule_of', $id ) );
	}

	public function test_a_recurring_job_carries_its_interval_in_its_schedule(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'columns', [ 1 ], 500, 900 ] ] );
		$due    = self::timestamp( $this->row( $id )['scheduled_date_gmt'] );
		self::assertSame( [ 'class' => 'ActionScheduler_IntervalSchedule', 'date' => $due, 'recurring' => true, 'interval' => 900 ], $this->child( 'schedule_of', $id ) );
	}

	/** @return array<string, mixed> */
	public static function schedule_of( int $id ): array {
		$schedule = \ActionScheduler::store()->fetch_action( (string) $id )->get_schedule();
		$seen     = [
			'class'     => $schedule::class,
			'date'      => $schedule instanceof \ActionScheduler_Abstract_Schedule ? $schedule->get_date()?->getTimestamp() : 'not a schedule with a date',
			'recurring' => $schedule->is_recurring(),
		];
		return $schedule instanceof \ActionScheduler_IntervalSchedule ? $seen + [ 'interval' => $schedule->get_recurrence() ] : $seen;
	}

	public function test_a_cron_job_is_due_at_the_next_match_and_its_successor_at_the_one_after(): void {
		[ $id, $due ] = (array) $this->child( 'store_cron' );
		$tomorrow     = strtotime( 'tomorrow 03:30 UTC' );
		$today        = strtotime( 'today 03:30 UTC' );
		self::assertContains( $due, [ $today, $tomorrow ] );
		$this->change( (int) $id, [ 'scheduled_date_gmt' => self::utc( -5 ) ] );
		$this->run_queue();
		$next = self::select( 'SELECT scheduled_date_gmt FROM ' . self::table( 'actions' ) . " WHERE status = 'pending'" );
		self::assertSame( $due, self::timestamp( $next[0]['scheduled_date_gmt'] ?? null ), 'It ran before its time, so that time is still to come.' );
	}

	/** @return array{int, int} */
	public static function store_cron(): array {
		$id = as_schedule_cron_action( time(), '30 3 * * *', 'contract_ok', [], 'cron' );
		return [ $id, self::timestamp( ActionSchedulerRecorder::row( $id )['scheduled_date_gmt'] ?? null ) ];
	}

	/** @return iterable<string, array{string, string}> Expression and first match after 8 January 2030, a Tuesday. */
	public static function cron_expressions(): iterable {
		yield 'every quarter of an hour' => [ '*/15 * * * *', '2030-01-08 00:00:00' ];
		yield 'list and range' => [ '5,35 3-4 * * *', '2030-01-08 03:05:00' ];
		yield 'a weekday' => [ '0 12 * * 1', '2030-01-14 12:00:00' ];
		yield 'both day fields have to match' => [ '0 12 1-7 * 1', '2030-02-04 12:00:00' ];
		yield 'a leap day' => [ '0 0 29 2 *', '2032-02-29 00:00:00' ];
	}

	#[DataProvider( 'cron_expressions' )]
	public function test_a_cron_expression_is_due_at_its_first_match_in_utc( string $expression, string $due ): void {
		$id = $this->child( 'store_cron_from', $expression );
		self::assertSame( $due, $this->row( (int) $id )['scheduled_date_gmt'] );
	}

	public static function store_cron_from( string $expression ): int {
		return (int) as_schedule_cron_action( self::timestamp( '2030-01-08 00:00:00' ), $expression, 'contract_ok' );
	}

	public function test_a_recurring_job_run_by_hand_before_its_time_is_followed_at_that_time(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'chain', [], 500, 900 ] ] );
		$due    = $this->row( $id )['scheduled_date_gmt'];
		$this->child( 'process', $id );
		$next = self::select( 'SELECT scheduled_date_gmt FROM ' . self::table( 'actions' ) . " WHERE status = 'pending'" );
		self::assertSame( $due, $next[0]['scheduled_date_gmt'] ?? null );
	}

	public static function process( int $id ): void {
		\ActionScheduler::runner()->process_action( (string) $id, 'test' );
	}

	public function test_groups_are_made_on_first_use_and_shared(): void {
		[ $a, $b, $none ] = $this->store( [ [ 'contract_ok', 'shared' ], [ 'contract_slow', 'shared' ], [ 'contract_ok' ] ] );
		self::assertSame( $this->row( $a )['group_id'], $this->row( $b )['group_id'] );
		self::assertNotSame( $this->row( $a )['group_id'], $this->row( $none )['group_id'] );
		self::assertSame( 1, self::count_rows( 'groups', "slug = 'shared'" ) );
	}

	public function test_arguments_of_191_characters_stay_in_their_column_and_longer_ones_move(): void {
		$fits         = [ str_repeat( 'x', 187 ) ];
		$long         = [ str_repeat( 'x', 188 ) ];
		[ $a, $b ]    = $this->store( [ [ 'contract_ok', '', $fits ], [ 'contract_ok', '', $long ] ] );
		self::assertSame( [ wp_json_encode( $fits ), null ], [ $this->row( $a )['args'], $this->row( $a )['extended_args'] ] );
		self::assertSame( [ md5( (string) wp_json_encode( $long ) ), wp_json_encode( $long ) ], [ $this->row( $b )['args'], $this->row( $b )['extended_args'] ] );
		$this->run_queue();
		self::assertSame( [ $fits[0], $long[0] ], $this->handled() );
		self::assertSame( [ true, false ], $this->child( 'has_with_args', $long ), 'Long arguments are found by their hash.' );
	}

	/**
	 * @param list<string> $args Arguments of a stored job.
	 * @return list<bool> Found by them; found by others.
	 */
	public static function has_with_args( array $args ): array {
		as_enqueue_async_action( 'contract_slow', $args );
		return [ as_has_scheduled_action( 'contract_slow', $args ), as_has_scheduled_action( 'contract_slow', [ $args[0] . 'y' ] ) ];
	}

	/** @return iterable<string, array{string, bool}> Argument and whether it fits. */
	public static function arguments_at_the_limit(): iterable {
		yield '8000 characters of JSON' => [ str_repeat( 'x', 7996 ), true ];
		yield '8001 characters of JSON' => [ str_repeat( 'x', 7997 ), false ];
		yield '1332 Persian letters' => [ str_repeat( 'س', 1332 ), true ];
		yield '1334 Persian letters, escaped' => [ str_repeat( 'س', 1334 ), false ];
	}

	#[DataProvider( 'arguments_at_the_limit' )]
	public function test_more_than_8000_characters_of_escaped_json_are_refused_as_0_without_an_exception( string $argument, bool $fits ): void {
		self::assertSame( $fits, 0 < $this->child( 'enqueue', $argument ) );
		self::assertSame( $fits ? 1 : 0, self::count_rows( 'actions' ) );
		self::assertCount( $fits ? 1 : 0, $this->events( 'stored_action' ) );
	}

	public static function enqueue( string $argument ): int {
		return (int) as_enqueue_async_action( 'contract_ok', [ $argument ] );
	}

	public function test_arguments_come_back_as_arrays_and_handlers_get_them_by_position(): void {
		self::assertSame( [ 'b' => 2, 'a' => [ 'x' => true ] ], $this->child( 'store_keyed_args' ) );
		$this->run_queue();
		self::assertSame( [ 'contract_ok', 2, [ 'x' => true ] ], $this->events( 'handler' )[0]['details'] );
	}

	/** @return array<int|string, mixed> */
	public static function store_keyed_args(): array {
		$id = as_enqueue_async_action( 'contract_ok', [ 'b' => 2, 'a' => (object) [ 'x' => true ] ] );
		return \ActionScheduler::store()->fetch_action( (string) $id )->get_args();
	}

	public function test_local_columns_follow_the_zone_of_the_site(): void {
		update_option( 'timezone_string', 'Asia/Tehran' );
		[ $id ] = $this->store( [ [ 'contract_ok', '', [], 500 ] ] );
		$row    = $this->row( $id );
		self::assertSame( 12600, self::timestamp( $row['scheduled_date_local'] ) - self::timestamp( $row['scheduled_date_gmt'] ) );
	}

	public function test_changing_the_status_to_what_it_is_throws_on_mariadb_only_because_sqlite_counts_matched_rows(): void {
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		self::assertSame( ! Environment::is_sqlite(), $this->child( 'mark_failure_twice', $id ) );
	}

	public static function mark_failure_twice( int $id ): bool {
		$store = \ActionScheduler::store();
		$store->mark_failure( (string) $id );
		try {
			$store->mark_failure( (string) $id );
		} catch ( \InvalidArgumentException $exception ) {
			return '' !== $exception->getMessage();
		}
		return false;
	}

	public function test_an_unknown_id_is_a_null_action_and_has_no_status(): void {
		self::assertSame( [ 'ActionScheduler_NullAction', 'InvalidArgumentException' ], $this->child( 'ask_for_unknown' ) );
	}

	/** @return list<string> */
	public static function ask_for_unknown(): array {
		$store = \ActionScheduler::store();
		try {
			$status = $store->get_status( '999999999' );
		} catch ( \InvalidArgumentException $exception ) {
			$status = $exception::class;
		}
		return [ $store->fetch_action( '999999999' )::class, (string) $status ];
	}

	/**
	 * @param array<string, string> $map By name.
	 * @return array<string, string>
	 */
	private static function in_order( array $map ): array {
		uksort( $map, static fn ( string $a, string $b ): int => ( 'PRIMARY' === $b ) <=> ( 'PRIMARY' === $a ) ?: strcmp( $a, $b ) );
		return $map;
	}
}
