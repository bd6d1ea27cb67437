<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Kpi;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Kpi\Histogram;

/** Percentiles from buckets against those of the sorted values themselves, for values of every size and shape. */
final class HistogramTest extends TestCase {
	/** The promise: 2.2 %. */
	private const ERROR = 0.022;

	private const SHARES = [ 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1.0 ];

	/** @return iterable<string, array{int}> */
	public static function seeds(): iterable {
		foreach ( range( 1, 40 ) as $seed ) {
			yield "seed $seed" => [ $seed ];
		}
	}

	#[DataProvider( 'seeds' )]
	public function test_a_percentile_is_at_most_two_point_two_per_cent_off( int $seed ): void {
		$values    = self::values( $seed );
		$histogram = Histogram::of( $values );
		sort( $values );
		self::assertSame( count( $values ), $histogram->n() );
		foreach ( self::SHARES as $share ) {
			$true = $values[ max( 1, (int) ceil( round( $share * count( $values ), 6 ) ) ) - 1 ];
			self::assertEqualsWithDelta( $true, (float) $histogram->percentile( $share ), $true * self::ERROR, "p$share of seed $seed" );
		}
		self::assertSame( (float) end( $values ), $histogram->peak() );
		self::assertEqualsWithDelta( array_sum( $values ) / count( $values ), (float) $histogram->mean(), 1e-6 * array_sum( $values ) );
	}

	#[DataProvider( 'seeds' )]
	public function test_parts_merged_in_any_order_are_the_whole( int $seed ): void {
		$values = self::values( $seed );
		$parts  = array_map( [ Histogram::class, 'of' ], array_chunk( $values, 37 ) );
		mt_srand( $seed );
		shuffle( $parts );
		$left  = array_reduce( $parts, static fn ( Histogram $sum, Histogram $part ): Histogram => $sum->merge( $part ), Histogram::empty() );
		$right = array_reduce( array_reverse( $parts ), static fn ( Histogram $sum, Histogram $part ): Histogram => $part->merge( $sum ), Histogram::empty() );
		$whole = Histogram::of( $values );
		foreach ( [ $left, $right ] as $merged ) {
			self::assertSame( array_map( static fn ( array $bucket ): array => [ $bucket['n'], $bucket['peak'] ], $whole->buckets() ), array_map( static fn ( array $bucket ): array => [ $bucket['n'], $bucket['peak'] ], $merged->buckets() ) );
			self::assertEqualsWithDelta( (float) $whole->mean(), (float) $merged->mean(), 1e-9 * (float) $whole->mean() );
		}
	}

	#[DataProvider( 'seeds' )]
	public function test_what_is_above_a_limit_is_counted_right_but_for_the_limits_own_bucket( int $seed ): void {
		$values    = self::values( $seed );
		$histogram = Histogram::of( $values );
		foreach ( [ 80.0, 10_000.0, 134_217_728.0 ] as $limit ) {
			$surely   = count( array_filter( $values, static fn ( float $value ): bool => $value > $limit * 1.045 ) );
			$possibly = count( array_filter( $values, static fn ( float $value ): bool => $value > $limit / 1.045 ) );
			self::assertGreaterThanOrEqual( $surely, $histogram->above( $limit ) );
			self::assertLessThanOrEqual( $possibly, $histogram->above( $limit ) );
		}
	}

	public function test_values_that_are_all_within_the_limit_are_never_counted_above_it(): void {
		self::assertSame( 0, Histogram::of( array_fill( 0, 50, 80.0 ) )->above( 80.0 ) );
		self::assertSame( 50, Histogram::of( array_fill( 0, 50, 84.0 ) )->above( 80.0 ) );
	}

	/** @return iterable<string, array{float, int}> */
	public static function edges(): iterable {
		yield 'nothing' => [ 0.0, Histogram::ZERO ];
		yield 'less than nothing' => [ -5.0, Histogram::ZERO ];
		yield 'not a number' => [ NAN, Histogram::ZERO ];
		yield 'the smallest' => [ 1e-9, 1 ];
		// 1 is the upper bound of bucket 10 * 16, and the next value begins the next.
		yield 'one' => [ 1.0, 160 ];
		yield 'a little more than one' => [ 1.000001, 161 ];
		yield 'two' => [ 2.0, 176 ];
		yield 'the largest' => [ 2.0 ** 42, Histogram::OVERFLOW - 1 ];
		yield 'beyond it' => [ 2.0 ** 42 + 2 ** 20, Histogram::OVERFLOW ];
		yield 'without end' => [ INF, Histogram::OVERFLOW ];
	}

	#[DataProvider( 'edges' )]
	public function test_zero_and_overflow_have_buckets_of_their_own( float $value, int $bucket ): void {
		self::assertSame( $bucket, Histogram::bucket( $value ) );
	}

	public function test_every_bound_belongs_to_the_bucket_below_it(): void {
		for ( $bucket = 1; $bucket < Histogram::OVERFLOW; $bucket++ ) {
			self::assertSame( $bucket, Histogram::bucket( Histogram::upper( $bucket ) ) );
		}
	}

	public function test_beyond_the_last_bucket_the_largest_value_is_told(): void {
		self::assertSame( 1e15, Histogram::of( [ 1e14, 1e15 ] )->percentile( 0.95 ) );
		self::assertSame( 0.0, Histogram::of( [ 0, 0, 0 ] )->percentile( 0.95 ) );
	}

	public function test_without_values_nothing_is_said(): void {
		$empty = Histogram::empty();
		self::assertSame( [ 0, null, null, null, 0 ], [ $empty->n(), $empty->percentile( 0.95 ), $empty->mean(), $empty->peak(), $empty->above( 1.0 ) ] );
	}

	public function test_what_was_stored_is_the_same_again(): void {
		$histogram = Histogram::of( self::values( 7 ) );
		self::assertEquals( $histogram, Histogram::from_buckets( array_reverse( $histogram->buckets(), true ) ) );
	}

	/** @return list<float> Never empty: from a microsecond to terabytes, in shapes that flatter no estimate. */
	private static function values( int $seed ): array {
		mt_srand( $seed );
		$values = [];
		$n      = mt_rand( 1, 900 );
		$low    = mt_rand( -8, 30 );
		for ( $i = 0; $i < $n; $i++ ) {
			$random   = mt_rand() / mt_getrandmax();
			$values[] = match ( $seed % 4 ) {
				// Spread evenly over sizes, evenly over values, two humps, and one long tail.
				0 => 2.0 ** ( $low + 10 * $random ),
				1 => 2.0 ** $low * ( 0.001 + $random ),
				2 => 2.0 ** $low * ( $random < 0.94 ? 1 + $random / 10 : 500 + $random ),
				default => min( 2.0 ** 41, 2.0 ** $low / max( 1e-3, $random ) ),
			};
		}
		return array_map( static fn ( float $value ): float => max( $value, 0.001 ), $values );
	}
}
