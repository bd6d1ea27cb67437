<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

defined( 'ABSPATH' ) || exit;

/**
 * Whether a form is silent for longer than the same hours of the last weeks explain.
 *
 * Were submissions independent, so many expected and none seen would happen once in e^expected: at 12 that is about once
 * in a year and a half for a form of 300 submissions a day, at 8 every ten days. The running hour is left out.
 */
final class Silence {
	public const RECOMMENDED_FROM = 8.0;
	public const CRITICAL_FROM    = 12.0;

	private const WEEK  = 168;
	private const WEEKS = 4;

	/**
	 * @param 'too_few_samples'|'not_silent'|'explained'|'silent' $verdict
	 * @param int                                                 $hours    Whole hours without a submission, up to a week.
	 * @param float|null                                          $expected Submissions that the same hours of the last weeks had on average.
	 * @param int                                                 $weeks    Weeks compared with.
	 * @param int                                                 $n        Submissions in those weeks.
	 */
	private function __construct( public readonly string $verdict, public readonly int $hours, public readonly ?float $expected, public readonly int $weeks, public readonly int $n ) {}

	/**
	 * @param array<int, int> $counts   Submissions by hour since the epoch.
	 * @param int|null        $since    First hour that was counted; null: none.
	 * @param int             $now_hour The hour that runs.
	 */
	public static function of( array $counts, ?int $since, int $now_hour, int $minimum_weeks, int $minimum_submissions ): self {
		$seen = array_keys( array_filter( $counts, static fn ( int $n, int $hour ): bool => $n > 0 && $hour <= $now_hour, ARRAY_FILTER_USE_BOTH ) );
		$from = [] === $seen ? $now_hour : max( $seen ) + 1;
		$from = max( $from, $now_hour - self::WEEK );
		$sums = [];
		for ( $week = 1; $week <= self::WEEKS; $week++ ) {
			// The hour in which counting began was not counted whole.
			if ( null !== $since && $from - $week * self::WEEK > $since ) {
				$sums[] = self::sum( $counts, $from - $week * self::WEEK, $now_hour - $week * self::WEEK );
			}
		}
		$n     = self::sum( $counts, $now_hour - count( $sums ) * self::WEEK, $now_hour );
		$hours = max( 0, $now_hour - $from );
		if ( count( $sums ) < $minimum_weeks || $n < $minimum_submissions || [] === $sums ) {
			return new self( 'too_few_samples', $hours, null, count( $sums ), $n );
		}
		$expected = array_sum( $sums ) / count( $sums );
		return new self(
			match ( true ) {
				$expected < self::RECOMMENDED_FROM => 'not_silent',
				0 === min( $sums ) => 'explained',
				default => 'silent',
			},
			$hours,
			$expected,
			count( $sums ),
			$n
		);
	}

	public function is_critical(): bool {
		return 'silent' === $this->verdict && null !== $this->expected && $this->expected >= self::CRITICAL_FROM;
	}

	/** @param array<int, int> $counts */
	private static function sum( array $counts, int $from, int $before ): int {
		$sum = 0;
		for ( $hour = $from; $hour < $before; $hour++ ) {
			$sum += $counts[ $hour ] ?? 0;
		}
		return $sum;
	}
}
