<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Trace;

use SmartAllocDouble\Testbench;

/** The five tickets that support gets, each with the ways it goes well and wrong. */
final class TicketsTest extends TraceTestCase {
	private const MINUTE_MS = 60_000;

	public function test_a_good_day_is_told_in_one_sentence(): void {
		$entry = $this->submit();
		$this->run_queue();
		\SmartAllocDouble\Exports::request();
		$this->run_queue();
		$report = $this->trace( $entry );
		foreach ( [ 'arrived', 'allocated', 'email', 'twice', 'export' ] as $question ) {
			self::assertSame( 'good', self::answer( $report, $question )->status->value, self::told( $report ) );
		}
		self::assertStringContainsString( 'Nothing is missing.', $report->headline );
		self::assertSame( 'good', $report->status->value );
		self::assertSame( [], array_filter( $report->moments, static fn ( $moment ): bool => $moment->is_gap ) );
	}

	/* Did my submission arrive? */

	public function test_arrived(): void {
		self::assert_answer( $this->trace( $this->submit() ), 'arrived', 'good', 'through form 150' );
	}

	public function test_arrived_but_taken_for_spam(): void {
		$entry = $this->submit();
		\GFAPI::update_entry_property( $entry, 'status', 'spam' );
		self::assert_answer( $this->trace( $entry ), 'arrived', 'recommended', 'spam folder' );
	}

	public function test_arrived_and_deleted_later(): void {
		$entry = $this->submit();
		$this->run_queue();
		\GFAPI::delete_entry( $entry );
		self::assert_answer( $this->trace( $entry ), 'arrived', 'critical', 'deleted after it came' );
	}

	public function test_arrived_but_the_form_was_disabled(): void {
		add_filter( 'smartalloc_form_enabled', '__return_false', PHP_INT_MAX );
		$entry = $this->submit();
		self::assert_answer( $this->trace( $entry ), 'arrived', 'critical', 'the form was disabled' );
	}

	/* Was I allocated? */

	public function test_not_yet_because_its_job_waits(): void {
		self::assert_answer( $this->trace( $this->submit() ), 'allocated', 'recommended', 'its job is due' );
	}

	public function test_not_yet_and_late(): void {
		$entry = $this->submit();
		self::assert_answer( $this->trace( $entry, 20 * self::MINUTE_MS ), 'allocated', 'critical', 'due since' );
	}

	public function test_not_yet_because_the_group_is_paused_by_whom_and_why(): void {
		$entry = $this->submit();
		$this->set_flag( 'scheduling', 'off', self::ALLOCATE );
		do_action( 'action_scheduler_before_execute', $this->actions( "a.hook = 'smartalloc_allocate_entry'" )[0]['id'], 'WP Cron' );
		$report = $this->trace( $entry );
		self::assert_answer( $report, 'allocated', 'recommended', 'it is held' );
	}

	public function test_no_because_its_job_failed(): void {
		$entry = $this->submit();
		Testbench::fault( 'fail', [ 'hook' => 'smartalloc_allocate_entry' ] );
		$this->run_queue();
		$report = $this->trace( $entry );
		self::assert_answer( $report, 'allocated', 'critical', 'its job failed' );
		self::assertStringContainsString( 'RuntimeException', self::answer( $report, 'allocated' )->text );
		self::assertStringNotContainsString( 'RuntimeException', $report->copy );
	}

	public function test_no_because_it_was_rejected(): void {
		$entry = $this->submit();
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET status = %s WHERE id = %d', $wpdb->prefix . 'gf_entry', 'active', $entry ) );
		$wpdb->insert( $wpdb->prefix . 'smartalloc_allocations', [ 'entry_id' => $entry, 'student_hash' => '', 'status' => 'reject', 'reason_code' => 'no_capacity', 'created_at' => gmdate( 'Y-m-d H:i:s' ), 'updated_at' => gmdate( 'Y-m-d H:i:s' ) ] );
		self::assert_answer( $this->trace( $entry ), 'allocated', 'critical', 'no_capacity' );
	}

	public function test_a_submission_that_nobody_took_up_is_a_gap_with_its_length(): void {
		remove_all_actions( 'gform_after_submission_150' );
		$entry  = $this->submit();
		$report = $this->trace( $entry, 12 * self::MINUTE_MS );
		self::assert_answer( $report, 'allocated', 'critical', 'nothing is recorded 12 min' );
		$gaps = array_values( array_filter( $report->moments, static fn ( $moment ): bool => $moment->is_gap ) );
		self::assertSame( 'allocation', $gaps[0]->stage->value );
		self::assertStringContainsString( 'allocated', $report->headline );
	}

	public function test_a_submission_of_just_now_is_no_gap_yet(): void {
		remove_all_actions( 'gform_after_submission_150' );
		self::assert_answer( $this->trace( $this->submit() ), 'allocated', 'recommended', 'may take' );
	}

	/* Why is there no e-mail? */

