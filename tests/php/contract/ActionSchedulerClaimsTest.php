<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;

/**
 * Claims and their filter: how a group is paused without touching its rows, and where that leaks.
 */
final class ActionSchedulerClaimsTest extends ActionSchedulerTestCase {

	private const BEFORE_QUEUE = 'action_scheduler_before_process_queue';
	private const INIT         = 'action_scheduler_init';
	private const CONCURRENT   = 'action_scheduler_queue_runner_concurrent_batches';

	/** @return array{paused: int, other: int, third: int} One due job in each of three groups. */
	private function three_groups(): array {
		[ $paused, $other, $third ] = $this->store( [ [ 'contract_ok', 'paused' ], [ 'contract_ok', 'other' ], [ 'contract_ok', 'third' ] ] );
		return compact( 'paused', 'other', 'third' );
	}

	/** @return iterable<string, array{string}> */
	public static function hooks_before_the_claim(): iterable {
		yield 'before_process_queue' => [ self::BEFORE_QUEUE ];
		yield 'init' => [ self::INIT ];
		yield 'concurrent_batches' => [ self::CONCURRENT ];
	}

	#[DataProvider( 'hooks_before_the_claim' )]
	public function test_a_filter_set_at_any_of_the_three_hooks_holds_the_group_in_the_web_runner( string $hook ): void {
		$ids = $this->three_groups();
		$this->scene( 'pause', $hook, [ 'paused' ] );
		$this->run_queue();
		self::assertSame( [ 'pending', 'complete', 'complete' ], $this->statuses_of( ...array_values( $ids ) ) );
		self::assertSame( '0', (string) $this->row( $ids['paused'] )['claim_id'], 'The row was not even touched.' );
	}

	public function test_before_process_queue_is_too_late_for_wp_cli_because_the_claim_is_staked_before_it(): void {
		$ids = $this->three_groups();
		$this->scene( 'pause', self::BEFORE_QUEUE, [ 'paused' ] );
		self::assertSame( 0, $this->cli()->code );
		self::assertSame( 'complete', $this->status_of( $ids['paused'] ) );
	}

	public function test_a_filter_set_at_init_holds_in_wp_cli_until_the_operator_excludes_a_group_himself(): void {
		$this->scene( 'pause', self::INIT, [ 'paused' ] );
		$first = $this->three_groups();
		$this->cli();
		self::assertSame( [ 'pending', 'complete', 'complete' ], $this->statuses_of( ...array_values( $first ) ) );

		[ $other ] = $this->store( [ [ 'contract_ok', 'other' ] ] );
		$this->cli( '--exclude-groups=other' );
		self::assertSame( [ 'complete', 'pending' ], $this->statuses_of( $first['paused'], $other ), 'The option has overwritten the pause.' );
	}

	public function test_a_filter_set_at_concurrent_batches_holds_in_wp_cli_with_and_without_the_operators_exclusion_when_merged(): void {
		$ids = $this->three_groups();
		$this->scene( 'pause', self::CONCURRENT, [ 'paused' ], true );
		self::assertSame( 0, $this->cli( '--exclude-groups=other' )->code );
		self::assertSame( [ 'pending', 'pending', 'complete' ], $this->statuses_of( ...array_values( $ids ) ) );

		$this->cli();
		self::assertSame( [ 'pending', 'complete' ], $this->statuses_of( $ids['paused'], $ids['other'] ) );
	}

	public function test_without_merging_the_group_that_the_operator_excluded_runs(): void {
		$ids = $this->three_groups();
		$this->scene( 'pause', self::CONCURRENT, [ 'paused' ] );
		$this->cli( '--exclude-groups=other' );
		self::assertSame( [ 'pending', 'complete', 'complete' ], $this->statuses_of( ...array_values( $ids ) ) );
	}

	public function test_the_concurrent_batches_filter_fires_before_every_claim_of_wp_cli(): void {
		$this->store( [ [ 'contract_ok' ], [ 'contract_ok' ], [ 'contract_ok' ] ] );
		$this->scene( 'watch', self::CONCURRENT );
		$this->forget_events();
		$this->cli( '--batch-size=1' );
		$events = array_column( $this->events( 'filter', 'before_process_queue' ), 'event' );
		self::assertSame( [ 'filter', 'before_process_queue', 'filter', 'before_process_queue', 'filter', 'before_process_queue', 'filter' ], $events );
	}

	public function test_a_group_asked_for_by_the_operator_beats_the_exclusion(): void {
		$ids = $this->three_groups();
		$this->scene( 'pause', self::CONCURRENT, [ 'paused' ], true );
		self::assertSame( 0, $this->cli( '--group=paused' )->code );
		self::assertSame( [ 'complete', 'pending', 'pending' ], $this->statuses_of( ...array_values( $ids ) ) );
	}

