<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Csv;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** Tiles and series as CSV: one table each, whose columns are named as the fields of the JSON. Marks are in the JSON only. */
final class KpiExport {
	public static function tiles( KpiReport $report ): string {
		$rows = [ [ 'id', 'label', 'scope', 'status', 'value', 'unit', 'limit', 'n', 'window_s', 'reason', 'finding', 'measured_at', 'answered_at' ] ];
		foreach ( $report->states as $state ) {
			$whole = KpiSchema::describe_state( $state );
			foreach ( [ [ 'scope' => '' ] + $whole, ...$whole['parts'] ] as $part ) {
				$rows[] = [ $state->kpi->id, self::plain( $whole['label'] ), $part['scope'], $part['status'], $part['value'], $part['unit'], $state->kpi->limit, $part['n'], $part['window_s'], $part['reason'], self::plain( $part['finding'] ), $whole['measured_at'], Time::rfc3339( $report->at_ms ) ];
			}
		}
		return Csv::of( $rows );
	}

	public static function series( Series $series ): string {
		$rows = [ [ 'id', 'scope', 'at', 'step_s', 'value', 'unit', 'limit', 'n', 'p50', 'p99', 'low', 'high', 'lost' ] ];
		foreach ( $series->points as $point ) {
			$rows[] = [ $series->kpi->id, $series->scope ?? '', Time::rfc3339( $point->at ), intdiv( $series->window->step_ms(), 1000 ), $point->value, $series->kpi->unit, $series->kpi->limit, $point->n, $point->p50, $point->p99, $point->low, $point->high, $point->lost ];
		}
		return Csv::of( $rows );
	}

	/** A file is read by programs as well: isolates around names would be noise there. And what follows them would hide from the CSV. */
	private static function plain( string $text ): string {
		return Numerals::plain( Numerals::shown( $text ) );
	}
}
