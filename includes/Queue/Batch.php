<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** A bounded batch that somebody asked for. Times are UTC epoch milliseconds. */
final class Batch {
	/** A loopback that has not come by then does not come. */
	public const START_MS = 60_000;

	/** A batch that was silent for so long is dead: no single job may hold the queue's slot for longer. */
	public const SILENCE_MS = 900_000;

	/** @param 'asked'|'running'|'done'|'failed'|'not_started'|'lost' $state As it is stored; see state_at(). */
	private function __construct(
		public readonly int $id,
		public readonly string $queue,
		public readonly string $state,
		public readonly string $payload_hash,
		public readonly int $size,
		public readonly string $place,
		public readonly string $reason,
		public readonly Actor $actor,
		/** The user it ran as; 0 is nobody, null is not known yet. */
		public readonly ?int $ran_as,
		public readonly int $processed,
		public readonly int $done,
		public readonly int $failed,
		public readonly int $held,
		public readonly ?string $stopped,
		public readonly ?string $error_class,
		public readonly ?string $error_frame,
		public readonly int $asked_at,
		public readonly ?int $started_at,
		public readonly ?int $alive_at,
		public readonly ?int $finished_at,
	) {}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		$int   = static fn ( string $column ): ?int => isset( $row[ $column ] ) ? (int) $row[ $column ] : null;
		$state = (string) $row['state'];
		return new self(
			(int) $row['id'],
			(string) $row['queue'],
			in_array( $state, [ 'asked', 'running', 'done', 'failed', 'not_started', 'lost' ], true ) ? $state : 'failed',
			(string) $row['payload_hash'],
			(int) $row['size'],
			(string) $row['place'],
			(string) $row['reason'],
			Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ),
			$int( 'ran_as' ),
			(int) $row['processed'],
			(int) $row['done'],
			(int) $row['failed'],
			(int) $row['held'],
			$row['stopped'],
			$row['error_class'],
			$row['error_frame'],
			(int) $row['asked_at'],
			$int( 'started_at' ),
			$int( 'alive_at' ),
			$int( 'finished_at' )
		);
	}

	/**
	 * What it is now: nobody writes down that a process died.
	 *
	 * @return 'asked'|'running'|'done'|'failed'|'not_started'|'lost'
	 */
	public function state_at( int $now_ms ): string {
		return match ( true ) {
			'asked' === $this->state && $now_ms > $this->asked_at + self::START_MS => 'not_started',
			'running' === $this->state && $now_ms > ( $this->alive_at ?? $this->asked_at ) + self::SILENCE_MS => 'lost',
			default => $this->state,
		};
	}

	public function is_open( int $now_ms ): bool {
		return in_array( $this->state_at( $now_ms ), [ 'asked', 'running' ], true );
	}
}
