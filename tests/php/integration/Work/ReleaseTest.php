<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Work;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\WorkerResult;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** Held work leaves once nothing holds it: in held order, at a rate, each key once. */
final class ReleaseTest extends PipelineTestCase {
	private const SECOND = 1000;
	private const MINUTE = 60_000;

	public function test_notifications_leave_in_held_order_at_the_configured_rate(): void {
		$this->configure( [ 'releases_a_minute' => 2 ] );
		$entries = $this->hold_notifications( 5 );
		$this->set_flag( 'comms', 'on' );
		$clock = self::clock();
		$sent  = [];
		foreach ( [ 0, 29, 1, 60, 29, 1 ] as $seconds ) {
			$clock->now_ms += $seconds * self::SECOND;
			$this->release( $clock );
			$sent[] = count( self::mails() );
		}
		self::assertSame( [ 1, 1, 2, 4, 4, 5 ], $sent );
		self::assertSame( array_map( self::key( ... ), $entries ), self::mails_in_order() );
		self::assertSame( array_fill( 0, 5, 'done' ), $this->work_states() );
	}

	public function test_jobs_are_handed_back_in_held_order_at_the_configured_rate(): void {
		$this->configure( [ 'releases_a_minute' => 2 ] );
		$jobs = array_map( fn ( int $entry ): int => $this->store_notification( $entry ), [ 1, 2, 3 ] );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$this->set_flag( 'comms', 'on' );
		$clock = self::clock();
		$this->release( $clock );
		self::assertSame( [ 'pending', 'smartalloc-held', 'smartalloc-held' ], $this->statuses( ...$jobs ) );
		$clock->now_ms += 30 * self::SECOND;
		$this->release( $clock );
		self::assertSame( [ 'pending', 'pending', 'smartalloc-held' ], $this->statuses( ...$jobs ) );
	}

	public function test_nothing_leaves_while_the_flag_is_off_and_what_was_released_but_not_sent_is_held_again(): void {
		$this->configure( [ 'releases_a_minute' => 1 ] );
		$entries = $this->hold_notifications( 3 );
		$clock   = self::clock();
		$this->release( $clock );
		self::assertSame( [], self::mails() );

		$this->set_flag( 'comms', 'on' );
		$this->release( $clock );
		$this->set_flag( 'comms', 'off' );
		$clock->now_ms += 10 * self::MINUTE;
		$this->release( $clock );
		self::assertSame( [ self::key( $entries[0] ) => 1 ], self::mails() );
		self::assertSame( [ 'done', 'held', 'held' ], $this->work_states() );

		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		self::assertSame( array_map( self::key( ... ), $entries ), self::mails_in_order() );
	}

	public function test_one_held_flag_does_not_block_the_release_of_another(): void {
		$exports = $this->store_exports();
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->set_migration_complete( false );
		$this->run_queue_elsewhere();
		$this->set_migration_complete( true );
		$entries = $this->hold_notifications( 1 );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		self::assertSame( array_fill( 0, count( $exports ), 'smartalloc-held' ), $this->statuses( ...$exports ) );
		self::assertSame( [ self::key( $entries[0] ) => 1 ], self::mails() );
	}

