<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;

defined( 'ABSPATH' ) || exit;

/**
 * What was measured, stretch by stretch: from the table whose slots are as long as a stretch or next shorter, and for
 * what is not summed into that yet from the finer ones. At most four statements, whatever was measured.
 */
final class History {
	/** Length of a slot, by table, coarse to fine. */
	private const TABLES = [
		MetricStore::DAYS    => MetricStore::DAY_MS,
		MetricStore::HOURS   => MetricStore::HOUR_MS,
		MetricStore::MINUTES => MetricStore::MINUTE_MS,
	];

	/** Shorter stretches come from minutes, as long as these are kept. */
	private const FROM_HOURS_MS = MetricStore::HOUR_MS;

	public function __construct( private readonly MetricStore $store, private readonly Cursors $cursors, private readonly Clock $clock ) {}

	/**
	 * @param non-empty-list<Metric> $metrics
	 * @param string|null            $scope   Null for all of them together.
	 * @param int                    $step_ms Length of a stretch.
	 * @param int                    $steps   How many, with the one that still runs.
	 * @return array<int, array<string, Histogram>> By begin of the stretch, ascending and without a gap, and by metric; one of which nothing was measured is not there.
	 * @throws \SmartAllocOps\Platform\DatabaseError When it cannot be read.
	 */
	public function read( array $metrics, ?string $scope, int $step_ms, int $steps ): array {
		$now   = $this->clock->now_ms();
		$last  = intdiv( $now, $step_ms ) * $step_ms;
		$begin = $last - ( $steps - 1 ) * $step_ms;
		$found = array_fill_keys( range( $begin, $last, $step_ms ), [] );
		foreach ( $this->stretches( $begin, $now, $step_ms ) as $table => [ $from, $until ] ) {
			$slot_ms = self::TABLES[ $table ];
			$pieces  = $this->store->read_pieces( $table, $metrics, $scope, intdiv( $from, $slot_ms ), intdiv( $until, $slot_ms ), max( 1, intdiv( $step_ms, $slot_ms ) ) );
			foreach ( $pieces as $metric => $of_metric ) {
				foreach ( $of_metric as $slot => $histogram ) {
					$at                      = intdiv( $slot * $slot_ms, $step_ms ) * $step_ms;
					$found[ $at ][ $metric ] = $histogram->merge( $found[ $at ][ $metric ] ?? Histogram::empty() );
				}
			}
		}
		return $found;
	}

	/** @return array<MetricStore::DAYS|MetricStore::HOURS|MetricStore::MINUTES, array{int, int}> From and until, in milliseconds, of what is read from each table. */
	private function stretches( int $begin, int $now, int $step_ms ): array {
		$end = ( intdiv( $now, MetricStore::MINUTE_MS ) + 1 ) * MetricStore::MINUTE_MS;
		if ( $step_ms < self::FROM_HOURS_MS ) {
			return [ MetricStore::MINUTES => [ $begin, $end ] ];
		}
		$known = $this->cursors->all();
		// As far as the finer table is kept, and so much of it is read at most.
		$hours   = max( ( $known[ RollUp::HOURS ]['position'] ?? 0 ) * MetricStore::HOUR_MS, $now - $now % MetricStore::HOUR_MS - RollUp::KEEP_MINUTES_MS, $begin );
		$days    = max( ( $known[ RollUp::DAYS ]['position'] ?? 0 ) * MetricStore::DAY_MS, $begin );
		$minutes = [ MetricStore::MINUTES => [ $hours, $end ] ];
		return $step_ms < MetricStore::DAY_MS
			? [ MetricStore::HOURS => [ $begin, $hours ] ] + $minutes
			: [
				MetricStore::DAYS  => [ $begin, min( $days, $hours ) ],
				MetricStore::HOURS => [ min( $days, $hours ), $hours ],
			] + $minutes;
	}
}
