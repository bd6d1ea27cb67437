<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** How one KPI went over a window, and what happened on the site meanwhile. */
final class Series {
	/**
	 * @param string|null       $scope Null for all of it.
	 * @param list<SeriesPoint> $points In the order of time, without a gap: a stretch of which nothing was measured is there.
	 * @param list<Mark>|null   $marks Null: they cannot be read.
	 * @param bool              $marks_are_all Of each kind the newest are there.
	 * @param int               $answered_at UTC epoch milliseconds.
	 */
	public function __construct(
		public readonly Kpi $kpi,
		public readonly ?string $scope,
		public readonly SeriesWindow $window,
		public readonly array $points,
		public readonly ?array $marks,
		public readonly bool $marks_are_all,
		public readonly int $answered_at,
	) {}

	/** @return 'above'|'below'|'any'|'none' On which side of the limit it is bad; `any`: the first one is too many. */
	public function breach(): string {
		return match ( true ) {
			KpiKind::None === $this->kpi->kind => 'any',
			null === $this->kpi->limit => 'none',
			$this->kpi->is_inverted => 'below',
			default => 'above',
		};
	}
}