	public function test_an_e_mail_that_is_held_names_the_switch_and_who_threw_it(): void {
		$this->set_flag( 'comms', 'off' );
		$entry  = $this->submit();
		$report = $this->trace( $entry );
		self::assert_answer( $report, 'email', 'recommended', 'A message is held' );
		self::assertStringContainsString( 'Comms is off', self::answer( $report, 'email' )->text );
		self::assertStringContainsString( 'WP-CLI', self::answer( $report, 'email' )->text );
		self::assertStringNotContainsString( 'WP-CLI', $report->copy );
		self::assertSame( [ 'comms', 'off' ], [ $report->evidence->flags[0]->flag, $report->evidence->flags[0]->value ] );
	}

	public function test_an_e_mail_that_failed_and_is_tried_again(): void {
		$entry = $this->submit();
		Testbench::fault( 'fail', [ 'hook' => 'smartalloc_notify', 'count' => 1 ] );
		$this->run_queue();
		self::assert_answer( $this->trace( $entry ), 'email', 'recommended', 'still to be sent' );
	}

	public function test_an_e_mail_whose_attempts_ran_out(): void {
		as_enqueue_async_action( 'smartalloc_notify', [ [ 'event_name' => 'test', 'entry_id' => 8_811, 'key' => 'notify:8811:test', '_attempt' => 4 ] ], self::NOTIFY );
		Testbench::fault( 'fail', [ 'hook' => 'smartalloc_notify' ] );
		$this->run_queue();
		$report = $this->trace( 8_811 );
		self::assert_answer( $report, 'email', 'critical', 'The last attempt failed' );
		self::assertContains( 'Its attempts ran out: it became a dead letter.', array_map( static fn ( $moment ): string => $moment->text, $report->moments ) );
	}

	public function test_an_e_mail_that_was_cut_off_is_unknown_and_not_sent(): void {
		$entry = $this->submit();
		\SmartAllocOps\Tests\Integration\Rest\Scene::work( [ 'source' => 'gf_notification', 'hook' => 'gform_notification', 'grp' => '', 'entry_id' => $entry, 'form_id' => 150, 'state' => 'finished_unknown', 'created_at' => (int) floor( microtime( true ) * 1000 ), 'updated_at' => (int) floor( microtime( true ) * 1000 ) ] );
		self::assert_answer( $this->trace( $entry ), 'email', 'unknown', 'cut off' );
	}

	public function test_no_e_mail_is_recorded_long_after_the_allocation(): void {
		remove_all_actions( 'gform_after_email' );
		$entry = $this->submit();
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_actions" );
		\SmartAllocDouble\Pipeline::allocate( $entry );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_actions" );
		self::assert_answer( $this->trace( $entry, 30 * self::MINUTE_MS ), 'email', 'critical', 'none is recorded 30 min' );
	}

	/* I got two e-mails. */

	public function test_two_different_messages_are_right(): void {
		$entry = $this->submit();
		$this->run_queue();
		self::assert_answer( $this->trace( $entry ), 'twice', 'good', 'different messages' );
	}

	public function test_the_same_message_twice_is_a_fault(): void {
		foreach ( [ 1, 2 ] as $job ) {
			as_enqueue_async_action( 'smartalloc_notify', [ [ 'event_name' => 'test', 'entry_id' => 8_812, 'key' => 'notify:8812:test', '_attempt' => 0 ] ], self::NOTIFY );
			$this->run_queue();
		}
		$report = $this->trace( 8_812 );
		self::assert_answer( $report, 'twice', 'critical', 'the same message was sent 2 times' );
		self::assertStringContainsString( 'more than once', $report->copy );
	}

	public function test_allocated_twice_is_a_fault(): void {
		$entry = $this->submit();
		Testbench::fault( 'double_path', [] );
		$this->run_queue();
		\SmartAllocDouble\Pipeline::allocate( $entry );
		do_action( 'smartalloc_allocation_finished', [ 'form_id' => 150, 'entry_id' => $entry, 'status' => 'auto' ] );
		self::assert_answer( $this->trace( $entry ), 'twice', 'critical', 'Yes' );
	}

	/* The export lacks my child. */

	public function test_the_export_began_before_the_allocation(): void {
		\SmartAllocDouble\Exports::request();
		$this->run_queue();
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_exports SET created_at = '2020-01-01 10:00:00', finished_at = '2020-01-01 10:00:05'" );
		$entry = $this->submit();
		$this->run_queue();
		self::assert_answer( $this->trace( $entry ), 'export', 'recommended', 'before it was allocated' );
	}

	public function test_the_export_after_it_failed(): void {
		$entry = $this->submit();
		$this->run_queue();
		Testbench::fault( 'fail', [ 'hook' => 'smartalloc_export_run' ] );
		\SmartAllocDouble\Exports::request();
		$this->run_queue();
		self::assert_answer( $this->trace( $entry ), 'export', 'critical', 'failed' );
	}

	public function test_an_entry_that_is_not_allocated_is_in_no_export(): void {
		self::assert_answer( $this->trace( $this->submit() ), 'export', 'recommended', 'it is not' );
	}

	public function test_the_answer_for_the_ticket_is_plain_and_whole(): void {
		$entry = $this->submit();
		$this->run_queue();
		$copy = $this->trace( $entry )->copy;
		self::assertCount( 7, explode( "\n", $copy ) );
		self::assertStringContainsString( (string) $entry, $copy );
		self::assertDoesNotMatchRegularExpression( '/smartalloc_|as:\d|\bjob\b|form \d|Exception/', $copy );
	}
}
