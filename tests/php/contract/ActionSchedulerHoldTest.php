<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * Holding single rows: the guard at action_scheduler_before_execute and the own status.
 */
final class ActionSchedulerHoldTest extends ActionSchedulerTestCase {

	public function test_an_own_status_set_in_the_guard_ends_in_execution_ignored_without_a_loop_and_the_batch_goes_on(): void {
		[ $held, $next ] = $this->store( [ [ 'contract_slow' ], [ 'contract_ok' ] ] );
		$this->scene( 'guard', 'contract_slow', 'hold' );
		$this->run_queue();

		$own = array_column( array_filter( $this->events(), static fn ( array $event ): bool => $event['id'] === $held ), 'event' );
		self::assertSame( [ 'stored_action', 'before_execute', 'execution_ignored' ], $own );
		self::assertSame( [ ActionSchedulerScenes::HELD, 'complete' ], $this->statuses_of( $held, $next ) );
		self::assertSame( [ '0', '0' ], [ (string) $this->row( $held )['attempts'], (string) $this->row( $held )['claim_id'] ] );
	}

	public function test_the_same_holds_in_wp_cli_which_has_no_time_limit(): void {
		[ $held, $next ] = $this->store( [ [ 'contract_slow' ], [ 'contract_ok' ] ] );
		$this->scene( 'guard', 'contract_slow', 'hold' );
		self::assertSame( 0, $this->cli()->code );
		self::assertSame( [ ActionSchedulerScenes::HELD, 'complete' ], $this->statuses_of( $held, $next ) );
	}

	public function test_a_row_put_back_by_one_guarded_update_runs_and_its_chain_goes_on(): void {
		[ $held ] = $this->store( [ [ 'contract_slow', 'chain', [ 5 ], -30, 600 ] ] );
		$before   = $this->row( $held );
		$this->scene( 'guard', 'contract_slow', 'hold' );
		$this->run_queue();
		self::assertSame( 1, self::count_rows( 'actions' ), 'No successor while it is held.' );
		self::assertSame( array_diff_key( $before, self::TOUCHED ), array_diff_key( $this->row( $held ), self::TOUCHED ), 'Schedule, arguments, dates and attempts are whole.' );

		self::assertSame( 1, self::release( $held ) );
		self::assertSame( 0, self::release( $held ), 'A second release finds nothing to do.' );
		self::assertSame( 1, $this->child( 'run_without_guard' ) );
		self::assertSame( 'complete', $this->status_of( $held ) );
		$next = self::select( 'SELECT * FROM ' . self::table( 'actions' ) . " WHERE status = 'pending'" );
		self::assertSame( [ 'contract_slow', '[5]' ], [ $next[0]['hook'] ?? null, $next[0]['args'] ?? null ] );
	}

	/** Columns that a hold changes: the claim writes the attempt date. */
	private const TOUCHED = [ 'status' => 1, 'last_attempt_gmt' => 1, 'last_attempt_local' => 1 ];

	public static function run_without_guard(): int {
		remove_all_actions( 'action_scheduler_before_execute' );
		return self::run_the_queue();
	}

	public function test_cancelling_in_the_guard_kills_a_recurring_chain(): void {
		[ $id ] = $this->store( [ [ 'contract_slow', 'chain', [], -30, 600 ] ] );
		$this->scene( 'guard', 'contract_slow', 'cancel' );
		$this->forget_events();
		$this->run_queue();
		self::assertSame( [ 'before_execute', 'canceled_action', 'execution_ignored' ], $this->story( $id ) );
		self::assertSame( 0, self::count_rows( 'actions', "status = 'pending'" ) );
	}

	public function test_throwing_in_the_guard_leaves_the_row_pending_and_makes_the_web_runner_claim_it_again_and_again(): void {
		[ $id ] = $this->store( [ [ 'contract_slow' ] ] );
		$this->scene( 'guard', 'contract_slow', 'throw' );
		$this->scene( 'stop_after', 5 );
		self::assertSame( 5, $this->run_queue(), 'Only the limit ends it.' );
		self::assertSame( array_fill( 0, 5, $id ), array_column( $this->events( 'failed_validation' ), 'id' ) );
		self::assertSame( [ 'pending', '0' ], [ $this->status_of( $id ), (string) $this->row( $id )['attempts'] ] );
		self::assertSame( [], $this->handled() );
	}

	public function test_throwing_in_the_guard_makes_wp_cli_claim_it_in_every_batch(): void {
		[ $id ] = $this->store( [ [ 'contract_slow' ] ] );
		$this->scene( 'guard', 'contract_slow', 'throw' );
		$this->cli( '--batches=4' );
		self::assertCount( 4, $this->events( 'failed_validation' ) );
		self::assertSame( 'pending', $this->status_of( $id ) );
	}

