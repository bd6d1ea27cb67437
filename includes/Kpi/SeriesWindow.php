<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** How far back a series goes, in how many stretches, and from which table: never more than a screen can show. */
enum SeriesWindow: string {
	case Hour  = '1h';
	case Day   = '24h';
	case Week  = '7d';
	case Month = '35d';

	/** Length of one stretch. Stretches begin at multiples of it, in UTC. */
	public function step_ms(): int {
		return match ( $this ) {
			self::Hour => MetricStore::MINUTE_MS,
			self::Day => 15 * MetricStore::MINUTE_MS,
			self::Week => 2 * MetricStore::HOUR_MS,
			self::Month => MetricStore::DAY_MS,
		};
	}

	/** Stretches, with the one that still runs. */
	public function steps(): int {
		return match ( $this ) {
			self::Hour => 60,
			self::Day => 96,
			self::Week => 84,
			self::Month => 35,
		};
	}

	/** @return list<string> */
	public static function values(): array {
		return array_map( static fn ( self $window ): string => $window->value, self::cases() );
	}
}
