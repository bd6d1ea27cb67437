<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkError;
use SmartAllocOps\Work\WorkOutcome;

final class DeadLettersTest extends HealthTestCase {
	public function test_up_to_the_limit_is_good(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 5 );
		$state = $this->measured( 'dead_letters' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
		self::assertSame( 5, $state->reading->value );
	}

	public function test_one_more_than_the_limit_is_critical_and_links_to_them(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 6 );
		$state = $this->measured( 'dead_letters' );
		self::assertSame( Status::Critical, $state->status() );
		self::assertSame( 6, $state->reading->value );
		self::assertStringContainsString( 'page=smartalloc-ops&tab=queue&state=failed', $state->reading->actions[0]->target );
	}

	public function test_the_limit_is_the_sites_own(): void {
		$this->configure( [ 'dead_letter_limit' => 1 ] );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 2 );
		self::assertSame( Status::Critical, $this->measured( 'dead_letters' )->status() );
	}

	public function test_a_hook_of_smartalloc_counts_in_whatever_group_it_is(): void {
		ActionRows::add( 'failed', 'smartalloc_export_run', 'default', -60, 6 );
		self::assertSame( 6, $this->measured( 'dead_letters' )->reading->value );
	}

	public function test_failed_jobs_of_other_plugins_do_not_count(): void {
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -60, 50 );
		self::assertSame( 0, $this->measured( 'dead_letters' )->reading->value );
	}

	public function test_failed_work_of_wp_cron_mode_counts(): void {
		for ( $number = 0; $number < 6; $number++ ) {
			$this->fail_a_job( "job:$number" );
		}
		self::assertSame( 6, $this->measured( 'dead_letters' )->reading->value );
	}

	public function test_what_a_flag_holds_is_no_dead_letter(): void {
		$work = $this->services()->work_store();
		for ( $number = 0; $number < 9; $number++ ) {
			$work->hold( new NewWork( "held:$number", 'gf_notification', 'gform_notification', 'smartalloc_notify', [] ), new Hold( 'comms', '', 1 ) );
		}
		ActionRows::add( 'smartalloc-held', 'smartalloc_notify', 'smartalloc_notify', -60, 9 );
		self::assertSame( 0, $this->measured( 'dead_letters' )->reading->value );
	}

	public function test_when_the_table_of_work_cannot_be_read_it_is_unknown_and_has_no_number(): void {
		ActionRows::without_table(
			'smartalloc_ops_work',
			function (): void {
				$state = $this->measured( 'dead_letters' );
				self::assertSame( Status::Unknown, $state->status() );
				self::assertSame( 'threw', $state->reading->reason );
				self::assertNull( $state->reading->value );
			}
		);
	}

	public function test_dead_letters_behind_thousands_of_other_failures_are_found(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -90_000, 7 );
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -3_600, 4_100 );
		$state = $this->measured( 'dead_letters' );
		self::assertSame( Status::Critical, $state->status(), $state->reading->finding );
		self::assertSame( 7, $state->reading->value );
	}

	public function test_where_not_all_failures_could_be_seen_few_dead_letters_are_not_green(): void {
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -3_600, 4_100 );
		self::assertSame( Status::Good, $this->measured( 'dead_letters' )->status(), 'Each of our hooks was looked for.' );
		ActionRows::silence_smartalloc();
		$state = $this->measured( 'dead_letters' );
		self::assertSame( Status::Recommended, $state->status() );
		self::assertSame( 'partly_seen', $state->reading->reason );
	}

	private function fail_a_job( string $key ): void {
		$work = $this->services()->work_store();
		$item = $work->enqueue( new NewWork( $key, 'cron_job', 'smartalloc_notify', 'smartalloc_notify', [] ) );
		self::assertNotNull( $item );
		$leased = $work->lease( $item, 'test' );
		self::assertNotNull( $leased );
		self::assertTrue( $work->finish( $leased, WorkOutcome::failed( WorkError::named( 'test' ) ) ) );
	}
}
