<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Metrics;

use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Prometheus;

/** The real Prometheus reads the running site, and what it knows then is what happened. */
final class PrometheusTest extends PipelineTestCase {
	private const DOCS = __DIR__ . '/../../../../docs/prometheus';

	public function test_it_scrapes_the_site_and_answers_with_what_was_counted(): void {
		$metrics = $this->services()->metrics()->access()->make( 0, 'a test reads', \SmartAllocOps\Journal\Actor::cli() );
		$this->record( 6, 94 );
		$this->services()->kpi_services()->kpis()->judge();
		$prometheus = Prometheus::start( [ 'metrics_path' => '/wp-json/smartalloc-ops/v1/metrics' ], $metrics['token'] );
		try {
			$prometheus->query( 'up', static fn ( array $found ): bool => [ '{}' => 1.0 ] === $found );
			self::assertSame( [ '{group="smartalloc_notify"}' => 6.0 ], $prometheus->query( 'smartalloc_ops_jobs_failed_total > 0', static fn ( array $found ): bool => [] !== $found ) );
			self::assertSame( [ '{group="smartalloc_allocate"}' => 94.0 ], $prometheus->query( 'smartalloc_ops_jobs_completed_total{group="smartalloc_allocate"}', static fn ( array $found ): bool => [] !== $found ) );

			// Ninety-four of a hundred waited 300 ms, in the bucket from 256 to 512 ms, of which Prometheus takes the same share.
			$p90 = $prometheus->query( 'histogram_quantile(0.9, sum by (le) (smartalloc_ops_job_wait_seconds_bucket))', static fn ( array $found ): bool => [] !== $found );
			self::assertEqualsWithDelta( 0.256 + 0.256 * 90 / 94, $p90['{}'], 0.001 );
			self::assertEqualsWithDelta( 94 * 0.3 + 6 * 40, $prometheus->query( 'sum(smartalloc_ops_job_wait_seconds_sum)', static fn ( array $found ): bool => [] !== $found )['{}'], 0.01 );
			self::assertSame( [ '{}' => 100.0 ], $prometheus->query( 'sum(smartalloc_ops_job_wait_seconds_count)', static fn ( array $found ): bool => [] !== $found ) );

			self::assertSame( [ '{signal="queue.failure_rate",status="critical"}' => 1.0 ], $prometheus->query( 'smartalloc_ops_verdict_status{signal="queue.failure_rate"} == 1', static fn ( array $found ): bool => [] !== $found ) );
			self::assertSame( [ '{kpi="queue.failure_rate"}' => 0.06 ], $prometheus->query( 'smartalloc_ops_kpi_value_ratio{kpi="queue.failure_rate",scope=""}', static fn ( array $found ): bool => [] !== $found ) );

			$this->record( 3, 0 );
			self::assertSame( [ '{group="smartalloc_notify"}' => 9.0 ], $prometheus->query( 'smartalloc_ops_jobs_failed_total > 0', static fn ( array $found ): bool => [ '{group="smartalloc_notify"}' => 9.0 ] === $found ) );
			// No fall was seen on the way, by which everything would be counted once more.
			foreach ( [ 'jobs_failed_total', 'jobs_completed_total', 'job_wait_seconds_bucket', 'job_wait_seconds_sum', 'job_wait_seconds_count' ] as $name ) {
				self::assertSame( [ 0.0 ], array_values( array_unique( $prometheus->query( "resets(smartalloc_ops_{$name}[1m])", static fn ( array $found ): bool => [] !== $found ) ) ), $name );
			}

			$this->services()->metrics()->access()->revoke( 1, 'a test is done', \SmartAllocOps\Journal\Actor::cli() );
			$prometheus->query( 'up', static fn ( array $found ): bool => [ '{}' => 0.0 ] === $found );
		} finally {
			$prometheus->stop();
		}
	}

	public function test_promtool_finds_nothing_wrong_with_what_is_told(): void {
		$this->record( 6, 94 );
		$this->services()->kpi_services()->kpis()->judge();
		self::assertSame( "code 0\n", Prometheus::lint( $this->services()->metrics()->scrapes()->text() ) );
		self::assertStringContainsString( 'code 3', Prometheus::lint( "# TYPE x counter\nx 1\n" ), 'It must be able to find something.' );
	}

	public function test_the_scrape_job_and_the_rules_that_are_shipped_are_good_and_fire(): void {
		Prometheus::tool( 'check', 'config', '--syntax-only', self::DOCS . '/prometheus.yml' );
		self::assertStringContainsString( '3 rules found', Prometheus::tool( 'check', 'rules', self::DOCS . '/alerts.yml' ) );
		self::assertStringContainsString( 'SUCCESS', Prometheus::tool( 'test', 'rules', self::DOCS . '/alerts.test.yml' ) );
	}

	public function test_the_rules_ask_only_for_what_is_told(): void {
		$this->record( 6, 94 );
		preg_match_all( '/smartalloc_ops_[a-z_]+/', (string) file_get_contents( self::DOCS . '/alerts.yml' ), $asked );
		self::assertNotSame( [], $asked[0] );
		$this->services()->kpi_services()->count_jobs();
		$this->services()->heartbeats()->beat( 'tick.seal' );
		$told = $this->services()->metrics()->scrapes()->text();
		foreach ( array_unique( $asked[0] ) as $name ) {
			self::assertMatchesRegularExpression( "/^{$name}[ {]/m", $told );
		}
	}

	private function record( int $failed, int $well ): void {
		$recorder = $this->services()->kpi_services()->recorder();
		for ( $n = 0; $n < $failed + $well; $n++ ) {
			$recorder->sample( Metric::QueueWait, $n < $failed ? 'smartalloc_notify' : 'smartalloc_allocate', $n < $failed ? 40_000 : 300 );
		}
		$recorder->count( Metric::QueueFailed, 'smartalloc_notify', $failed );
		$recorder->count( Metric::QueueOk, 'smartalloc_allocate', $well );
		$recorder->flush();
	}
}
