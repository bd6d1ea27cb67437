<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Health\RunnerCadence;
use SmartAllocOps\Queue\RunnerHeartbeat;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** What Action Scheduler really does here: its runners, what hangs, and what its table and settings are. */
final class QueueDepthTest extends HealthTestCase {
	public function test_before_any_runner_was_seen_it_is_unknown_and_says_what_to_run(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_heartbeats" );
		$state = $this->measured( 'runner' );
		self::assertSame( [ Status::Unknown, 'never_seen' ], [ $state->status(), $state->reading->reason ] );
		self::assertSame( 'wp action-scheduler run --batches=10', $state->reading->actions[1]->target );
	}

	public function test_the_cadence_is_measured_from_real_starts(): void {
		$clock = new ManualClock( 1_800_000_000_000 );
		$this->start( $clock, [ 60, 60, 61, 60, 60 ] );
		$cadence = ( new RunnerCadence( $this->services( $clock )->heartbeats() ) )->read();
		self::assertNotNull( $cadence );
		self::assertSame( [ 60, 5, 301 ], [ $cadence['median_s'], $cadence['n'], $cadence['window_s'] ] );
		self::assertStringContainsString( 'every 60 s', $this->measured( 'runner', $clock )->reading->finding );
	}

	public function test_batches_of_one_run_are_one_start(): void {
		$clock = new ManualClock( 1_800_000_000_000 );
		$this->start( $clock, [ 60, 2, 3, 60, 1, 60, 60 ] );
		self::assertSame( 4, ( new RunnerCadence( $this->services( $clock )->heartbeats() ) )->read()['n'] ?? null );
	}

	public function test_below_three_gaps_nobody_speaks_of_a_cadence(): void {
		$clock = new ManualClock( 1_800_000_000_000 );
		$this->start( $clock, [ 60, 60 ] );
		self::assertNull( ( new RunnerCadence( $this->services( $clock )->heartbeats() ) )->read()['median_s'] ?? null );
	}

	public function test_runners_that_come_rarely_should_be_looked_at_and_none_for_an_hour_is_critical(): void {
		$clock = new ManualClock( 1_800_000_000_000 );
		$this->start( $clock, [ 1_200, 1_200, 1_200, 1_200 ] );
		self::assertSame( 'slow_cadence', $this->measured( 'runner', $clock )->reading->reason );
		$clock->now_ms += 1_000_000;
		self::assertSame( Status::Recommended, $this->measured( 'runner', $clock )->status() );
		$clock->now_ms += 4_000_000;
		self::assertSame( Status::Critical, $this->measured( 'runner', $clock )->status() );
	}

	public function test_the_real_hook_of_a_runner_is_what_is_noted(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_heartbeats" );
		$services = $this->services();
		( new RunnerHeartbeat( $services->heartbeats(), $services->background_processors() ) )->register();
		do_action( 'action_scheduler_before_process_queue' );
		self::assertSame( Status::Good, $this->measured( 'runner' )->status() );
	}

	public function test_only_so_many_starts_are_kept_and_each_is_whole(): void {
		$clock = new ManualClock( 1_800_000_000_000 );
		$this->start( $clock, array_fill( 0, 40, 60 ) );
		self::assertSame( 18, ( new RunnerCadence( $this->services( $clock )->heartbeats() ) )->read()['n'] ?? null );
	}

	public function test_a_job_of_smartalloc_that_hangs_is_critical_and_one_of_others_is_not(): void {
		$this->begin( 'woocommerce_cleanup', 'woocommerce', 900 );
		$this->begin( 'smartalloc_notify', 'smartalloc_notify', 100 );
		self::assertSame( Status::Good, $this->measured( 'stuck_jobs' )->status() );
		$this->begin( 'smartalloc_export_run', 'smartalloc_export', 900 );
		$state = $this->measured( 'stuck_jobs' );
		self::assertSame( [ Status::Critical, 'stuck', 1 ], [ $state->status(), $state->reading->reason, $state->reading->value ] );
		self::assertStringContainsString( 'smartalloc_export_run', $state->reading->finding );
	}

