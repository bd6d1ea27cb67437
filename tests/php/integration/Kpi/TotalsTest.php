<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\MetricStore;
use SmartAllocOps\Kpi\RollUp;
use SmartAllocOps\Kpi\Totals;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** What a scraper reads must never fall: it would take that for a restart and count everything once more. */
final class TotalsTest extends KpiTestCase {
	public function test_over_months_of_ticks_the_total_is_the_truth_at_every_moment_and_never_falls(): void {
		$clock = self::clock();
		$truth = [ 'n' => 0, 'total' => 0.0 ];
		$last  = $truth;
		mt_srand( 7 );
		// Three hours a step, with late samples, ticks that stay away, and one that is sent back.
		for ( $step = 0; $step < 8 * 45; $step++ ) {
			$recorder = $this->services( $clock )->kpi_services()->recorder();
			for ( $n = mt_rand( 0, 3 ); $n > 0; $n-- ) {
				$value = mt_rand( 0, 900_000 ) / 7;
				$recorder->sample( Metric::QueueWait, 'smartalloc_notify', $value, $clock->now_ms - mt_rand( 0, 40 ) * 3_600_000 );
				++$truth['n'];
				$truth['total'] += round( $value * 64 ) / 64;
			}
			$recorder->flush();
			if ( 0 !== mt_rand( 0, 3 ) ) {
				$this->tick( $clock );
			}
			$now = $this->total( $clock );
			self::assertSame( $truth, $now, "step $step" );
			self::assertGreaterThanOrEqual( $last, $now, "step $step" );
			$last            = $now;
			$clock->now_ms += 3 * 3_600_000;
		}
		global $wpdb;
		self::assertNotSame( '0', $wpdb->get_var( "SELECT SUM(n) FROM {$wpdb->prefix}smartalloc_ops_metric_totals" ), 'Nothing was folded: the test proves nothing.' );
	}

	public function test_what_retention_takes_away_stays_counted(): void {
		$clock = self::clock();
		$this->fail_jobs( $clock, 5 );
		foreach ( [ RollUp::KEEP_MINUTES_MS, RollUp::KEEP_HOURS_MS, RollUp::KEEP_DAYS_MS ] as $later ) {
			$clock->now_ms += $later + MetricStore::DAY_MS;
			$this->finish( $clock );
			self::assertSame( 5, $this->total( $clock, Metric::QueueFailed )['n'] );
		}
		self::assertSame( [], $this->counted( MetricStore::DAYS ) );
		self::assertSame( 5, $this->counted( Totals::TABLE )['queue.failed smartalloc_notify'] );
	}

