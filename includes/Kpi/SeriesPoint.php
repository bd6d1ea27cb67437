<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** One stretch of a series, in the unit of its KPI. What nothing was measured of has no value: it is not 0. */
final class SeriesPoint {
	private function __construct(
		/** Begin, UTC epoch milliseconds. */
		public readonly int $at,
		/** Events, timed values or measurements that the value is of. */
		public readonly int $n,
		/** Share in per cent, 95th percentile, number of those that must not be, largest value, or worst of what a check measured. */
		public readonly int|float|null $value,
		public readonly ?float $p50,
		public readonly ?float $p99,
		/** Of a share, what it is in truth with 95 % certainty (Wilson). */
		public readonly ?float $low,
		public readonly ?float $high,
		/** Measurements that could not be written down, of anything: the value may be of too few. */
		public readonly int $lost,
	) {}

	/** @param array<string, Histogram> $measured By metric. */
	public static function of( Kpi $kpi, int $at, array $measured ): self {
		$lost = self::count( [ Metric::Lost ], $measured );
		return match ( $kpi->kind ) {
			KpiKind::Share => self::share( $kpi, $at, $measured, $lost ),
			KpiKind::None => self::counter( $kpi, $at, $measured, $lost ),
			KpiKind::Percentile => self::percentiles( $at, self::values( $kpi, $measured ), $lost ),
			KpiKind::Peak, KpiKind::Check => self::peak( $kpi, $at, self::values( $kpi, $measured ), $lost ),
		};
	}

	/** @param array<string, Histogram> $measured */
	private static function share( Kpi $kpi, int $at, array $measured, int $lost ): self {
		$back = self::count( $kpi->back, $measured );
		$n    = max( 0, self::count( $kpi->all, $measured ) - $back );
		$bad  = min( $n, max( 0, self::count( $kpi->bad, $measured ) - $back ) );
		if ( 0 === $n ) {
			return self::nothing( $at, $lost );
		}
		$told = $kpi->is_inverted ? $n - $bad : $bad;
		return new self( $at, $n, round( 100 * $told / $n, 3 ), null, null, round( 100 * Wilson::lower_bound( $told, $n ), 3 ), round( 100 * Wilson::upper_bound( $told, $n ), 3 ), $lost );
	}

	/** @param array<string, Histogram> $measured */
	private static function counter( Kpi $kpi, int $at, array $measured, int $lost ): self {
		$back  = self::count( $kpi->back, $measured );
		$found = max( 0, self::count( $kpi->bad, $measured ) - $back );
		$n     = max( $found, self::count( $kpi->all, $measured ) - $back );
		return 0 === $n ? self::nothing( $at, $lost ) : new self( $at, $n, $found, null, null, null, null, $lost );
	}

	private static function percentiles( int $at, Histogram $values, int $lost ): self {
		$of = static fn ( float $share ): ?float => self::rounded( $values->percentile( $share ) );
		return 0 === $values->n() ? self::nothing( $at, $lost ) : new self( $at, $values->n(), $of( 0.95 ), $of( 0.5 ), $of( 0.99 ), null, null, $lost );
	}

	private static function peak( Kpi $kpi, int $at, Histogram $values, int $lost ): self {
		$peak = $values->peak();
		return null === $peak ? self::nothing( $at, $lost ) : new self( $at, $values->n(), self::rounded( $kpi->is_inverted ? 100 - $peak : $peak ), null, null, null, null, $lost );
	}

	private static function nothing( int $at, int $lost ): self {
		return new self( $at, 0, null, null, null, null, null, $lost );
	}

	/** @param array<string, Histogram> $measured */
	private static function values( Kpi $kpi, array $measured ): Histogram {
		return $measured[ $kpi->bad[0]->value ] ?? Histogram::empty();
	}

	/**
	 * @param list<Metric>             $metrics
	 * @param array<string, Histogram> $measured
	 */
	private static function count( array $metrics, array $measured ): int {
		return array_sum( array_map( static fn ( Metric $metric ): int => ( $measured[ $metric->value ] ?? null )?->n() ?? 0, $metrics ) );
	}

	private static function rounded( ?float $value ): ?float {
		return null === $value ? null : round( $value, 3 );
	}
}
