<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Signal\Lateness;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/**
 * Holds what was measured against the limits. Its window grows from a quarter of an hour to a week until enough was seen,
 * and every finding names the one it speaks of.
 */
final class Judge {
	/** Quarters of the last hour that must be over the limit for a breach to last. */
	private const LASTING_QUARTERS = 3;

	private const P95 = 0.95;

	/**
	 * @param int|null               $cadence_s How often a runner of jobs comes by, if that is known.
	 * @param array<string, Verdict> $checks    What Health has measured, by probe.
	 */
	public function __construct( private readonly SampleSource $samples, private readonly ?int $cadence_s, private readonly array $checks, private readonly int $now_ms ) {}

	/** @param string|null $scope Null for all of it. */
	public function judge( Kpi $kpi, ?string $scope = null ): Reading {
		return match ( $kpi->kind ) {
			KpiKind::Share      => $this->share( $kpi, $scope ),
			KpiKind::Percentile => $this->percentile( $kpi, $scope ),
			KpiKind::None       => $this->none( $kpi, $scope ),
			KpiKind::Peak       => $this->peak( $kpi, $scope ),
			KpiKind::Check      => $this->check( $kpi ),
		};
	}

	private function share( Kpi $kpi, ?string $scope ): Reading {
		foreach ( Samples::WINDOWS as $window_s ) {
			$back      = $this->count( $kpi->back, $scope, $window_s );
			$n         = max( 0, $this->count( $kpi->all, $scope, $window_s ) - $back );
			$bad       = min( $n, max( 0, $this->count( $kpi->bad, $scope, $window_s ) - $back ) );
			$judgement = ShareRule::judge( $bad, $n, $kpi->allowed_share(), $kpi->minimum );
			if ( ShareJudgement::TooFew !== $judgement ) {
				break;
			}
		}
		if ( 0 === $n ) {
			return $this->nothing_seen( $kpi );
		}
		$share = 100 * ( $kpi->is_inverted ? $n - $bad : $bad ) / $n;
		return $this->reading( $kpi, $judgement, $share, $n, $window_s, $kpi->red );
	}

	private function percentile( Kpi $kpi, ?string $scope ): Reading {
		foreach ( Samples::WINDOWS as $window_s ) {
			$values    = $this->values( $kpi, $scope, $window_s );
			$n         = $values->n();
			$judgement = ShareRule::judge( $values->above( (float) $kpi->limit ), $n, $kpi->allowed_share(), $kpi->minimum );
			if ( ShareJudgement::TooFew !== $judgement ) {
				break;
			}
		}
		if ( KpiCatalog::WAIT === $kpi->id && null === $scope ) {
			$late = $this->nothing_starts( $kpi );
			if ( null !== $late ) {
				return $late;
			}
		}
		if ( 0 === $n ) {
			return $this->nothing_seen( $kpi );
		}
		// Of few values the largest is told: a percentile would only look like one.
		$value = (float) ( $n < $kpi->minimum ? $values->peak() : $values->percentile( self::P95 ) );
		if ( KpiCatalog::WAIT === $kpi->id && ShareJudgement::Breach === $judgement && $this->is_cadence( $values, $kpi ) ) {
			return $this->reading( $kpi, $judgement, $value, $n, $window_s, Status::Recommended, 'runner_cadence', KpiWords::cadence( (int) $this->cadence_s ) );
		}
		$lasts = ! $kpi->sustained || $this->lasts( $kpi, $scope );
		return $this->reading( $kpi, $judgement, $value, $n, $window_s, $lasts ? $kpi->red : Status::Recommended, 'over_limit', $lasts ? '' : KpiWords::not_lasting() );
	}

	private function none( Kpi $kpi, ?string $scope ): Reading {
		// A breach is told for a day, then it is history.
		$found = max( 0, $this->count( $kpi->bad, $scope, Samples::DAY ) - $this->count( $kpi->back, $scope, Samples::DAY ) );
		if ( $found > 0 ) {
			$n = max( $found, $this->count( $kpi->all, $scope, Samples::DAY ) - $this->count( $kpi->back, $scope, Samples::DAY ) );
			return Reading::of( $kpi->red, 'over_limit', KpiWords::found( $kpi, $found, $n, Samples::DAY ), KpiWords::ways_forward( $kpi ), $found, $kpi->unit, $n, Samples::DAY );
		}
		foreach ( Samples::WINDOWS as $window_s ) {
			$n = max( 0, $this->count( $kpi->all, $scope, $window_s ) - $this->count( $kpi->back, $scope, $window_s ) );
			if ( $n >= $kpi->minimum ) {
				return Reading::of( Status::Good, 'ok', KpiWords::found( $kpi, 0, $n, $window_s ), [], 0, $kpi->unit, $n, $window_s );
			}
		}
		return $this->nothing_seen( $kpi );
	}

