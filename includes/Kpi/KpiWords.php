<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/** What is said of KPIs: their names, why they matter, their rules, and their findings with number, window and limit. */
final class KpiWords {
	public static function label( string $kpi_id ): string {
		return match ( $kpi_id ) {
			'queue.failure_rate'      => __( 'Failed jobs', 'smartalloc-ops' ),
			'queue.wait_p95'          => __( 'Wait in the queue', 'smartalloc-ops' ),
			'queue.dead_letters'      => __( 'Dead letters', 'smartalloc-ops' ),
			'allocation.duration_p95' => __( 'Duration of allocations', 'smartalloc-ops' ),
			'allocation.conflicts'    => __( 'Conflicts of allocations', 'smartalloc-ops' ),
			'allocation.duplicates'   => __( 'Doubled allocations', 'smartalloc-ops' ),
			'export.peak_memory'      => __( 'Memory of exports', 'smartalloc-ops' ),
			'export.crashes'          => __( 'Crashed exports', 'smartalloc-ops' ),
			'export.duration_p95'     => __( 'Duration of exports', 'smartalloc-ops' ),
			'comms.delivery_rate'     => __( 'Delivered messages', 'smartalloc-ops' ),
			'comms.duplicates'        => __( 'Messages sent twice', 'smartalloc-ops' ),
			'comms.send_p95'          => __( 'Duration of sending', 'smartalloc-ops' ),
			'comms.bounce_rate'       => __( 'Bounced messages', 'smartalloc-ops' ),
			'forms.error_rate'        => __( 'Submissions without a result', 'smartalloc-ops' ),
			'forms.compatibility'     => __( 'Forms that fit', 'smartalloc-ops' ),
			default                   => $kpi_id,
		};
	}

	public static function gone(): string {
		return __( 'Nothing of it was measured for a week, or it is not told apart any more.', 'smartalloc-ops' );
	}

	public static function area( string $area ): string {
		return match ( $area ) {
			'queue'      => __( 'Queue', 'smartalloc-ops' ),
			'allocation' => __( 'Allocation', 'smartalloc-ops' ),
			'export'     => __( 'Export', 'smartalloc-ops' ),
			'comms'      => __( 'Messages', 'smartalloc-ops' ),
			default      => __( 'Forms', 'smartalloc-ops' ),
		};
	}

	/** The rule a KPI is judged by, with its numbers. */
	public static function rule( Kpi $kpi ): string {
		$limit = self::amount( $kpi, (float) $kpi->limit );
		return match ( $kpi->kind ) {
			KpiKind::Share => sprintf(
				$kpi->is_inverted
					/* translators: 1: a limit, 2: number of events. */
					? __( 'Breached when less than %1$s is certain: three or more went wrong, and Wilson\'s bound at 95 %% is past the limit. Good from %2$d on.', 'smartalloc-ops' )
					/* translators: 1: a limit, 2: number of events. */
					: __( 'Breached when more than %1$s is certain: three or more went wrong, and Wilson\'s bound at 95 %% is past the limit. Good from %2$d on.', 'smartalloc-ops' ),
				$limit,
				$kpi->minimum
			),
			/* translators: 1: a limit, 2: number of events. */
			KpiKind::Percentile => sprintf( __( 'Breached when it is certain that more than one in twenty is above %1$s. Good from %2$d on.', 'smartalloc-ops' ), $limit, $kpi->minimum ),
			KpiKind::None => __( 'Breached by the first one within 24 hours.', 'smartalloc-ops' ),
			/* translators: %s: a limit. */
			KpiKind::Peak => sprintf( __( 'Breached by the first one above %s within 24 hours.', 'smartalloc-ops' ), $limit ),
			/* translators: %s: name of a check. */
			KpiKind::Check => sprintf( __( 'As the check "%s" of Health says.', 'smartalloc-ops' ), $kpi->check ),
		};
	}

