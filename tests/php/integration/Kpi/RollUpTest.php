<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Kpi\Histogram;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\MetricStore;
use SmartAllocOps\Kpi\RollUp;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** Minutes become hours and hours days, whatever interrupts it, and nothing goes before it is summed. */
final class RollUpTest extends KpiTestCase {
	public function test_hours_and_days_hold_what_their_minutes_held(): void {
		[ $clock, $values ] = $this->load( 30 );
		$this->finish( $clock );
		self::assertSame( $this->counted(), $this->counted( MetricStore::HOURS ) );
		foreach ( [ 'a', 'b' ] as $scope ) {
			$truth = Histogram::of( $values[ $scope ] );
			$hours = $this->stored( Metric::QueueWait, $scope, MetricStore::HOURS );
			self::assertEqualsWithDelta( $truth->percentile( 0.95 ), $hours->percentile( 0.95 ), 0.001 );
			self::assertEqualsWithDelta( $truth->peak(), $hours->peak(), 0.001 );
			self::assertEqualsWithDelta( $truth->mean(), $hours->mean(), 0.01 );
		}
	}

	public function test_summed_twice_it_is_the_same(): void {
		[ $clock ] = $this->load( 5 );
		$this->finish( $clock );
		$once = $this->counted( MetricStore::HOURS );
		$this->services( $clock )->kpi_services()->roll_up()->came_late( 0 );
		$this->finish( $clock );
		self::assertSame( $once, $this->counted( MetricStore::HOURS ) );
	}

	public function test_minutes_go_after_two_days_and_their_hours_stay(): void {
		[ $clock ] = $this->load( 10 );
		$counted   = $this->counted();
		$clock->now_ms += RollUp::KEEP_MINUTES_MS + 3_600_000;
		$this->finish( $clock );
		self::assertSame( [], $this->counted() );
		self::assertSame( $counted, $this->counted( MetricStore::HOURS ) );
		self::assertSame( $counted, $this->counted( MetricStore::DAYS ) );
		$clock->now_ms += RollUp::KEEP_HOURS_MS;
		$this->finish( $clock );
		self::assertSame( [], $this->counted( MetricStore::HOURS ) );
		self::assertSame( $counted, $this->counted( MetricStore::DAYS ) );
		$clock->now_ms += RollUp::KEEP_DAYS_MS;
		$this->finish( $clock );
		self::assertSame( [], $this->counted( MetricStore::DAYS ) );
	}

	public function test_a_tick_that_stood_still_for_days_sums_before_it_takes_away(): void {
		[ $clock ] = $this->load( 10 );
		$counted   = $this->counted();
		$this->finish( $clock );
		$clock->now_ms += 9 * 86_400_000;
		$this->services( $clock )->kpi_services()->roll_up()->run( 0 );
		$this->finish( $clock );
		self::assertSame( $counted, $this->counted( MetricStore::DAYS ) );
		self::assertSame( [], $this->counted() );
	}

	public function test_a_tick_does_at_least_one_slice_however_little_time_it_has(): void {
		[ $clock ] = $this->load( 3 );
		$roll_up   = $this->services( $clock )->kpi_services()->roll_up();
		$ticks     = 0;
		while ( ! $roll_up->run( 0 ) ) {
			self::assertLessThan( 200, ++$ticks );
		}
		self::assertGreaterThan( 2, $ticks );
		self::assertSame( $this->counted(), $this->counted( MetricStore::HOURS ) );
	}

	public function test_killed_between_summing_and_its_note_it_does_the_slice_again(): void {
		[ $clock ] = $this->load( 2 );
		$counted   = $this->counted();
		for ( $kill = 0; $kill < 2; $kill++ ) {
			$worker = $this->parallel( 1, 'global $wpdb; ( new SmartAllocOps\Services( $wpdb, new SmartAllocOps\Tests\Unit\Signal\ManualClock( $args["now"] ) ) )->kpi_services()->roll_up()->run( 60000 ); return true;', [ 'now' => $clock->now_ms ], [ CrashPoint::VARIABLE => 'kpi.rolled' ] )[0];
			self::assertFalse( $worker->finished, 'It was to be killed.' );
		}
		$this->finish( $clock );
		self::assertSame( $counted, $this->counted( MetricStore::HOURS ) );
	}

	public function test_ticks_at_the_same_time_take_nothing_from_each_other(): void {
		[ $clock ] = $this->load( 10 );
		$counted   = $this->counted();
		$clock->now_ms += RollUp::KEEP_MINUTES_MS + 3_600_000;
		$workers = $this->parallel( 4, 'global $wpdb; $roll_up = ( new SmartAllocOps\Services( $wpdb, new SmartAllocOps\Tests\Unit\Signal\ManualClock( $args["now"] ) ) )->kpi_services()->roll_up(); $tries = 0; while ( ! $roll_up->run( 50 ) && ++$tries < 500 ) {} return $tries;', [ 'now' => $clock->now_ms ] );
		foreach ( $workers as $worker ) {
			self::assertTrue( $worker->finished, $worker->process->describe() );
		}
		$this->finish( $clock );
		self::assertSame( [], $this->counted() );
		self::assertSame( $counted, $this->counted( MetricStore::DAYS ) );
	}

	/**
	 * Values over as many hours, from a clock that starts there and then stands a little after them.
	 *
	 * @return array{ManualClock, array<string, list<float>>} Values by scope.
	 */
	private function load( int $hours ): array {
		$clock    = self::clock();
		$recorder = $this->services( $clock )->kpi_services()->recorder();
		$values   = [];
		mt_srand( 11 );
		for ( $minute = 0; $minute < $hours * 60; $minute += 13 ) {
			foreach ( [ 'a', 'b' ] as $scope ) {
				$value              = mt_rand( 1, 90_000 ) / 7;
				$values[ $scope ][] = $value;
				$recorder->sample( Metric::QueueWait, $scope, $value );
				$recorder->count( Metric::QueueOk, $scope, 2 );
			}
			$clock->now_ms += 13 * 60_000;
		}
		$recorder->flush();
		$clock->now_ms += 2 * 3_600_000;
		return [ $clock, $values ];
	}

	private function finish( ManualClock $clock ): void {
		$roll_up = $this->services( $clock )->kpi_services()->roll_up();
		for ( $tick = 0; $tick < 2_000; $tick++ ) {
			if ( $roll_up->run( 5_000 ) ) {
				return;
			}
		}
		self::fail( 'Summing does not come to an end.' );
	}
}
