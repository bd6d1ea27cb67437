<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Overview;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Overview\OverviewSchema;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkState;

final class OverviewServiceTest extends OverviewTestCase {
	public function test_on_a_good_day_it_says_so_in_one_calm_sentence_and_names_no_problem(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -3 );
		$report = $this->measured_report();
		self::assertSame( [], $report->problems );
		self::assertSame( Status::Good, $report->headline->status );
		self::assertMatchesRegularExpression( '/^All \d+ checks are good\. The longest wait is [2-6] s\.$/', $report->headline->text );
		self::assertNull( $report->headline->since );
	}

	public function test_a_calm_sentence_does_not_deny_the_jobs_that_wait_in_a_paused_group(): void {
		ActionRows::add( 'pending', 'smartalloc_export_run', 'smartalloc_export', -3 );
		$this->services()->flags()->set( 'scheduling', 'smartalloc_export', 'off', 0, 'a test', Actor::cli() );
		self::assertStringContainsString( 'Outside the paused queues no job is waiting.', $this->measured_report()->headline->text );
	}

	public function test_before_anything_was_measured_it_is_unknown_and_one_problem_says_how_to_measure(): void {
		$report = $this->services()->overview()->report();
		self::assertSame( Status::Unknown, $report->headline->status );
		self::assertCount( 1, $report->problems );
		self::assertStringContainsString( 'Not measured yet', $report->problems[0]->text );
		self::assertContains( 'wp smartalloc-ops health check', array_map( static fn ( $action ): string => $action->target, $report->problems[0]->actions ) );
	}

	public function test_stale_verdicts_are_one_problem_and_point_at_wp_cron(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$this->services( $clock )->health()->check();
		$clock->now_ms += 900_000;
		$report         = $this->services( $clock )->overview()->report();
		self::assertSame( Status::Unknown, $report->headline->status );
		// A request of the site to itself lets SmartAlloc store its recurring job, which is late by this clock too.
		self::assertSame( [ 'probe:wp_cron' ], array_values( array_filter( $this->sources( $report ), static fn ( string $source ): bool => str_starts_with( $source, 'probe:' ) ) ) );
		self::assertStringContainsString( 'WP-Cron may stand still', $report->problems[0]->text );
	}

	public function test_the_worst_comes_first_and_the_headline_counts_what_is_as_bad(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -120 );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 9 );
		$report = $this->measured_report();
		self::assertSame( [ 'probe:dead_letters', 'probe:action_scheduler' ], $this->sources( $report ) );
		self::assertSame( Status::Critical, $report->headline->status );
		self::assertStringStartsWith( 'Critical: 1 thing needs you. Dead letters: 9 dead letters; the limit is 5.', $report->headline->text );
		self::assertSame( 'queue', $report->problems[0]->tab );
		self::assertNotSame( [], $report->problems[0]->actions );
	}

	public function test_what_waits_for_a_broken_parent_is_folded_under_it(): void {
		ActionRows::without_table(
			'actionscheduler_actions',
			function (): void {
				$report = $this->measured_report();
				self::assertSame( [ 'probe:action_scheduler' ], $this->sources( $report ) );
				self::assertNull( $report->dead_letters, 'Unknown is not zero.' );
				self::assertSame( Status::Critical, $report->headline->status );
			}
		);
	}

	public function test_action_scheduler_gone_since_the_last_check_is_one_problem_and_not_one_a_group(): void {
		$services = $this->services();
		$services->health()->check();
		$report = $services->action_scheduler()->while_absent( fn () => $services->overview()->report() );
		self::assertSame( [ 'queue:as' ], $this->sources( $report ) );
		self::assertSame( Status::Unknown, $report->headline->status );
	}

	public function test_a_late_queue_that_no_check_speaks_of_is_a_problem_of_its_own(): void {
		$this->services()->health()->check();
		wp_schedule_single_event( time() - 2_000, 'smartalloc_mail_retry', [ 1 ] );
		$report = $this->services()->overview()->report();
		self::assertSame( [ 'queue:cron:smartalloc_mail_retry' ], $this->sources( $report ) );
		self::assertSame( Status::Recommended, $report->headline->status );
		self::assertNotNull( $report->headline->since );
	}

	public function test_a_late_event_that_a_check_speaks_of_is_one_problem(): void {
		wp_schedule_single_event( time() - 2_000, 'smartalloc_mail_retry', [ 1 ] );
		self::assertSame( [ 'probe:wp_cron' ], $this->sources( $this->measured_report() ) );
	}

	public function test_batches_that_nobody_will_work_on_are_a_problem_with_the_way_to_run_them(): void {
		add_site_option( 'wp_gf_feed_processor_batch_blog_id_1_abc', [ 'blog_id' => 1, 'data' => [ 1, 2 ] ] );
		$report = $this->measured_report();
		self::assertSame( [ 'queue:gf:gf_feed_processor' ], $this->sources( $report ) );
		self::assertStringContainsString( 'no health check (wp_gf_feed_processor_cron) is scheduled', $report->problems[0]->text );
		self::assertStringContainsString( "do_action( 'wp_gf_feed_processor_cron' )", $report->problems[0]->actions[1]->target );
	}

	public function test_a_calm_headline_does_not_say_that_nothing_waits_while_batches_of_unknown_age_do(): void {
		add_site_option( 'wp_gf_feed_processor_batch_blog_id_1_abc', [ 'blog_id' => 1, 'data' => [ 1, 2 ] ] );
		wp_schedule_event( time() + 200, 'wp_gf_feed_processor_cron_interval', 'wp_gf_feed_processor_cron' );
		$text = $this->measured_report()->headline->text;
		self::assertStringContainsString( 'nothing says since when', $text );
		self::assertStringNotContainsString( 'No job is waiting', $text );
	}

	public function test_batches_that_wait_for_wp_cron_are_told_by_its_check_alone(): void {
		add_site_option( 'wp_gf_feed_processor_batch_blog_id_1_abc', [ 'blog_id' => 1, 'data' => [ 1, 2 ] ] );
		wp_schedule_event( time() - 4_000, 'wp_gf_feed_processor_cron_interval', 'wp_gf_feed_processor_cron' );
		self::assertSame( [ 'probe:wp_cron' ], $this->sources( $this->measured_report() ) );
	}

	public function test_a_pause_is_no_problem_but_is_never_left_out(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -900 );
		$flags = $this->services()->flags();
		$flags->set( 'scheduling', 'smartalloc_notify', 'off', 0, 'test', Actor::cli() );
		$flags->set( 'comms', '', 'off', 0, 'SMTP down', Actor::cli() );
		$report = $this->measured_report();
		self::assertSame( [], $report->problems );
		self::assertStringEndsWith( 'Switched off on purpose: comms, 1 queue.', $report->headline->text );
	}

	public function test_held_work_is_told_by_the_flag_that_holds_it_with_who_and_why(): void {
		$owner    = Users::id( 'smartalloc_owner' );
		$services = $this->services();
		$services->flags()->set( 'comms', '', 'off', 0, 'SMTP down', Actor::user( $owner ) );
		foreach ( [ 1, 2, 3 ] as $number ) {
			$services->work_store()->hold( new NewWork( "held:$number", 'gf_notification', 'gform_notification', 'smartalloc_notify', [] ), new Hold( 'comms', '', 1 ) );
		}
		$held = $this->measured_report()->held;
		self::assertCount( 1, $held );
		self::assertEquals( new Count( 3 ), $held[0]->count );
		self::assertSame( 'SMTP down', $held[0]->held_by?->reason );
		self::assertSame( $owner, $held[0]->held_by->actor?->id );
		self::assertEqualsWithDelta( time() * 1000, $held[0]->oldest_at ?? 0, 3_000 );
	}

	public function test_work_that_is_leaving_after_its_flag_went_on_is_held_by_nobody(): void {
		$this->services()->work_store()->hold( new NewWork( 'held:1', 'gf_notification', 'gform_notification', 'smartalloc_notify', [] ), new Hold( 'comms', '', 1 ) );
		self::assertNull( $this->measured_report()->held[0]->held_by );
	}

	public function test_outcomes_that_nobody_knows_are_counted_and_ask_for_a_look(): void {
		$work = $this->services()->work_store();
		$item = $work->enqueue( new NewWork( 'job:1', 'cron_job', 'smartalloc_notify', 'smartalloc_notify', [], due_at: time() * 1000 ) );
		self::assertNotNull( $item );
		$leased = $work->lease( $item, 'test' );
		self::assertNotNull( $leased );
		$work->move( $leased, WorkState::FinishedUnknown );
		$report = $this->measured_report();
		self::assertEquals( new Count( 1 ), $report->unknown_outcomes );
		self::assertSame( [ 'work:finished_unknown' ], $this->sources( $report ) );
	}

	public function test_dead_letters_are_failed_jobs_and_failed_work(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 2 );
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -60, 20 );
		self::assertEquals( new Count( 2 ), $this->measured_report()->dead_letters );
	}

	public function test_an_active_rollback_stands_first_among_what_is_as_bad(): void {
		$services = $this->services();
		$run      = $services->rollbacks()->start( new \SmartAllocOps\Rollback\Wish( 'bad_release' ), $services->rollbacks()->confirmation(), 'overview-test-1', 'test', Actor::cli() );
		ActionRows::add( 'pending', 'smartalloc_other', 'smartalloc_other', -120 );
		$report = $this->measured_report();
		self::assertSame( $run->id, $report->active_run?->id );
		self::assertNull( $report->last_run );
		self::assertSame( [ "run:{$run->id}", 'probe:action_scheduler' ], $this->sources( $report ) );
		self::assertEqualsWithDelta( time() * 1000, $report->headline->since ?? 0, 5_000 );
	}

	public function test_a_flag_that_was_set_and_that_nothing_obeys_is_critical(): void {
		$this->services()->flags()->set( 'scheduling', 'smartalloc_notify', 'off', 0, 'test', Actor::cli() );
		$services = $this->services();
		$services->health()->check();
		$report = $services->action_scheduler()->while_absent( fn () => $services->overview()->report() );
		self::assertContains( 'flag:scheduling/smartalloc_notify', $this->sources( $report ) );
		self::assertSame( Status::Critical, $report->headline->status );
	}

	public function test_with_the_others_really_absent_the_first_screen_still_answers_and_shows_no_zero(): void {
		$this->must_use( "add_filter( 'option_active_plugins', static fn ( \$active ) => array_values( array_filter( (array) \$active, static fn ( \$name ) => str_contains( (string) \$name, 'smartalloc-ops' ) ) ) );" );
		$result = $this->fresh_process(
			'global $wpdb;
			$services = new \SmartAllocOps\Services( $wpdb );
			wp_set_current_user( 1 );
			$services->health()->check();
			$answer = $services->overview_schema()->describe( $services->overview()->report() );
			return [ $answer, rest_validate_value_from_schema( $answer, \SmartAllocOps\Overview\OverviewSchema::item(), "answer" ) ];'
		);
		self::assertTrue( $result->finished, $result->process->describe() );
		self::assertIsArray( $result->value );
		[ $answer, $valid ] = $result->value;
		self::assertTrue( $valid );
		self::assertSame( 'critical', $answer['headline']['status'] );
		self::assertNull( $answer['site']['release'] );
		self::assertNull( $answer['dead_letters'] );
		self::assertSame( 'absent', $answer['queues']['action_scheduler']['state'] );
		foreach ( $answer['queues']['queues'] as $queue ) {
			self::assertNull( $queue['pending'], $queue['id'] );
		}
		self::assertSame( [ 'not_connected' ], array_values( array_unique( array_column( $answer['coverage'], 'state' ) ) ) );
	}

	public function test_the_answer_over_rest_is_what_its_schema_promises_on_a_bad_day(): void {
		Users::become( 'smartalloc_support' );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -120 );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 9 );
		$services = $this->services();
		$services->rollbacks()->start( new \SmartAllocOps\Rollback\Wish( 'bad_release' ), $services->rollbacks()->confirmation(), 'overview-test-2', 'test', Actor::cli() );
		$services->work_store()->hold( new NewWork( 'held:1', 'gf_notification', 'gform_notification', 'smartalloc_notify', [] ), new Hold( 'comms', '', 1 ) );
		$services->health()->check();
		$response = rest_do_request( new \WP_REST_Request( 'GET', '/smartalloc-ops/v1/overview' ) );
		self::assertSame( 200, $response->get_status() );
		$answer = $response->get_data();
		self::assertTrue( rest_validate_value_from_schema( $answer, OverviewSchema::item(), 'answer' ) );
		self::assertTrue( $answer['site']['capabilities']['smartalloc_ops_view'] );
		self::assertFalse( $answer['site']['capabilities']['smartalloc_ops_flags'] );
		self::assertSame( 210, $answer['site']['offset_minutes'] );
		self::assertSame( 'Asia/Tehran', $answer['site']['zone'] );
		self::assertSame( SMARTALLOC_VERSION, $answer['site']['release'] );
	}

	public function test_a_plain_offset_is_told_as_one(): void {
		add_filter( 'pre_option_timezone_string', static fn (): string => '' );
		add_filter( 'option_gmt_offset', static fn (): string => '3.5' );
		$site = $this->services()->overview_schema()->describe( $this->measured_report() )['site'];
		self::assertSame( [ '+03:30', 210 ], [ $site['zone'], $site['offset_minutes'] ] );
	}
}
