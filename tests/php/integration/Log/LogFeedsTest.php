<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Log;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\LogEvent;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Integration\Rest\Scene;

/** What happens on the site stands in the log, by ids and codes. */
final class LogFeedsTest extends PipelineTestCase {
	private int $since_ms;

	protected function setUp(): void {
		parent::setUp();
		$this->flush();
		$this->since_ms = (int) floor( microtime( true ) * 1000 );
	}

	public function test_a_submission_is_told_from_the_form_to_the_mail(): void {
		$entry = $this->submit();
		$this->run_queue();
		$story = array_column( $this->lines( $entry ), 'event' );
		foreach ( [ 'submission.received', 'job.started', 'allocation.finished', 'job.finished', 'notification.result', 'webhook.result' ] as $event ) {
			self::assertContains( $event, $story );
		}
		$told = $this->lines( $entry, LogEvent::NotificationResult )[0];
		self::assertSame( [ 'sent', 'mail' ], [ $told['result'], $told['channel'] ] );
		self::assertMatchesRegularExpression( '/^as:\d+$/', (string) $told['job_id'] );
		self::assertSame( $this->lines( $entry, LogEvent::JobStarted )[1]['cid'], $told['cid'], 'What a job does and how it began belong together.' );
	}

	public function test_a_job_that_fails_leaves_class_and_frame_and_not_its_message(): void {
		$this->must_use( "add_action( 'smartalloc_notify', static function (): void { throw new DomainException( 'mail to ali@example.com, 09123456789' ); }, 1 );" );
		$id = $this->store_notification( 31 );
		$this->run_queue_elsewhere();
		$failed = $this->lines( 31, LogEvent::JobFailed );
		self::assertCount( 1, $failed );
		self::assertSame( [ "as:$id", 'DomainException', 'failed' ], [ $failed[0]['job_id'], $failed[0]['error_class'], $failed[0]['reason'] ] );
		self::assertMatchesRegularExpression( '/^test-\w+\.php:\d+$/', (string) $failed[0]['error_frame'] );
	}

	public function test_a_job_that_ends_its_process_is_told(): void {
		$this->must_use( "add_action( 'smartalloc_notify', static function (): void { exit; }, 1 );" );
		$this->store_notification( 32 );
		$this->fresh_process( "\\ActionScheduler::runner()->run( 'WP Cron' ); return 1;" );
		self::assertSame( [ 'cut_off' ], array_column( $this->lines( 32, LogEvent::JobFailed ), 'reason' ) );
	}

	public function test_jobs_of_others_are_none_of_its_business(): void {
		as_schedule_single_action( time() - 60, 'somebody_elses_hook', [ [ 'entry_id' => 33 ] ], 'others' );
		$this->run_queue();
		self::assertSame( [], $this->lines( 33 ) );
	}

	public function test_a_hold_its_release_and_the_flips_are_told(): void {
		$this->set_flag( 'comms', 'off' );
		$entry = $this->submit();
		$this->set_flag( 'comms', 'on' );
		$clock    = self::clock();
		$services = $this->services( $clock );
		$services->release_loop()->run( 60_000 );
		$clock->now_ms += 3_600_000;
		$services->release_loop()->run( 60_000 );
		$services->logs()->log->flush();
		$events = array_column( $this->lines( $entry ), 'event' );
		self::assertContains( 'work.held', $events );
		self::assertContains( 'work.released', $events );
		self::assertContains( 'work.ended', $events );
		self::assertContains( 'mail.sent', $events );
		$held = $this->lines( $entry, LogEvent::WorkHeld )[0];
		self::assertSame( [ 'comms', 150, 'gf_notification' ], [ $held['flag'], $held['form_id'], $held['source'] ] );
	}

	public function test_a_flip_is_told_with_its_revision_and_actor(): void {
		$services = $this->services();
		$services->flags()->set( 'comms', '', 'off', 0, 'ali@example.com rang', Actor::cli() );
		$services->logs()->log->flush();
		$flip = $this->lines( null, LogEvent::FlagChanged );
		self::assertSame( [ 'comms', 1, 'off', 'on', 'cli' ], [ $flip[0]['flag'], $flip[0]['revision'], $flip[0]['value'], $flip[0]['previous'], $flip[0]['actor_kind'] ] );
	}

