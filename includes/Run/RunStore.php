<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogEvent;

defined( 'ABSPATH' ) || exit;

/** Runs and their steps. Every write of a worker names the fence of its lease; an older fence changes nothing. */
final class RunStore {
	public const TABLE = 'runs';

	/** Steps here take seconds; a worker that is silent for longer was killed. */
	public const LEASE_MS = 30_000;

	/** What nobody has moved for so long is not of today: perhaps an old copy of the database was put back. A person looks first. */
	private const FORGOTTEN_MS = 21_600_000;

	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly ?Log $log = null ) {}

	/**
	 * Puts a new run into the one active slot of its kind. Null: the slot or the key was taken first.
	 *
	 * @param array<string, mixed> $payload
	 */
	public function create( string $kind, string $key, string $payload_hash, array $payload, string $reason, Actor $actor ): ?Run {
		$now     = $this->clock->now_ms();
		$failure = null;
		$token   = bin2hex( random_bytes( 8 ) );
		try {
			$this->db->execute(
				"INSERT INTO %i (kind, state, active_slot, idempotency_key, payload_hash, payload, reason, actor_kind, actor_id, version, fence, lease_owner, created_at, updated_at) VALUES (%s, 'running', %s, %s, %s, %s, %s, %s, %d, 1, 0, %s, %d, %d)",
				[ $this->runs(), $kind, $kind, $key, $payload_hash, (string) wp_json_encode( $payload ), $reason, $actor->kind, $actor->id, $token, $now, $now ]
			);
		} catch ( DatabaseError $error ) {
			$failure = $error;
		}
		// Whether it is ours is read back: error texts differ, and a connection may die after the insert.
		$run = $this->by_key( $key );
		if ( null !== $run && $run->lease_owner === $token ) {
			return $run;
		}
		if ( null === $run && null === $this->active( $kind ) ) {
			throw $failure ?? new DatabaseError( 'A run could not be read back.' );
		}
		return null;
	}

	public function get( int $id ): ?Run {
		return $this->one( 'SELECT * FROM %i WHERE id = %d', [ $this->runs(), $id ] );
	}

	public function by_key( string $key ): ?Run {
		return $this->one( 'SELECT * FROM %i WHERE idempotency_key = %s', [ $this->runs(), $key ] );
	}

	public function active( string $kind ): ?Run {
		return $this->one( 'SELECT * FROM %i WHERE active_slot = %s', [ $this->runs(), $kind ] );
	}

	/** @return list<Run> Newest first. */
	public function page( string $kind, ?int $before, int $limit ): array {
		$rows = $this->db->rows( 'SELECT * FROM %i WHERE kind = %s AND id < %d ORDER BY id DESC LIMIT %d', [ $this->runs(), $kind, $before ?? PHP_INT_MAX, $limit ] );
		return array_map( static fn ( array $row ): Run => Run::from_row( $row ), $rows );
	}

	/** @return list<Run> Runs whose worker is gone, of late. */
	public function interrupted(): array {
		$now  = $this->clock->now_ms();
		$rows = $this->db->rows( "SELECT * FROM %i WHERE state IN ('running', 'aborting') AND (lease_until IS NULL OR lease_until < %d) AND updated_at >= %d ORDER BY id LIMIT 10", [ $this->runs(), $now, $now - self::FORGOTTEN_MS ] );
		return array_map( static fn ( array $row ): Run => Run::from_row( $row ), $rows );
	}

	/** @return list<Run> Runs that wait for the site: whoever looks again may move them. */
	public function waiting_for_site(): array {
		$rows = $this->db->rows( "SELECT * FROM %i WHERE state = 'waits_for_site' AND lease_until IS NULL ORDER BY id LIMIT 10", [ $this->runs() ] );
		return array_map( static fn ( array $row ): Run => Run::from_row( $row ), $rows );
	}

	/** Lets a run that waits for the site move again. False: it is not as it was read. */
	public function wake( Run $run ): bool {
		return 1 === $this->db->execute(
			"UPDATE %i SET state = %s, version = version + 1, updated_at = %d WHERE id = %d AND version = %d AND state = 'waits_for_site'",
			[ $this->runs(), $run->way_on()->value, $this->clock->now_ms(), $run->id, $run->version ]
		);
	}

	/** Takes the run over. Null: somebody else moves it, or it is at rest. */
	public function lease( Run $run, string $owner ): ?Run {
		$now = $this->clock->now_ms();
		$won = 1 === $this->db->execute(
			"UPDATE %i SET lease_owner = %s, lease_until = %d, fence = fence + 1, version = version + 1, updated_at = %d WHERE id = %d AND fence = %d AND state IN ('running', 'aborting') AND (lease_until IS NULL OR lease_until < %d)",
			[ $this->runs(), $owner, $now + self::LEASE_MS, $now, $run->id, $run->fence, $now ]
		);
		return $won ? $this->get( $run->id ) : null;
	}

	/** @throws LeaseLost When the fence is no longer ours. Otherwise the lease is as good as new. */
	public function renew( Run $run ): void {
		$now = $this->clock->now_ms();
		// The version goes up so that a renewal within the same millisecond still counts as a change.
		$held = 1 === $this->db->execute(
			'UPDATE %i SET lease_until = %d, version = version + 1 WHERE id = %d AND fence = %d AND lease_until IS NOT NULL',
			[ $this->runs(), $now + self::LEASE_MS, $run->id, $run->fence ]
		);
		if ( ! $held ) {
			throw new LeaseLost( "Run {$run->id} was taken over." );
		}
	}

	/**
	 * Lets go of the lease and says where the run rests.
	 *
	 * @param array<string, mixed> $outcome
	 * @throws LeaseLost
	 */
	public function rest( Run $run, RunState $state, array $outcome ): void {
		$now  = $this->clock->now_ms();
		$ends = $state->is_final();
		$held = 1 === $this->db->execute(
			'UPDATE %i SET state = %s, outcome = %s, lease_owner = NULL, lease_until = NULL, active_slot = ' . ( $ends ? 'NULL' : 'active_slot' ) . ', version = version + 1, updated_at = %d, finished_at = %d WHERE id = %d AND fence = %d AND lease_until IS NOT NULL',
			[ $this->runs(), $state->value, (string) wp_json_encode( $outcome ), $now, $ends ? $now : null, $run->id, $run->fence ]
		);
		if ( ! $held ) {
			throw new LeaseLost( "Run {$run->id} was taken over." );
		}
		$this->note_rest( $run, $state );
	}

	/**
	 * A person's decision about a run that nobody moves, and what the journal is to say of it, in one write. False: the run
	 * is not as it was when they decided.
	 *
	 * @param array<string, mixed>|null $outcome Null leaves what is written.
	 */
	public function decide( Run $run, RunState $to, Decision $decision, ?array $outcome = null ): bool {
		$now  = $this->clock->now_ms();
		$ends = $to->is_final();
		$won  = 1 === $this->db->execute(
			'UPDATE %i SET state = %s, active_slot = ' . ( $ends ? 'NULL' : 'active_slot' ) . ', outcome = COALESCE(%s, outcome), lease_owner = NULL, lease_until = NULL, fence = fence + 1, version = version + 1, act = %s, act_at = %d, updated_at = %d, finished_at = %d WHERE id = %d AND version = %d AND (lease_until IS NULL OR lease_until < %d)',
			[ $this->runs(), $to->value, null === $outcome ? null : (string) wp_json_encode( $outcome ), $decision->to_json(), $now, $now, $ends ? $now : null, $run->id, $run->version, $now ]
		);
		$won && $this->note_rest( $run, $to );
		return $won;
	}

	/** @return list<array{run: int, at: int, decision: Decision}> Decisions that the journal does not tell yet, oldest first. */
	public function untold(): array {
		$untold = [];
		foreach ( $this->db->rows( 'SELECT id, act, act_at FROM %i WHERE act_at IS NOT NULL ORDER BY act_at LIMIT 10', [ $this->runs() ] ) as $row ) {
			$untold[] = [
				'run'      => (int) $row['id'],
				'at'       => (int) $row['act_at'],
				'decision' => Decision::from_json( (string) $row['act'] ),
			];
		}
		return $untold;
	}

	public function told( int $run, int $at ): void {
		$this->db->execute( 'UPDATE %i SET act = NULL, act_at = NULL WHERE id = %d AND act_at = %d', [ $this->runs(), $run, $at ] );
	}

	/** @return list<StepRow> In the order they were started. */
	public function steps( int $run_id ): array {
		$rows = $this->db->rows( 'SELECT * FROM %i WHERE run_id = %d ORDER BY id', [ $this->step_table(), $run_id ] );
		return array_map( static fn ( array $row ): StepRow => StepRow::from_row( $row ), $rows );
	}

	/**
	 * Writes that a step begins, before it does.
	 *
	 * @param 'do'|'undo'          $direction
	 * @param array<string, mixed> $input
	 * @return int Id of the row.
	 * @throws LeaseLost
	 */
	public function begin( Run $run, int $ordinal, string $name, string $direction, int $attempt, array $input, Actor $actor ): int {
		$written = $this->db->execute(
			"INSERT INTO %i (run_id, ordinal, name, direction, attempt, state, fence, input, actor_kind, actor_id, started_at)
			SELECT id, %d, %s, %s, %d, 'started', fence, %s, %s, %d, %d FROM %i WHERE id = %d AND fence = %d AND lease_until IS NOT NULL",
			[ $this->step_table(), $ordinal, $name, $direction, $attempt, (string) wp_json_encode( $input ), $actor->kind, $actor->id, $this->clock->now_ms(), $this->runs(), $run->id, $run->fence ]
		);
		if ( 1 !== $written ) {
			throw new LeaseLost( "Run {$run->id} was taken over." );
		}
		return (int) $this->db->value( 'SELECT id FROM %i WHERE run_id = %d AND ordinal = %d AND direction = %s AND attempt = %d', [ $this->step_table(), $run->id, $ordinal, $direction, $attempt ] );
	}

	/**
	 * Writes that an attempt which waited is taken up again; what it has left stays written.
	 *
	 * @throws LeaseLost
	 */
	public function go_on( Run $run, int $step_id ): int {
		$written = $this->db->execute(
			"UPDATE %i SET state = 'started', fence = %d, finished_at = NULL WHERE id = %d AND state IN ('waiting', 'started') AND EXISTS (SELECT 1 FROM %i r WHERE r.id = %d AND r.fence = %d AND r.lease_until IS NOT NULL)",
			[ $this->step_table(), $run->fence, $step_id, $this->runs(), $run->id, $run->fence ]
		);
		if ( 1 !== $written ) {
			throw new LeaseLost( "Run {$run->id} was taken over." );
		}
		return $step_id;
	}

	/**
	 * Writes what became of a step.
	 *
	 * @param 'done'|'failed'|'waiting' $state
	 * @param array<string, mixed>      $output
	 * @throws LeaseLost
	 */
	public function finish( Run $run, int $step_id, string $state, array $output ): void {
		$written = $this->db->execute(
			'UPDATE %i SET state = %s, output = %s, finished_at = %d WHERE id = %d AND EXISTS (SELECT 1 FROM %i r WHERE r.id = %d AND r.fence = %d AND r.lease_until IS NOT NULL)',
			[ $this->step_table(), $state, (string) wp_json_encode( $output ), 'waiting' === $state ? null : $this->clock->now_ms(), $step_id, $this->runs(), $run->id, $run->fence ]
		);
		if ( 1 !== $written ) {
			throw new LeaseLost( "Run {$run->id} was taken over." );
		}
	}

	private function note_rest( Run $run, RunState $state ): void {
		$this->log?->write(
			LogEvent::RunRested,
			[
				'run_id' => $run->id,
				'state'  => $state->value,
			]
		);
	}

	/** @param list<string|int|float|null> $args */
	private function one( string $sql, array $args ): ?Run {
		$row = $this->db->row( $sql, $args );
		return null === $row ? null : Run::from_row( $row );
	}

	private function runs(): string {
		return $this->db->table( self::TABLE );
	}

	private function step_table(): string {
		return $this->db->table( 'run_steps' );
	}
}
