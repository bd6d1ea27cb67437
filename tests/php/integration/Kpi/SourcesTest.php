<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocDouble\Exports;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Tests\Support\HttpClient;

/** The whole pipeline is run, well and with faults on command; what is counted is held against the sink. */
final class SourcesTest extends KpiTestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->stop_loopback_runner();
	}

	public function test_a_submission_is_followed_from_the_form_to_the_receivers(): void {
		$entry = $this->submit();
		$this->run_queue();
		$this->flush();
		$counted = $this->counted();
		self::assertSame( [ 1, 1, 1 ], [ Testbench::allocations( $entry ), self::mails()[ "notify:$entry:mentor_assigned" ], Testbench::count( 'webhook' ) ] );
		self::assertSame( 1, $counted['forms.accepted 150'] );
		self::assertSame( 1, $counted['allocation.done 150'] );
		self::assertSame( 1, $counted['allocation.run 150'] );
		// One mail of Gravity Forms and one of the job; both were timed.
		self::assertSame( [ 2, 2 ], [ $counted['comms.sent mail'], $counted['comms.run mail'] ] );
		self::assertSame( 1, $counted['comms.sent webhook'] );
		foreach ( [ 'forms.failed 150', 'allocation.conflict 150', 'comms.failed mail', 'comms.duplicate mail', 'allocation.done other', 'allocation.run other' ] as $nothing ) {
			self::assertArrayNotHasKey( $nothing, $counted );
		}
	}

	public function test_without_the_contract_the_same_is_derived_from_jobs_and_mails(): void {
		Testbench::speak_contract( false );
		$this->submit();
		$this->run_queue();
		$this->flush();
		$counted = $this->counted();
		self::assertSame( [ 1, 1, 1, 2, 1 ], [ $counted['forms.accepted 150'], $counted['allocation.done other'], $counted['allocation.run other'], $counted['comms.sent mail'], $counted['comms.sent webhook'] ] );
		self::assertArrayNotHasKey( 'forms.failed 150', $counted );
	}

	public function test_a_handler_that_throws_is_a_submission_without_a_result(): void {
		Testbench::fault( 'fail', [ 'hook' => 'gform_after_submission_150', 'count' => 1 ] );
		$worker = $this->fresh_process( 'return is_wp_error( SmartAllocDouble\Testbench::submit() );' );
		self::assertTrue( $worker->finished && true === $worker->value, $worker->process->describe() );
		self::assertSame( [ 1, 1 ], [ $this->counted()['forms.accepted 150'], $this->counted()['forms.failed 150'] ] );
	}

	public function test_a_handler_that_says_nothing_although_it_usually_does_is_one_too(): void {
		$worker = $this->fresh_process( 'SmartAllocDouble\Testbench::submit(); return true;' );
		self::assertTrue( $worker->finished );
		Testbench::speak_contract( false );
		$worker = $this->fresh_process( 'SmartAllocDouble\Testbench::submit(); return true;' );
		self::assertTrue( $worker->finished );
		self::assertSame( [ 2, 1 ], [ $this->counted()['forms.accepted 150'], $this->counted()['forms.failed 150'] ] );
	}

	public function test_a_submission_that_a_flag_holds_is_neither(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$this->look_again();
		$this->submit();
		$this->flush();
		self::assertArrayNotHasKey( 'forms.accepted 150', $this->counted() );
	}

	public function test_an_entry_that_is_allocated_twice_is_counted_once_as_doubled(): void {
		Testbench::fault( 'double_path' );
		$worker = $this->fresh_process( 'SmartAllocDouble\Testbench::submit(); do { $ran = \ActionScheduler::runner()->run( "WP Cron" ); } while ( $ran > 0 ); return true;' );
		self::assertTrue( $worker->finished, $worker->process->describe() );
		$this->settle();
		$this->settle();
		self::assertSame( 1, $this->counted()['allocation.duplicate 150'] );
	}

	public function test_a_message_that_is_sent_twice_is_counted_once_as_doubled(): void {
		$told = [ 'id' => 'notify:77:x', 'channel' => 'mail', 'attempt' => 0, 'result' => 'sent' ];
		do_action( 'smartalloc_notification_result', $told );
		do_action( 'smartalloc_notification_result', [ 'id' => 'notify:78:x' ] + $told );
		$this->settle();
		self::assertArrayNotHasKey( 'comms.duplicate mail', $this->counted() );
		do_action( 'smartalloc_notification_result', $told );
		$this->settle();
		$this->settle();
		self::assertSame( [ 3, 1 ], [ $this->counted()['comms.sent mail'], $this->counted()['comms.duplicate mail'] ] );
	}

	public function test_a_message_that_fails_and_is_sent_later_is_no_failure_and_one_that_never_is_is_one(): void {
		$told = [ 'id' => 'notify:77:x', 'channel' => 'mail', 'attempt' => 0, 'result' => 'failed' ];
		do_action( 'smartalloc_notification_result', $told );
		do_action( 'smartalloc_notification_result', [ 'attempt' => 1 ] + $told );
		do_action( 'smartalloc_notification_result', [ 'id' => 'notify:78:x' ] + $told );
		do_action( 'smartalloc_notification_result', [ 'id' => 'notify:79:x', 'result' => 'throttled' ] + $told );
		do_action( 'smartalloc_notification_result', [ 'id' => 'notify:80:x', 'result' => 'bounced' ] + $told );
		$this->settle();
		self::assertSame( [ 2, 1 ], [ $this->counted()['comms.failed mail'], $this->counted()['comms.bounced mail'] ] );
		do_action( 'smartalloc_notification_result', [ 'attempt' => 2, 'result' => 'sent' ] + $told );
		$this->settle();
		$this->settle();
		self::assertSame( [ 2, 1, 1 ], [ $this->counted()['comms.failed mail'], $this->counted()['comms.recovered mail'], $this->counted()['comms.sent mail'] ] );
		self::assertArrayNotHasKey( 'comms.duplicate mail', $this->counted() );
	}

	public function test_no_key_and_no_address_is_stored(): void {
		global $wpdb;
		do_action( 'smartalloc_notification_result', [ 'id' => 'mail to sara@example.test', 'channel' => 'sara@example.test', 'attempt' => 0, 'result' => 'sent' ] );
		$this->settle();
		$stored = (string) wp_json_encode( [ $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_metric_ledger" ), $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_metrics_minute" ) ] );
		self::assertStringNotContainsString( 'sara', $stored );
		self::assertSame( 1, $this->counted()['comms.sent other'] );
	}

	public function test_mail_that_is_down_is_seen_and_what_comms_holds_is_not_a_failure(): void {
		Testbench::fault( 'smtp_down' );
		$this->submit();
		$this->run_queue();
		$this->flush();
		self::assertSame( 2, $this->counted()['comms.failed mail'] );
		$this->clear_metrics();
		$this->set_flag( 'comms', 'off' );
		$this->submit();
		$this->run_queue();
		$this->flush();
		self::assertArrayNotHasKey( 'comms.failed mail', $this->counted() );
	}

	public function test_an_export_is_timed_and_weighed_and_comes_to_its_end(): void {
		Exports::request();
		$this->run_queue_elsewhere();
		$counted = $this->counted();
		self::assertSame( [ 1, 1, 1 ], [ $counted['export.ended'], $counted['export.peak'], $counted['export.run'] ] );
		self::assertGreaterThan( 1_000_000, (float) $this->stored( Metric::ExportPeak, '' )->peak() );
		self::assertSame( [ '1' ], $this->ledger( 'closed_at IS NOT NULL AND told = 0' ) );
	}

	public function test_an_export_that_takes_much_memory_is_weighed_by_itself(): void {
		$this->must_use( "add_action( 'smartalloc_export_started', static function ( \$told ): void { \$ballast = str_repeat( 'x', 10 === (int) \$told['rows'] ? 40 * 1048576 : 1 ); unset( \$ballast ); }, 20 );" );
		$worker = $this->fresh_process(
			"\$before = str_repeat( 'x', 200 * 1048576 ); unset( \$before );
			foreach ( [ 5, 10 ] as \$rows ) {
				do_action( 'smartalloc_export_started', [ 'export_id' => \$rows, 'rows' => \$rows ] );
				do_action( 'smartalloc_export_finished', [ 'export_id' => \$rows, 'rows' => \$rows, 'duration_ms' => 5, 'peak_bytes' => memory_get_peak_usage( true ), 'ok' => true ] );
			}
			return memory_get_usage( true );"
		);
		self::assertTrue( $worker->finished, $worker->process->describe() );
		$peaks = $this->stored( Metric::ExportPeak, '' );
		self::assertSame( 2, $peaks->n() );
		self::assertLessThan( $worker->value + 60 * 1_048_576, (float) $peaks->peak(), 'What the process took before is not its own.' );
		self::assertGreaterThan( 40 * 1_048_576, (float) $peaks->peak() );
	}

	public function test_a_long_export_is_measured_on_a_thousand_rows_and_a_short_one_as_it_is(): void {
		foreach ( [ [ 4_000, 8_000 ], [ 10, 50 ] ] as [ $rows, $ms ] ) {
			do_action( 'smartalloc_export_started', [ 'export_id' => $rows, 'rows' => $rows ] );
			do_action( 'smartalloc_export_finished', [ 'export_id' => $rows, 'rows' => $rows, 'duration_ms' => $ms, 'ok' => true ] );
		}
		$this->flush();
		$runs = $this->stored( Metric::ExportRun, '' );
		self::assertSame( [ 2, 2_000.0 ], [ $runs->n(), $runs->peak() ] );
		self::assertEqualsWithDelta( 50, (float) $runs->percentile( 0.5 ), 1.1 );
	}

	public function test_an_export_that_runs_out_of_memory_has_crashed_at_once(): void {
		Exports::request();
		Testbench::fault( 'memory', [ 'hook' => 'smartalloc_export_run', 'count' => 1 ] );
		$answer = HttpClient::anonymous()->get( '/wp-admin/admin-ajax.php?action=as_async_request_queue_runner&nonce=' . wp_create_nonce( 'as_async_request_queue_runner' ) );
		self::assertSame( 500, $answer->status );
		self::assertSame( 1, $this->counted()['export.crashed'] ?? 0 );
		self::assertArrayNotHasKey( 'export.ended', $this->counted() );
		$this->settle();
		self::assertSame( 1, $this->counted()['export.crashed'], 'Counted once.' );
	}

	public function test_an_export_that_is_killed_has_crashed_when_it_does_not_end_and_not_when_it_does(): void {
		global $wpdb;
		$worker = $this->fresh_process( "do_action( 'smartalloc_export_started', [ 'export_id' => 5, 'rows' => 9 ] ); posix_kill( getmypid(), SIGKILL );" );
		self::assertFalse( $worker->finished );
		do_action( 'smartalloc_export_started', [ 'export_id' => 6, 'rows' => 9 ] );
		$this->settle();
		self::assertArrayNotHasKey( 'export.crashed', $this->counted(), 'It may still come.' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_metric_ledger SET opened_at = opened_at - 901000" );
		$this->settle();
		$this->settle();
		self::assertSame( 2, $this->counted()['export.crashed'] );
		do_action( 'smartalloc_export_finished', [ 'export_id' => 6, 'rows' => 9, 'duration_ms' => 900_000, 'ok' => true ] );
		$this->flush();
		self::assertSame( [ 2, 1, 1 ], [ $this->counted()['export.crashed'], $this->counted()['export.recovered'], $this->counted()['export.ended'] ] );
	}

	public function test_jobs_of_wp_cron_mode_are_counted_like_the_others(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->look_again();
		$this->submit();
		do_action( 'smartalloc_ops_tick' );
		$this->flush();
		$counted = $this->counted();
		self::assertSame( 1, $counted['queue.ok smartalloc_allocate'] );
		self::assertSame( 1, $counted['queue.wait smartalloc_allocate'] );
		self::assertSame( 1, $counted['allocation.done 150'] );
	}

	public function test_what_a_hook_tells_in_another_shape_is_not_believed(): void {
		foreach ( [ null, 5, 'x', [], [ 'duration_ms' => -5, 'form_id' => 'x; DROP', 'entry_id' => [] ], [ 'duration_ms' => 1e300, 'form_id' => 999, 'conflict' => 'yes' ], [ 'duration_ms' => '09123987654' ] ] as $told ) {
			do_action( 'smartalloc_allocation_finished', $told );
			do_action( 'smartalloc_notification_result', $told );
			do_action( 'smartalloc_form_submission', $told );
			do_action( 'smartalloc_webhook_result', $told );
		}
		$this->flush();
		self::assertSame( [ 'allocation.done other' => 4 ], $this->counted() );
	}

	public function test_a_telephone_number_in_the_wrong_field_is_no_measurement(): void {
		do_action( 'smartalloc_allocation_finished', [ 'entry_id' => 5, 'form_id' => 150, 'duration_ms' => 9_123_987_654 ] );
		do_action( 'smartalloc_export_started', [ 'export_id' => 5, 'rows' => 10 ] );
		do_action( 'smartalloc_export_finished', [ 'export_id' => 5, 'rows' => 10, 'duration_ms' => 9_123_987_654, 'peak_bytes' => 9_123_987_654, 'ok' => true ] );
		$this->flush();
		self::assertArrayNotHasKey( 'allocation.run 150', $this->counted() );
		self::assertSame( 1, $this->counted()['allocation.done 150'] );
		foreach ( [ Metric::ExportRun, Metric::ExportPeak ] as $metric ) {
			self::assertLessThan( 9_000_000_000, (float) $this->stored( $metric, '' )->peak() );
		}
	}

	private function flush(): void {
		do_action( 'action_scheduler_after_process_queue' );
	}

	private function settle(): void {
		$this->flush();
		$this->services()->kpi_services()->sweep();
	}

	/** @return list<string> */
	private function ledger( string $where ): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT COUNT(*) FROM {$wpdb->prefix}smartalloc_ops_metric_ledger WHERE kind = 'export' AND $where" );
	}
}
