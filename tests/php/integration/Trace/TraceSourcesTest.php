<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Trace;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\EntryJob;
use SmartAllocOps\Trace\Source;
use SmartAllocOps\Trace\Stage;
use SmartAllocOps\Trace\TraceReport;

/** A trace is told from what is there, and says what is not. */
final class TraceSourcesTest extends TraceTestCase {
	public function test_an_entry_that_nobody_knows_is_not_found_and_the_places_are_named(): void {
		$this->expectException( NotFound::class );
		$this->expectExceptionMessageMatches( '/no trace of entry 987654321.*Gravity Forms \(nothing\).*Held work \(nothing\)/s' );
		$this->trace( 987_654_321 );
	}

	public function test_without_the_contract_it_is_told_from_rows(): void {
		Testbench::speak_contract( false );
		$entry = $this->submit();
		$this->run_queue();
		$report = $this->trace( $entry );
		self::assert_answer( $report, 'allocated', 'good', 'Yes' );
		self::assertContains( 'action_scheduler', array_map( static fn ( $moment ): string => $moment->source, $report->moments ) );
	}

	public function test_without_a_log_jobs_are_found_by_hook_and_nothing_is_denied(): void {
		$entry = $this->submit();
		$this->run_queue();
		do_action( 'action_scheduler_after_process_queue' );
		$this->services()->logs()->folder->remove();
		$report = $this->trace( $entry );
		self::assertSame( 'absent', self::state( $report, 'log' ) );
		self::assert_answer( $report, 'twice', 'unknown', 'Nobody here can say' );
		self::assert_answer( $report, 'email', 'unknown', 'no source says' );
		$config = $this->services()->config;
		self::assertSame( [ 'allocation', 'message', 'webhook' ], array_values( array_unique( array_map( static fn ( EntryJob $job ): string => Stage::of_job( $config, $job->hook, $job->group )->value, $report->evidence->jobs ) ) ) );
	}

	public function test_without_action_scheduler_it_is_told_from_the_log(): void {
		$entry = $this->submit();
		$this->run_queue();
		do_action( 'action_scheduler_after_process_queue' );
		$services = $this->services();
		$report   = $services->action_scheduler()->while_absent( fn () => $services->logs()->trace()->trace( $entry ) );
		self::assertSame( 'absent', self::state( $report, 'action_scheduler' ) );
		self::assert_answer( $report, 'email', 'good', 'left' );
	}

	public function test_without_gravity_forms_it_says_so(): void {
		$entry = $this->submit();
		$this->run_queue();
		do_action( 'action_scheduler_after_process_queue' );
		$services = $this->services();
		$report   = $services->gravity_forms()->while_absent( fn () => $services->logs()->trace()->trace( $entry ) );
		self::assertSame( 'absent', self::state( $report, 'gravity_forms' ) );
		self::assert_answer( $report, 'arrived', 'unknown', 'cannot be asked' );
		self::assert_answer( $report, 'allocated', 'good', 'Yes' );
		self::assertSame( 150, $report->evidence->form_id() );
	}

	public function test_a_missing_table_of_smartalloc_is_named_and_the_rest_told(): void {
		global $wpdb;
		$entry = $this->submit();
		$this->run_queue();
		$table = $wpdb->prefix . 'smartalloc_allocations';
		$wpdb->query( "DROP TABLE $table" );
		try {
			$report = $this->trace( $entry );
		} finally {
			\SmartAllocDouble\Install::activate();
			\SmartAllocDouble\Install::install_when_outdated();
		}
		self::assertSame( 'absent', self::state( $report, 'smartalloc' ) );
		self::assert_answer( $report, 'allocated', 'good', 'Yes' );
	}

	public function test_a_log_that_begins_later_denies_nothing(): void {
		global $wpdb;
		$entry = $this->submit();
		do_action( 'action_scheduler_after_process_queue' );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET date_created = %s WHERE id = %d', $wpdb->prefix . 'gf_entry', '2020-01-01 10:00:00', $entry ) );
		$report = $this->trace( $entry );
		self::assertSame( 'partly', self::state( $report, 'log' ) );
		self::assert_answer( $report, 'twice', 'unknown', 'does not cover it' );
	}

	public function test_lost_lines_deny_nothing(): void {
		$entry = $this->submit();
		$this->services()->heartbeats()->beat( 'log_lost', '3 full' );
		self::assertSame( 'partly', self::state( $this->trace( $entry ), 'log' ) );
	}

	public function test_long_arguments_are_found_too(): void {
		$entry = $this->submit();
		as_schedule_single_action( time(), 'smartalloc_notify', [ [ 'event_name' => 'long', 'entry_id' => $entry, 'key' => 'k', 'text' => str_repeat( 'x', 400 ) ] ], self::NOTIFY );
		do_action( 'action_scheduler_after_process_queue' );
		$this->services()->logs()->folder->remove();
		self::assertContains( 'smartalloc_notify', array_map( static fn ( $job ): string => $job->hook, $this->trace( $entry )->evidence->jobs ) );
	}

	public function test_jobs_of_another_entry_and_exports_with_the_same_number_are_not_its(): void {
		$entry = $this->submit();
		as_schedule_single_action( time(), 'smartalloc_export_run', [ $entry ], self::EXPORT );
		$this->store_notification( $entry * 10 + 1 );
		self::assertSame( [ 'smartalloc_allocate_entry' ], array_map( static fn ( $job ): string => $job->hook, $this->trace( $entry )->evidence->jobs ) );
	}

	public function test_reading_changes_nothing(): void {
		$entry = $this->submit();
		$this->run_queue();
		$this->assert_changes_nothing( fn () => $this->trace( $entry ) );
	}

	private static function state( TraceReport $report, string $source ): string {
		return ( $report->evidence->sources[ $source ] ?? Source::of( $source, 'broken', '' ) )->state;
	}
}
