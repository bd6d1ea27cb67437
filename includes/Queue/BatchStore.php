<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\BatchResult;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** Batches in their table; at most one of a queue is under way, by a unique column. */
final class BatchStore {
	public const TABLE = 'batches';

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/** @return Batch|null Null: the key was used before, or a batch of the queue is under way. */
	public function create( string $queue, int $size, string $key, string $hash, string $place, string $reason, Actor $actor, ?string $token_hash ): ?Batch {
		$now = $this->clock->now_ms();
		$this->db->execute(
			"INSERT IGNORE INTO %i (queue, state, active_slot, idempotency_key, payload_hash, token_hash, size, place, reason, actor_kind, actor_id, processed, done, failed, held, asked_at)
			VALUES (%s, 'asked', %s, %s, %s, %s, %d, %s, %s, %s, %d, 0, 0, 0, 0, %d)",
			[ $this->table(), $queue, self::slot( $queue ), $key, $hash, $token_hash, $size, $place, $reason, $actor->kind, $actor->id, $now ]
		);
		$batch = $this->by_key( $key );
		return null !== $batch && $batch->payload_hash === $hash && 'asked' === $batch->state && $batch->asked_at === $now ? $batch : null;
	}

	public function get( int $id ): ?Batch {
		return $this->one( 'SELECT * FROM %i WHERE id = %d', [ $this->table(), $id ] );
	}

	public function by_key( string $key ): ?Batch {
		return $this->one( 'SELECT * FROM %i WHERE idempotency_key = %s', [ $this->table(), $key ] );
	}

	/** The one under way, as it is stored. */
	public function active( string $queue ): ?Batch {
		return $this->one( 'SELECT * FROM %i WHERE active_slot = %s', [ $this->table(), self::slot( $queue ) ] );
	}

	/**
	 * Begins it, once: the token is gone with the first who shows it.
	 *
	 * @param string|null $token_hash Null: it runs where it was asked for, and needs none.
	 */
	public function begin( int $id, ?string $token_hash, int $ran_as ): ?Batch {
		$now = $this->clock->now_ms();
		$won = 1 === $this->db->execute(
			"UPDATE %i SET state = 'running', token_hash = NULL, ran_as = %d, started_at = %d, alive_at = %d WHERE id = %d AND state = 'asked' AND asked_at > %d AND " . ( null === $token_hash ? 'token_hash IS NULL' : 'token_hash = %s' ),
			[ $this->table(), $ran_as, $now, $now, $id, $now - Batch::START_MS, ...( null === $token_hash ? [] : [ $token_hash ] ) ]
		);
		return $won ? $this->get( $id ) : null;
	}

	public function progress( int $id, BatchResult $result ): void {
		$this->db->execute( "UPDATE %i SET processed = %d, done = %d, failed = %d, held = %d, alive_at = %d WHERE id = %d AND state = 'running'", [ $this->table(), $result->processed, $result->done, $result->failed, $result->held, $this->clock->now_ms(), $id ] );
	}

	/** @param 'done'|'failed' $state */
	public function finish( int $id, string $state, BatchResult $result, ?string $error_class, ?string $error_frame ): bool {
		$now = $this->clock->now_ms();
		return 1 === $this->db->execute(
			"UPDATE %i SET state = %s, active_slot = NULL, processed = %d, done = %d, failed = %d, held = %d, stopped = %s, error_class = %s, error_frame = %s, alive_at = %d, finished_at = %d WHERE id = %d AND state = 'running'",
			[ $this->table(), $state, $result->processed, $result->done, $result->failed, $result->held, $result->stopped, $error_class, $error_frame, $now, $now, $id ]
		);
	}

	/** Makes room where a batch never began or died: only if it is still as it was seen. */
	public function bury( Batch $batch ): void {
		$now = $this->clock->now_ms();
		$this->db->execute(
			'UPDATE %i SET state = %s, active_slot = NULL, token_hash = NULL, finished_at = %d WHERE id = %d AND state = %s AND COALESCE(alive_at, 0) = %d',
			[ $this->table(), $batch->state_at( $now ), $now, $batch->id, $batch->state, $batch->alive_at ?? 0 ]
		);
	}

	/** @param list<string|int|float|null> $args */
	private function one( string $sql, array $args ): ?Batch {
		$row = $this->db->row( $sql, $args );
		return null === $row ? null : Batch::from_row( $row );
	}

	/** Keys know no case on the smallest common database, names of hooks do. */
	private static function slot( string $queue ): string {
		return md5( $queue );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