	public function test_a_day_that_is_not_in_the_totals_is_not_taken_away(): void {
		$clock = self::clock();
		for ( $day = 0; $day < 4; $day++ ) {
			$this->fail_jobs( $clock, 5 );
			$clock->now_ms += MetricStore::DAY_MS;
		}
		$clock->now_ms += 10 * MetricStore::DAY_MS;
		$this->finish( $clock );
		global $wpdb;
		// As if this site had been brought up to date after years: nothing is in the totals yet.
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_metric_totals" );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_metric_cursors WHERE name = 'totals'" );
		$clock->now_ms += RollUp::KEEP_DAYS_MS;
		// Time for one day only, and all four are old enough to go.
		$this->services( $clock )->kpi_services()->roll_up()->run( 0 );
		self::assertSame( 20, $this->total( $clock, Metric::QueueFailed )['n'] );
	}

	public function test_killed_after_adding_a_day_it_is_not_added_once_more(): void {
		$clock = self::clock();
		$this->fail_jobs( $clock, 5 );
		$clock->now_ms += 10 * MetricStore::DAY_MS;
		for ( $kill = 0; $kill < 2; $kill++ ) {
			$worker = $this->parallel( 1, 'global $wpdb; ( new SmartAllocOps\Services( $wpdb, new SmartAllocOps\Tests\Unit\Signal\ManualClock( $args["now"] ) ) )->kpi_services()->roll_up()->run( 60000 ); return true;', [ 'now' => $clock->now_ms ], [ CrashPoint::VARIABLE => 'kpi.folded' ] )[0];
			self::assertFalse( $worker->finished, 'It was to be killed.' );
			self::assertSame( 5, $this->total( $clock, Metric::QueueFailed )['n'], 'Between the two statements.' );
		}
		$this->finish( $clock );
		self::assertSame( 5, $this->total( $clock, Metric::QueueFailed )['n'] );
	}

	public function test_a_tick_between_two_readings_neither_hides_nor_doubles(): void {
		$clock = self::clock();
		$this->fail_jobs( $clock, 5 );
		// Minutes that are old enough to go, in a day that is too young for the totals.
		$clock->now_ms += 3 * MetricStore::DAY_MS;
		// The bounds are read, and before the sums are, a tick moves everything on.
		$is_done = false;
		$between = function ( string $sql ) use ( $clock, &$is_done ): string {
			if ( ! $is_done && str_contains( $sql, 'UNION ALL' ) && str_contains( $sql, 'metric_totals' ) ) {
				$is_done = true;
				$this->finish( $clock );
			}
			return $sql;
		};
		add_filter( 'query', $between );
		$total = $this->total( $clock, Metric::QueueFailed )['n'];
		self::assertTrue( $is_done );
		self::assertSame( 5, $total );
	}

	public function test_ticks_at_the_same_time_add_a_day_once(): void {
		$clock = self::clock();
		for ( $day = 0; $day < 12; $day++ ) {
			$this->fail_jobs( $clock, 5 );
			$clock->now_ms += MetricStore::DAY_MS;
		}
		$clock->now_ms += 10 * MetricStore::DAY_MS;
		$workers = $this->parallel( 4, 'global $wpdb; $roll_up = ( new SmartAllocOps\Services( $wpdb, new SmartAllocOps\Tests\Unit\Signal\ManualClock( $args["now"] ) ) )->kpi_services()->roll_up(); $tries = 0; while ( ! $roll_up->run( 20 ) && ++$tries < 500 ) {} return $tries;', [ 'now' => $clock->now_ms ] );
		foreach ( $workers as $worker ) {
			self::assertTrue( $worker->finished, $worker->process->describe() );
		}
		$this->finish( $clock );
		self::assertSame( 60, $this->total( $clock, Metric::QueueFailed )['n'] );
	}

	public function test_no_more_is_read_than_lies_between_the_cursors_and_now(): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		$clock = self::clock();
		for ( $day = 0; $day < 20; $day++ ) {
			for ( $hour = 0; $hour < 24; $hour++ ) {
				$recorder = $this->services( $clock )->kpi_services()->recorder();
				foreach ( [ 'smartalloc_notify', 'smartalloc_export' ] as $scope ) {
					for ( $n = 0; $n < 10; $n++ ) {
						$recorder->sample( Metric::QueueWait, $scope, 2 ** $n );
					}
				}
				$recorder->flush();
				$clock->now_ms += 3_600_000;
			}
			$this->finish( $clock );
		}
		global $wpdb;
		$read = function () use ( $wpdb, $clock ): int {
			$wpdb->query( 'FLUSH STATUS' );
			$this->total( $clock );
			return array_sum( array_map( 'intval', array_column( (array) $wpdb->get_results( "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_next', 'Handler_read_prev', 'Handler_read_first', 'Handler_read_last')", ARRAY_N ), 1 ) ) );
		};
		self::assertGreaterThan( 9_000, array_sum( [ (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}smartalloc_ops_metrics_hour" ) ] ) );
		self::assertLessThan( 1_500, $read() );
	}

	private function fail_jobs( ManualClock $clock, int $n ): void {
		$recorder = $this->services( $clock )->kpi_services()->recorder();
		$recorder->count( Metric::QueueFailed, 'smartalloc_notify', $n );
		$recorder->flush();
	}

	private function tick( ManualClock $clock ): void {
		$this->services( $clock )->kpi_services()->roll_up()->run( 1_000 );
	}

	private function finish( ManualClock $clock ): void {
		for ( $tick = 0; $tick < 2_000; $tick++ ) {
			if ( $this->services( $clock )->kpi_services()->roll_up()->run( 5_000 ) ) {
				return;
			}
		}
		self::fail( 'Summing does not come to an end.' );
	}

	/** @return array{n: int, total: float} */
	private function total( ManualClock $clock, Metric $metric = Metric::QueueWait ): array {
		$doublings = $this->services( $clock )->kpi_services()->totals()->all()[ $metric->value ]['smartalloc_notify'] ?? [];
		return [
			'n'     => array_sum( array_column( $doublings, 'n' ) ),
			'total' => (float) array_sum( array_column( $doublings, 'total' ) ),
		];
	}
}
