<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Queue\Queue;
use SmartAllocOps\Queue\QueueReport;
use SmartAllocOps\Queue\QueueSchema;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\NewWork;

final class QueueServiceTest extends IntegrationTestCase {
	public function test_the_numbers_are_those_in_the_table(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -30, 3 );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', 600, 4 );
		ActionRows::add( 'pending', 'smartalloc_webhook', 'smartalloc_notify', 600, 2 );
		ActionRows::add( 'in-progress', 'smartalloc_webhook', 'smartalloc_notify', -30, 2 );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -30, 5 );
		ActionRows::add( 'complete', 'smartalloc_notify', 'smartalloc_notify', -30, 50 );
		$queue = $this->queue( 'as:smartalloc_notify' );
		self::assertEquals( new Count( 9 ), $queue->pending );
		self::assertEquals( new Count( 3 ), $queue->due );
		self::assertEquals( new Count( 2 ), $queue->running );
		self::assertEquals( new Count( 5 ), $queue->failed );
		self::assertSame( 'running', $queue->state );
		self::assertSame( [ 'smartalloc_notify', 'smartalloc_webhook' ], array_column( $queue->hooks, 'hook' ) );
		self::assertEquals( new Count( 7 ), $queue->hooks[0]->pending );
		self::assertEquals( new Count( 2 ), $queue->hooks[1]->running );
		self::assertEqualsWithDelta( 30, $queue->oldest_due_age_s, 3 );
	}

	public function test_each_configured_group_is_listed_and_an_empty_one_is_truly_zero(): void {
		$report = $this->report();
		foreach ( [ 'allocate', 'notify', 'export' ] as $name ) {
			$queue = $report->get( "as:smartalloc_$name" );
			self::assertNotNull( $queue );
			self::assertEquals( new Count( 0 ), $queue->pending );
			self::assertSame( 'idle', $queue->state );
			self::assertFalse( $queue->is_known );
		}
	}

	public function test_a_group_whose_jobs_are_all_done_is_known(): void {
		ActionRows::add( 'complete', 'smartalloc_notify', 'smartalloc_notify', -30 );
		self::assertTrue( $this->queue( 'as:smartalloc_notify' )->is_known );
	}

	public function test_groups_of_smartalloc_that_nobody_configured_are_listed_and_those_of_others_are_not(): void {
		ActionRows::add( 'pending', 'smartalloc_reindex', 'smartalloc_index', 60 );
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', 60 );
		$report = $this->report();
		self::assertEquals( new Count( 1 ), $report->get( 'as:smartalloc_index' )?->pending );
		self::assertNull( $report->get( 'as:woocommerce' ) );
	}

	public function test_in_a_group_of_others_only_the_jobs_of_smartalloc_are_counted(): void {
		ActionRows::add( 'pending', 'smartalloc_export_run', 'shared', 60, 2 );
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'shared', 60, 7 );
		self::assertEquals( new Count( 2 ), $this->queue( 'as:shared' )->pending );
	}

	public function test_more_rows_than_are_read_is_at_least(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', 60, 3_600 );
		$queue = $this->queue( 'as:smartalloc_notify' );
		self::assertEquals( new Count( 3_500, true ), $queue->pending );
	}

	public function test_rows_hidden_behind_those_of_other_plugins_are_still_counted(): void {
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -90_000, 3_700 );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -20, 4 );
		$queue = $this->queue( 'as:smartalloc_notify' );
		self::assertEquals( new Count( 4 ), $queue->pending );
		self::assertEquals( new Count( 0 ), $this->queue( 'as:smartalloc_export' )->pending );
		self::assertEqualsWithDelta( 20, $queue->oldest_due_age_s, 3 );
	}

	public function test_where_the_index_by_hook_is_missing_hidden_rows_are_unknown_and_nothing_breaks(): void {
		global $wpdb;
		if ( Environment::is_sqlite() ) {
			// The drop-in ignores which index is asked for, so there is nothing to miss.
			$this->expectNotToPerformAssertions();
			return;
		}
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -90_000, 3_700 );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -20, 4 );
		$wpdb->query( "ALTER TABLE {$wpdb->prefix}actionscheduler_actions DROP INDEX hook_status_scheduled_date_gmt" );
		try {
			self::assertNull( $this->queue( 'as:smartalloc_notify' )->pending );
		} finally {
			$wpdb->query( "ALTER TABLE {$wpdb->prefix}actionscheduler_actions ADD INDEX hook_status_scheduled_date_gmt (hook(163), status, scheduled_date_gmt)" );
		}
	}

	public function test_a_queue_that_cannot_be_seen_is_not_available_and_never_zero(): void {
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -90_000, 3_700 );
		ActionRows::silence_smartalloc();
		$queue = $this->queue( 'as:smartalloc_export' );
		self::assertSame( 'unavailable', $queue->state );
		self::assertSame( 'broken', $queue->availability->state );
		self::assertNull( $queue->pending );
		self::assertNull( $queue->due );
	}

	public function test_a_paused_group_says_by_whom_since_when_and_why(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -900, 2 );
		$owner = Users::id( 'smartalloc_owner' );
		$this->services()->flags()->set( 'scheduling', 'smartalloc_notify', 'off', 0, 'SMTP down', Actor::user( $owner ) );
		$queue = $this->queue( 'as:smartalloc_notify' );
		self::assertSame( 'paused', $queue->state );
		self::assertSame( 'SMTP down', $queue->paused?->reason );
		self::assertSame( $owner, $queue->paused->actor?->id );
		self::assertNotNull( $queue->paused->changed_at );
		self::assertEquals( new Count( 2 ), $queue->due );
		self::assertSame( 'idle', $this->queue( 'as:smartalloc_export' )->state );
	}

	public function test_a_job_that_waits_longer_than_its_runner_takes_is_late(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -120 );
		$report = $this->report();
		self::assertSame( 'late', $report->get( 'as:smartalloc_notify' )?->state );
		self::assertSame( 'as:smartalloc_notify', $report->queues[0]->id, 'Trouble comes first.' );
	}

	public function test_held_rows_are_shown_as_held_and_not_as_pending(): void {
		$this->services()->work_store()->hold( new NewWork( 'as:1', 'as_action', 'smartalloc_notify', 'smartalloc_notify', [] ), new Hold( 'comms', '', 1 ) );
		$queue = $this->queue( 'as:smartalloc_notify' );
		self::assertEquals( new Count( 1 ), $queue->held );
		self::assertEquals( new Count( 0 ), $queue->pending );
	}

	public function test_with_the_table_gone_nothing_is_zero(): void {
		ActionRows::without_table(
			'actionscheduler_actions',
			function (): void {
				$report = $this->report();
				self::assertSame( 'broken', $report->action_scheduler->state );
				$this->assert_unavailable( $report );
			}
		);
	}

	public function test_with_action_scheduler_absent_nothing_is_zero(): void {
		$services = $this->services();
		$this->assert_unavailable( $services->action_scheduler()->while_absent( fn (): QueueReport => $services->queues()->report() ) );
	}

	public function test_without_the_table_of_work_held_is_unknown_and_the_rest_stands(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', 60 );
		ActionRows::without_table(
			'smartalloc_ops_work',
			function (): void {
				$queue = $this->queue( 'as:smartalloc_notify' );
				self::assertNull( $queue->held );
				self::assertEquals( new Count( 1 ), $queue->pending );
			}
		);
	}

	public function test_wp_cron_events_of_smartalloc_are_queues_and_those_of_others_and_ours_are_not(): void {
		wp_schedule_single_event( time() - 400, 'smartalloc_mail_retry', [ 1 ] );
		wp_schedule_single_event( time() + 3_600, 'smartalloc_mail_retry', [ 2 ] );
		$report = $this->report();
		$queue  = $report->get( 'cron:smartalloc_mail_retry' );
		self::assertNotNull( $queue );
		self::assertEquals( new Count( 2 ), $queue->pending );
		self::assertEquals( new Count( 1 ), $queue->due );
		self::assertEqualsWithDelta( 400, $queue->oldest_due_age_s, 3 );
		self::assertNull( $queue->failed, 'WP-Cron keeps no failures, which is not zero failures.' );
		self::assertNull( $report->get( 'cron:smartalloc_ops_tick' ) );
		self::assertNull( $report->get( 'cron:wp_version_check' ) );
	}

	public function test_a_cron_event_of_a_system_cron_is_late_only_after_its_longer_limit(): void {
		// The site of the tests has DISABLE_WP_CRON, so only a system cron would run it.
		wp_schedule_single_event( time() - 400, 'smartalloc_mail_retry', [ 1 ] );
		self::assertSame( 'waiting', $this->queue( 'cron:smartalloc_mail_retry' )->state );
		wp_schedule_single_event( time() - 1_000, 'smartalloc_mail_retry', [ 3 ] );
		self::assertSame( 'late', $this->queue( 'cron:smartalloc_mail_retry' )->state );
	}

	public function test_jobs_of_wp_cron_mode_are_a_queue_of_their_group(): void {
		$work = $this->services()->work_store();
		foreach ( [ 1, 2 ] as $number ) {
			$work->enqueue( new NewWork( "job:$number", 'cron_job', 'smartalloc_notify', 'smartalloc_notify', [], due_at: ( time() - 20 * $number ) * 1000 ) );
		}
		$queue = $this->queue( 'work:smartalloc_notify' );
		self::assertSame( 'work', $queue->kind );
		self::assertEquals( new Count( 2 ), $queue->pending );
		self::assertEquals( new Count( 2 ), $queue->due );
		self::assertEquals( new Count( 0 ), $queue->failed );
		self::assertEqualsWithDelta( 40, $queue->oldest_due_age_s, 3 );
	}

	public function test_the_runner_that_came_by_last_is_shown(): void {
		self::assertNull( $this->queue( 'as:smartalloc_notify' )->last_runner );
		$this->services()->runner_heartbeat()->action_scheduler_before_process_queue();
		$queue = $this->queue( 'as:smartalloc_notify' );
		self::assertSame( 'other', $queue->last_runner['kind'] ?? null );
		self::assertEqualsWithDelta( time() * 1000, $queue->last_runner['at'] ?? 0, 3_000 );
	}

	public function test_our_own_jobs_are_run_by_the_tick_and_show_when_it_was_seen(): void {
		$work = $this->services()->work_store();
		$work->enqueue( new NewWork( 'job:1', 'cron_job', 'smartalloc_notify', 'smartalloc_notify', [], due_at: ( time() + 600 ) * 1000 ) );
		$before = $this->queue( 'work:smartalloc_notify' );
		self::assertNull( $before->last_runner );
		do_action( 'smartalloc_ops_tick' );
		$after = $this->queue( 'work:smartalloc_notify' );
		self::assertEqualsWithDelta( time() * 1000, $after->last_runner['at'] ?? 0, 5_000 );
	}

	public function test_a_real_runner_of_the_command_line_leaves_its_mark(): void {
		as_enqueue_async_action( 'test_of_the_command_line_runner' );
		$this->wp( [ 'action-scheduler', 'run' ] );
		self::assertSame( 'cli', $this->queue( 'as:smartalloc_notify' )->last_runner['kind'] ?? null );
	}

	public function test_a_runner_that_batches_is_noted_once_in_a_while_and_not_every_time(): void {
		global $wpdb;
		$heartbeat = $this->services()->runner_heartbeat();
		$heartbeat->action_scheduler_before_process_queue();
		$before = $wpdb->num_queries;
		$heartbeat->action_scheduler_before_process_queue();
		self::assertSame( $before, $wpdb->num_queries );
	}

	public function test_a_runner_runs_although_its_mark_cannot_be_written(): void {
		ActionRows::without_table(
			'smartalloc_ops_heartbeats',
			function (): void {
				$log = (string) ini_set( 'error_log', '/dev/null' );
				$this->services()->runner_heartbeat()->action_scheduler_before_process_queue();
				ini_set( 'error_log', $log );
				self::assertNull( $this->queue( 'as:smartalloc_notify' )->last_runner );
			}
		);
	}

	public function test_the_answer_over_rest_is_what_its_schema_promises(): void {
		Users::become( 'smartalloc_support' );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -120 );
		wp_schedule_single_event( time() + 60, 'smartalloc_mail_retry', [ 1 ] );
		$this->services()->flags()->set( 'scheduling', 'smartalloc_notify', 'off', 0, 'test', Actor::cli() );
		$response = rest_do_request( new \WP_REST_Request( 'GET', '/smartalloc-ops/v1/queues' ) );
		self::assertSame( 200, $response->get_status(), (string) wp_json_encode( $response->get_data() ) );
		self::assertTrue( rest_validate_value_from_schema( $response->get_data(), QueueSchema::report(), 'answer' ) );
	}

	public function test_the_command_lists_unknown_as_nothing_and_tells_by_its_exit_code(): void {
		self::assertSame( 0, $this->wp( [ 'smartalloc-ops', 'queue', 'list' ] )->code );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -120 );
		$late = $this->wp( [ 'smartalloc-ops', 'queue', 'list', '--format=json' ] );
		self::assertSame( 10, $late->code, $late->describe() );
		ActionRows::without_table(
			'actionscheduler_actions',
			function (): void {
				$gone = $this->wp( [ 'smartalloc-ops', 'queue', 'list', '--format=csv' ] );
				self::assertSame( 12, $gone->code, $gone->describe() );
				self::assertStringContainsString( 'as:smartalloc_notify,unavailable,,,,,', $gone->stdout );
			}
		);
	}

	private function services(): Services {
		global $wpdb;
		return new Services( $wpdb );
	}

	private function report(): QueueReport {
		return $this->services()->queues()->report();
	}

	private function queue( string $id ): Queue {
		$queue = $this->report()->get( $id );
		self::assertNotNull( $queue, $id );
		return $queue;
	}

	private function assert_unavailable( QueueReport $report ): void {
		self::assertNotNull( $report->remedy );
		foreach ( [ 'allocate', 'notify', 'export' ] as $name ) {
			$queue = $report->get( "as:smartalloc_$name" );
			self::assertNotNull( $queue );
			self::assertSame( 'unavailable', $queue->state );
			self::assertSame( [ null, null, null, null ], [ $queue->pending, $queue->due, $queue->running, $queue->failed ] );
		}
	}
}