	public function test_the_run_link_of_the_admin_screen_runs_a_row_in_its_own_context(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'link', [], 3600 ] ] );
		$screen = $this->press_run( $id );
		self::assertSame( 'complete', $this->status_of( $id ) );
		self::assertSame( 'Admin List Table', $this->events( 'before_execute' )[0]['details'][0] );
		self::assertStringContainsString( 'Successfully executed action', $screen );
	}

	public function test_the_run_link_goes_past_the_claim_filter(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'paused' ] ] );
		$this->scene( 'pause', 'action_scheduler_queue_runner_concurrent_batches', [ 'paused' ] );
		$this->scene( 'pause', 'action_scheduler_init', [ 'paused' ] );
		$this->press_run( $id );
		self::assertSame( 'complete', $this->status_of( $id ) );
	}

	public function test_throwing_for_the_run_link_leaves_the_row_pending_and_untouched_although_the_screen_claims_success(): void {
		[ $id ] = $this->store( [ [ 'contract_slow', 'link', [], -30, 600 ] ] );
		$before = $this->row( $id );
		$this->scene( 'guard', 'contract_slow', 'run_link' );
		$screen = $this->press_run( $id );
		self::assertSame( $before, $this->row( $id ) );
		self::assertCount( 1, $this->events( 'failed_validation' ) );
		self::assertSame( [], $this->handled() );
		self::assertStringContainsString( 'Successfully executed action', $screen );
	}

	public function test_a_held_row_is_seen_by_nothing_that_asks_for_live_actions(): void {
		[ $held ] = $this->store( [ [ 'contract_ok', 'held', [ 1 ] ] ] );
		$this->change( $held, [ 'status' => ActionSchedulerScenes::HELD ] );
		self::assertSame(
			[
				'claimed' => [],
				'has'     => false,
				'next'    => false,
				'due'     => false,
				'counts'  => [],
				'class'   => 'ActionScheduler_FinishedAction',
				'args'    => [ 1 ],
				'unique'  => true,
			],
			$this->child( 'ask_about', $held )
		);
	}

	/** @return array<string, mixed> */
	public static function ask_about( int $id ): array {
		$store  = \ActionScheduler::store();
		$action = $store->fetch_action( (string) $id );
		$action->execute();
		return [
			'claimed' => $store->stake_claim( 10 )->get_actions(),
			'has'     => as_has_scheduled_action( 'contract_ok', [ 1 ], 'held' ),
			'next'    => as_next_scheduled_action( 'contract_ok', [ 1 ], 'held' ),
			'due'     => $store->has_pending_actions_due(),
			'counts'  => array_filter( $store->action_counts(), static fn ( mixed $count, string $status ): bool => 0 !== (int) $count && 'complete' !== $status, ARRAY_FILTER_USE_BOTH ),
			'class'   => $action::class,
			'args'    => $action->get_args(),
			'unique'  => as_enqueue_async_action( 'contract_ok', [ 1 ], 'held', true ) > 0,
		];
	}

	public function test_executing_a_held_action_object_does_nothing(): void {
		[ $held ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->change( $held, [ 'status' => ActionSchedulerScenes::HELD ] );
		$this->child( 'ask_about', $held );
		self::assertSame( [], $this->handled() );
	}

	public function test_a_held_row_cannot_be_run_by_anyone_who_names_it(): void {
		[ $held ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->change( $held, [ 'status' => ActionSchedulerScenes::HELD ] );
		$this->child( 'process', $held );
		self::assertSame( [ 'before_execute', 'execution_ignored' ], array_slice( $this->story( $held ), 1 ) );
		self::assertSame( ActionSchedulerScenes::HELD, $this->status_of( $held ) );
	}

	public static function process( int $id ): void {
		\ActionScheduler::runner()->process_action( (string) $id, 'test' );
	}

	public function test_movers_with_one_guarded_update_and_runners_never_take_the_same_row(): void {
		$ids = $this->store( array_map( static fn ( int $number ): array => [ 'contract_slow', 'race', [ $number ] ], range( 1, 100 ) ) );
		$this->scene( 'answer', 'action_scheduler_queue_runner_concurrent_batches', 10 );
		$this->scene( 'answer', 'action_scheduler_queue_runner_batch_size', 5 );
		[ , $first, , $second ] = $this->race( [ 'run_the_queue_in_a_race', 'move', 'run_the_queue_in_a_race', 'move' ], [ array_reverse( $ids ) ] );
		$moved = array_map( static fn ( mixed $id ): int => (int) array_search( $id, $ids, true ) + 1, array_merge( (array) $first, (array) $second ) );
		self::assertNotSame( [], $this->handled(), 'The runners got nothing: no race took place.' );
		self::assertNotSame( [], $moved, 'The movers got nothing: no race took place.' );
		self::assert_each_taken_once( 100, array_values( array_merge( $this->handled(), $moved ) ) );
	}

	/**
	 * @param list<int> $ids Rows to take away from the runners.
	 * @return list<int> Rows won.
	 */
	public static function move( array $ids ): array {
		global $wpdb;
		$won = [];
		foreach ( $ids as $id ) {
			if ( 1 === $wpdb->query( $wpdb->prepare( 'UPDATE ' . self::table( 'actions' ) . " SET status = 'smartalloc-moved' WHERE action_id = %d AND status = 'pending' AND claim_id = 0", $id ) ) ) {
				$won[] = $id;
			}
			usleep( 1000 );
		}
		return $won;
	}

	private static function release( int $id ): int {
		global $wpdb;
		return (int) $wpdb->query(
			$wpdb->prepare( 'UPDATE ' . self::table( 'actions' ) . " SET status = 'pending', claim_id = 0 WHERE action_id = %d AND status = %s", $id, ActionSchedulerScenes::HELD )
		);
	}
}
