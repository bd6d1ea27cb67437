<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;

defined( 'ABSPATH' ) || exit;

/**
 * Sums minutes into hours and hours into days, and takes away what is summed and old: in slices, each of which may be
 * the last before the process is killed.
 *
 * An hour is summed before its minutes may go, and summing it once more is harmless; so wherever this stops, the next
 * one only does a slice again. What is written late sends the cursor back.
 */
final class RollUp {
	public const HOURS = 'hours';
	public const DAYS  = 'days';

	/** How long each is kept. */
	public const KEEP_MINUTES_MS = 48 * MetricStore::HOUR_MS;
	public const KEEP_HOURS_MS   = 35 * MetricStore::DAY_MS;
	public const KEEP_DAYS_MS    = 400 * MetricStore::DAY_MS;

	/** Runners keep what they saw for some seconds before they write it. */
	private const SETTLE_MS = 120_000;

	/** Rows that one tick takes away of each table. */
	private const PURGE = 5_000;

	public function __construct( private readonly MetricStore $store, private readonly Cursors $cursors, private readonly Totals $totals, private readonly Clock $clock ) {}

	/**
	 * Goes on for about that long, and does at least one slice.
	 *
	 * @return bool Whether all is done for now.
	 */
	public function run( int $budget_ms ): bool {
		$until = hrtime( true ) + $budget_ms * 1_000_000;
		$now   = $this->clock->now_ms();
		$known = $this->cursors->all();
		$hour  = $this->roll( self::HOURS, $known, MetricStore::MINUTES, MetricStore::HOURS, 60, intdiv( $now - self::SETTLE_MS, MetricStore::HOUR_MS ), $until );
		// A day is summed when its last hour is.
		$day    = $this->roll( self::DAYS, $known, MetricStore::HOURS, MetricStore::DAYS, 24, intdiv( $hour, 24 ), $until );
		$folded = $this->totals->fold( $until );

		$minutes = $this->store->delete_before( MetricStore::MINUTES, min( intdiv( $now - self::KEEP_MINUTES_MS, MetricStore::MINUTE_MS ), $hour * 60 ), self::PURGE );
		$hours   = $this->store->delete_before( MetricStore::HOURS, min( intdiv( $now - self::KEEP_HOURS_MS, MetricStore::HOUR_MS ), $day * 24 ), self::PURGE );
		$days    = $this->store->delete_before( MetricStore::DAYS, min( intdiv( $now - self::KEEP_DAYS_MS, MetricStore::DAY_MS ), $folded['first'] ), self::PURGE );
		return $hour >= intdiv( $now - self::SETTLE_MS, MetricStore::HOUR_MS ) && $day >= intdiv( $hour, 24 ) && $folded['is_done'] && max( $minutes, $hours, $days ) < self::PURGE;
	}

	/** What was written into a minute that may be summed already. */
	public function came_late( int $minute ): void {
		// Of what is older no minutes are left to sum.
		$hour = max( intdiv( $minute, 60 ), intdiv( $this->clock->now_ms() - self::KEEP_MINUTES_MS, MetricStore::HOUR_MS ) );
		$this->cursors->send_back( self::HOURS, $hour );
		$this->cursors->send_back( self::DAYS, intdiv( $hour, 24 ) );
	}

	/**
	 * @param array<string, array{position: int, ...}>           $known
	 * @param MetricStore::MINUTES|MetricStore::HOURS            $from
	 * @param MetricStore::HOURS|MetricStore::DAYS               $to
	 * @param int                                                $end   The first slot that is not over.
	 * @return int The first slot that is not summed.
	 */
	private function roll( string $name, array $known, string $from, string $to, int $share, int $end, int $until_ns ): int {
		$slot = $known[ $name ]['position'] ?? null;
		if ( null === $slot ) {
			$first = $this->store->first_slot( $from );
			$slot  = min( $end, null === $first ? $end : intdiv( $first, $share ) );
			$this->cursors->move( $name, $slot );
		}
		while ( $slot < $end ) {
			$next = $slot + 1;
			if ( ! $this->store->sum_up( $from, $to, $slot, $share ) ) {
				// A stretch in which nothing was measured, as while the plugin was off, is passed over at once.
				$first = $this->store->first_slot( $from, $next * $share );
				$next  = null === $first ? $end : min( $end, intdiv( $first, $share ) );
			}
			CrashPoint::reach( 'kpi.rolled' );
			if ( ! $this->cursors->advance( $name, $slot, $next ) ) {
				// Somebody else does the same, or sent it back: the next tick looks anew.
				return $slot;
			}
			$slot = $next;
			if ( hrtime( true ) > $until_ns ) {
				break;
			}
		}
		return $slot;
	}
}