	private function peak( Kpi $kpi, ?string $scope ): Reading {
		foreach ( [ Samples::DAY, 7 * Samples::DAY ] as $window_s ) {
			$values = $this->values( $kpi, $scope, $window_s );
			$n      = $values->n();
			$peak   = $values->peak();
			if ( null !== $peak && $n >= $kpi->minimum ) {
				$is_over = $peak > (float) $kpi->limit;
				return Reading::of( $is_over ? $kpi->red : Status::Good, $is_over ? 'over_limit' : 'ok', KpiWords::measured( $kpi, $peak, $n, $window_s ), $is_over ? KpiWords::ways_forward( $kpi ) : [], $peak, $kpi->unit, $n, $window_s );
			}
		}
		return $this->nothing_seen( $kpi );
	}

	/** What Health says, as long as it holds. */
	private function check( Kpi $kpi ): Reading {
		$verdict = $this->checks[ $kpi->check ] ?? null;
		if ( null === $verdict || $verdict->is_stale( $this->now_ms ) ) {
			return Reading::unknown( null === $verdict ? 'not_measured' : 'stale', KpiWords::no_check() );
		}
		$reading = $verdict->recorded;
		$value   = $reading->value;
		if ( '%' === $kpi->unit ) {
			$value = null === $value || null === $reading->n || 0 === $reading->n ? null : 100 * $value / $reading->n;
		}
		return Reading::of( $reading->status, $reading->reason, $reading->finding, $reading->actions, $value, $kpi->unit, $reading->n );
	}

	/** Nothing waits long where nothing begins: then it is the oldest due job that tells. */
	private function nothing_starts( Kpi $kpi ): ?Reading {
		$verdict = $this->checks['action_scheduler'] ?? null;
		$age_s   = null === $verdict || $verdict->is_stale( $this->now_ms ) || 's' !== $verdict->recorded->unit ? null : (float) $verdict->recorded->value;
		if ( null === $age_s || $age_s * 1000 <= (float) $kpi->limit + 1000 * (int) ( $this->cadence_s ?? Lateness::DEFAULT_CADENCE_S ) || $this->values( $kpi, null, Samples::QUARTER )->n() > 0 ) {
			return null;
		}
		return Reading::of( $kpi->red, 'nothing_starts', KpiWords::nothing_starts( $age_s ), KpiWords::ways_forward( $kpi ), $age_s * 1000, $kpi->unit, 0, Samples::QUARTER );
	}

	/** Whether waits are as long as they are because a runner comes by no more often. */
	private function is_cadence( Histogram $waits, Kpi $kpi ): bool {
		return null !== $this->cadence_s
			&& ShareJudgement::Breach !== ShareRule::judge( $waits->above( (float) $kpi->limit + 1000 * $this->cadence_s ), $waits->n(), $kpi->allowed_share(), $kpi->minimum );
	}

	/** Whether it has been over the limit for most of the last hour. */
	private function lasts( Kpi $kpi, ?string $scope ): bool {
		$over = 0;
		foreach ( [ 0, 1, 2, 3 ] as $quarter ) {
			$values = $this->samples->quarter( $kpi->bad[0], $scope, $quarter );
			$over  += (int) ( $values->n() > 0 && $values->above( (float) $kpi->limit ) / $values->n() > $kpi->allowed_share() );
		}
		return $over >= self::LASTING_QUARTERS;
	}

	private function reading( Kpi $kpi, ShareJudgement $judgement, float $value, int $n, int $window_s, Status $red, string $reason = 'over_limit', string $remark = '' ): Reading {
		$measured                   = KpiWords::measured( $kpi, $value, $n, $window_s );
		[ $status, $code, $finding ] = match ( $judgement ) {
			ShareJudgement::Breach => [ $red, $reason, trim( "$measured $remark" ) ],
			ShareJudgement::NotYetCertain => [ Status::Recommended, 'not_yet_certain', $measured . ' ' . KpiWords::not_yet_certain() ],
			ShareJudgement::TooFew => [ Status::Unknown, 'too_few_samples', $measured . ' ' . KpiWords::too_few( $kpi->minimum ) ],
			ShareJudgement::Within => [ Status::Good, 'ok', $measured ],
		};
		$is_well = in_array( $judgement, [ ShareJudgement::Within, ShareJudgement::TooFew ], true );
		return Reading::of( $status, $code, $finding, $is_well ? [] : KpiWords::ways_forward( $kpi ), round( $value, 3 ), $kpi->unit, $n, $window_s );
	}

	private function nothing_seen( Kpi $kpi ): Reading {
		$window_s = max( Samples::WINDOWS );
		return Reading::of( Status::Unknown, 'no_data', KpiWords::nothing_seen( $kpi, $window_s ), [], null, $kpi->unit, 0, $window_s );
	}

	/** @param list<Metric> $metrics */
	private function count( array $metrics, ?string $scope, int $window_s ): int {
		return array_sum( array_map( fn ( Metric $metric ): int => $this->samples->of( $metric, $scope, $window_s )->n(), $metrics ) );
	}

	private function values( Kpi $kpi, ?string $scope, int $window_s ): Histogram {
		return $this->samples->of( $kpi->bad[0], $scope, $window_s );
	}
}