	public function test_a_claim_that_a_dead_runner_left_should_be_looked_at(): void {
		global $wpdb;
		$wpdb->insert( $wpdb->prefix . 'actionscheduler_claims', [ 'date_created_gmt' => gmdate( 'Y-m-d H:i:s', time() - 30 ) ] );
		self::assertSame( Status::Good, $this->measured( 'stuck_jobs' )->status() );
		$wpdb->insert( $wpdb->prefix . 'actionscheduler_claims', [ 'date_created_gmt' => gmdate( 'Y-m-d H:i:s', time() - 900 ) ] );
		$state = $this->measured( 'stuck_jobs' );
		self::assertSame( [ Status::Recommended, 'stale_claims', 1 ], [ $state->status(), $state->reading->reason, $state->reading->value ] );
	}

	public function test_without_the_table_of_claims_it_is_unknown(): void {
		ActionRows::without_table( 'actionscheduler_claims', fn () => self::assertSame( Status::Unknown, $this->measured( 'stuck_jobs' )->status() ) );
	}

	public function test_the_ground_of_the_queue_says_what_holds_here(): void {
		$state = $this->measured( 'queue_ground' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
		self::assertStringContainsString( 'with the status complete, canceled after 31 days', $state->reading->finding );
		self::assertStringContainsString( 'compares hook and group only', $state->reading->finding );
		self::assertStringContainsString( '1 copy is loaded', $state->reading->finding );
	}

	public function test_a_missing_index_is_found_by_looking(): void {
		global $wpdb;
		$table = $wpdb->prefix . 'actionscheduler_actions';
		$wpdb->query( "ALTER TABLE $table DROP INDEX claim_id_status_scheduled_date_gmt" );
		try {
			$state = $this->measured( 'queue_ground' );
			self::assertSame( [ Status::Recommended, 'missing_index' ], [ $state->status(), $state->reading->reason ] );
			self::assertStringContainsString( 'claim_id_status_scheduled_date_gmt', $state->reading->finding );
		} finally {
			$wpdb->query( "ALTER TABLE $table ADD INDEX claim_id_status_scheduled_date_gmt (claim_id, status, scheduled_date_gmt)" );
		}
	}

	public function test_failed_jobs_that_are_cleaned_take_the_dead_letters_with_them(): void {
		add_filter( 'action_scheduler_default_cleaner_statuses', static fn ( array $statuses ): array => [ ...$statuses, 'failed' ] );
		self::assertSame( [ Status::Recommended, 'failures_vanish' ], [ $this->measured( 'queue_ground' )->status(), $this->measured( 'queue_ground' )->reading->reason ] );
		add_filter( 'action_scheduler_retention_period', static fn (): int => HOUR_IN_SECONDS );
		self::assertSame( Status::Critical, $this->measured( 'queue_ground' )->status() );
	}

	public function test_copies_of_two_main_versions_should_be_looked_at(): void {
		$versions = \ActionScheduler_Versions::instance();
		$register = ( new \ReflectionClass( $versions ) )->getProperty( 'versions' );
		$before   = $register->getValue( $versions );
		$versions->register( '2.9.0', '__return_null' );
		try {
			$state = $this->measured( 'queue_ground' );
			self::assertSame( 'two_main_versions', $state->reading->reason );
			self::assertStringContainsString( '2.9.0', $state->reading->finding );
		} finally {
			$register->setValue( $versions, $before );
		}
	}

	/** @param list<int> $gaps_s Seconds between starts; the last start is now. */
	private function start( ManualClock $clock, array $gaps_s ): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_heartbeats" );
		$services = $this->services( $clock );
		$services->heartbeats()->push_time( 'runner.wp_cron' );
		foreach ( $gaps_s as $gap ) {
			$clock->now_ms += $gap * 1000;
			$services->heartbeats()->push_time( 'runner.wp_cron' );
		}
	}

	private function begin( string $hook, string $group, int $since_s ): void {
		global $wpdb;
		ActionRows::add( 'in-progress', $hook, $group, -$since_s );
		$wpdb->update( $wpdb->prefix . 'actionscheduler_actions', [ 'last_attempt_gmt' => gmdate( 'Y-m-d H:i:s', time() - $since_s ) ], [ 'hook' => $hook ] );
	}
}
