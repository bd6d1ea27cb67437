<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Kpi\KpiCatalog;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** Every KPI can turn red and comes back, and nobody else sees it. */
final class KpiSelfTestTest extends KpiTestCase {
	/** @return iterable<string, array{string, Status}> Each KPI and what its red is: the list of the playbook, not that of the code. */
	public static function kpis(): iterable {
		foreach ( [ 'queue.failure_rate', 'queue.wait_p95', 'queue.dead_letters', 'allocation.duration_p95', 'allocation.conflicts', 'allocation.duplicates', 'export.peak_memory', 'export.crashes', 'export.duration_p95', 'comms.delivery_rate', 'comms.duplicates', 'forms.error_rate', 'forms.compatibility' ] as $id ) {
			yield $id => [ $id, Status::Critical ];
		}
		yield 'comms.send_p95' => [ 'comms.send_p95', Status::Recommended ];
		yield 'comms.bounce_rate' => [ 'comms.bounce_rate', Status::Recommended ];
	}

	#[DataProvider( 'kpis' )]
	public function test_each_is_good_turns_red_under_known_samples_and_comes_back( string $id, Status $red ): void {
		$proof = $this->services()->kpi_services()->self_test()->prove( $id, Actor::cli() );
		self::assertSame( [ Status::Good, $red, Status::Good, true ], [ $proof['before']->status, $proof['under_fault']->status, $proof['afterwards']->status, $proof['passed'] ], $proof['under_fault']->finding );
	}

	#[DataProvider( 'kpis' )]
	public function test_it_holds_at_the_limits_of_another_site( string $id, Status $red ): void {
		$this->configure( [ 'limit_queue_failures' => 200, 'limit_queue_wait' => 600, 'limit_delivery' => 500, 'limit_bounces' => 300, 'limit_form_errors' => 300, 'limit_send_duration' => 20_000 ] );
		self::assertTrue( $this->services()->kpi_services()->self_test()->prove( $id, Actor::cli() )['passed'] );
	}

	public function test_every_kpi_of_the_catalog_is_in_this_list(): void {
		self::assertEqualsCanonicalizing( array_keys( ( new KpiCatalog( Config::load() ) )->all() ), array_keys( [ ...self::kpis() ] ) );
	}

	public function test_nothing_is_written_but_that_it_was_done_so_that_no_series_verdict_or_alert_sees_it(): void {
		$before = Tables::checksums();
		$test   = $this->services()->kpi_services()->self_test();
		foreach ( $test->ids() as $id ) {
			$test->prove( $id, Actor::user( Users::id( 'smartalloc_owner' ) ) );
		}
		$changed = array_keys( array_diff_assoc( Tables::checksums(), $before ) );
		self::assertSame( [ $this->services()->db->table( 'journal' ) ], $changed );
	}

	public function test_it_is_journaled_and_whoever_may_not_is_refused(): void {
		global $wpdb;
		$test = $this->services()->kpi_services()->self_test();
		$test->prove( 'queue.wait_p95', Actor::cli() );
		self::assertSame( 'kpi:queue.wait_p95', $wpdb->get_var( "SELECT subject FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event = 'kpi.self_test'" ) );
		try {
			$test->prove( 'queue.nonsense', Actor::cli() );
			self::fail( 'There is none.' );
		} catch ( NotFound ) {
			$this->expectException( Forbidden::class );
			$test->prove( 'queue.wait_p95', Actor::user( Users::id( 'smartalloc_support' ) ) );
		}
	}
}
