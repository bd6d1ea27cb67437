<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/**
 * How often values of each size came: a base-2 exponential histogram of fixed scale 4.
 *
 * Sixteen buckets double the value, so whatever is read from a bucket is at most 2.2 % off. The scale never changes, so
 * two histograms merge by adding, in any order, and a bucket is one row that a database adds to. Values up to zero have
 * a bucket of their own, and so have those beyond the last; of these only the largest is known.
 */
final class Histogram {
	/** Buckets for each doubling of the value: 2 to the power of the scale 4. */
	public const PER_DOUBLING = 16;

	/** The relative error of a value read from a bucket: (b - 1) / (b + 1) with b = 2^(1/16). */
	public const ERROR = 0.0217;

	/** Bucket of all values that are not above zero. */
	public const ZERO = 0;

	/** Doublings below 1 that are told apart: 2^-10 is a microsecond where the unit is a millisecond. */
	private const BELOW_ONE = 10;

	/** Doublings above 1: 2^42 is four terabytes, or 139 years in milliseconds. */
	private const ABOVE_ONE = 42;

	/** Bucket of all values beyond the last bucket. */
	public const OVERFLOW = ( self::BELOW_ONE + self::ABOVE_ONE ) * self::PER_DOUBLING + 1;

	/**
	 * @param array<int, array{n: int, total: float, peak: float}> $buckets By number, ascending.
	 */
	private function __construct( private readonly array $buckets ) {}

	public static function empty(): self {
		return new self( [] );
	}

	/** @param iterable<int|float> $values */
	public static function of( iterable $values ): self {
		$buckets = [];
		foreach ( $values as $value ) {
			$bucket             = self::bucket( $value );
			$buckets[ $bucket ] = self::sum( $buckets[ $bucket ] ?? null, [ 'n' => 1, 'total' => max( 0.0, (float) $value ), 'peak' => max( 0.0, (float) $value ) ] );
		}
		return self::from_buckets( $buckets );
	}

	/** @param array<int, array{n: int, total: float, peak: float}> $buckets As they were stored. */
	public static function from_buckets( array $buckets ): self {
		ksort( $buckets );
		return new self( array_filter( $buckets, static fn ( array $bucket ): bool => $bucket['n'] > 0 ) );
	}

	/** The bucket of a value: those of bucket i are above 2^((i-1)/16 - 10) and at most 2^(i/16 - 10). */
	public static function bucket( int|float $value ): int {
		if ( $value <= 0 || is_nan( (float) $value ) ) {
			return self::ZERO;
		}
		$index = (int) ceil( min( self::OVERFLOW, max( 1.0, log( (float) $value, 2 ) * self::PER_DOUBLING + self::BELOW_ONE * self::PER_DOUBLING ) ) );
		// A logarithm may miss a bound by its last digit.
		if ( $index > 1 && $value <= self::upper( $index - 1 ) ) {
			return $index - 1;
		}
		return $index < self::OVERFLOW && $value > self::upper( $index ) ? $index + 1 : $index;
	}

	/** The largest value that a bucket holds; infinite for the overflow. */
	public static function upper( int $bucket ): float {
		return match ( true ) {
			$bucket <= self::ZERO => 0.0,
			$bucket >= self::OVERFLOW => INF,
			default => 2 ** ( $bucket / self::PER_DOUBLING - self::BELOW_ONE ),
		};
	}

	/** The same as if the values of both had been counted in one. */
	public function merge( self $other ): self {
		$buckets = $this->buckets;
		foreach ( $other->buckets as $number => $bucket ) {
			$buckets[ $number ] = self::sum( $buckets[ $number ] ?? null, $bucket );
		}
		return self::from_buckets( $buckets );
	}

	public function n(): int {
		return array_sum( array_column( $this->buckets, 'n' ) );
	}

	public function mean(): ?float {
		$n = $this->n();
		return 0 === $n ? null : array_sum( array_column( $this->buckets, 'total' ) ) / $n;
	}

	/** The largest value, exactly; null when there is none. */
	public function peak(): ?float {
		return [] === $this->buckets ? null : max( array_column( $this->buckets, 'peak' ) );
	}

	/**
	 * The value that this share of all values does not exceed (nearest rank), at most 2.2 % off; null when there is none.
	 * Beyond the last bucket it is the largest value.
	 */
	public function percentile( float $share ): ?float {
		$rank = max( 1, (int) ceil( round( $share * $this->n(), 6 ) ) );
		$seen = 0;
		foreach ( $this->buckets as $number => $bucket ) {
			$seen += $bucket['n'];
			if ( $seen >= $rank ) {
				return self::value_of( $number, $bucket['peak'] );
			}
		}
		return null;
	}

	/**
	 * How many values are above a limit. Those in the limit's own bucket, at most 4.4 % around it, are counted as the
	 * middle of their bucket; where the largest of them is known to be within the limit, none is.
	 */
	public function above( float $limit ): int {
		$above = 0;
		foreach ( $this->buckets as $number => $bucket ) {
			$above += self::value_of( $number, $bucket['peak'] ) > $limit ? $bucket['n'] : 0;
		}
		return $above;
	}

	/** @return array<int, array{n: int, total: float, peak: float}> Only buckets that hold something. */
	public function buckets(): array {
		return $this->buckets;
	}

	/** The value in a bucket that is equally far, relatively, from both its bounds; never above the largest in it. */
	private static function value_of( int $bucket, float $peak ): float {
		if ( $bucket <= self::ZERO ) {
			return 0.0;
		}
		if ( $bucket >= self::OVERFLOW ) {
			return $peak;
		}
		$lower = 1 === $bucket ? 0.0 : self::upper( $bucket - 1 );
		$upper = self::upper( $bucket );
		return min( $peak, 1 === $bucket ? $upper : 2 * $lower * $upper / ( $lower + $upper ) );
	}

	/**
	 * @param array{n: int, total: float, peak: float}|null $one
	 * @param array{n: int, total: float, peak: float}      $other
	 * @return array{n: int, total: float, peak: float}
	 */
	private static function sum( ?array $one, array $other ): array {
		return null === $one ? $other : [
			'n'     => $one['n'] + $other['n'],
			'total' => $one['total'] + $other['total'],
			'peak'  => max( $one['peak'], $other['peak'] ),
		];
	}
}
