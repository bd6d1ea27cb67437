<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Kpi\Histogram;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\Series;
use SmartAllocOps\Kpi\SeriesPoint;
use SmartAllocOps\Kpi\SeriesWindow;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** How a KPI went, held to what was put in: the arithmetic is done here once more, by hand. */
final class SeriesTest extends KpiTestCase {
	private const MINUTE = 60_000;
	private const HOUR   = 3_600_000;
	private const DAY    = 86_400_000;

	private int $now;

	protected function setUp(): void {
		parent::setUp();
		// Half an hour and some seconds into an hour.
		$this->now = intdiv( self::clock()->now_ms, self::HOUR ) * self::HOUR + 30 * self::MINUTE + 7_000;
	}

	public function test_durations_are_percentiles_of_the_values_of_each_minute(): void {
		$early = [ 3, 8, 15, 40, 41, 43, 90, 120, 700, 2_500 ];
		$late  = range( 10, 2_000, 10 );
		$this->record_at( $this->now - 20 * self::MINUTE, [ 'allocation.run' => $early ], '150' );
		$this->record_at( $this->now - 3 * self::MINUTE, [ 'allocation.run' => $late ], '150' );
		$series = $this->series( 'allocation.duration_p95', SeriesWindow::Hour );
		self::assertCount( 60, $series->points );
		self::assertSame( [ 39 => 10, 56 => 200 ], array_filter( self::ns( $series ) ) );
		foreach ( [ 39 => $early, 56 => $late ] as $index => $values ) {
			$point = $series->points[ $index ];
			self::assertEqualsWithDelta( self::nearest_rank( $values, 95 ), $point->value, Histogram::ERROR * self::nearest_rank( $values, 95 ) );
			self::assertEqualsWithDelta( self::nearest_rank( $values, 50 ), $point->p50, Histogram::ERROR * self::nearest_rank( $values, 50 ) );
			self::assertEqualsWithDelta( self::nearest_rank( $values, 99 ), $point->p99, Histogram::ERROR * self::nearest_rank( $values, 99 ) );
		}
		self::assertSame( intdiv( $this->now, self::MINUTE ) * self::MINUTE - 20 * self::MINUTE, $series->points[39]->at );
	}

	public function test_a_rate_has_its_number_and_how_sure_it_is(): void {
		$this->record_at( $this->now - 5 * self::MINUTE, [ 'queue.ok' => 47, 'queue.failed' => 3 ], 'smartalloc_notify' );
		$point = self::only( $this->series( 'queue.failure_rate', SeriesWindow::Hour ) );
		self::assertSame( [ 50, 6.0 ], [ $point->n, $point->value ] );
		// Wilson at 1.96 for 3 of 50: centre (0.06 + 3.8416 / 100) / (1 + 3.8416 / 50) = 0.0914, half width 1.96 / 1.0768 * sqrt( 0.06 * 0.94 / 50 + 3.8416 / 10000 ) = 0.0708.
		self::assertEqualsWithDelta( 2.06, $point->low, 0.01 );
		self::assertEqualsWithDelta( 16.22, $point->high, 0.01 );
	}

	public function test_a_rate_of_good_ones_is_told_as_that(): void {
		$this->record_at( $this->now, [ 'comms.sent' => 47, 'comms.failed' => 5, 'comms.recovered' => 2 ], 'mail' );
		$point = self::only( $this->series( 'comms.delivery_rate', SeriesWindow::Hour ) );
		self::assertSame( [ 50, 94.0 ], [ $point->n, $point->value ] );
		self::assertTrue( $point->low < 94 && 94 < $point->high && $point->high < 100 );
	}

	public function test_what_nothing_was_measured_of_has_no_value_and_what_went_well_has_zero(): void {
		$this->record_at( $this->now - 8 * self::MINUTE, [ 'allocation.done' => 4 ], '150' );
		$this->record_at( $this->now - 2 * self::MINUTE, [ 'allocation.done' => 6, 'allocation.conflict' => 2 ], '150' );
		$values = array_map( static fn ( SeriesPoint $point ): int|float|null => $point->value, $this->series( 'allocation.conflicts', SeriesWindow::Hour )->points );
		self::assertSame( [ 51 => 0, 57 => 2 ], array_filter( $values, static fn ( int|float|null $value ): bool => null !== $value ) );
	}

	public function test_the_largest_export_of_a_stretch_is_its_value(): void {
		$this->record_at( $this->now - self::MINUTE, [ 'export.peak' => [ 5_000_000, 99_000_001, 7 ] ], '' );
		self::assertSame( 99_000_001.0, self::only( $this->series( 'export.peak_memory', SeriesWindow::Hour ) )->value );
	}

