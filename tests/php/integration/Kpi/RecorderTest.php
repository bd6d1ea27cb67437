<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Kpi\Histogram;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\Recorder;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Environment;

/** The buffer between what is seen and what is written: nothing twice, and nothing lost without saying so. */
final class RecorderTest extends KpiTestCase {
	private const TABLE = 'smartalloc_ops_metrics_minute';

	public function test_what_is_seen_is_written_once_whenever_it_is_flushed(): void {
		$recorder = $this->recorder();
		$recorder->sample( Metric::QueueWait, 'a', 12.5 );
		$recorder->sample( Metric::QueueWait, 'a', 7_000 );
		$recorder->count( Metric::QueueOk, 'a', 3 );
		$recorder->flush();
		$recorder->flush();
		$recorder->count( Metric::QueueOk, 'a' );
		$recorder->shutdown();
		self::assertSame( [ 'queue.ok a' => 4, 'queue.wait a' => 2 ], $this->counted() );
		self::assertEquals( Histogram::of( [ 12.5, 7_000 ] ), $this->stored( Metric::QueueWait, 'a' ) );
	}

	public function test_nothing_seen_is_nothing_written(): void {
		$statements = 0;
		$count      = static function ( string $sql ) use ( &$statements ): string {
			++$statements;
			return $sql;
		};
		$recorder   = $this->recorder();
		add_filter( 'query', $count );
		$recorder->flush();
		$recorder->shutdown();
		remove_filter( 'query', $count );
		self::assertSame( 0, $statements );
	}

	public function test_a_write_that_fails_is_tried_again_and_nothing_is_lost(): void {
		$recorder = $this->recorder();
		$recorder->count( Metric::QueueOk, 'a', 5 );
		ActionRows::without_table(
			self::TABLE,
			static function () use ( $recorder ): void {
				$recorder->flush();
				$recorder->count( Metric::QueueOk, 'a', 2 );
				$recorder->flush();
				$recorder->flush();
			}
		);
		$recorder->flush();
		self::assertSame( [ 'queue.ok a' => 7 ], $this->counted() );
	}

	public function test_after_three_retries_it_is_lost_and_that_is_counted(): void {
		$recorder = $this->recorder();
		$recorder->count( Metric::QueueOk, 'a', 5 );
		$recorder->sample( Metric::QueueWait, 'a', 10 );
		ActionRows::without_table(
			self::TABLE,
			static function () use ( $recorder ): void {
				foreach ( [ 'once', 'and', 'three', 'times' ] as $time ) {
					$recorder->flush();
				}
			}
		);
		$recorder->count( Metric::QueueOk, 'a' );
		$recorder->flush();
		self::assertSame( [ 'queue.ok a' => 1, 'recorder.lost' => 6 ], $this->counted() );
	}

	public function test_what_a_process_loses_at_its_end_is_counted_by_the_next_tick(): void {
		ActionRows::without_table(
			self::TABLE,
			function (): void {
				$worker = $this->fresh_process( 'global $wpdb; ( new SmartAllocOps\Services( $wpdb ) )->kpi_services()->recorder()->count( SmartAllocOps\Kpi\Metric::QueueOk, "a", 9 ); return true;' );
				self::assertTrue( $worker->finished, $worker->process->describe() );
			}
		);
		$kpis = $this->services()->kpi_services();
		$kpis->sweep();
		self::assertSame( [ 'recorder.lost' => 9 ], $this->counted() );
		$kpis->sweep();
		self::assertSame( [ 'recorder.lost' => 9 ], $this->counted(), 'Counted once.' );
	}

	public function test_a_connection_that_is_killed_is_had_again_and_nothing_is_lost(): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		$worker = $this->fresh_process(
			'global $wpdb;
			$recorder = ( new SmartAllocOps\Services( $wpdb ) )->kpi_services()->recorder();
			$recorder->count( SmartAllocOps\Kpi\Metric::QueueOk, "a", 9 );
			try { mysqli_query( $wpdb->dbh, "KILL CONNECTION_ID()" ); } catch ( \Throwable ) {}
			$recorder->flush();
			return true;'
		);
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertSame( [ 'queue.ok a' => 9 ], $this->counted() );
	}

	public function test_a_job_does_not_fail_because_it_cannot_be_measured(): void {
		add_action( 'smartalloc_test_nothing', '__return_true' );
		$id = as_schedule_single_action( time() - 5, 'smartalloc_test_nothing', [], self::NOTIFY );
		ActionRows::without_table( self::TABLE, fn () => $this->run_queue() );
		self::assertSame( [ 'complete' ], $this->statuses( $id ) );
	}

	public function test_writers_at_the_same_time_add_up(): void {
		$workers = $this->parallel(
			6,
			'global $wpdb;
			$recorder = ( new SmartAllocOps\Services( $wpdb ) )->kpi_services()->recorder();
			for ( $round = 0; $round < 40; $round++ ) {
				foreach ( [ "c", "a", "b" ] as $scope ) {
					$recorder->sample( SmartAllocOps\Kpi\Metric::QueueWait, $scope, 10 * ( 1 + ( $round + $index ) % 5 ) );
					$recorder->count( SmartAllocOps\Kpi\Metric::QueueOk, $scope );
				}
				$recorder->flush();
			}
			return true;'
		);
		foreach ( $workers as $worker ) {
			self::assertTrue( $worker->finished, $worker->process->describe() );
		}
		self::assertSame( [ 'queue.ok a' => 240, 'queue.ok b' => 240, 'queue.ok c' => 240, 'queue.wait a' => 240, 'queue.wait b' => 240, 'queue.wait c' => 240 ], $this->counted() );
		self::assertEqualsWithDelta( 30.0, (float) $this->stored( Metric::QueueWait, 'a' )->mean(), 0.001 );
	}

	public function test_a_scope_is_a_bounded_label_in_lowercase(): void {
		$recorder = $this->recorder();
		$recorder->count( Metric::QueueOk, 'Smartalloc_' . str_repeat( 'X', 90 ) );
		$recorder->flush();
		self::assertSame( [ 'queue.ok smartalloc_' . str_repeat( 'x', 53 ) => 1 ], $this->counted() );
	}

	public function test_a_value_without_end_is_stored_as_overflow(): void {
		$recorder = $this->recorder();
		$recorder->sample( Metric::QueueWait, 'a', INF );
		$recorder->sample( Metric::QueueWait, 'a', -3 );
		$recorder->flush();
		self::assertSame( [ Histogram::ZERO, Histogram::OVERFLOW ], array_keys( $this->stored( Metric::QueueWait, 'a' )->buckets() ) );
	}

	public function test_what_comes_late_is_put_into_its_minute_and_summed_again(): void {
		$clock    = self::clock();
		$services = $this->services( $clock );
		$recorder = $services->kpi_services()->recorder();
		$at       = $clock->now_ms;
		$recorder->count( Metric::QueueOk, 'a', 1 );
		$recorder->flush();
		$clock->now_ms += 3 * 3_600_000;
		$services->kpi_services()->roll_up()->run( 5_000 );
		self::assertSame( [ 'queue.ok a' => 1 ], $this->counted( 'metrics_hour' ) );
		$recorder->count( Metric::QueueOk, 'a', 1, $at );
		$recorder->flush();
		$services->kpi_services()->roll_up()->run( 5_000 );
		self::assertSame( [ 'queue.ok a' => 2 ], $this->counted( 'metrics_hour' ) );
	}

	private function recorder(): Recorder {
		return $this->services()->kpi_services()->recorder();
	}
}
