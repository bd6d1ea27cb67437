<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** One attempt at a step, forward or back, as the journal holds it. */
final class StepRow {
	/**
	 * @param 'do'|'undo'                         $direction
	 * @param 'started'|'done'|'failed'|'waiting' $state
	 * @param array<string, mixed>                $input  Recorded before the act: what the act and its undo need.
	 * @param array<string, mixed>                $output `evidence` and `error`; `progress` of one that waits.
	 */
	private function __construct(
		public readonly int $id,
		public readonly int $ordinal,
		public readonly string $name,
		public readonly string $direction,
		public readonly int $attempt,
		public readonly string $state,
		public readonly array $input,
		public readonly array $output,
		public readonly Actor $actor,
		public readonly int $started_at,
		public readonly ?int $finished_at,
	) {}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		$decode = static function ( ?string $json ): array {
			$value = json_decode( (string) $json, true );
			return is_array( $value ) ? $value : [];
		};
		$state  = (string) $row['state'];
		return new self(
			(int) $row['id'],
			(int) $row['ordinal'],
			(string) $row['name'],
			'undo' === $row['direction'] ? 'undo' : 'do',
			(int) $row['attempt'],
			in_array( $state, [ 'done', 'failed', 'waiting' ], true ) ? $state : 'started',
			$decode( $row['input'] ),
			$decode( $row['output'] ?? null ),
			Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ),
			(int) $row['started_at'],
			isset( $row['finished_at'] ) ? (int) $row['finished_at'] : null
		);
	}
}
