<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** Counts deaths by door (see WatchScene): one that begins well by another door says nothing of those. */
final class WatchCount {
	/** No longer list says more. */
	private const MAX_TIMES = 20;

	/**
	 * @param array<string, list<int>> $fatals
	 * @return array<string, list<int>>
	 */
	public static function died( array $fatals, string $door, int $now ): array {
		return [ $door => self::spread( [ ...( $fatals[ $door ] ?? [] ), $now ], $now ) ] + $fatals;
	}

	/**
	 * What was counted by this door is over, and what is too long ago to say anything.
	 *
	 * @param array<string, list<int>> $fatals
	 * @return array<string, list<int>>
	 */
	public static function well( array $fatals, string $door, int $now ): array {
		return array_filter( $fatals, static fn ( array $times, string $of ): bool => $of !== $door && max( [ 0, ...$times ] ) > $now - Watch::RECENT_MS, ARRAY_FILTER_USE_BOTH );
	}

	/**
	 * @param array<string, int> $counts
	 * @return array<string, int>
	 */
	public static function one_more( array $counts, string $door ): array {
		return [ $door => ( $counts[ $door ] ?? 0 ) + 1 ] + $counts;
	}

	/** @return array<string, list<int>> What has the form, and nothing else. */
	public static function times( mixed $said ): array {
		$lists = array_filter( is_array( $said ) ? $said : [], static fn ( mixed $times, int|string $door ): bool => is_string( $door ) && is_array( $times ), ARRAY_FILTER_USE_BOTH );
		return array_filter( array_map( static fn ( array $times ): array => array_values( array_filter( $times, 'is_int' ) ), $lists ) );
	}

	/** @return array<string, int> What has the form, and nothing else. */
	public static function numbers( mixed $said ): array {
		return array_filter( is_array( $said ) ? $said : [], static fn ( mixed $number, int|string $door ): bool => is_string( $door ) && is_int( $number ), ARRAY_FILTER_USE_BOTH );
	}

	/**
	 * Those that are left when there are too many still tell for how long it has gone on: of two that stand closest
	 * together one goes, and never the first or the last. On a busy site twenty die in a second.
	 *
	 * @param list<int> $times
	 * @return list<int>
	 */
	private static function spread( array $times, int $now ): array {
		$times = array_values( array_filter( $times, static fn ( int $at ): bool => $at > $now - Watch::RECENT_MS ) );
		while ( count( $times ) > self::MAX_TIMES ) {
			$closest = 1;
			for ( $n = 1; $n < count( $times ) - 1; $n++ ) {
				if ( $times[ $n + 1 ] - $times[ $n - 1 ] < $times[ $closest + 1 ] - $times[ $closest - 1 ] ) {
					$closest = $n;
				}
			}
			array_splice( $times, $closest, 1 );
		}
		return $times;
	}
}
