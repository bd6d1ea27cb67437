<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Support\Environment;

/**
 * The public functions: what producers of jobs see, and where we can step in.
 */
final class ActionSchedulerFunctionsTest extends ActionSchedulerTestCase {

	/** @return iterable<string, array{string, string, list<mixed>}> Filter, kind of job, arguments that the filter gets. */
	public static function filters(): iterable {
		yield 'async' => [ 'pre_as_enqueue_async_action', 'async', [ null, 'contract_ok', [ 1 ], 'group', 7, true ] ];
		yield 'single' => [ 'pre_as_schedule_single_action', 'single', [ null, 4102444800, 'contract_ok', [ 1 ], 'group', 7 ] ];
		yield 'recurring' => [ 'pre_as_schedule_recurring_action', 'recurring', [ null, 4102444800, 600, 'contract_ok', [ 1 ], 'group', 7 ] ];
		yield 'cron' => [ 'pre_as_schedule_cron_action', 'cron', [ null, 4102444800, '0 3 * * *', 'contract_ok', [ 1 ], 'group', 7 ] ];
	}

	/** @param list<mixed> $expected Arguments of the filter. */
	#[DataProvider( 'filters' )]
	public function test_a_pre_filter_gets_the_job_and_only_the_async_one_hears_of_unique( string $filter, string $kind, array $expected ): void {
		$this->scene( 'watch', $filter );
		self::assertGreaterThan( 0, $this->child( 'schedule', $kind ) );
		self::assertSame( [ $filter, count( $expected ), ...$expected ], $this->events( 'filter' )[0]['details'] );
	}

	/** @param list<mixed> $expected Arguments of the filter. */
	#[DataProvider( 'filters' )]
	public function test_a_pre_filter_that_answers_an_int_is_obeyed_and_anything_else_becomes_0( string $filter, string $kind, array $expected ): void {
		self::assertNotSame( [], $expected );
		$this->scene( 'answer', $filter, 4711, 10 );
		self::assertSame( 4711, $this->child( 'schedule', $kind ) );
		$this->scene( 'answer', $filter, true, 20 );
		self::assertSame( 0, $this->child( 'schedule', $kind ) );
		self::assertSame( [ 0, [] ], [ self::count_rows( 'actions' ), $this->events( 'stored_action' ) ] );
	}

	public static function schedule( string $kind ): int {
		return (int) match ( $kind ) {
			'async'     => as_enqueue_async_action( 'contract_ok', [ 1 ], 'group', true, 7 ),
			'single'    => as_schedule_single_action( 4102444800, 'contract_ok', [ 1 ], 'group', true, 7 ),
			'recurring' => as_schedule_recurring_action( 4102444800, 600, 'contract_ok', [ 1 ], 'group', true, 7 ),
			default     => as_schedule_cron_action( 4102444800, '0 3 * * *', 'contract_ok', [ 1 ], 'group', true, 7 ),
		};
	}

	public function test_no_pre_filter_sees_the_next_instance_of_a_chain(): void {
		$this->store( [ [ 'contract_ok', 'chain', [], -30, 600 ] ] );
		foreach ( [ 'pre_as_enqueue_async_action', 'pre_as_schedule_single_action', 'pre_as_schedule_recurring_action' ] as $filter ) {
			$this->scene( 'watch', $filter );
		}
		$this->forget_events();
		$this->run_queue();
		self::assertSame( [ [], 1 ], [ $this->events( 'filter' ), count( $this->events( 'stored_action' ) ) ] );
	}

	public function test_the_same_job_twice_is_two_rows(): void {
		$this->store( [ [ 'contract_ok', 'twice', [ 1 ] ], [ 'contract_ok', 'twice', [ 1 ] ] ] );
		self::assertSame( 2, self::count_rows( 'actions' ) );
	}

