<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Kpi\Histogram;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\MetricStore;
use SmartAllocOps\Kpi\Totals;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** What the recorder has written, read past the code that reads it. */
abstract class KpiTestCase extends PipelineTestCase {
	protected function setUp(): void {
		parent::setUp();
		// What the plugin of this process still holds of the test before.
		do_action( 'action_scheduler_after_process_queue' );
		$this->clear_metrics();
	}

	protected function clear_metrics(): void {
		global $wpdb;
		foreach ( [ MetricStore::MINUTES, MetricStore::HOURS, MetricStore::DAYS, Totals::TABLE, 'metric_cursors', 'metric_ledger' ] as $table ) {
			$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_$table" );
		}
	}

	/** @return array<string, int> What was counted, by metric and scope; timed values by their number. */
	protected function counted( string $table = MetricStore::MINUTES ): array {
		global $wpdb;
		$counted = [];
		foreach ( (array) $wpdb->get_results( "SELECT metric, scope, SUM(n) AS n FROM {$wpdb->prefix}smartalloc_ops_$table GROUP BY metric, scope ORDER BY metric, scope", ARRAY_A ) as $row ) {
			$counted[ trim( "{$row['metric']} {$row['scope']}" ) ] = (int) $row['n'];
		}
		return $counted;
	}

	protected function stored( Metric $metric, string $scope, string $table = MetricStore::MINUTES ): Histogram {
		global $wpdb;
		$buckets = [];
		foreach ( (array) $wpdb->get_results( $wpdb->prepare( "SELECT bucket, SUM(n) AS n, SUM(total) AS total, MAX(peak) AS peak FROM {$wpdb->prefix}smartalloc_ops_$table WHERE metric = %s AND scope = %s GROUP BY bucket", $metric->value, $scope ), ARRAY_A ) as $row ) {
			$buckets[ (int) $row['bucket'] ] = [ 'n' => (int) $row['n'], 'total' => (float) $row['total'], 'peak' => (float) $row['peak'] ];
		}
		return Histogram::from_buckets( $buckets );
	}

	/**
	 * Has the recorder see it at that time, as if it were then.
	 *
	 * @param array<string, int|list<int|float>> $measured By metric: a count, or values.
	 */
	protected function record_at( int $at_ms, array $measured, string $scope = 'x' ): void {
		$recorder = $this->services( new ManualClock( $at_ms ) )->kpi_services()->recorder();
		foreach ( $measured as $metric => $values ) {
			foreach ( is_array( $values ) ? $values : [] as $value ) {
				$recorder->sample( Metric::from( $metric ), $scope, $value );
			}
			if ( is_int( $values ) ) {
				$recorder->count( Metric::from( $metric ), $scope, $values );
			}
		}
		$recorder->flush();
	}

	/** What ticks at that time would sum, until nothing is left to sum. */
	protected function sum_up_at( int $at_ms ): void {
		$roll_up = $this->services( new ManualClock( $at_ms ) )->kpi_services()->roll_up();
		for ( $tick = 0; $tick < 2_000; $tick++ ) {
			if ( $roll_up->run( 5_000 ) ) {
				return;
			}
		}
		self::fail( 'Summing does not come to an end.' );
	}
}
