<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;

/**
 * What the scheduler deletes or declares dead by itself, before each run.
 */
final class ActionSchedulerCleanupTest extends ActionSchedulerTestCase {

	private const DAY  = 86400;
	private const LOST = 300;

	public function test_canceled_rows_that_never_ran_are_deleted_by_the_next_run_twenty_at_a_time(): void {
		$this->store( array_fill( 0, 25, [ 'contract_ok', '', [], 3600 ] ) );
		$this->child( 'cancel_all' );
		self::assertSame( 25, self::count_rows( 'actions', "status = 'canceled'" ) );
		$this->run_queue();
		self::assertSame( 5, self::count_rows( 'actions' ), 'Their attempt date is the zero date, which is older than any limit.' );
		self::assertCount( 20, $this->events( 'deleted_action' ) );
		self::assertSame( 5, self::count_rows( 'logs', "message = 'action created'" ), 'The log goes with the row.' );
	}

	public static function cancel_all(): void {
		as_unschedule_all_actions( 'contract_ok' );
	}

	/** @return iterable<string, array{string, int, bool}> */
	public static function old_rows(): iterable {
		yield 'complete, 30 days' => [ 'complete', 30, true ];
		yield 'complete, 32 days' => [ 'complete', 32, false ];
		yield 'canceled, 30 days' => [ 'canceled', 30, true ];
		yield 'canceled, 32 days' => [ 'canceled', 32, false ];
		yield 'failed, a year' => [ 'failed', 365, true ];
		yield 'held, a year' => [ ActionSchedulerScenes::HELD, 365, true ];
	}

	#[DataProvider( 'old_rows' )]
	public function test_only_complete_and_canceled_rows_older_than_31_days_are_deleted( string $status, int $days, bool $stays ): void {
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->change( $id, [ 'status' => $status, 'last_attempt_gmt' => self::utc( -$days * self::DAY ) ] );
		$this->run_queue();
		self::assertSame( $stays, null !== ActionSchedulerRecorder::row( $id ) );
	}

	public function test_the_retention_filter_keeps_rows_longer(): void {
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->change( $id, [ 'status' => 'complete', 'last_attempt_gmt' => self::utc( -60 * self::DAY ) ] );
		$this->scene( 'answer', 'action_scheduler_retention_period', 90 * self::DAY );
		$this->run_queue();
		self::assertSame( 'complete', $this->status_of( $id ) );
	}

	public function test_statuses_can_be_taken_out_of_the_cleanup(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', '', [], 3600 ] ] );
		$this->child( 'cancel_all' );
		$this->scene( 'answer', 'action_scheduler_default_cleaner_statuses', [ 'complete' ] );
		$this->run_queue();
		self::assertSame( 'canceled', $this->status_of( $id ) );
	}

	public function test_a_claimed_row_that_never_started_is_given_back_after_300_seconds(): void {
		[ $lost, $fresh ] = $this->store( [ [ 'contract_ok', '', [], 3600 ], [ 'contract_ok', '', [], 3600 ] ] );
		$this->change( $lost, [ 'claim_id' => 77, 'last_attempt_gmt' => self::utc( -self::LOST - 5 ) ] );
		$this->change( $fresh, [ 'claim_id' => 78, 'last_attempt_gmt' => self::utc( -self::LOST + 60 ) ] );
		$this->run_queue();
		self::assertSame( [ $lost ], array_column( $this->events( 'reset_action' ), 'id' ) );
		self::assertSame( [ '0', '78' ], [ (string) $this->row( $lost )['claim_id'], (string) $this->row( $fresh )['claim_id'] ] );
		self::assertSame( [ 'pending', 'pending' ], $this->statuses_of( $lost, $fresh ) );
	}

	public function test_a_started_row_is_declared_failed_after_300_seconds(): void {
		[ $dead, $alive ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok' ] ] );
		$this->change( $dead, [ 'status' => 'in-progress', 'claim_id' => 77, 'attempts' => 1, 'last_attempt_gmt' => self::utc( -self::LOST - 5 ) ] );
		$this->change( $alive, [ 'status' => 'in-progress', 'claim_id' => 78, 'attempts' => 1, 'last_attempt_gmt' => self::utc( -self::LOST + 60 ) ] );
		$this->run_queue();
		$events = $this->events( 'failed_action' );
		self::assertSame( [ [ $dead ], [ self::LOST ] ], [ array_column( $events, 'id' ), $events[0]['details'] ] );
		self::assertSame( [ 'failed', 'in-progress' ], $this->statuses_of( $dead, $alive ) );
	}

	public function test_the_reaper_follows_ten_times_the_time_limit(): void {
		[ $dead ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->change( $dead, [ 'status' => 'in-progress', 'claim_id' => 77, 'last_attempt_gmt' => self::utc( -105 ) ] );
		$this->scene( 'answer', 'action_scheduler_queue_runner_time_limit', 10 );
		$this->run_queue();
		self::assertSame( [ 'failed', 100 ], [ $this->status_of( $dead ), $this->events( 'failed_action' )[0]['details'][0] ] );
	}

	public function test_a_held_row_with_a_claim_is_neither_reset_nor_declared_failed(): void {
		[ $held ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->change( $held, [ 'status' => ActionSchedulerScenes::HELD, 'claim_id' => 77, 'last_attempt_gmt' => self::utc( -1000 ) ] );
		$before = $this->row( $held );
		$this->run_queue();
		self::assertSame( $before, $this->row( $held ) );
		[ $next ] = $this->store( [ [ 'contract_ok' ] ] );
		self::assertSame( 1, $this->run_queue(), 'And its claim blocks nobody.' );
		self::assertSame( 'complete', $this->status_of( $next ) );
	}

	public function test_wp_cli_cleans_and_reaps_before_it_claims_too(): void {
		[ $dead, $waiting ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok' ] ] );
		$this->change( $dead, [ 'status' => 'in-progress', 'claim_id' => 77, 'last_attempt_gmt' => self::utc( -self::LOST - 5 ) ] );
		self::assertSame( 0, $this->cli()->code );
		self::assertSame( [ 'failed', 'complete' ], $this->statuses_of( $dead, $waiting ) );
	}
}
