<?php
/**
 * Run once by WP-CLI on a new demo site: two days that never were, so that the charts of the KPIs have something to show.
 *
 * Made up, but not painted: the recorder takes it in as it takes in what happens, at the times it is said to have
 * happened, and the roll-up sums it. Calm nights leave gaps, and nine hours ago the queue stood still for a while.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

use SmartAllocOps\Kpi\Metric;

( static function ( \wpdb $wpdb ): void {
	$services = new SmartAllocOps\Services( $wpdb );
	$kpis     = $services->kpi_services();
	$recorder = $kpis->recorder();
	$now      = $services->clock->now_ms();
	$step_ms  = 10 * 60_000;
	$steps    = 46 * 6;

	// The same on every machine.
	mt_srand( 150 );
	$around = static fn ( float $typical ): float => $typical * exp( mt_rand( -100, 100 ) / 180 );

	for ( $step = $steps; $step > 0; $step-- ) {
		$at   = $now - $step * $step_ms;
		$hour = (int) wp_date( 'G', intdiv( $at, 1000 ) );
		// Parents register by day, most of them in the evening.
		$entries = match ( true ) {
			$hour < 6 => 0 === $step % 9 ? 1 : 0,
			$hour < 17 => mt_rand( 2, 5 ),
			default => mt_rand( 4, 9 ),
		};
		// Thirty minutes, nine hours ago: the runner did not come by.
		$is_stuck = $step <= 54 && $step > 51;
		for ( $entry = 0; $entry < $entries; $entry++ ) {
			$when = $at + mt_rand( 0, $step_ms - 1 );
			$recorder->count( Metric::FormAccepted, '150', 1, $when );
			foreach ( [ 'smartalloc_allocate', 'smartalloc_notify' ] as $group ) {
				$recorder->sample( Metric::QueueWait, $group, $is_stuck ? $around( 28_000 ) : min( 9_000, $around( 1_800 ) ), $when );
				$recorder->count( Metric::QueueOk, $group, 1, $when );
			}
			$recorder->sample( Metric::AllocationRun, '150', $around( $hour > 20 ? 44 : 28 ), $when );
			$recorder->count( Metric::AllocationDone, '150', 1, $when );
			$recorder->sample( Metric::MessageRun, 'mail', $around( $is_stuck ? 240 : 120 ), $when );
			$recorder->count( Metric::MessageSent, 'mail', 1, $when );
		}
		if ( 0 === $step % 150 ) {
			$recorder->count( Metric::QueueFailed, 'smartalloc_notify', 1, $at );
		}
		if ( 200 === $step ) {
			$recorder->count( Metric::MessageDuplicate, 'mail', 1, $at );
		}
		if ( 0 === $step % 24 ) {
			$recorder->sample( Metric::ExportPeak, '', $around( 42 * 1_048_576 ), $at );
			$recorder->sample( Metric::ExportRun, '', $around( 600 ), $at );
			$recorder->count( Metric::ExportEnded, '', 1, $at );
		}
		$recorder->sample( Metric::DeadLetters, '', $is_stuck ? 2 : 0, $at );
		$recorder->sample( Metric::FormsUnfit, '', 0, $at );
	}
	$recorder->flush();
	for ( $slice = 0; $slice < 500 && ! $kpis->roll_up()->run( 2_000 ); $slice++ ) {
		continue;
	}
} )( $GLOBALS['wpdb'] );
