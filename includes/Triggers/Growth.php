<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/**
 * Whether there is abnormally more of something since this build came.
 *
 * The window is the last hour, or as much of it as the build has run. The baseline is what 95 of 100 whole hours of the
 * seven days before stayed at or below: some bad hours of an incident do not become the rule by it. It grows when there
 * is three times as much, and no less than the floor. Fewer than a day of hours is too little to know.
 */
final class Growth {
	public const WINDOW_S  = 3_600;
	public const MIN_HOURS = 24;
	public const FACTOR    = 3;

	private const HOUR_MS   = 3_600_000;
	private const MINUTE_MS = 60_000;

	/** A level that nobody looked at for longer is not known. */
	private const FRESH_MS = 300_000;

	/** Looks at a level that are needed to say that it rose. */
	private const LOOKS = 3;

	/** Share of the hours that the baseline covers. */
	private const COVERS = 0.95;

	/**
	 * @param string     $why       ok, grows, too_little_history, too_new, not_measured or nothing_happened.
	 * @param float|null $value     How many, or by how much it rose; null when that is not known.
	 * @param int|null   $n         Among how many; of a level, how often it was looked at.
	 * @param float|null $threshold From which on it grows.
	 * @param int        $hours     Of the baseline.
	 */
	private function __construct(
		public readonly ObservedState $state,
		public readonly string $why,
		public readonly ?float $value,
		public readonly ?int $n,
		public readonly int $window_s,
		public readonly ?float $threshold,
		public readonly ?float $baseline,
		public readonly int $hours,
	) {}

	/** @param int $since When the build came, in UTC epoch milliseconds: what was before is no evidence against it. */
	public static function judge( GrowthRule $rule, Counts $counts, int $since, int $now ): self {
		$from     = max( $now - self::WINDOW_S * 1000, $since );
		$window_s = intdiv( max( 0, $now - $from ), 1000 );
		// The hour that runs and the one before it lie in the window.
		$before   = array_filter( $counts->hours, static fn ( int $hour ): bool => $hour + self::HOUR_MS <= $now - self::WINDOW_S * 1000, ARRAY_FILTER_USE_KEY );
		$usual    = $rule->is_level ? self::rises( $rule, $before ) : self::events( $rule, $before );
		$hours    = count( $usual );
		if ( $hours < self::MIN_HOURS ) {
			return new self( ObservedState::Unknown, 'too_little_history', null, null, $window_s, null, null, $hours );
		}
		sort( $usual );
		$baseline  = (float) $usual[ (int) ceil( self::COVERS * $hours ) - 1 ];
		$threshold = max( (float) $rule->floor, self::FACTOR * $baseline );
		$window    = array_filter( $counts->minutes, static fn ( int $minute ): bool => $minute >= $from, ARRAY_FILTER_USE_KEY );
		$said      = static fn ( ObservedState $state, string $why, ?float $value, ?int $n ): self => new self( $state, $why, $value, $n, $window_s, $threshold, $baseline, $hours );
		if ( [] === $window ) {
			return $said( ObservedState::Unknown, 'too_new', null, null );
		}
		return $rule->is_level ? self::judge_level( $rule->counted[0], $window, $threshold, $now, $said ) : self::judge_events( $rule, $window, $threshold, $said );
	}

	/**
	 * @param non-empty-array<int, array<string, array{n: int, total: float}>>         $window
	 * @param \Closure( ObservedState, string, float|null, int|null ): self $said
	 */
	private static function judge_events( GrowthRule $rule, array $window, float $threshold, \Closure $said ): self {
		$value = array_sum( array_map( static fn ( array $slot ): int => Counts::n( $slot, $rule->counted ), $window ) );
		$n     = [] === $rule->among ? null : (int) array_sum( array_map( static fn ( array $slot ): int => Counts::n( $slot, $rule->among ), $window ) );
		$is_on = [] !== array_filter( $window, static fn ( array $slot ): bool => Counts::n( $slot, $rule->observed ) > 0 );
		return match ( true ) {
			$value >= $threshold => $said( ObservedState::Firing, 'grows', (float) $value, $n ),
			0 === $n => $said( ObservedState::Unknown, 'nothing_happened', null, 0 ),
			! $is_on => $said( ObservedState::Unknown, 'not_measured', null, $n ),
			default => $said( ObservedState::Quiet, 'ok', (float) $value, $n ),
		};
	}

	/**
	 * @param non-empty-array<int, array<string, array{n: int, total: float}>>         $window
	 * @param \Closure( ObservedState, string, float|null, int|null ): self $said
	 */
	private static function judge_level( string $metric, array $window, float $threshold, int $now, \Closure $said ): self {
		$levels = array_filter( array_map( static fn ( array $slot ): ?float => Counts::level( $slot, $metric ), $window ), 'is_float' );
		$n      = count( $levels );
		if ( $n < self::LOOKS || array_key_last( $levels ) + self::MINUTE_MS < $now - self::FRESH_MS ) {
			return $said( ObservedState::Unknown, 0 === $n || $n >= self::LOOKS ? 'not_measured' : 'too_new', null, $n );
		}
		$rise = (float) end( $levels ) - (float) reset( $levels );
		return $rise >= $threshold ? $said( ObservedState::Firing, 'grows', $rise, $n ) : $said( ObservedState::Quiet, 'ok', $rise, $n );
	}

	/**
	 * @param array<int, array<string, array{n: int, total: float}>> $hours
	 * @return list<int> How many in each hour in which somebody counted.
	 */
	private static function events( GrowthRule $rule, array $hours ): array {
		$observed = array_filter( $hours, static fn ( array $slot ): bool => Counts::n( $slot, $rule->observed ) > 0 );
		return array_values( array_map( static fn ( array $slot ): int => Counts::n( $slot, $rule->counted ), $observed ) );
	}

	/**
	 * @param array<int, array<string, array{n: int, total: float}>> $hours
	 * @return list<float> By how much it rose from hour to hour, where both were looked at.
	 */
	private static function rises( GrowthRule $rule, array $hours ): array {
		$rises = [];
		$last  = null;
		foreach ( $hours as $slot ) {
			$level = Counts::level( $slot, $rule->counted[0] );
			if ( null !== $level && null !== $last ) {
				$rises[] = max( 0.0, $level - $last );
			}
			$last = $level;
		}
		return $rises;
	}
}