	public function test_a_run_of_a_paused_group_can_be_refused_before_the_command_is_invoked(): void {
		$ids = $this->three_groups();
		$this->scene( 'refuse_cli', [ 'paused' ] );
		$refused = $this->cli( '--group=paused' );
		self::assertSame( [ 1, 'pending' ], [ $refused->code, $this->status_of( $ids['paused'] ) ] );
		self::assertStringContainsString( 'This group is paused.', $refused->stderr );

		self::assertSame( 0, $this->cli( '--group=other' )->code );
		self::assertSame( [ 'pending', 'complete', 'pending' ], $this->statuses_of( ...array_values( $ids ) ) );
	}

	public function test_a_list_without_one_existing_slug_throws_in_the_web_runner_stops_all_groups_and_leaves_a_claim_row(): void {
		$ids = $this->three_groups();
		$this->scene( 'pause', self::CONCURRENT, [ 'nowhere', 'neither' ] );
		$this->dying_child( 'run_the_queue' );
		self::assertSame( [ 'pending', 'pending', 'pending' ], $this->statuses_of( ...array_values( $ids ) ) );
		self::assertSame( 1, self::count_rows( 'claims' ) );
		self::assertSame( 0, self::count_rows( 'actions', 'claim_id <> 0' ) );
	}

	public function test_the_same_list_makes_wp_cli_end_with_an_error(): void {
		$this->three_groups();
		$this->scene( 'pause', self::CONCURRENT, [ 'nowhere' ] );
		self::assertSame( 1, $this->cli()->code );
		self::assertSame( 3, self::count_rows( 'actions', "status = 'pending'" ) );
	}

	public function test_one_existing_slug_in_the_list_is_enough(): void {
		$ids = $this->three_groups();
		$this->scene( 'pause', self::CONCURRENT, [ 'nowhere', 'paused' ] );
		$this->run_queue();
		self::assertSame( [ 'pending', 'complete', 'complete' ], $this->statuses_of( ...array_values( $ids ) ) );
	}

	public function test_the_exception_for_unknown_slugs_is_an_invalid_argument(): void {
		self::assertSame( \InvalidArgumentException::class, $this->child( 'claim_without_unknown_groups' ) );
	}

	public static function claim_without_unknown_groups(): string {
		$store = self::claim_store();
		$store->set_claim_filter( 'exclude-groups', [ 'nowhere' ] );
		try {
			$store->stake_claim( 5 );
		} catch ( \Exception $exception ) {
			return $exception::class;
		}
		return 'nothing thrown';
	}

	public function test_null_turns_the_filter_off_for_the_rest_of_the_process_while_an_empty_list_only_clears_it(): void {
		$ids = $this->three_groups();
		self::assertSame(
			[
				'unset'  => '',
				'list'   => [ $ids['other'], $ids['third'] ],
				'empty'  => array_values( $ids ),
				'again'  => [ $ids['other'], $ids['third'] ],
				'null'   => array_values( $ids ),
				'broken' => array_values( $ids ),
			],
			$this->child( 'claims_with_filter_values' )
		);
	}

	/** @return array<string, mixed> */
	public static function claims_with_filter_values(): array {
		$store = self::claim_store();
		$take  = static function ( mixed $value ) use ( $store ): array {
			$store->set_claim_filter( 'exclude-groups', $value );
			$claim = $store->stake_claim( 10 );
			$ids   = array_map( 'intval', $claim->get_actions() );
			$store->release_claim( $claim );
			sort( $ids );
			return $ids;
		};
		return [
			'unset'  => $store->get_claim_filter( 'exclude-groups' ),
			'list'   => $take( [ 'paused' ] ),
			'empty'  => $take( [] ),
			'again'  => $take( [ 'paused' ] ),
			'null'   => $take( null ),
			'broken' => $take( [ 'paused' ] ),
		];
	}

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
		$store = self::claim_store();
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
		self::assertSame( [ $urgent, $early, $late, $tried ], $this->child( 'claimed_ids' ) );
		self::assertSame( '0', (string) $this->row( $future )['claim_id'] );
		self::assertNotSame( '0', (string) $this->row( $late )['claim_id'] );
		self::assertEqualsWithDelta( time(), self::timestamp( $this->row( $late )['last_attempt_gmt'] ), 5, 'The claim writes the attempt date.' );
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
		return array_values( array_map( 'intval', self::claim_store()->stake_claim( $limit )->get_actions() ) );
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
		$store = self::claim_store();
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
		$this->scene( 'answer', self::CONCURRENT, 10 );
		$this->scene( 'answer', 'action_scheduler_queue_runner_batch_size', 5 );
		$runners = [ $this->start_child( 'run_the_queue' ), $this->start_child( 'run_the_queue' ), $this->start_child( 'run_the_queue' ) ];
		foreach ( $runners as $runner ) {
			self::result_of( $runner->wait() );
		}
		$ran = $this->handled();
		sort( $ran );
		self::assertSame( range( 1, 60 ), $ran );
		self::assertSame( 60, self::count_rows( 'actions', "status = 'complete'" ) );
	}

	/** The process has the table store, or the question makes no sense. */
	private static function claim_store(): \ActionScheduler_DBStore {
		$store = \ActionScheduler::store();
		return $store instanceof \ActionScheduler_DBStore ? $store : throw new \RuntimeException( 'Not the table store: ' . $store::class );
	}
}