	public function test_what_checks_measure_has_a_history_from_the_judging_of_each_minute(): void {
		foreach ( [ 9 => 2, 8 => 7, 4 => 0 ] as $ago => $letters ) {
			$this->judge_at( $this->now - $ago * self::MINUTE, Reading::good( 'Some.', $letters, 'jobs' ), Reading::critical( 'differs', 'One of four.', [], 3, 'forms', 4 ) );
		}
		$this->judge_at( $this->now - self::MINUTE, null, null );
		self::assertSame( [ 50 => 2.0, 51 => 7.0, 55 => 0.0 ], self::values( $this->series( 'queue.dead_letters', SeriesWindow::Hour ) ) );
		self::assertSame( [ 50 => 75.0, 51 => 75.0, 55 => 75.0 ], self::values( $this->series( 'forms.compatibility', SeriesWindow::Hour ) ) );
	}

	/** @return iterable<string, array{SeriesWindow, int, int}> Window, stretches, milliseconds of one. */
	public static function windows(): iterable {
		yield 'an hour by minutes' => [ SeriesWindow::Hour, 60, self::MINUTE ];
		yield 'a day by quarters' => [ SeriesWindow::Day, 96, 15 * self::MINUTE ];
		yield 'a week by two hours' => [ SeriesWindow::Week, 84, 2 * self::HOUR ];
		yield 'five weeks by days' => [ SeriesWindow::Month, 35, self::DAY ];
	}

	#[DataProvider( 'windows' )]
	public function test_each_event_is_in_the_stretch_it_happened_in_whatever_is_summed_already( SeriesWindow $window, int $steps, int $step_ms ): void {
		$begin = intdiv( $this->now, $step_ms ) * $step_ms - ( $steps - 1 ) * $step_ms;
		$truth = [];
		// Older than the window, its first moment, some between, and now.
		$times = [ $begin - 1, $begin, $begin + 7 * $step_ms + 1, $this->now - 40 * self::MINUTE, $this->now - 61 * self::MINUTE, $this->now - 3 * self::HOUR, $this->now - self::DAY, $this->now - 3 * self::DAY, $this->now ];
		sort( $times );
		foreach ( $times as $number => $at ) {
			$this->sum_up_at( $at );
			$this->record_at( $at, [ 'queue.ok' => $number + 1 ], 'x' );
			if ( $at >= $begin ) {
				$index           = intdiv( $at - $begin, $step_ms );
				$truth[ $index ] = ( $truth[ $index ] ?? 0 ) + $number + 1;
			}
		}
		ksort( $truth );
		foreach ( [ 'as the ticks left it', 'all that can be' ] as $state ) {
			$series = $this->series( 'queue.failure_rate', $window );
			self::assertSame( $truth, array_filter( self::ns( $series ) ), "Summed: $state." );
			self::assertSame( range( $begin, $begin + ( $steps - 1 ) * $step_ms, $step_ms ), array_map( static fn ( SeriesPoint $point ): int => $point->at, $series->points ) );
			$this->sum_up_at( $this->now );
		}
	}

	public function test_a_part_is_told_by_itself_and_what_was_lost_is_flagged_there_too(): void {
		$this->record_at( $this->now - 4 * self::MINUTE, [ 'queue.ok' => 90 ], 'smartalloc_allocate' );
		$this->record_at( $this->now - 4 * self::MINUTE, [ 'queue.ok' => 6, 'queue.failed' => 4 ], 'smartalloc_notify' );
		$this->record_at( $this->now - 4 * self::MINUTE, [ 'recorder.lost' => 12 ], '' );
		$this->judge_at( $this->now, null, null );
		$whole = self::only( $this->series( 'queue.failure_rate', SeriesWindow::Hour ) );
		self::assertSame( [ 100, 4.0, 12 ], [ $whole->n, $whole->value, $whole->lost ] );
		foreach ( [ SeriesWindow::Hour, SeriesWindow::Week ] as $window ) {
			$part = self::only( $this->series( 'queue.failure_rate', $window, 'smartalloc_notify' ) );
			self::assertSame( [ 10, 40.0, 12 ], [ $part->n, $part->value, $part->lost ] );
		}
	}

	public function test_a_part_that_is_not_there_is_no_empty_chart(): void {
		$this->record_at( $this->now, [ 'queue.ok' => 90 ], 'smartalloc_allocate' );
		$this->judge_at( $this->now, null, null );
		try {
			$this->series( 'queue.failure_rate', SeriesWindow::Day, 'smartaloc_allocate' );
			self::fail( 'It was found.' );
		} catch ( NotFound $missing ) {
			self::assertStringContainsString( 'There are: smartalloc_allocate.', $missing->getMessage() );
		}
		$this->expectException( InvalidField::class );
		$this->series( 'export.crashes', SeriesWindow::Day, 'smartalloc_allocate' );
	}

	public function test_numbers_that_cannot_be_read_are_an_error_and_no_gap(): void {
		ActionRows::without_table(
			'smartalloc_ops_metrics_minute',
			function (): void {
				$this->expectException( DatabaseError::class );
				$this->series( 'queue.failure_rate', SeriesWindow::Day );
			}
		);
	}

