<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;

/**
 * The claim filter: how a group is paused without touching its rows, and where that leaks.
 */
final class ActionSchedulerPauseTest extends ActionSchedulerTestCase {

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
		$store = self::table_store();
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
		$store = self::table_store();
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
}
