<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** Known samples, the same at every moment, in memory alone: no table holds them, so no series, verdict or alert can. */
final class PlayedSamples implements SampleSource {
	/** @param array<string, list<int|float>> $values By metric; a counter has a zero for each event. */
	private function __construct( private readonly array $values ) {}

	/** What a KPI is good of: as many events as it asks for, none bad and no value above half of the limit. */
	public static function good( Kpi $kpi ): self {
		return self::of_kpi( $kpi, 0, (float) $kpi->limit / 2 );
	}

	/** What breaches it for certain, whatever the limit: all events bad, or every value far above the limit. */
	public static function bad( Kpi $kpi ): self {
		return self::of_kpi( $kpi, self::events( $kpi ), 2 * (float) $kpi->limit + 1 );
	}

	public function of( Metric $metric, ?string $scope, int $window_s ): Histogram {
		return Histogram::of( $this->values[ $metric->value ] ?? [] );
	}

	public function quarter( Metric $metric, ?string $scope, int $quarter ): Histogram {
		return Histogram::of( $this->values[ $metric->value ] ?? [] );
	}

	private static function of_kpi( Kpi $kpi, int $bad, float $value ): self {
		$n = self::events( $kpi );
		if ( in_array( $kpi->kind, [ KpiKind::Percentile, KpiKind::Peak ], true ) ) {
			return new self( [ $kpi->bad[0]->value => array_fill( 0, $n, $value ) ] );
		}
		$values = [];
		foreach ( $kpi->all as $metric ) {
			// Where the bad ones are counted among all, the others are what is left.
			$others                    = in_array( $kpi->bad[0], $kpi->all, true ) ? $n - $bad : $n;
			$values[ $metric->value ] = array_fill( 0, $others, Metric::COUNTER );
		}
		$values[ $kpi->bad[0]->value ] = array_fill( 0, $bad, Metric::COUNTER );
		return new self( $values );
	}

	private static function events( Kpi $kpi ): int {
		return max( 10, 2 * $kpi->minimum );
	}
}
