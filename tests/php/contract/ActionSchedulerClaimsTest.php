<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * Claims: which rows a runner takes, in which order, and when it gives them back.
 */
final class ActionSchedulerClaimsTest extends ActionSchedulerTestCase {

	public function test_group_and_hook_filters_narrow_a_claim(): void {
		[ $a, $b, $c ] = $this->store( [ [ 'contract_ok', 'one' ], [ 'contract_ok', 'two' ], [ 'contract_slow', 'one' ] ] );
		self::assertSame(
			[ 'group' => [ $a, $c ], 'hooks' => [ $c ], 'hooks argument' => [ $a, $b ], 'group argument' => [ $b ], 'next' => [ $b ] ],
			$this->child( 'claims_by_group_and_hook' ),
			'Arguments of a claim stay as filters of the process: the next claim without any is narrowed too.'
		);
	}

	/** @return array<string, list<int>> */
	public static function claims_by_group_and_hook(): array {
		$store = self::table_store();
		$take  = static function ( array $filters, array $hooks = [], string $group = '' ) use ( $store ): array {
			foreach ( $filters as $name => $value ) {
				$store->set_claim_filter( $name, $value );
			}
			$claim = $store->stake_claim( 10, null, $hooks, $group );
			$ids   = array_map( 'intval', $claim->get_actions() );
			$store->release_claim( $claim );
			foreach ( array_keys( $filters ) as $name ) {
				$store->set_claim_filter( $name, '' );
			}
			sort( $ids );
			return $ids;
		};
		return [
			'group'          => $take( [ 'group' => 'one' ] ),
			'hooks'          => $take( [ 'hooks' => [ 'contract_slow' ] ] ),
			'hooks argument' => $take( [], [ 'contract_ok' ] ),
			'group argument' => $take( [], [], 'two' ),
			'next'           => $take( [] ),
		];
	}

	public function test_a_claim_marks_due_pending_rows_in_order_of_priority_attempts_date_and_id(): void {
		[ $late, $early, $tried, $urgent, $future ] = $this->store(
			[ [ 'contract_ok', '', [], -10 ], [ 'contract_ok', '', [], -60 ], [ 'contract_ok', '', [], -90 ], [ 'contract_ok', '', [], -5 ], [ 'contract_ok', '', [], 600 ] ]
		);
		$this->change( $tried, [ 'attempts' => 1 ] );
		$this->change( $urgent, [ 'priority' => 3 ] );
		$before = time();
		self::assertSame( [ $urgent, $early, $late, $tried ], $this->child( 'claimed_ids' ) );
		self::assertSame( '0', (string) $this->row( $future )['claim_id'] );
		self::assertNotSame( '0', (string) $this->row( $late )['claim_id'] );
		self::assert_written_since( $before, $this->row( $late )['last_attempt_gmt'] );
		self::assertSame( '0', (string) $this->row( $late )['attempts'] );
	}

	public function test_a_claim_smaller_than_what_is_due_takes_the_first_in_that_order(): void {
		[ , $early, , $urgent ] = $this->store(
			[ [ 'contract_ok', '', [], -10 ], [ 'contract_ok', '', [], -60 ], [ 'contract_ok', '', [], -5 ], [ 'contract_ok', '', [], -1 ] ]
		);
		$this->change( $urgent, [ 'priority' => 3 ] );
		self::assertSame( [ $urgent, $early ], $this->child( 'claimed_ids', 2 ) );
	}

	/** @return list<int> */
	public static function claimed_ids( int $limit = 10 ): array {
		return array_values( array_map( 'intval', self::table_store()->stake_claim( $limit )->get_actions() ) );
	}

	public function test_a_batch_holds_25_rows_unless_filtered(): void {
		$this->store( array_fill( 0, 30, [ 'contract_ok' ] ) );
		$this->scene( 'answer', 'action_scheduler_maximum_execution_time_likely_to_be_exceeded', true );
		$this->scene( 'watch', 'action_scheduler_queue_runner_batch_size' );
		self::assertSame( 1, $this->run_queue(), 'The time limit ends the batch after the action at hand.' );
		self::assertSame( [ 'action_scheduler_queue_runner_batch_size', 1, 25 ], $this->events( 'filter' )[0]['details'] );
		self::assertSame( 29, self::count_rows( 'actions', "status = 'pending' AND claim_id = 0" ), 'The rest of the batch is given back.' );
	}

	public function test_releasing_a_claim_frees_its_rows_and_removes_the_claim_row(): void {
		$this->store( [ [ 'contract_ok' ], [ 'contract_throw' ] ] );
		$this->run_queue();
		self::assertSame( 0, self::count_rows( 'claims' ) );
		self::assertSame( 0, self::count_rows( 'actions', 'claim_id <> 0' ) );
	}

	public function test_a_row_whose_status_changed_after_the_claim_is_still_listed_for_it(): void {
		[ $a, $b ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok' ] ] );
		self::assertSame( [ $a, $b ], $this->child( 'list_claim_after_holding', $b ) );
	}

	/** @return list<int> */
	public static function list_claim_after_holding( int $id ): array {
		global $wpdb;
		$store = self::table_store();
		$claim = $store->stake_claim( 10 );
		$wpdb->update( self::table( 'actions' ), [ 'status' => ActionSchedulerScenes::HELD ], [ 'action_id' => $id ] );
		return array_values( array_map( 'intval', $store->find_actions_by_claim_id( $claim->get_id() ) ) );
	}

	public function test_one_dead_claim_blocks_every_runner_until_it_is_reaped(): void {
		[ $dead, $waiting ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok' ] ] );
		$this->change( $dead, [ 'status' => 'in-progress', 'claim_id' => 77, 'last_attempt_gmt' => self::utc( -10 ) ] );
		$this->forget_events();
		self::assertSame( 0, $this->run_queue() );
		self::assertSame( [ 'init', 'before_process_queue', 'after_process_queue' ], array_column( $this->events(), 'event' ) );

		$refused = $this->cli();
		self::assertSame( [ 1, 'pending' ], [ $refused->code, $this->status_of( $waiting ) ] );
		self::assertSame( 0, $this->cli( '--force' )->code );
		self::assertSame( 'complete', $this->status_of( $waiting ) );

		[ $later ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->change( $dead, [ 'last_attempt_gmt' => self::utc( -301 ) ] );
		$this->run_queue();
		self::assertSame( [ 'failed', 'complete' ], $this->statuses_of( $dead, $later ) );
	}

	public function test_a_claim_whose_rows_all_finished_does_not_count(): void {
		[ $done, $waiting ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok' ] ] );
		$this->change( $done, [ 'status' => 'failed', 'claim_id' => 77 ] );
		self::assertSame( 1, $this->run_queue() );
		self::assertSame( 'complete', $this->status_of( $waiting ) );
	}

	public function test_concurrent_runners_never_run_a_row_twice(): void {
		$this->store( array_map( static fn ( int $number ): array => [ 'contract_slow', 'race', [ $number ] ], range( 1, 60 ) ) );
		$this->scene( 'answer', 'action_scheduler_queue_runner_concurrent_batches', 10 );
		$this->scene( 'answer', 'action_scheduler_queue_runner_batch_size', 5 );
		$this->race( array_fill( 0, 3, 'run_the_queue_in_a_race' ) );
		self::assert_each_taken_once( 60, $this->handled() );
		self::assertSame( 0, self::count_rows( 'actions', "status NOT IN ( 'complete', 'failed' )" ) );
	}
}