	public function test_unique_refuses_the_same_hook_and_group_whatever_the_arguments(): void {
		[ $first, $second, $other ] = array_map( 'intval', (array) $this->child( 'store_unique' ) );
		self::assertSame( 2, self::count_rows( 'actions' ), 'The second one wrote no row.' );
		self::assertSame( 'contract_ok', $this->row( $first )['hook'] );
		self::assertNotNull( ActionSchedulerRecorder::row( $other ), 'Another group is another job.' );
		if ( Environment::is_sqlite() ) {
			// The SQLite layer keeps the id of the last insert, here a log line's, when a statement inserts nothing.
			self::assertSame( 1, self::count_rows( 'logs', "log_id = {$second}" ), 'The call answers the id of the newest log line.' );
		} else {
			self::assertSame( 0, $second );
		}
	}

	/** @return list<int> */
	public static function store_unique(): array {
		// A log line ahead of the actions, so that the two ids differ.
		\ActionScheduler::logger()->log( '0', 'contract' );
		\ActionScheduler::logger()->log( '0', 'contract' );
		return [
			as_enqueue_async_action( 'contract_ok', [ 1 ], 'one', true ),
			as_enqueue_async_action( 'contract_ok', [ 2 ], 'one', true ),
			as_enqueue_async_action( 'contract_ok', [ 1 ], 'two', true ),
		];
	}