	/** What was measured, of how many, when, and the limit. */
	public static function measured( Kpi $kpi, float $value, int $n, int $window_s ): string {
		$text = match ( true ) {
			/* translators: 1: a value, 2: what it was measured on, as in "640 jobs", 3: a time, as in "in the last hour", 4: a limit. */
			KpiKind::Peak === $kpi->kind => __( 'At most %1$s in %2$s %3$s; the limit is %4$s.', 'smartalloc-ops' ),
			/* translators: 1: a value, 2: what it was measured on, as in "640 jobs", 3: a time, as in "in the last hour", 4: a limit. */
			KpiKind::Percentile === $kpi->kind && $n < $kpi->minimum => __( 'The longest of %2$s %3$s took %1$s; the limit is %4$s.', 'smartalloc-ops' ),
			/* translators: 1: a value, 2: what it was measured on, as in "640 jobs", 3: a time, as in "in the last hour", 4: a limit. */
			KpiKind::Percentile === $kpi->kind => __( '95 of 100 took at most %1$s, of %2$s %3$s; the limit is %4$s.', 'smartalloc-ops' ),
			/* translators: 1: a value, 2: what it was measured on, as in "640 jobs", 3: a time, as in "in the last hour", 4: a limit. */
			default => __( '%1$s of %2$s %3$s; the limit is %4$s.', 'smartalloc-ops' ),
		};
		return sprintf( $text, self::amount( $kpi, $value ), self::events( $kpi, $n ), self::window( $window_s ), self::amount( $kpi, (float) $kpi->limit ) );
	}

	public static function found( Kpi $kpi, int $found, int $n, int $window_s ): string {
		return 0 === $found
			/* translators: 1: what was looked at, as in "640 exports", 2: a time, as in "in the last hour". */
			? sprintf( __( 'None in %1$s %2$s.', 'smartalloc-ops' ), self::events( $kpi, $n ), self::window( $window_s ) )
			/* translators: 1: a number, 2: what was looked at, as in "640 exports", 3: a time, as in "in the last hour". */
			: sprintf( __( '%1$s in %2$s %3$s; none is allowed.', 'smartalloc-ops' ), number_format_i18n( $found ), self::events( $kpi, $n ), self::window( $window_s ) );
	}

	public static function nothing_seen( Kpi $kpi, int $window_s ): string {
		/* translators: 1: what was looked at, as in "0 exports", 2: a time, as in "in the last 7 days". */
		return sprintf( __( '%1$s %2$s: nothing to judge.', 'smartalloc-ops' ), self::events( $kpi, 0 ), self::window( $window_s ) );
	}

	public static function not_yet_certain(): string {
		return __( 'That is past the limit, and may still be chance.', 'smartalloc-ops' );
	}

	public static function too_few( int $minimum ): string {
		/* translators: %d: a number. */
		return sprintf( __( 'It takes %d to judge.', 'smartalloc-ops' ), $minimum );
	}

	public static function not_lasting(): string {
		return __( 'It becomes critical when it lasts for most of an hour.', 'smartalloc-ops' );
	}

	public static function cadence( int $cadence_s ): string {
		/* translators: %d: number of seconds. */
		return sprintf( __( 'A runner comes by only every %d s here, which explains it. A runner from the command line would shorten it.', 'smartalloc-ops' ), $cadence_s );
	}

	public static function nothing_starts( float $age_s ): string {
		/* translators: %d: number of seconds. */
		return sprintf( __( 'Nothing begins: the oldest due job has waited %d s, and no job began in the last 15 minutes.', 'smartalloc-ops' ), (int) $age_s );
	}

	public static function no_check(): string {
		return __( 'The check of Health that measures this has no present result.', 'smartalloc-ops' );
	}

