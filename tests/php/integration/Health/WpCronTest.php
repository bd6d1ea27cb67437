<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use PHPUnit\Framework\Attributes\TestWith;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Status;

final class WpCronTest extends HealthTestCase {
	#[TestWith( [ 60, Status::Good ] )]
	#[TestWith( [ 1_200, Status::Recommended ] )]
	#[TestWith( [ 5_000, Status::Critical ] )]
	public function test_it_is_judged_by_the_most_overdue_event( int $late_s, Status $status ): void {
		wp_schedule_single_event( time() - $late_s, 'somebodys_event' );
		$state = $this->measured( 'wp_cron' );
		wp_unschedule_hook( 'somebodys_event' );
		self::assertSame( $status, $state->status(), $state->reading->finding );
		self::assertEqualsWithDelta( $late_s, $state->reading->value, 5 );
		if ( Status::Good !== $status ) {
			self::assertStringContainsString( 'somebodys_event', $state->reading->finding );
			self::assertSame( 'wp cron event run --due-now', $state->reading->actions[0]->target );
		}
	}

	public function test_an_event_that_comms_holds_is_late_on_purpose(): void {
		wp_schedule_single_event( time() - 5_000, 'smartalloc_mail_retry', [ 1 ] );
		self::assertSame( Status::Critical, $this->measured( 'wp_cron' )->status() );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'a test', Actor::cli() );
		self::assertSame( Status::Good, $this->measured( 'wp_cron' )->status() );
	}

	public function test_a_list_that_cannot_be_read_is_critical(): void {
		add_filter( 'option_cron', static fn (): string => 'broken' );
		self::assertSame( [ Status::Critical, 'broken' ], [ $this->measured( 'wp_cron' )->status(), $this->measured( 'wp_cron' )->reading->reason ] );
	}

	public function test_its_self_test_leaves_no_event_behind(): void {
		global $wpdb;
		$before = $wpdb->get_var( "SELECT option_value FROM {$wpdb->options} WHERE option_name = 'cron'" );
		self::assertTrue( $this->health()->self_test( 'wp_cron', Actor::cli() )->passed() );
		self::assertSame( $before, $wpdb->get_var( "SELECT option_value FROM {$wpdb->options} WHERE option_name = 'cron'" ) );
	}
}
