<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Services;

/** `wp smartalloc-ops kpi`: a monitor reads its exit code. */
final class KpiCommandTest extends CliTestCase {
	public function test_before_anything_was_judged_all_is_unknown_and_nothing_is_written(): void {
		$rows = self::json( $this->ops_changing_nothing( 'kpi', 'list', '--format=json' ), 12 );
		self::assertCount( 15, $rows );
		self::assertSame( [ 'unknown' ], array_values( array_unique( array_column( $rows, 'status' ) ) ) );
	}

	public function test_what_fails_is_critical_and_its_parts_are_told(): void {
		$this->measure( Metric::QueueFailed, 'smartalloc_notify', 6 );
		$this->measure( Metric::QueueOk, 'smartalloc_allocate', 94 );
		$rows = array_column( self::json( $this->ops( 'kpi', 'list', '--measure', '--format=json' ), 11 ), null, 'id' );
		self::assertSame( [ 'critical', 6, 100, 900 ], [ $rows['queue.failure_rate']['status'], $rows['queue.failure_rate']['value'], $rows['queue.failure_rate']['n'], $rows['queue.failure_rate']['window_s'] ] );
		$parts = array_column( self::json( $this->ops( 'kpi', 'get', 'queue.failure_rate', '--format=json' ), 11 ), null, 'scope' );
		self::assertSame( [ 'critical', 'unknown', 'critical' ], [ $parts['all']['status'], $parts['smartalloc_allocate']['status'], $parts['smartalloc_notify']['status'] ] );
	}

	public function test_how_one_went_is_a_line_a_stretch_and_writes_nothing(): void {
		$this->measure( Metric::QueueFailed, 'smartalloc_notify', 6 );
		$this->measure( Metric::QueueOk, 'smartalloc_allocate', 94 );
		$series = $this->ops_changing_nothing( 'kpi', 'series', 'queue.failure_rate', '--window=1h', '--format=json' );
		$told   = json_decode( $series->stdout, true, 512, JSON_THROW_ON_ERROR );
		self::assertSame( [ '1h', 60, 60, 1, 'above' ], [ $told['window'], $told['step_s'], count( $told['points'] ), $told['limit'], $told['breach'] ] );
		self::assertSame( [ 100 ], array_values( array_filter( array_column( $told['points'], 'n' ) ) ) );
		$lines = explode( "\n", trim( $this->ops( 'kpi', 'series', 'queue.failure_rate', '--format=csv' )->stdout ) );
		self::assertSame( 'at,value,unit,n,p50,p99,low,high,lost', $lines[0] );
		self::assertCount( 97, $lines );
		self::assertMatchesRegularExpression( '/^[0-9TZ:.-]+,,%,0,,,,,0$/', $lines[1], 'What nothing was measured of is empty, not 0.' );
	}

	public function test_a_series_of_what_is_not_there_is_an_error(): void {
		$this->assert_mistakes_change_nothing(
			[
				'another window' => [ [ 'kpi', 'series', 'queue.wait_p95', '--window=2h' ], 'window' ],
				'another part'   => [ [ 'kpi', 'series', 'queue.wait_p95', '--scope=nobody' ], 'nobody' ],
				'no parts'       => [ [ 'kpi', 'series', 'export.crashes', '--scope=x' ], 'scope' ],
			]
		);
	}

	public function test_a_kpi_that_is_not_there_is_an_error_that_names_those_that_are(): void {
		$this->assert_mistakes_change_nothing( [ 'another name' => [ [ 'kpi', 'get', 'queue.speed' ], 'queue.failure_rate' ] ] );
	}

	private function measure( Metric $metric, string $scope, int $n ): void {
		global $wpdb;
		$recorder = ( new Services( $wpdb ) )->kpi_services()->recorder();
		$recorder->count( $metric, $scope, $n );
		$recorder->flush();
	}
}
