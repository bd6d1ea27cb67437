<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;

final class ActionSchedulerProbeTest extends HealthTestCase {
	public function test_without_due_jobs_it_is_good(): void {
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', 600 );
		$state = $this->measured( 'action_scheduler' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
		self::assertSame( 0, $state->reading->value );
	}

	public function test_a_wait_within_the_cadence_of_the_runner_is_good(): void {
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', -40 );
		self::assertSame( Status::Good, $this->measured( 'action_scheduler' )->status() );
	}

	public function test_a_wait_past_the_cadence_and_the_limit_is_recommended(): void {
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', -120 );
		$state = $this->measured( 'action_scheduler' );
		self::assertSame( Status::Recommended, $state->status() );
		self::assertSame( 'late', $state->reading->reason );
		self::assertEqualsWithDelta( 120, $state->reading->value, 5 );
	}

	public function test_a_wait_that_no_runner_explains_is_critical_and_says_what_to_run(): void {
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', -900 );
		$state = $this->measured( 'action_scheduler' );
		self::assertSame( Status::Critical, $state->status() );
		$commands = array_map( static fn ( $action ): string => $action->target, $state->reading->actions );
		self::assertContains( 'wp action-scheduler run --group=smartalloc_allocate --batches=10', $commands );
	}

	public function test_jobs_of_a_paused_group_wait_on_purpose(): void {
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', -900 );
		$services = $this->services();
		$services->flags()->set( 'scheduling', 'smartalloc_allocate', 'off', 0, 'test', Actor::cli() );
		self::assertSame( Status::Good, $this->measured( 'action_scheduler' )->status() );
	}

	public function test_late_jobs_of_other_plugins_are_not_smartallocs_trouble(): void {
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -9_000 );
		self::assertSame( Status::Good, $this->measured( 'action_scheduler' )->status() );
	}

	public function test_a_late_job_behind_thousands_of_other_plugins_is_still_seen(): void {
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -90_000, 4_200 );
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', -900 );
		$state = $this->measured( 'action_scheduler' );
		self::assertSame( Status::Critical, $state->status(), $state->reading->finding );
		self::assertSame( 'late', $state->reading->reason );
	}

	public function test_where_none_of_our_hooks_has_a_job_thousands_of_others_are_not_our_trouble(): void {
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -90_000, 4_200 );
		self::assertSame( Status::Good, $this->measured( 'action_scheduler' )->status() );
	}

	public function test_when_our_jobs_cannot_be_seen_behind_others_it_is_not_green(): void {
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -90_000, 4_200 );
		ActionRows::silence_smartalloc();
		$state = $this->measured( 'action_scheduler' );
		self::assertSame( Status::Recommended, $state->status() );
		self::assertSame( 'partly_seen', $state->reading->reason );
	}

	public function test_thousands_of_later_jobs_of_other_plugins_hide_nothing_that_is_due(): void {
		ActionRows::add( 'pending', 'woocommerce_subscription', 'woocommerce', 86_400, 4_200 );
		self::assertSame( Status::Good, $this->measured( 'action_scheduler' )->status() );
	}

	public function test_with_its_table_gone_it_is_critical_and_what_rests_on_it_is_unknown_not_zero(): void {
		ActionRows::without_table(
			'actionscheduler_actions',
			function (): void {
				$report = $this->health()->check();
				self::assertSame( 'broken', $this->state( $report, 'action_scheduler' )->reading->reason );
				$child = $this->state( $report, 'dead_letters' );
				self::assertSame( Status::Unknown, $child->status() );
				self::assertSame( 'waits_for', $child->reading->reason );
				self::assertNull( $child->reading->value );
			}
		);
	}

	public function test_with_the_groups_table_gone_it_is_critical(): void {
		ActionRows::without_table(
			'actionscheduler_groups',
			fn () => self::assertSame( Status::Critical, $this->measured( 'action_scheduler' )->status() )
		);
	}

	public function test_with_the_plugins_really_absent_every_check_answers_and_none_of_theirs_is_green(): void {
		$this->must_use( "add_filter( 'option_active_plugins', static fn ( \$active ) => array_values( array_filter( (array) \$active, static fn ( \$name ) => str_contains( (string) \$name, 'smartalloc-ops' ) ) ) );" );
		$result = $this->fresh_process(
			'global $wpdb;
			$report = ( new \SmartAllocOps\Services( $wpdb ) )->health()->check();
			$found = [];
			foreach ( $report->states as $state ) { $found[ $state->probe->id() ] = [ $state->status()->value, $state->reading->reason, $state->reading->value ]; }
			return $found;'
		);
		self::assertTrue( $result->finished, $result->process->describe() );
		self::assertSame( [ 'critical', 'absent', null ], $result->value['gravity_forms'] );
		self::assertSame( [ 'critical', 'absent', null ], $result->value['action_scheduler'] );
		self::assertSame( [ 'unknown', 'waits_for', null ], $result->value['submission_path'] );
		self::assertSame( [ 'unknown', 'waits_for', null ], $result->value['dead_letters'] );
		self::assertSame( 'good', $result->value['utc'][0] );
	}
}
