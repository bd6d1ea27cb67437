<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogEvent;

defined( 'ABSPATH' ) || exit;

/** The table of work: every change is one statement that names the state it starts from. */
final class WorkStore {
	public const TABLE = 'work';

	/** As long as Action Scheduler waits before it calls an action lost. */
	public const LEASE_MS = 300_000;

	/** A job's arguments are kept no longer than the job. */
	private const ENDS = ", open_key = NULL, payload = CASE WHEN source = 'cron_job' THEN NULL ELSE payload END";

	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly ?Log $log = null ) {}

	/** Keeps work back under its key. The same key twice is held once. */
	public function hold( NewWork $work, Hold $hold ): WorkItem {
		$this->insert( $work, WorkState::Held, $hold );
		$now = $this->clock->now_ms();
		// The key was known from an earlier hold: hold it again, unless an attempt is under way whose effect may come yet.
		// An action that begins has been handed back by then, whatever its attempt has said so far.
		$this->db->execute(
			"UPDATE %i SET state = 'held', held_flag = %s, held_scope = %s, held_revision = %d, payload = %s, attempts = 0, created_at = %d, updated_at = %d, fence = fence + 1
			WHERE work_key = %s AND (state IN ('done', 'due', 'closed') OR (source = 'as_action' AND state <> 'held'))",
			[ $this->table(), $hold->flag, $hold->scope, $hold->revision, (string) wp_json_encode( $work->payload ), $now, $now, $work->key ]
		);
		$item = $this->by_key( $work->key ) ?? throw new \RuntimeException( 'A held row is gone.' );
		WorkState::Held === $item->state && $this->note( LogEvent::WorkHeld, $item );
		return $item;
	}

	/** Keeps a job to be done when it is due. Null: another with the same open key is open. */
	public function enqueue( NewWork $work ): ?WorkItem {
		$this->insert( $work, WorkState::Due, null );
		return $this->by_key( $work->key );
	}

	public function get( int $id ): ?WorkItem {
		$row = $this->db->row( 'SELECT * FROM %i WHERE id = %d', [ $this->table(), $id ] );
		return null === $row ? null : WorkItem::from_row( $row );
	}

	public function by_key( string $key ): ?WorkItem {
		$row = $this->db->row( 'SELECT * FROM %i WHERE work_key = %s', [ $this->table(), $key ] );
		return null === $row ? null : WorkItem::from_row( $row );
	}

	/**
	 * Oldest held work, in held order.
	 *
	 * @return list<WorkItem>
	 */
	public function held( int $limit, int $after_id = 0 ): array {
		return $this->items( "SELECT * FROM %i WHERE state = 'held' AND id > %d ORDER BY id LIMIT %d", [ $this->table(), $after_id, $limit ] );
	}

	/** @return list<WorkItem> */
	public function due( int $limit ): array {
		return $this->items( "SELECT * FROM %i WHERE state = 'due' AND due_at <= %d ORDER BY due_at, id LIMIT %d", [ $this->table(), $this->clock->now_ms(), $limit ] );
	}

	/** @return list<WorkItem> Everything that is or was kept of one entry, oldest first. */
	public function of_entry( int $entry_id, int $limit ): array {
		return $this->items( 'SELECT * FROM %i WHERE entry_id = %d ORDER BY id LIMIT %d', [ $this->table(), $entry_id, $limit ] );
	}

	/** @return list<WorkItem> Work of a source that has not begun, oldest first. */
	public function waiting( string $source, int $limit ): array {
		return $this->items( "SELECT * FROM %i WHERE source = %s AND state IN ('held', 'due') ORDER BY id LIMIT %d", [ $this->table(), $source, $limit ] );
	}

	/** @return list<WorkItem> Attempts whose lease ran out: killed, or still running somewhere unseen. */
	public function expired( int $limit ): array {
		return $this->items( "SELECT * FROM %i WHERE state = 'running' AND lease_until < %d ORDER BY lease_until LIMIT %d", [ $this->table(), $this->clock->now_ms(), $limit ] );
	}

	/** When the last released row is due: the next one queues behind it, but not behind what waits to be tried again. */
	public function last_due_at(): int {
		return (int) $this->db->value( "SELECT due_at FROM %i WHERE state = 'due' AND held_flag IS NOT NULL AND attempts = 0 ORDER BY due_at DESC LIMIT 1", [ $this->table() ] );
	}

	public function release( WorkItem $item, int $due_at ): bool {
		return $this->swap( $item, WorkState::Due, 'due_at = %d', [ $due_at ] );
	}

	/** Another flag holds it now, or the same one again. */
	public function hold_again( WorkItem $item, Hold $hold ): bool {
		if ( WorkState::Held === $item->state ) {
			return 1 === $this->db->execute(
				"UPDATE %i SET held_flag = %s, held_scope = %s, held_revision = %d, fence = fence + 1 WHERE id = %d AND state = 'held' AND fence = %d",
				[ $this->table(), $hold->flag, $hold->scope, $hold->revision, $item->id, $item->fence ]
			);
		}
		return $this->swap( $item, WorkState::Held, 'held_flag = %s, held_scope = %s, held_revision = %d', [ $hold->flag, $hold->scope, $hold->revision ] );
	}

	/** Takes a due row for one attempt. Null: somebody else has it. */
	public function lease( WorkItem $item, string $owner ): ?WorkItem {
		$until = $this->clock->now_ms() + self::LEASE_MS;
		$won   = $this->swap( $item, WorkState::Running, 'lease_owner = %s, lease_until = %d, attempts = attempts + 1', [ $owner, $until ] );
		return $won ? $this->get( $item->id ) : null;
	}

	/** Writes what became of an attempt. False: the lease was lost, and what somebody else wrote stands. */
	public function finish( WorkItem $item, WorkOutcome $outcome ): bool {
		$error = $outcome->error;
		$sets  = 'error_class = %s, error_code = %s, error_frame = %s, due_at = due_at + %d, lease_owner = NULL, lease_until = NULL';
		$args  = [ $error?->class_name, $error?->code, $error?->frame, 0 ];
		if ( WorkState::Due === $outcome->state ) {
			$sets    = str_replace( 'due_at = due_at + %d', 'due_at = %d', $sets );
			$args[3] = $this->clock->now_ms() + $outcome->retry_in_ms;
		}
		if ( $outcome->state->is_end() ) {
			$sets .= self::ENDS;
		}
		return $this->swap( $item, $outcome->state, $sets, $args ) || $this->finish_late( $item, $outcome );
	}

	/** The reaper gave the attempt up, nobody touched it since, and now it does report: what happened is known after all. */
	private function finish_late( WorkItem $item, WorkOutcome $outcome ): bool {
		return WorkState::Done === $outcome->state && 1 === $this->db->execute(
			"UPDATE %i SET state = 'done', updated_at = %d, fence = fence + 1" . self::ENDS . " WHERE id = %d AND state = 'finished_unknown' AND fence = %d",
			[ $this->table(), $this->clock->now_ms(), $item->id, $item->fence + 1 ]
		);
	}

	/** Moves a row by a person's or the reaper's decision. False: it is no longer in the state that was decided on. */
	public function move( WorkItem $item, WorkState $to ): bool {
		$sets = 'lease_owner = NULL, lease_until = NULL';
		$args = [];
		if ( WorkState::Due === $to ) {
			$sets  .= ', due_at = %d';
			$args[] = $this->clock->now_ms();
		}
		if ( $to->is_end() ) {
			$sets .= self::ENDS;
		}
		return $this->swap( $item, $to, $sets, $args );
	}

	/**
	 * @param list<string|int|float|null> $args
	 * @throws \LogicException When the state machine has no such way.
	 */
	private function swap( WorkItem $item, WorkState $to, string $sets, array $args ): bool {
		if ( ! $item->state->may_become( $to ) ) {
			throw new \LogicException( "Work cannot go from {$item->state->value} to {$to->value}." );
		}
		$won = 1 === $this->db->execute(
			"UPDATE %i SET state = %s, updated_at = %d, fence = fence + 1, $sets WHERE id = %d AND state = %s AND fence = %d",
			[ $this->table(), $to->value, $this->clock->now_ms(), ...$args, $item->id, $item->state->value, $item->fence ]
		);
		$event = match ( true ) {
			! $won || WorkState::Running === $to => null,
			WorkState::Held === $to => LogEvent::WorkHeld,
			WorkState::Held === $item->state && WorkState::Due === $to => LogEvent::WorkReleased,
			default => LogEvent::WorkEnded,
		};
		null === $event || $this->note( $event, $item, $to );
		return $won;
	}

	private function note( LogEvent $event, WorkItem $item, ?WorkState $to = null ): void {
		$fields = [
			'work_id'  => $item->id,
			'source'   => $item->source,
			'hook'     => $item->hook,
			'group'    => $item->group,
			'form_id'  => $item->form_id,
			'entry_id' => $item->entry_id,
			'flag'     => $item->held_flag,
			'scope'    => $item->held_scope,
			'revision' => $item->held_revision,
			'attempt'  => $item->attempts,
			'state'    => $to?->value,
		];
		$this->log?->write( $event, array_intersect_key( $fields, array_flip( $event->fields() ) ) );
	}

	private function insert( NewWork $work, WorkState $state, ?Hold $hold ): void {
		$now = $this->clock->now_ms();
		$this->db->execute(
			'INSERT IGNORE INTO %i (work_key, open_key, source, hook, grp, form_id, entry_id, stage, state, attempts, due_at, fence, held_flag, held_scope, held_revision, payload, created_at, updated_at)
			VALUES (%s, %s, %s, %s, %s, %d, %d, %s, %s, 0, %d, 0, %s, %s, %d, %s, %d, %d)',
			[ $this->table(), $work->key, $work->open_key, $work->source, $work->hook, $work->group, $work->form_id, $work->entry_id, $work->stage, $state->value, $work->due_at, $hold?->flag, $hold?->scope, $hold?->revision, (string) wp_json_encode( $work->payload ), $now, $now ]
		);
	}

	/**
	 * @param list<string|int|float|null> $args
	 * @return list<WorkItem>
	 */
	private function items( string $sql, array $args ): array {
		return array_map( static fn ( array $row ): WorkItem => WorkItem::from_row( $row ), $this->db->rows( $sql, $args ) );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
