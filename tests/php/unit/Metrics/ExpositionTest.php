<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Metrics;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Kpi\Histogram;
use SmartAllocOps\Kpi\Totals;
use SmartAllocOps\Metrics\CounterFamilies;
use SmartAllocOps\Metrics\Exposition;

/** The text format of Prometheus 0.0.4, by its own specification. */
final class ExpositionTest extends TestCase {
	public function test_a_family_has_its_help_its_type_and_its_samples_together(): void {
		$out = new Exposition();
		$out->family( 'a_total', 'counter', "Back\\slash\nand line." );
		$out->family( 'b', 'gauge', 'B.' );
		$out->sample( 'b', [], 0.25 );
		$out->sample( 'a_total', [ 'x' => '1' ], 3 );
		$out->sample( 'a_total', [ 'x' => '2' ], 4 );
		self::assertSame(
			"# HELP smartalloc_ops_a_total Back\\\\slash\\nand line.\n# TYPE smartalloc_ops_a_total counter\nsmartalloc_ops_a_total{x=\"1\"} 3\nsmartalloc_ops_a_total{x=\"2\"} 4\n# HELP smartalloc_ops_b B.\n# TYPE smartalloc_ops_b gauge\nsmartalloc_ops_b 0.25\n",
			$out->text()
		);
	}

	public function test_what_a_label_holds_cannot_end_it(): void {
		$out = new Exposition();
		$out->family( 'a', 'gauge', 'A.' );
		$out->sample( 'a', [ 'x' => "q\"\\\n} 1\n\xff" ], 1 );
		self::assertStringContainsString( '{x="q\"\\\\\n} 1\n?"} 1' . "\n", $out->text() );
		self::assertCount( 4, explode( "\n", $out->text() ), 'One line a sample.' );
	}

	public function test_what_is_not_known_has_no_sample_and_a_family_without_one_is_not_told(): void {
		$out = new Exposition();
		$out->family( 'a', 'gauge', 'A.' );
		$out->sample( 'a', [], null );
		self::assertSame( '', $out->text() );
	}

	#[DataProvider( 'numbers' )]
	public function test_a_number_is_read_back_as_it_was( int|float $number, string $text ): void {
		self::assertSame( $text, Exposition::number( $number ) );
	}

	/** @return iterable<array{int|float, string}> */
	public static function numbers(): iterable {
		yield [ 0, '0' ];
		yield [ -7, '-7' ];
		yield [ PHP_INT_MAX, '9223372036854775807' ];
		yield [ 0.128, '0.128' ];
		yield [ 1048576.0, '1048576' ];
		yield [ 1764156963.123, '1764156963.123' ];
		yield [ 1e30, '1.0e+30' ];
		yield [ INF, '+Inf' ];
		yield [ -INF, '-Inf' ];
		yield [ NAN, 'NaN' ];
	}

	public function test_a_histogram_counts_upwards_and_its_bounds_are_powers_of_two(): void {
		mt_srand( 5 );
		$values    = array_map( static fn (): float => 2 ** ( mt_rand( 0, 2_600 ) / 100 ), range( 1, 2_000 ) );
		$values    = [ ...$values, 0.0, 128.0, 256.0, 1e14 ];
		$doublings = [];
		foreach ( $values as $value ) {
			$doubling               = (int) floor( ( Histogram::bucket( $value ) + 15 ) / 16.0 );
			$doublings[ $doubling ] = [
				'n'     => 1 + ( $doublings[ $doubling ]['n'] ?? 0 ),
				'total' => $value + ( $doublings[ $doubling ]['total'] ?? 0.0 ),
			];
		}
		$out = new Exposition();
		CounterFamilies::write( $out, [ 'queue.wait' => [ 'g' => $doublings ] ], [] );
		preg_match_all( '/^smartalloc_ops_job_wait_seconds_bucket\{group="g",le="([^"]+)"\} (\d+)$/m', $out->text(), $found );
		self::assertCount( 16, $found[1] );
		foreach ( $found[1] as $at => $bound ) {
			$limit = '+Inf' === $bound ? INF : (float) $bound * 1000;
			self::assertSame( count( array_filter( $values, static fn ( float $value ): bool => $value <= $limit ) ), (int) $found[2][ $at ], "le $bound" );
		}
		self::assertSame( '+Inf', end( $found[1] ) );
		self::assertStringContainsString( 'smartalloc_ops_job_wait_seconds_count{group="g"} 2004', $out->text() );
		self::assertSame( [ 0.0, 1.0, 2.0, INF ], array_map( [ Totals::class, 'upper' ], [ Totals::ZERO, 10, 11, Totals::OVERFLOW ] ) );
	}
}
