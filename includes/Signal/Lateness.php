<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/**
 * From when due work that nobody starts is late, measured against how often a runner comes by here.
 *
 * A runner that comes once a minute lets a job wait almost a minute on an empty queue: that is its cadence, not a fault.
 */
final class Lateness {
	/** The limit of the queue's wait (K1). */
	public const LIMIT_S = 10;

	/** Longer than a cadence and this, and it is no longer a matter of cadence: the time after which Action Scheduler itself gives a runner up, and WordPress calls an event missed. */
	public const DEAD_S = 300;

	/** WP-Cron started by a system cron comes by every 15 minutes on many hosts; core judges it by the same number. */
	public const SYSTEM_CRON_S = 900;

	public const DEFAULT_CADENCE_S = 60;

	public static function late_after_s( ?int $cadence_s ): int {
		return ( $cadence_s ?? self::DEFAULT_CADENCE_S ) + self::LIMIT_S;
	}

	public static function dead_after_s( ?int $cadence_s ): int {
		return ( $cadence_s ?? self::DEFAULT_CADENCE_S ) + self::DEAD_S;
	}

	/** WP-Cron's own events: core's limit for "missed". */
	public static function cron_late_after_s( bool $started_by_visits ): int {
		return $started_by_visits ? self::DEAD_S : self::SYSTEM_CRON_S;
	}
}
