<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use SmartAllocDouble\Exports;
use SmartAllocDouble\Form;
use SmartAllocDouble\Notifications;
use SmartAllocDouble\Pipeline;
use SmartAllocDouble\Testbench;
use SmartAllocDouble\Transport;
use SmartAllocDouble\Webhooks;

/**
 * One submission in, counted effects out, and what the contract hooks say on the way.
 */
final class SmartAllocPipelineTest extends SmartAllocTestCase {

	public function test_submission_ends_in_one_allocation_two_mails_one_webhook_and_one_export(): void {
		$entry_id = $this->submit();
		$this->run_jobs();
		$export_id = Exports::request();
		$this->run_jobs();

		self::assertSame( 1, Testbench::allocations( $entry_id ) );
		self::assertSame( 1, Testbench::allocations() );
		self::assertSame(
			[
				Transport::notification_key( $entry_id, Form::NOTIFICATION ) => 1,
				Notifications::key( 'mentor_assigned', $entry_id )           => 1,
			],
			Testbench::counts_by_key( 'mail' )
		);
		self::assertSame( [ Webhooks::key( 'mentor_assigned', $entry_id ) => 1 ], Testbench::counts_by_key( 'webhook' ) );
		self::assertSame( [ "export:$export_id" => 1 ], Testbench::counts_by_key( 'export' ) );
		self::assertSame( [ 'complete', 'complete', 'complete', 'complete' ], $this->job_statuses() );
	}

	public function test_many_submissions_leave_each_effect_once(): void {
		for ( $number = 0; $number < 5; $number++ ) {
			$this->submit();
		}
		$this->run_jobs();

		self::assertSame( 5, Testbench::allocations() );
		self::assertSame( array_fill( 0, 10, 1 ), array_values( Testbench::counts_by_key( 'mail' ) ) );
		self::assertSame( array_fill( 0, 5, 1 ), array_values( Testbench::counts_by_key( 'webhook' ) ) );
		self::assertSame( array_fill( 0, 15, 1 ), array_values( Testbench::counts_by_key( 'run' ) ) );
	}

	public function test_nothing_leaves_before_the_jobs_run_but_the_mail_of_gravity_forms(): void {
		$this->submit();

		self::assertSame( 1, Testbench::count( 'mail' ) );
		self::assertSame( 0, Testbench::count( 'webhook' ) );
		self::assertSame( 0, Testbench::allocations() );
	}

	public function test_jobs_lie_in_their_groups_with_the_agreed_arguments(): void {
		$entry_id = $this->submit();
		$this->run_jobs();
		$message = [
			'event_name' => 'mentor_assigned',
			'entry_id'   => $entry_id,
		];

		$allocate = $this->jobs( Pipeline::HOOK_ALLOCATE );
		$notify   = $this->jobs( Notifications::HOOK );
		$webhook  = $this->jobs( Webhooks::HOOK );

		self::assertSame( [ 'smartalloc_allocate', [ $entry_id ] ], [ $allocate[0]['slug'], $allocate[0]['args'] ] );
		self::assertSame( [ 'smartalloc_notify', [ $message + [ 'key' => "notify:$entry_id:mentor_assigned", '_attempt' => 0 ] ] ], [ $notify[0]['slug'], $notify[0]['args'] ] );
		self::assertSame( [ 'smartalloc_notify', [ $message + [ 'key' => "webhook:$entry_id:mentor_assigned" ] ] ], [ $webhook[0]['slug'], $webhook[0]['args'] ] );
	}

	public function test_contract_actions_carry_the_agreed_fields(): void {
		$submissions   = $this->watch_action( 'smartalloc_form_submission' );
		$allocations   = $this->watch_action( 'smartalloc_allocation_finished' );
		$notifications = $this->watch_action( 'smartalloc_notification_result' );
		$webhooks      = $this->watch_action( 'smartalloc_webhook_result' );
		$started       = $this->watch_action( 'smartalloc_export_started' );
		$finished      = $this->watch_action( 'smartalloc_export_finished' );

		$entry_id = $this->submit();
		$this->run_jobs();
		$export_id = Exports::request();
		$this->run_jobs();

		self::assertSame( [ [ 'form_id' => 150, 'entry_id' => $entry_id, 'path' => 'per_form', 'result' => 'accepted' ] ], $submissions() );
		self::assertSame( [ 'form_id', 'entry_id', 'status', 'duration_ms', 'conflict', 'mentor_id' ], array_keys( $allocations()[0] ) );
		self::assertSame( [ 150, $entry_id, 'auto', false ], [ $allocations()[0]['form_id'], $allocations()[0]['entry_id'], $allocations()[0]['status'], $allocations()[0]['conflict'] ] );
		self::assertSame( [ [ 'id' => "notify:$entry_id:mentor_assigned", 'channel' => 'mail', 'event_name' => 'mentor_assigned', 'attempt' => 0, 'result' => 'sent' ] ], $notifications() );
		self::assertSame( [ [ 'request_id' => "webhook:$entry_id:mentor_assigned", 'result' => 'sent' ] ], $webhooks() );
		self::assertSame( [ [ 'export_id' => $export_id, 'rows' => 1 ] ], $started() );
		self::assertSame( [ 'export_id', 'rows', 'duration_ms', 'peak_bytes', 'ok', 'error' ], array_keys( $finished()[0] ) );
		self::assertSame( [ $export_id, 1, true, null ], [ $finished()[0]['export_id'], $finished()[0]['rows'], $finished()[0]['ok'], $finished()[0]['error'] ] );
	}

