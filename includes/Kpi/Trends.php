<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** The last 24 hours of every KPI in a few numbers, read at once: at most three statements. */
final class Trends {
	public const HOURS = 24;

	public function __construct( private readonly History $history ) {}

	/**
	 * @param list<Kpi> $kpis
	 * @return array<string, array{at: int, values: list<int|float|null>}> By id: the begin of the first hour, and a value an hour.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function of( array $kpis ): array {
		$metrics = [];
		foreach ( $kpis as $kpi ) {
			foreach ( $kpi->metrics() as $metric ) {
				$metrics[ $metric->value ] = $metric;
			}
		}
		if ( [] === $metrics ) {
			return [];
		}
		$trends = [];
		foreach ( $this->history->read( array_values( $metrics ), null, MetricStore::HOUR_MS, self::HOURS ) as $at => $measured ) {
			foreach ( $kpis as $kpi ) {
				$trends[ $kpi->id ]           ??= [
					'at'     => $at,
					'values' => [],
				];
				$trends[ $kpi->id ]['values'][] = SeriesPoint::of( $kpi, $at, $measured )->value;
			}
		}
		return $trends;
	}
}