	public function test_a_job_that_two_flags_hold_waits_for_both(): void {
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$this->set_flag( 'scheduling', 'off', self::NOTIFY );
		$this->set_flag( 'comms', 'on' );
		self::assertSame( [ 'released' => 0, 'performed' => 0 ], $this->release( self::clock() ) );
		self::assertSame( [ 'smartalloc-held' ], $this->statuses( $job ) );
		self::assertSame( [ 'scheduling' ], array_column( $this->services()->work_counts()->held_by_flag(), 'flag' ) );
		$this->set_flag( 'scheduling', 'on', self::NOTIFY );
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );
	}

	public function test_what_is_held_is_not_written_again_each_minute(): void {
		$this->hold_notifications( 2 );
		$this->assert_changes_nothing( fn () => $this->release( self::clock() ) );
	}

	public function test_work_of_a_group_that_this_site_no_longer_has_is_released(): void {
		$exports = $this->store_exports();
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->set_migration_complete( false );
		$this->run_queue_elsewhere();
		$this->set_migration_complete( true );
		// Nobody could switch it on any more.
		$this->configure( [ 'groups' => [ self::ALLOCATE, self::NOTIFY ] ] );
		$this->release_everything();
		self::assertSame( array_fill( 0, count( $exports ), 'pending' ), $this->statuses( ...$exports ) );
	}

	public function test_a_refused_mail_is_tried_again_after_1_5_15_and_30_minutes_and_then_waits_for_a_person(): void {
		$this->hold_notifications( 1 );
		$this->set_flag( 'comms', 'on' );
		Testbench::fault( 'smtp_down' );
		$clock = self::clock();
		$this->release( $clock );
		foreach ( [ 1, 5, 15, 30 ] as $minutes ) {
			self::assertSame( [ 'due' ], $this->work_states() );
			$clock->now_ms += $minutes * self::MINUTE - 1;
			self::assertSame( 0, $this->release( $clock )['performed'], "Tried again before {$minutes} minutes." );
			++$clock->now_ms;
			self::assertSame( 1, $this->release( $clock )['performed'], "Not tried again after {$minutes} minutes." );
		}
		self::assertSame( [ 'failed' ], $this->work_states() );
		self::assertSame( [], self::mails() );

		\SmartAllocDouble\Faults::clear();
		$this->resolve( 'retry' );
		$this->release( $clock );
		self::assertCount( 1, self::mails() );
	}

	public function test_a_message_that_waits_for_another_try_does_not_delay_those_behind_it(): void {
		$this->hold_notifications( 1 );
		$this->set_flag( 'comms', 'on' );
		Testbench::fault( 'smtp_down' );
		$clock = self::clock();
		$this->release( $clock );
		$clock->now_ms += self::MINUTE;
		// Its second attempt fails too, so the next is five minutes away.
		$this->release( $clock );
		\SmartAllocDouble\Faults::clear();

		$this->hold_notifications( 1 );
		$this->set_flag( 'comms', 'on' );
		$this->release( $clock );
		self::assertCount( 1, self::mails() );
	}

	public function test_what_gravity_forms_would_not_send_is_closed_and_not_sent(): void {
		$this->hold_notifications( 1 );
		$form = \GFAPI::get_form( 150 );
		self::assertIsArray( $form );
		$form['notifications']['sabt-admin']['isActive'] = false;
		\GFAPI::update_form( $form, 150 );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		self::assertSame( [], self::mails() );
		self::assertSame( [ [ 'closed', 'not_sent_by_gravity_forms' ] ], $this->states_and_codes() );
	}

	public function test_without_its_entry_or_notification_nothing_is_sent(): void {
		[ $deleted, ] = $this->hold_notifications( 2 );
		\GFAPI::delete_entry( $deleted );
		$form = \GFAPI::get_form( 150 );
		self::assertIsArray( $form );
		$this->set_flag( 'comms', 'on' );
		$clock = self::clock();
		$this->release( $clock );
		$form['notifications'] = [];
		\GFAPI::update_form( $form, 150 );
		$clock->now_ms += self::MINUTE;
		$this->release( $clock );
		self::assertSame( [], self::mails() );
		self::assertSame( [ [ 'closed', 'entry_gone' ], [ 'closed', 'notification_gone' ] ], $this->states_and_codes() );
	}

	public function test_an_action_that_somebody_deleted_or_cancelled_is_closed(): void {
		global $wpdb;
		$jobs = [ $this->store_notification( 1 ), $this->store_notification( 2 ) ];
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$wpdb->delete( "{$wpdb->prefix}actionscheduler_actions", [ 'action_id' => $jobs[0] ] );
		$wpdb->update( "{$wpdb->prefix}actionscheduler_actions", [ 'status' => 'canceled' ], [ 'action_id' => $jobs[1] ] );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		self::assertSame( [ [ 'closed', 'action_gone' ], [ 'closed', 'action_canceled' ] ], $this->states_and_codes() );
	}

	public function test_a_hand_back_that_the_database_refused_is_tried_again_by_itself(): void {
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$this->set_flag( 'comms', 'on' );
		$refuse = static fn ( string $sql ): string => 1 === preg_match( '/^\s*UPDATE \S*actionscheduler_actions/', $sql ) ? 'UPDATE no_such_table SET x = 1' : $sql;
		add_filter( 'query', $refuse );
		$clock = self::clock();
		$this->release( $clock );
		remove_filter( 'query', $refuse );
		self::assertSame( [ 'due' ], $this->work_states(), 'It may be repeated, so nobody has to decide about it.' );
		$clock->now_ms += self::MINUTE;
		$this->release( $clock );
		self::assertSame( [ 'done' ], $this->work_states() );
		self::assertSame( [ 'pending' ], $this->statuses( $job ) );
	}

	public function test_four_processes_that_release_at_once_send_each_message_once_in_order(): void {
		$this->configure( [ 'releases_a_minute' => 6000 ] );
		// Each registration leaves a notification of the form and, once it is allocated, a job that sends another.
		$this->hold_notifications( 16 );
		foreach ( [ 'allocations', 'their messages' ] as $turn ) {
			$this->run_queue_elsewhere();
		}
		self::assertSame( array_fill( 0, 32, 'held' ), $this->work_states() );
		$this->set_flag( 'comms', 'on' );
		$workers = $this->parallel(
			4,
			'global $wpdb;
			$services = new \SmartAllocOps\Services( $wpdb );
			$done     = 0;
			// What is released is due one after the other: until nothing is left, but not for ever.
			for ( $turn = 0; $turn < 2000 && [] !== $services->work_counts()->held_by_flag() + array_filter( $services->work_counts()->by_state(), static fn ( $count ) => $count->value > 0 ); $turn++ ) {
				$done += $services->release_loop()->run( 10000 )["performed"];
				usleep( 5000 );
			}
			return $done;'
		);
		self::assertSame( 32, array_sum( array_map( static fn ( WorkerResult $worker ): int => $worker->finished ? (int) $worker->value : 0, $workers ) ) );
		$this->run_queue();
		self::assertCount( 32, self::mails() );
		self::assertSame( [ 1 ], array_values( array_unique( self::mails() ) ) );
		self::assertSame( array_fill( 0, 32, 'done' ), $this->work_states() );
		self::assertSame( $this->due_times(), $this->sorted( $this->due_times() ), 'What was held first is due first.' );
		self::assertCount( 32, array_unique( $this->due_times() ), 'Two loops have given out one moment twice.' );
	}

	public function test_a_job_that_is_begun_again_before_its_hand_back_was_written_down_stays_held(): void {
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$this->set_flag( 'comms', 'on' );
		// As a loop that has leased the row and handed the job back, and is about to say so.
		$clock = self::clock();
		$store = $this->services( $clock )->work_store();
		$store->release( $store->held( 1 )[0], $clock->now_ms );
		$leased = $store->lease( $store->due( 1 )[0], 'a slow loop' );
		self::assertNotNull( $leased );
		self::assertTrue( $this->services()->action_scheduler()->release_row( $job ) );

		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$store->finish( $leased, \SmartAllocOps\Work\WorkOutcome::done() );
		self::assertSame( [ 'held' ], $this->work_states() );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );
	}

	/** @return list<int> Entries whose notification is held, in held order. */
	private function hold_notifications( int $number ): array {
		$this->set_flag( 'comms', 'off' );
		return array_map( fn (): int => $this->submit(), range( 1, $number ) );
	}

	/** @return array{released: int, performed: int} */
	private function release( ManualClock $clock ): array {
		return $this->services( $clock )->release_loop()->run( 60_000 );
	}

	private function resolve( string $resolution ): void {
		$services = $this->services();
		$item     = $services->work_counts()->page( null, null, null, 1 )[0];
		$services->work()->resolve( $item->id, $resolution, 'a test', Actor::cli() );
	}

	private static function key( int $entry ): string {
		return "gf:150:{$entry}:sabt-admin";
	}

	/** @return list<array{string, string}> */
	private function states_and_codes(): array {
		global $wpdb;
		return array_map( static fn ( array $row ): array => [ (string) $row['state'], (string) $row['error_code'] ], array_values( (array) $wpdb->get_results( "SELECT state, error_code FROM {$wpdb->prefix}smartalloc_ops_work ORDER BY id", ARRAY_A ) ) );
	}

	/** @return list<int> In held order. */
	private function due_times(): array {
		global $wpdb;
		return array_map( 'intval', array_values( $wpdb->get_col( "SELECT due_at FROM {$wpdb->prefix}smartalloc_ops_work ORDER BY id" ) ) );
	}

	/**
	 * @param list<int> $times
	 * @return list<int>
	 */
	private function sorted( array $times ): array {
		sort( $times );
		return $times;
	}
}