	public function test_second_run_of_an_allocation_changes_nothing_but_is_counted(): void {
		$entry_id = $this->submit();
		$this->run_jobs();
		$allocations = $this->watch_action( 'smartalloc_allocation_finished' );

		do_action( Pipeline::HOOK_ALLOCATE, $entry_id );
		$this->run_jobs();

		self::assertSame( 'duplicate', $allocations()[0]['status'] );
		self::assertSame( 1, Testbench::allocations() );
		self::assertSame( 2, Testbench::count( 'mail' ) );
		self::assertSame( 2, Testbench::count( 'run', "allocate:$entry_id" ) );
	}

	public function test_missing_entry_is_rejected_and_tells_nobody(): void {
		$allocations = $this->watch_action( 'smartalloc_allocation_finished' );

		do_action( Pipeline::HOOK_ALLOCATE, 987654 );
		$this->run_jobs();

		self::assertSame( 'reject', $allocations()[0]['status'] );
		self::assertNull( $allocations()[0]['mentor_id'] );
		self::assertSame( 0, Testbench::count( 'mail' ) );
	}

	public function test_form_disabled_by_the_contract_filter_is_not_taken_in(): void {
		add_filter( 'smartalloc_form_enabled', static fn ( bool $enabled, int $form_id ): bool => 150 !== $form_id, 10, 2 );
		$submissions = $this->watch_action( 'smartalloc_form_submission' );

		$this->submit();

		self::assertSame( 'form_disabled', $submissions()[0]['result'] );
		self::assertSame( [], $this->jobs( Pipeline::HOOK_ALLOCATE ) );
	}

	public function test_spam_is_not_taken_in(): void {
		add_filter( 'gform_entry_is_spam', '__return_true' );

		$this->submit();

		self::assertSame( [], $this->jobs( Pipeline::HOOK_ALLOCATE ) );
	}

	public function test_comms_filter_sends_the_notification_back_without_using_an_attempt(): void {
		$asked = [];
		add_filter(
			'smartalloc_feature_enabled',
			static function ( bool $enabled, string $flag, array $context ) use ( &$asked ): bool {
				$asked[] = [ $flag, $context['key'] ];
				return 'comms' === $flag ? false : $enabled;
			},
			10,
			3
		);
		$results  = $this->watch_action( 'smartalloc_notification_result' );
		$entry_id = $this->submit();
		$this->run_jobs();

		$notify = $this->jobs( Notifications::HOOK );
		self::assertSame( [ [ 'comms', "notify:$entry_id:mentor_assigned" ], [ 'webhooks', "webhook:$entry_id:mentor_assigned" ] ], $asked );
		self::assertSame( [ 'throttled' ], array_column( $results(), 'result' ) );
		self::assertSame( [ 'complete', 'pending' ], array_column( $notify, 'status' ) );
		self::assertSame( $notify[0]['args'], $notify[1]['args'] );
		self::assertSame( 0, Testbench::count( 'mail', "notify:$entry_id:mentor_assigned" ) );
		self::assertSame( 1, Testbench::count( 'webhook' ) );
	}

	public function test_smartalloc_of_today_asks_nothing_and_says_nothing(): void {
		Testbench::speak_contract( false );
		add_filter( 'smartalloc_form_enabled', '__return_false' );
		$names = $this->watch_hooks( '/^smartalloc_(form_submission|form_enabled|feature_enabled|allocation_finished|notification_result|webhook_result)$/' );

		$this->submit();
		$this->run_jobs();

		self::assertCount( 0, $names() );
		self::assertSame( 2, Testbench::count( 'mail' ) );
	}

