<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Work;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/** A process that holds, releases or runs work is killed with SIGKILL: nothing is lost, and nothing is done twice behind anybody's back. */
final class ReleaseCrashTest extends PipelineTestCase {
	/** @return array<string, array{string}> */
	public static function points_of_an_attempt(): array {
		return [
			'before the attempt' => [ 'work.leased' ],
			'after it'           => [ 'work.performed' ],
		];
	}

	/** @return array<string, array{string}> */
	public static function points_of_a_hold(): array {
		return [
			'between ledger and status' => [ 'hold.recorded' ],
			'after the status'          => [ 'hold.swapped' ],
		];
	}

	#[DataProvider( 'points_of_an_attempt' )]
	public function test_a_held_job_is_handed_back_once_when_the_loop_is_killed( string $point ): void {
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$this->set_flag( 'comms', 'on' );
		$this->kill_at( $point, [ 'smartalloc-ops', 'work', 'run' ] );
		self::assertSame( [ 'running' ], $this->work_states() );

		$this->expire_leases();
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'done' ], $this->work_states() );
		self::assertSame( [ 'complete' ], $this->statuses( $job ) );
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );
	}

	#[DataProvider( 'points_of_an_attempt' )]
	public function test_a_message_whose_sender_was_killed_is_never_sent_again_without_a_person( string $point ): void {
		$this->hold_one_notification();
		$this->kill_at( $point, [ 'smartalloc-ops', 'work', 'run' ] );
		$sent = 'work.performed' === $point ? 1 : 0;
		self::assertCount( $sent, self::mails() );

		$this->services()->release_loop()->run( 1000 );
		self::assertSame( [ 'running' ], $this->work_states(), 'Its lease has not run out, so the sender may still be at it.' );
		$this->expire_leases();
		$this->release_everything();
		self::assertSame( [ 'finished_unknown' ], $this->work_states() );
		self::assertSame( $sent, array_sum( self::mails() ) );

		$this->resolve( 'retry' );
		$this->release_everything();
		self::assertSame( [ 'done' ], $this->work_states() );
		self::assertSame( $sent + 1, array_sum( self::mails() ) );
	}

	public function test_a_person_may_close_what_ended_unseen_and_then_nothing_is_sent(): void {
		$this->hold_one_notification();
		$this->kill_at( 'work.performed', [ 'smartalloc-ops', 'work', 'run' ] );
		$this->expire_leases();
		$this->release_everything();
		$this->resolve( 'close' );
		$this->release_everything();
		self::assertSame( [ 'closed' ], $this->work_states() );
		self::assertSame( 1, array_sum( self::mails() ) );
		$this->expectException( Conflict::class );
		$this->resolve( 'retry' );
	}

	public function test_a_sender_that_comes_back_after_it_was_given_up_is_believed(): void {
		$this->hold_one_notification();
		$clock = self::clock();
		$store = $this->services( $clock )->work_store();
		$store->release( $store->held( 1 )[0], $clock->now_ms );
		$leased = $store->lease( $store->due( 1 )[0], 'a slow sender' );
		self::assertNotNull( $leased );
		$this->expire_leases();
		$this->release_everything();
		self::assertSame( [ 'finished_unknown' ], $this->work_states() );
		self::assertTrue( $store->finish( $leased, \SmartAllocOps\Work\WorkOutcome::done() ) );
		self::assertSame( [ 'done' ], $this->work_states() );
	}

	#[DataProvider( 'points_of_a_hold' )]
	public function test_a_job_is_held_once_when_the_runner_is_killed_while_holding_it( string $point ): void {
		global $wpdb;
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->kill_at( $point, [ 'action-scheduler', 'run' ] );
		// The claim of the killed runner is given up after 5 minutes; here at once.
		$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET claim_id = 0" );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_claims" );
		$this->run_queue_elsewhere();
		self::assertSame( [ 'smartalloc-held' ], $this->statuses( $job ) );
		self::assertSame( [ 'held' ], $this->work_states() );
		self::assertSame( [], self::mails() );

		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );
	}

	public function test_a_job_whose_runner_was_killed_before_its_status_changed_is_not_lost_when_the_flag_is_on_again(): void {
		global $wpdb;
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->kill_at( 'hold.recorded', [ 'action-scheduler', 'run' ] );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		self::assertSame( [ 'done' ], $this->work_states() );
		$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET claim_id = 0" );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_claims" );
		$this->run_queue();
		self::assertSame( [ 'complete' ], $this->statuses( $job ) );
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );
	}

	private function hold_one_notification(): void {
		$this->set_flag( 'comms', 'off' );
		$this->submit();
		$this->set_flag( 'comms', 'on' );
	}

	/** @param list<string> $command */
	private function kill_at( string $point, array $command ): void {
		$killed = $this->wp( $command, [ 'SMARTALLOC_OPS_CRASH_AT' => $point ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
		wp_cache_flush();
	}

	private function resolve( string $resolution ): void {
		$services = $this->services();
		$item     = $services->work_counts()->page( null, null, null, 1 )[0];
		$services->work()->resolve( $item->id, $resolution, 'a test', Actor::cli() );
	}
}
