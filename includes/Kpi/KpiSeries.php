<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\DatabaseError;

defined( 'ABSPATH' ) || exit;

/** Tells how a KPI went: what was measured, stretch by stretch, and what was changed beside it. Nothing is judged anew. */
final class KpiSeries {
	public function __construct( private readonly KpiService $kpis, private readonly History $history, private readonly Marks $marks, private readonly Clock $clock ) {}

	/**
	 * @param string $scope Empty for all of it.
	 * @throws \SmartAllocOps\Journal\NotFound     When there is no such KPI, or no such part of it.
	 * @throws \SmartAllocOps\Journal\InvalidField When it has no parts.
	 * @throws DatabaseError                       When what was measured cannot be read.
	 */
	public function of( string $id, string $scope, SeriesWindow $window ): Series {
		$kpi  = $this->kpis->kpi( $id );
		$part = '' === $scope ? null : $scope;
		$now  = $this->clock->now_ms();
		if ( null !== $part ) {
			$this->kpis->part( $kpi, $part );
		}
		$points = [];
		foreach ( $this->history->read( [ ...$kpi->metrics(), Metric::Lost ], $part, $window->step_ms(), $window->steps() ) as $at => $measured ) {
			$points[] = SeriesPoint::of( $kpi, $at, $measured );
		}
		try {
			$found = $this->marks->between( $points[0]->at ?? $now, $now + 1 );
		} catch ( DatabaseError ) {
			// The numbers are worth telling without them; the answer says that they are missing.
			$found = [
				'marks'    => null,
				'is_whole' => false,
			];
		}
		return new Series( $kpi, $part, $window, $points, $found['marks'], $found['is_whole'], $now );
	}
}