	public function test_in_wp_cron_mode_jobs_are_told_alike(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->services()->flag_reader()->publish();
		apply_filters( 'action_scheduler_queue_runner_concurrent_batches', 1 );
		$entry    = $this->submit();
		$services = $this->services();
		$services->release_loop()->run( 20_000 );
		$services->logs()->log->flush();
		$jobs = $this->lines( $entry, LogEvent::JobFinished );
		self::assertStringStartsWith( 'work:', (string) $jobs[0]['job_id'] );
	}

	public function test_a_run_and_its_steps_are_told(): void {
		$services = $this->services();
		$run      = $services->rollbacks()->start( new \SmartAllocOps\Rollback\Wish( 'smtp_down' ), Scene::confirmation(), 'log-feeds-test', 'a test', Actor::cli() );
		$services->logs()->log->flush();
		$steps = $this->lines( null, LogEvent::RunStep );
		self::assertSame( [ $run->id, 'do', 'done' ], [ $steps[0]['run_id'], $steps[0]['direction'], $steps[0]['state'] ] );
		self::assertNotSame( [], $this->lines( null, LogEvent::RunRested ) );
	}

	public function test_a_check_is_told_when_it_changes_and_not_when_it_stays(): void {
		$services = $this->services();
		$services->health()->check( 'utc' );
		$services->health()->check( 'utc' );
		$services->logs()->log->flush();
		self::assertCount( 1, array_filter( $this->lines( null, LogEvent::ProbeChanged ), static fn ( array $line ): bool => 'utc' === ( $line['probe'] ?? '' ) ) );
	}

	public function test_what_the_contract_is_told_that_is_no_id_or_code_is_left_out(): void {
		do_action( 'smartalloc_notification_result', [ 'id' => 'ali@example.com', 'channel' => 'Zahra', 'event_name' => 'Zahra', 'attempt' => '09123456789', 'result' => 'sent', 'entry_id' => 34, 'message' => 'Zahra' ] );
		do_action( 'smartalloc_export_finished', [ 'export_id' => 9, 'ok' => false, 'error' => 'Zahra 0084575948', 'rows' => 3 ] );
		do_action( 'smartalloc_dlq_pushed', 'not an array' );
		$this->flush();
		self::assertSame( [ 'other', 'sent' ], [ $this->lines( 34 )[0]['channel'], $this->lines( 34 )[0]['result'] ] );
		self::assertSame( 'failed', $this->lines( null, LogEvent::ExportFinished )[0]['outcome'] );
		foreach ( $this->services()->logs()->folder->files( $this->since_ms, PHP_INT_MAX >> 12 ) as $file ) {
			self::assertDoesNotMatchRegularExpression( '/Zahra|ali@|09123456789|0084575948/', (string) file_get_contents( $file ) );
		}
	}

	public function test_with_the_log_broken_the_pipeline_works_as_before(): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_LOG_DIR', '/dev/null/nowhere' );" );
		$this->store_notification( 35 );
		$this->run_queue_elsewhere();
		self::assertSame( 1, self::mails()['notify:35:test'] ?? 0 );
		self::assertStringContainsString( 'no_folder', $this->services()->heartbeats()->all()['log_lost']['detail'] );
	}

	public function test_the_tick_sweeps(): void {
		$folder = $this->services()->logs()->folder;
		$old    = (int) floor( microtime( true ) * 1000 ) - 40 * 86_400_000;
		$folder->append( "{}\n", $old );
		( new \SmartAllocOps\Tick( $this->services() ) )->run();
		self::assertSame( [], $folder->files( $old, $old ) );
	}

	/** The plugin of this process writes when a runner's batch has ended. */
	private function flush(): void {
		do_action( 'action_scheduler_after_process_queue' );
	}

	/** @return list<array<string, int|bool|string|null>> */
	private function lines( ?int $entry, ?LogEvent $event = null ): array {
		$this->flush();
		return $this->services()->logs()->reader()->search( $this->since_ms, $entry, $event )['lines'];
	}
}
