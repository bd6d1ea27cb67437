<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** How often a runner of jobs really starts, from its last starts: what a job on an empty queue has to wait. */
final class RunnerCadence {
	/** Starts this close together are batches of one run. */
	private const SAME_RUN_S = 5;

	private int $pretended_silence_s = 0;

	public function __construct( private readonly Heartbeats $heartbeats ) {}

	/**
	 * @return array{last_ms: int, kinds: list<string>, median_s: int|null, n: int, window_s: int}|null Median of the gaps between runs, null below three of them. Null: no runner was ever seen.
	 * @throws \SmartAllocOps\Platform\DatabaseError When the notes cannot be read.
	 */
	public function read(): ?array {
		$starts = [];
		$kinds  = [];
		$last   = 0;
		foreach ( $this->heartbeats->all() as $name => $beat ) {
			if ( str_starts_with( $name, Heartbeats::RUNNER ) ) {
				$kinds[ substr( $name, strlen( Heartbeats::RUNNER ) ) ] = $beat['at'];
				$last = max( $last, $beat['at'] );
				array_push( $starts, ...Heartbeats::times( $beat['detail'] ) );
			}
		}
		if ( 0 === $last ) {
			return null;
		}
		arsort( $kinds );
		$gaps = self::gaps( $starts );
		return [
			'last_ms'  => $last - $this->pretended_silence_s * 1000,
			'kinds'    => array_map( 'strval', array_keys( $kinds ) ),
			'median_s' => count( $gaps ) < 3 ? null : $gaps[ intdiv( count( $gaps ), 2 ) ],
			'n'        => count( $gaps ),
			'window_s' => [] === $starts ? 0 : max( $starts ) - min( $starts ),
		];
	}

	/**
	 * Calls `$body` as if the last runner had come by so much earlier.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_silent_for( int $seconds, callable $body ): mixed {
		$this->pretended_silence_s = $seconds;
		try {
			return $body();
		} finally {
			$this->pretended_silence_s = 0;
		}
	}

	/**
	 * @param list<int> $starts Seconds.
	 * @return list<int> Seconds between runs, shortest first.
	 */
	private static function gaps( array $starts ): array {
		sort( $starts );
		$gaps     = [];
		$previous = null;
		foreach ( $starts as $start ) {
			if ( null !== $previous && $start - $previous > self::SAME_RUN_S ) {
				$gaps[] = $start - $previous;
			}
			$previous = $start;
		}
		sort( $gaps );
		return $gaps;
	}
}