	public function test_sweep_asks_for_an_export_only_when_there_is_something_new(): void {
		do_action( Exports::HOOK_SWEEP );
		self::assertSame( [], $this->jobs( Exports::HOOK_RUN ) );

		$this->submit();
		$this->run_jobs();
		do_action( Exports::HOOK_SWEEP );
		do_action( Exports::HOOK_SWEEP );

		self::assertCount( 1, $this->jobs( Exports::HOOK_RUN ) );
	}

	public function test_export_is_written_as_the_option_says_and_the_contract_has_the_last_word(): void {
		$asked = [];
		add_filter(
			'smartalloc_feature_enabled',
			static function ( bool $enabled, string $flag, array $context ) use ( &$asked ): bool {
				if ( 'export_streaming' !== $flag ) {
					return $enabled;
				}
				$asked[] = [ $enabled, $context['export_id'] ];
				return 2 === count( $asked );
			},
			10,
			3
		);
		$exports = [];
		foreach ( [ 'normal', 'normal', 'streaming' ] as $option ) {
			update_option( 'smartalloc_export_mode', $option );
			$exports[] = Exports::request();
			$this->run_jobs();
		}
		Testbench::speak_contract( false );
		$exports[] = Exports::request();
		$this->run_jobs();
		delete_option( 'smartalloc_export_mode' );

		self::assertSame( [ [ false, $exports[0] ], [ false, $exports[1] ], [ true, $exports[2] ] ], $asked );
		self::assertSame( [ 'normal', 'streaming', 'normal', 'streaming' ], array_map( static fn ( array $row ): string => (string) $row['detail']['mode'], \SmartAllocDouble\Sink::rows( 'export' ) ) );
	}

	public function test_a_streamed_export_is_the_same_text_and_needs_no_memory_for_the_whole(): void {
		global $wpdb;
		$this->submit();
		$this->run_jobs();
		$whole = Exports::request();
		$this->run_jobs();
		update_option( 'smartalloc_export_mode', 'streaming' );
		Testbench::fault( 'memory', [ 'hook' => Exports::HOOK_RUN ] );
		$streamed = Exports::request();
		$this->run_jobs();
		delete_option( 'smartalloc_export_mode' );

		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT id, checksum, size, status FROM %i ORDER BY id', \SmartAllocDouble\Install::exports_table() ), ARRAY_A );
		self::assertSame( [ $whole, $streamed ], array_map( 'intval', array_column( $rows, 'id' ) ) );
		self::assertCount( 1, array_unique( array_column( $rows, 'checksum' ) ) );
		self::assertSame( [ 'Valid', 'Valid' ], array_column( $rows, 'status' ) );
	}

	public function test_sweep_is_scheduled_once_and_recurs(): void {
		Exports::ensure_sweep();
		Exports::ensure_sweep();

		$jobs = $this->jobs( Exports::HOOK_SWEEP );
		self::assertSame( [ 'pending' ], array_column( $jobs, 'status' ) );
		self::assertSame( 'smartalloc_export', $jobs[0]['slug'] );
		self::assertEqualsWithDelta( time() + 300, $jobs[0]['due'], 5 );
	}

	public function test_core_mail_ends_in_the_sink_under_no_key_of_ours(): void {
		self::assertTrue( wp_mail( 'someone@example.test', 'Password reset', 'Text' ) );

		$rows = \SmartAllocDouble\Sink::rows( 'mail' );
		self::assertCount( 1, $rows );
		self::assertStringStartsWith( 'other:', $rows[0]['key'] );
		self::assertStringNotContainsString( 'someone', (string) wp_json_encode( $rows ) );
	}

	public function test_whole_path_of_wp_mail_runs(): void {
		$names = $this->watch_hooks( '/^(pre_wp_mail|phpmailer_init|wp_mail_succeeded)$/' );

		wp_mail( 'someone@example.test', 'Subject', 'Text' );

		self::assertSame( [ 'pre_wp_mail', 'phpmailer_init', 'wp_mail_succeeded' ], $names() );
	}

	public function test_webhook_refused_by_an_http_gate_does_not_reach_the_receiver(): void {
		add_filter( 'pre_http_request', static fn (): \WP_Error => new \WP_Error( 'gate', 'Closed.' ) );
		$results = $this->watch_action( 'smartalloc_webhook_result' );

		$this->submit();
		$this->run_jobs();

		self::assertSame( 0, Testbench::count( 'webhook' ) );
		self::assertSame( [ 'failed' ], array_column( $results(), 'result' ) );
	}

	public function test_mail_refused_by_the_mail_gate_does_not_reach_the_sink(): void {
		add_filter( 'pre_wp_mail', '__return_false' );

		$this->submit();
		$this->run_jobs();

		self::assertSame( 0, Testbench::count( 'mail' ) );
	}
}
