<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/**
 * What was counted lately, minute by minute for an hour and hour by hour for a week.
 *
 * @phpstan-type Slots array<int, array<string, array{n: int, total: float}>>
 */
final class Counts {
	public const MINUTES = 61;
	public const HOURS   = 170;

	/**
	 * @param Slots $minutes By begin in UTC epoch milliseconds, ascending and without a gap; a metric of which there was nothing is not there.
	 * @param Slots $hours   In the same way.
	 */
	public function __construct( public readonly array $minutes, public readonly array $hours ) {}

	/**
	 * @param array<string, array{n: int, total: float}> $slot
	 * @param list<string>                               $metrics
	 */
	public static function n( array $slot, array $metrics ): int {
		return (int) array_sum( array_map( static fn ( string $metric ): int => $slot[ $metric ]['n'] ?? 0, $metrics ) );
	}

	/**
	 * @param array<string, array{n: int, total: float}> $slot
	 * @return float|null The mean of a level in that slot; null when nobody looked.
	 */
	public static function level( array $slot, string $metric ): ?float {
		$n = $slot[ $metric ]['n'] ?? 0;
		return 0 === $n ? null : $slot[ $metric ]['total'] / $n;
	}
}
