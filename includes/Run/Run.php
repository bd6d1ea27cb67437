<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Fence;

defined( 'ABSPATH' ) || exit;

/** One run as it was read. Times are UTC epoch milliseconds. */
final class Run {
	/**
	 * @param array<string, mixed> $payload What was asked for.
	 * @param array<string, mixed> $outcome Headline and next steps, when it stands.
	 */
	private function __construct(
		public readonly int $id,
		public readonly string $kind,
		public readonly RunState $state,
		public readonly bool $is_active,
		public readonly string $payload_hash,
		public readonly array $payload,
		public readonly string $reason,
		public readonly Actor $actor,
		public readonly int $version,
		public readonly int $fence,
		public readonly ?string $lease_owner,
		public readonly ?int $lease_until,
		public readonly array $outcome,
		public readonly int $created_at,
		public readonly int $updated_at,
		public readonly ?int $finished_at,
	) {}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		$decode = static function ( ?string $json ): array {
			$value = json_decode( (string) $json, true );
			return is_array( $value ) ? $value : [];
		};
		return new self(
			(int) $row['id'],
			(string) $row['kind'],
			RunState::from( (string) $row['state'] ),
			null !== ( $row['active_slot'] ?? null ),
			(string) $row['payload_hash'],
			$decode( $row['payload'] ),
			(string) $row['reason'],
			Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ),
			(int) $row['version'],
			(int) $row['fence'],
			$row['lease_owner'] ?? null,
			isset( $row['lease_until'] ) ? (int) $row['lease_until'] : null,
			$decode( $row['outcome'] ?? null ),
			(int) $row['created_at'],
			(int) $row['updated_at'],
			isset( $row['finished_at'] ) ? (int) $row['finished_at'] : null
		);
	}

	/** The lease under which it was read: a write that names it is void once another worker has taken over. */
	public function fence(): Fence {
		return new Fence( RunStore::TABLE, $this->id, $this->fence );
	}

	/** Where a run that waits or stopped goes on: forward, or putting back. */
	public function way_on(): RunState {
		return 'undo' === ( $this->outcome['direction'] ?? '' ) ? RunState::Aborting : RunState::Running;
	}

	/** @return array{reason: string, answers: array<string, string>, second: bool}|null What it waits for, while it does; second: of somebody else than who has started it. */
	public function waiting(): ?array {
		$waiting = $this->outcome['waiting'] ?? null;
		if ( ! $this->state->is_waiting() || ! is_array( $waiting ) ) {
			return null;
		}
		return [
			'reason'  => (string) ( $waiting['reason'] ?? '' ),
			'answers' => array_map( 'strval', is_array( $waiting['answers'] ?? null ) ? $waiting['answers'] : [] ),
			'second'  => true === ( $waiting['second'] ?? false ),
		];
	}

	/** Nobody moves it although it is not at rest: its worker was killed, or has not started. */
	public function is_interrupted( int $now_ms ): bool {
		return $this->state->is_moving() && ( null === $this->lease_until || $this->lease_until < $now_ms );
	}
}