	#[DataProvider( 'windows' )]
	public function test_it_takes_few_statements_and_gives_few_points_however_much_was_measured( SeriesWindow $window, int $steps ): void {
		foreach ( [ 1, 90, 1_000, 3_000 ] as $minutes ) {
			foreach ( [ 'smartalloc_allocate', 'smartalloc_notify', 'other' ] as $scope ) {
				$this->record_at( $this->now - $minutes * self::MINUTE, [ 'queue.wait' => range( 1, 4_000, 13 ) ], $scope );
			}
		}
		$this->sum_up_at( $this->now );
		$statements = 0;
		$count      = static function ( string $sql ) use ( &$statements ): string {
			++$statements;
			return $sql;
		};
		$service    = $this->at( $this->now )->series();
		add_filter( 'query', $count );
		$series = $service->of( 'queue.wait_p95', '', $window );
		remove_filter( 'query', $count );
		// Cursors, three tables, five kinds of marks, and the columns of a table of Action Scheduler at times.
		self::assertLessThanOrEqual( 10, $statements );
		self::assertCount( $steps, $series->points );
		self::assertLessThanOrEqual( 150, $steps );
	}

	public function test_every_kpi_has_a_series_and_a_trend(): void {
		$services = $this->services( new ManualClock( $this->now ) );
		$states   = $services->kpi_services()->kpis()->report()->states;
		foreach ( $states as $state ) {
			self::assertSame( [ 0 ], array_values( array_unique( self::ns( $services->kpi_services()->series()->of( $state->kpi->id, '', SeriesWindow::Week ) ) ) ), $state->kpi->id );
		}
		self::assertCount( 15, $services->kpi_services()->trends()->of( array_map( static fn ( $state ) => $state->kpi, $states ) ) );
	}

	public function test_the_trend_is_the_last_day_by_hours_in_three_statements(): void {
		foreach ( [ 0 => 1, 90 => 2, 23 * 60 => 4, 25 * 60 => 8 ] as $ago => $crashes ) {
			$this->record_at( $this->now - $ago * self::MINUTE, [ 'export.crashed' => $crashes ], '' );
		}
		$this->record_at( $this->now - 10 * self::HOUR, [ 'export.ended' => 3 ], '' );
		$this->sum_up_at( $this->now );
		$statements = 0;
		$count      = static function ( string $sql ) use ( &$statements ): string {
			++$statements;
			return $sql;
		};
		$kpis       = array_map( static fn ( $state ) => $state->kpi, $this->at( $this->now )->kpis()->report()->states );
		$trends     = $this->at( $this->now )->trends();
		add_filter( 'query', $count );
		$trend = $trends->of( $kpis )['export.crashes'];
		remove_filter( 'query', $count );
		self::assertSame( [ 0 => 4, 13 => 0, 22 => 2, 23 => 1 ], array_filter( $trend['values'], static fn ( int|float|null $value ): bool => null !== $value ) );
		self::assertSame( [ 24, intdiv( $this->now, self::HOUR ) * self::HOUR - 23 * self::HOUR ], [ count( $trend['values'] ), $trend['at'] ] );
		self::assertLessThanOrEqual( 3, $statements );
	}

	private function at( int $now ): \SmartAllocOps\KpiServices {
		return $this->services( new ManualClock( $now ) )->kpi_services();
	}

	private function series( string $kpi, SeriesWindow $window, string $scope = '' ): Series {
		return $this->at( $this->now )->series()->of( $kpi, $scope, $window );
	}

	/** The judging of a tick at that time, and what the checks said then; null: they said nothing that holds. */
	private function judge_at( int $at, ?Reading $dead_letters, ?Reading $schema ): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_verdicts" );
		$services = $this->services( new ManualClock( $at ) );
		foreach ( array_filter( [ 'dead_letters' => $dead_letters, 'schema' => $schema ] ) as $probe => $reading ) {
			( new VerdictStore( $services->db ) )->save( new Verdict( $probe, $reading, $at, $at + 300_000, 1 ) );
		}
		$services->kpi_services()->kpis()->judge();
		$services->kpi_services()->recorder()->flush();
	}

	/** @return array<int, int> */
	private static function ns( Series $series ): array {
		return array_map( static fn ( SeriesPoint $point ): int => $point->n, $series->points );
	}

	/** @return array<int, int|float> Those that are known. */
	private static function values( Series $series ): array {
		return array_filter( array_map( static fn ( SeriesPoint $point ): int|float|null => $point->value, $series->points ), static fn ( int|float|null $value ): bool => null !== $value );
	}

	private static function only( Series $series ): SeriesPoint {
		$known = array_values( array_filter( $series->points, static fn ( SeriesPoint $point ): bool => null !== $point->value ) );
		self::assertCount( 1, $known );
		return $known[0];
	}

	/** @param list<int> $values */
	private static function nearest_rank( array $values, int $percent ): int {
		sort( $values );
		return $values[ (int) ceil( $percent * count( $values ) / 100 ) - 1 ];
	}
}