	public static function lost( int $lost ): string {
		return 0 === $lost
			? __( 'Everything that was measured in the last 24 hours was written down.', 'smartalloc-ops' )
			/* translators: %s: a number. */
			: sprintf( _n( '%s measurement of the last 24 hours could not be written down, so the numbers are too low.', '%s measurements of the last 24 hours could not be written down, so the numbers are too low.', $lost, 'smartalloc-ops' ), number_format_i18n( $lost ) );
	}

	public static function unreadable(): string {
		return __( 'What was measured could not be read from the database.', 'smartalloc-ops' );
	}

	/** @return list<Action> */
	public static function ways_forward( Kpi $kpi ): array {
		$rollback = Links::tab( 'rollback', __( 'Roll back', 'smartalloc-ops' ) );
		return match ( $kpi->area ) {
			'queue'      => [ Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ) ), $rollback ],
			'comms'      => [ Links::tab( 'flags', __( 'Hold messages', 'smartalloc-ops' ), [ 'focus' => 'comms' ] ), $rollback ],
			'export'     => [ Links::tab( 'flags', __( 'Switch exports to streaming', 'smartalloc-ops' ), [ 'focus' => 'export_mode' ] ), $rollback ],
			'allocation' => [ Links::tab( 'flags', __( 'Switch off the generic path', 'smartalloc-ops' ), [ 'focus' => 'generic_path' ] ), $rollback ],
			default      => [ Links::forms(), $rollback ],
		};
	}

	/** A value in the unit of its KPI, as people read it. */
	public static function amount( Kpi $kpi, float $value ): string {
		return match ( true ) {
			/* translators: %s: a number. */
			'%' === $kpi->unit => sprintf( _x( '%s %%', 'per cent', 'smartalloc-ops' ), number_format_i18n( $value, $value < 10 || $value > 90 ? ( floor( $value ) === $value ? 0 : 1 ) : 0 ) ),
			/* translators: %s: a number. */
			'bytes' === $kpi->unit => sprintf( _x( '%s MB', 'megabytes', 'smartalloc-ops' ), number_format_i18n( $value / 1_048_576 ) ),
			/* translators: %s: a number. */
			'ms' === $kpi->unit && $value >= 1_000 => sprintf( _x( '%s s', 'seconds', 'smartalloc-ops' ), number_format_i18n( $value / 1_000, $value < 10_000 && 0.0 !== fmod( $value, 1_000 ) ? 1 : 0 ) ),
			/* translators: %s: a number. */
			'ms' === $kpi->unit => sprintf( _x( '%s ms', 'milliseconds', 'smartalloc-ops' ), number_format_i18n( $value, $value < 10 ? 1 : 0 ) ),
			default => number_format_i18n( $value ),
		};
	}

	private static function events( Kpi $kpi, int $n ): string {
		$text = match ( $kpi->area ) {
			/* translators: %s: a number. */
			'queue'      => _n( '%s job', '%s jobs', $n, 'smartalloc-ops' ),
			/* translators: %s: a number. */
			'allocation' => _n( '%s allocation', '%s allocations', $n, 'smartalloc-ops' ),
			/* translators: %s: a number. */
			'export'     => _n( '%s export', '%s exports', $n, 'smartalloc-ops' ),
			/* translators: %s: a number. */
			'comms'      => _n( '%s message', '%s messages', $n, 'smartalloc-ops' ),
			/* translators: %s: a number. */
			default      => _n( '%s submission', '%s submissions', $n, 'smartalloc-ops' ),
		};
		return sprintf( $text, number_format_i18n( $n ) );
	}

	private static function window( int $window_s ): string {
		return match ( $window_s ) {
			Samples::QUARTER  => __( 'in the last 15 minutes', 'smartalloc-ops' ),
			Samples::HOUR     => __( 'in the last hour', 'smartalloc-ops' ),
			6 * Samples::HOUR => __( 'in the last 6 hours', 'smartalloc-ops' ),
			Samples::DAY      => __( 'in the last 24 hours', 'smartalloc-ops' ),
			default           => __( 'in the last 7 days', 'smartalloc-ops' ),
		};
	}
}