	public function test_unique_looks_at_pending_and_running_rows_only(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'one' ] ] );
		foreach ( [ 'in-progress' => 1, 'failed' => 2 ] as $status => $rows ) {
			$this->change( $id, [ 'status' => $status ] );
			$this->child( 'enqueue_unique' );
			self::assertSame( $rows, self::count_rows( 'actions' ), "After {$status}." );
		}
	}

	public static function enqueue_unique(): int {
		return (int) as_enqueue_async_action( 'contract_ok', [], 'one', true );
	}

	public function test_next_scheduled_is_a_time_or_true_without_one_or_while_running_and_false_for_none(): void {
		$due = time() + 500;
		self::assertSame( [ 'single' => $due, 'async' => true, 'running' => true, 'none' => false, 'other args' => false, 'other group' => false ], $this->child( 'next_scheduled', $due ) );
	}

	/** @return array<string, mixed> */
	public static function next_scheduled( int $due ): array {
		as_schedule_single_action( $due, 'contract_single', [ 1 ], 'group' );
		as_enqueue_async_action( 'contract_async' );
		\ActionScheduler::store()->log_execution( (string) as_schedule_single_action( $due, 'contract_running' ) );
		return [
			'single'      => as_next_scheduled_action( 'contract_single', [ 1 ], 'group' ),
			'async'       => as_next_scheduled_action( 'contract_async' ),
			'running'     => as_next_scheduled_action( 'contract_running' ),
			'none'        => as_next_scheduled_action( 'contract_nobody' ),
			'other args'  => as_next_scheduled_action( 'contract_single', [ 2 ], 'group' ),
			'other group' => as_next_scheduled_action( 'contract_single', [ 1 ], 'elsewhere' ),
		];
	}

	public function test_has_scheduled_is_true_for_pending_and_running_rows(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'one', [ 1 ] ] ] );
		$seen   = [];
		foreach ( [ 'pending', 'in-progress', 'complete', 'failed', 'canceled' ] as $status ) {
			if ( 'pending' !== $status ) {
				$this->change( $id, [ 'status' => $status ] );
			}
			$seen[ $status ] = $this->child( 'has_scheduled' );
		}
		self::assertSame( [ 'pending' => true, 'in-progress' => true, 'complete' => false, 'failed' => false, 'canceled' => false ], $seen );
	}

	public static function has_scheduled(): bool {
		return as_has_scheduled_action( 'contract_ok', [ 1 ], 'one' );
	}

	public function test_unschedule_cancels_the_next_match_and_answers_its_id(): void {
		[ $late, $early, $other ] = $this->store( [ [ 'contract_ok', 'one', [ 1 ], 900 ], [ 'contract_ok', 'one', [ 1 ], 500 ], [ 'contract_ok', 'one', [ 2 ], 100 ] ] );
		self::assertSame( [ $early, null ], $this->child( 'unschedule' ) );
		self::assertSame( [ 'pending', 'canceled', 'pending' ], $this->statuses_of( $late, $early, $other ) );
		self::assertSame( [ $early ], array_column( $this->events( 'canceled_action' ), 'id' ) );
	}

	/** @return list<int|null> */
	public static function unschedule(): array {
		$id = as_unschedule_action( 'contract_ok', [ 1 ], 'one' );
		return [ null === $id ? null : (int) $id, as_unschedule_action( 'contract_nobody', [ 1 ], 'one' ) ];
	}

	public function test_unschedule_all_by_hook_or_by_group_cancels_pending_rows_in_bulk(): void {
		[ $a, $b, $c, $running ] = $this->store( [ [ 'contract_ok', 'one' ], [ 'contract_ok', 'two', [ 2 ] ], [ 'contract_slow', 'one' ], [ 'contract_ok', 'one' ] ] );
		$this->change( $running, [ 'status' => 'in-progress' ] );
		$this->child( 'unschedule_all', 'contract_ok', [], '' );
		self::assertSame( [ 'canceled', 'canceled', 'pending', 'in-progress' ], $this->statuses_of( $a, $b, $c, $running ) );
		$this->child( 'unschedule_all', '', [], 'one' );
		self::assertSame( [ 'canceled', 'in-progress' ], $this->statuses_of( $c, $running ) );
		self::assertCount( 2, $this->events( 'bulk_cancel_actions' ) );
		self::assertSame( [], $this->events( 'canceled_action' ) );
	}

	public function test_unschedule_all_with_arguments_cancels_each_match_by_itself(): void {
		[ $a, $b, $c ] = $this->store( [ [ 'contract_ok', 'one', [ 1 ] ], [ 'contract_ok', 'one', [ 1 ] ], [ 'contract_ok', 'one', [ 2 ] ] ] );
		$this->child( 'unschedule_all', 'contract_ok', [ 1 ], 'one' );
		self::assertSame( [ 'canceled', 'canceled', 'pending' ], $this->statuses_of( $a, $b, $c ) );
		self::assertCount( 2, $this->events( 'canceled_action' ) );
	}

	/** @param list<int> $args Arguments. */
	public static function unschedule_all( string $hook, array $args, string $group ): void {
		as_unschedule_all_actions( $hook, $args, $group );
	}

	public function test_canceling_has_no_condition_on_status_or_claim(): void {
		[ $running, $done ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok' ] ] );
		$this->change( $running, [ 'status' => 'in-progress', 'claim_id' => 9 ] );
		$this->change( $done, [ 'status' => 'complete' ] );
		$this->child( 'cancel', [ $running, $done ] );
		self::assertSame( [ 'canceled', 'canceled' ], $this->statuses_of( $running, $done ) );
	}

	/** @param list<int> $ids Actions. */
	public static function cancel( array $ids ): void {
		foreach ( $ids as $id ) {
			\ActionScheduler::store()->cancel_action( (string) $id );
		}
	}

	public function test_a_canceled_action_object_no_longer_recurs(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'chain', [], 500, 600 ] ] );
		$this->child( 'cancel', [ $id ] );
		self::assertSame( [ 'ActionScheduler_CanceledAction', true, false ], $this->child( 'look_at', $id ) );
	}

	/** @return list<mixed> */
	public static function look_at( int $id ): array {
		$action = \ActionScheduler::store()->fetch_action( (string) $id );
		return [ $action::class, $action->is_finished(), $action->get_schedule()->is_recurring() ];
	}

	public function test_actions_are_listed_by_conditions_as_ids_or_objects(): void {
		[ $a, $b, $c ] = $this->store( [ [ 'contract_ok', 'one', [ 1 ], 300 ], [ 'contract_ok', 'two', [ 2 ], 100 ], [ 'contract_slow', 'one', [], 200 ] ] );
		$this->change( $c, [ 'status' => 'failed' ] );
		self::assertSame(
			[
				'all'    => [ $b, $c, $a ],
				'group'  => [ $c, $a ],
				'status' => [ $c ],
				'both'   => [ $b, $a ],
				'args'   => [ $b ],
				'date'   => [ $b ],
				'page'   => [ $c ],
				'latest' => [ $a ],
				'object' => [ $b => 'contract_ok' ],
			],
			$this->child( 'list_actions' )
		);
	}

	/** @return array<string, mixed> */
	public static function list_actions(): array {
		$ids = static fn ( array $query ): array => array_map( 'intval', array_values( as_get_scheduled_actions( $query, 'ids' ) ) );
		return [
			'all'    => $ids( [] ),
			'group'  => $ids( [ 'group' => 'one' ] ),
			'status' => $ids( [ 'status' => 'failed' ] ),
			'both'   => $ids( [ 'hook' => 'contract_ok', 'status' => [ 'pending', 'in-progress' ] ] ),
			'args'   => $ids( [ 'hook' => 'contract_ok', 'args' => [ 2 ] ] ),
			'date'   => $ids( [ 'date' => gmdate( 'Y-m-d H:i:s', time() + 150 ), 'date_compare' => '<=' ] ),
			'page'   => $ids( [ 'per_page' => 1, 'offset' => 1 ] ),
			'latest' => $ids( [ 'per_page' => 1, 'order' => 'DESC' ] ),
			'object' => array_map( static fn ( \ActionScheduler_Action $action ): string => $action->get_hook(), as_get_scheduled_actions( [ 'group' => 'two' ] ) ),
		];
	}

	public function test_counts_are_by_known_status(): void {
		[ $a, $b, $c, $d ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok' ], [ 'contract_ok' ], [ 'contract_ok' ] ] );
		$this->change( $b, [ 'status' => 'failed' ] );
		$this->change( $c, [ 'status' => 'in-progress' ] );
		$this->change( $d, [ 'status' => ActionSchedulerScenes::HELD ] );
		self::assertSame( 'pending', $this->status_of( $a ) );
		self::assertEquals( [ 'pending' => 1, 'failed' => 1, 'in-progress' => 1 ], array_filter( (array) $this->child( 'counts' ) ) );
	}

	/** @return array<string, int> */
	public static function counts(): array {
		return array_map( 'intval', \ActionScheduler::store()->action_counts() );
	}

	public function test_dates_are_read_as_utc(): void {
		self::assertSame( [ 1700000000, 1700000000, 1700000000, 'UTC', true ], $this->child( 'dates' ) );
	}

	/** @return list<mixed> */
	public static function dates(): array {
		$now = as_get_datetime_object();
		return [
			as_get_datetime_object( 1700000000 )->getTimestamp(),
			as_get_datetime_object( '2023-11-14 22:13:20' )->getTimestamp(),
			as_get_datetime_object( new \DateTime( '2023-11-14 22:13:20' ) )->getTimestamp(),
			as_get_datetime_object( '2023-11-14 22:13:20' )->getTimezone()->getName(),
			abs( $now->getTimestamp() - time() ) < 5,
		];
	}

	public function test_a_priority_orders_and_is_kept_within_a_byte(): void {
		$ids = (array) $this->child( 'store_priorities' );
		self::assertSame( [ '0', '255', '3' ], array_map( fn ( mixed $id ): string => (string) $this->row( (int) $id )['priority'], array_values( $ids ) ) );
		$this->run_queue();
		self::assertSame( [ 'first', 'second', 'third' ], $this->handled() );
	}

	/** @return list<int> */
	public static function store_priorities(): array {
		return [
			as_enqueue_async_action( 'contract_ok', [ 'first' ], '', false, -5 ),
			as_enqueue_async_action( 'contract_ok', [ 'third' ], '', false, 400 ),
			as_enqueue_async_action( 'contract_ok', [ 'second' ], '', false, 3 ),
		];
	}
}
