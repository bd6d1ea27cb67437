<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Alerts: one open one a cause, by a unique key that a resolved one gives up. Every change is one statement that names
 * the state it starts from, so two watchers at once come to the same.
 */
final class AlertStore {
	public const TABLE   = 'alerts';
	public const SIGNALS = 'alert_signals';

	/** Of the form of the keys; part of each. */
	private const VERSION = 'v1';

	/** Rows of one statement. */
	private const CHUNK = 200;

	private const PRUNE_ROWS = 500;

	/** Of what passed by itself. */
	private const KEEP_PASSED_MS = 7 * 86_400_000;

	/** More open ones are not looked at: by then they are one mass. */
	private const OPEN = 5000;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/** @return array<string, true> Signals that have been good at least once. */
	public function once_good(): array {
		return array_fill_keys( array_map( 'strval', array_column( $this->db->rows( 'SELECT signal_id FROM %i', [ $this->db->table( self::SIGNALS ) ] ), 'signal_id' ) ), true );
	}

	/** @param list<string> $signals */
	public function note_good( array $signals ): void {
		sort( $signals );
		foreach ( array_chunk( $signals, self::CHUNK ) as $chunk ) {
			$args = [ $this->db->table( self::SIGNALS ) ];
			foreach ( $chunk as $signal ) {
				array_push( $args, $signal, $this->clock->now_ms() );
			}
			$this->db->execute( 'INSERT IGNORE INTO %i (signal_id, first_good_at) VALUES ' . implode( ', ', array_fill( 0, count( $chunk ), '(%s, %d)' ) ), $args );
		}
	}

	/** @return array<string, Alert> Not resolved, by signal. */
	public function active(): array {
		$alerts = [];
		foreach ( $this->db->rows( 'SELECT * FROM %i WHERE active_key IS NOT NULL ORDER BY id LIMIT %d', [ $this->table(), self::OPEN ] ) as $row ) {
			$alert                    = Alert::from_row( $row );
			$alerts[ $alert->signal ] = $alert;
		}
		return $alerts;
	}

	/** @param list<array{signal: string, severity: Severity, at: int}> $bad Signals with their first bad measurement. */
	public function begin( array $bad ): void {
		$now = $this->clock->now_ms();
		foreach ( array_chunk( $bad, self::CHUNK ) as $chunk ) {
			$args = [ $this->table() ];
			foreach ( $chunk as $one ) {
				array_push( $args, $one['signal'], self::VERSION . ':' . $one['signal'], $one['severity']->value, $one['at'], $one['at'], $now, $now );
			}
			$this->db->execute( 'INSERT IGNORE INTO %i (signal_id, active_key, state, severity, bad_rounds, good_rounds, seen_at, onset_at, actor_kind, actor_id, reason, untold, fence, created_at, updated_at) VALUES ' . implode( ', ', array_fill( 0, count( $chunk ), "(%s, %s, 'pending', %s, 1, 0, %d, %d, 'system', 0, '', 0, 0, %d, %d)" ) ), $args );
		}
	}

	/**
	 * Counts another bad measurement of pending ones. Two watchers that saw the same count it once.
	 *
	 * @param non-empty-list<array{alert: Alert, at: int}> $seen
	 */
	public function count_bad( array $seen ): void {
		foreach ( array_chunk( $seen, self::CHUNK ) as $chunk ) {
			$times = array_column( $chunk, 'at' );
			$marks = implode( ', ', array_fill( 0, count( $chunk ), '%d' ) );
			$ids   = array_map( static fn ( array $one ): int => $one['alert']->id, $chunk );
			$this->db->execute( "UPDATE %i SET bad_rounds = bad_rounds + 1, seen_at = %d, updated_at = %d WHERE id IN ($marks) AND state = 'pending' AND seen_at < %d", [ $this->table(), max( $times ), $this->clock->now_ms(), ...$ids, min( $times ) ] );
		}
	}

	/** An open one is bad again, perhaps worse; what had been good of it does not count. */
	public function worsen( Alert $alert, Severity $severity, int $at ): bool {
		$is_worse = $severity->rank() > $alert->severity->rank();
		return $this->swap( $alert, 'severity = %s, good_rounds = 0, good_since = NULL, seen_at = %d' . ( $is_worse && null === $alert->under_id ? ', untold = 1' : '' ), [ $is_worse ? $severity->value : $alert->severity->value, $at ] );
	}

	public function count_good( Alert $alert, int $at ): bool {
		return $this->swap( $alert, 'good_rounds = good_rounds + 1, good_since = %d, seen_at = %d', [ $alert->good_since ?? $at, $at ] );
	}

	/** What was pending and is over passed by itself: nobody hears of it. */
	public function resolve( Alert $alert, AlertEnd $end ): bool {
		$tells = $alert->is_open() && null === $alert->under_id;
		return $this->swap( $alert, "state = 'resolved', active_key = NULL, resolved_at = %d, ended = %s, untold = %d", [ $this->clock->now_ms(), $end->value, (int) $tells ] );
	}

	public function fire( Alert $alert, int $decision_id ): bool {
		return $this->swap( $alert, "state = 'firing', fired_at = %d, decision_id = %d, untold = 1", [ $this->clock->now_ms(), $decision_id ] );
	}

	/**
	 * They are told of by the one that stands for all of them.
	 *
	 * @param non-empty-list<Alert> $alerts
	 */
	public function fire_under( array $alerts, Alert $mass ): void {
		foreach ( array_chunk( $alerts, self::CHUNK ) as $chunk ) {
			$marks = implode( ', ', array_fill( 0, count( $chunk ), '%d' ) );
			$now   = $this->clock->now_ms();
			$this->db->execute( "UPDATE %i SET state = 'firing', fired_at = %d, decision_id = %d, under_id = %d, fence = fence + 1, updated_at = %d WHERE id IN ($marks) AND state = 'pending'", [ $this->table(), $now, $mass->decision_id, $mass->id, $now, ...array_map( static fn ( Alert $alert ): int => $alert->id, $chunk ) ] );
		}
	}

	public function has_open_members( int $mass_id ): bool {
		return null !== $this->db->value( 'SELECT id FROM %i WHERE under_id = %d AND active_key IS NOT NULL LIMIT 1', [ $this->table(), $mass_id ] );
	}

	/** Whether all that it stood for ended because it is not measured any more. */
	public function are_members_gone( int $mass_id ): bool {
		return null === $this->db->value( 'SELECT id FROM %i WHERE under_id = %d AND (ended IS NULL OR ended <> %s) LIMIT 1', [ $this->table(), $mass_id, AlertEnd::Gone->value ] );
	}

	/** Takes it on, and with it what it stands for. False: it is not firing (any more). */
	public function acknowledge( Alert $alert, Reason $why, Actor $actor ): bool {
		$now = $this->clock->now_ms();
		$set = "state = 'acknowledged', acknowledged_at = %d, actor_kind = %s, actor_id = %d, reason = %s, fence = fence + 1, updated_at = %d";
		$won = 1 === $this->db->execute( "UPDATE %i SET $set WHERE id = %d AND state = 'firing'", [ $this->table(), $now, $actor->kind, $actor->id, $why->text, $now, $alert->id ] );
		if ( $won ) {
			$this->db->execute( "UPDATE %i SET $set WHERE under_id = %d AND state = 'firing'", [ $this->table(), $now, $actor->kind, $actor->id, $why->text, $now, $alert->id ] );
		}
		return $won;
	}

	public function get( int $id ): ?Alert {
		$row = $this->db->row( 'SELECT a.*, d.data AS decision FROM %i a LEFT JOIN %i d ON d.id = a.decision_id WHERE a.id = %d', [ $this->table(), $this->db->table( Evidence::TABLE ), $id ] );
		return null === $row ? null : Alert::from_row( $row );
	}

	/** @return list<Alert> That fired, newest first; of a mass only the one that stands for it. */
	public function page( bool $only_open, ?int $before, int $limit ): array {
		$where = $only_open ? "a.state IN ('firing', 'acknowledged')" : 'a.fired_at IS NOT NULL';
		return array_map( [ Alert::class, 'from_row' ], $this->db->rows( "SELECT a.*, d.data AS decision FROM %i a LEFT JOIN %i d ON d.id = a.decision_id WHERE a.id < %d AND a.under_id IS NULL AND $where ORDER BY a.id DESC LIMIT %d", [ $this->table(), $this->db->table( Evidence::TABLE ), $before ?? PHP_INT_MAX, $limit ] ) );
	}

	/** Those that page() gives. */
	public function count_open(): int {
		return (int) $this->db->value( "SELECT COUNT(*) FROM %i WHERE under_id IS NULL AND state IN ('firing', 'acknowledged')", [ $this->table() ] );
	}

	/** @return list<Alert> */
	public function members( int $mass_id, int $limit ): array {
		return array_map( [ Alert::class, 'from_row' ], $this->db->rows( 'SELECT * FROM %i WHERE under_id = %d ORDER BY id LIMIT %d', [ $this->table(), $mass_id, $limit ] ) );
	}

	/** @return list<Alert> That changed and were not told of yet: also when whoever changed them was killed. */
	public function untold( int $limit ): array {
		return array_map( [ Alert::class, 'from_row' ], $this->db->rows( 'SELECT * FROM %i WHERE untold = 1 ORDER BY id LIMIT %d', [ $this->table(), $limit ] ) );
	}

	public function told( Alert $alert ): void {
		$this->db->execute( 'UPDATE %i SET untold = 0 WHERE id = %d AND fence = %d', [ $this->table(), $alert->id, $alert->fence ] );
	}

	/**
	 * Deletes what has been over for longer than that, with its decision, a bounded number at a time; of what passed before
	 * it fired nothing is worth keeping for more than some days. What is open stays, however old.
	 */
	public function prune( int $keep_ms ): void {
		$now = $this->clock->now_ms();
		$ids = array_map( 'intval', array_column( $this->db->rows( 'SELECT id FROM %i WHERE untold = 0 AND (resolved_at < %d OR (resolved_at < %d AND fired_at IS NULL)) ORDER BY resolved_at, id LIMIT %d', [ $this->table(), $now - $keep_ms, $now - self::KEEP_PASSED_MS, self::PRUNE_ROWS ] ), 'id' ) );
		if ( [] === $ids ) {
			return;
		}
		$marks = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
		$this->db->execute( "DELETE FROM %i WHERE alert_id IN ($marks)", [ $this->db->table( Evidence::TABLE ), ...$ids ] );
		$this->db->execute( "DELETE FROM %i WHERE id IN ($marks) AND active_key IS NULL", [ $this->table(), ...$ids ] );
	}

	/** @param list<string|int|float|null> $args */
	private function swap( Alert $alert, string $sets, array $args ): bool {
		return 1 === $this->db->execute( "UPDATE %i SET $sets, fence = fence + 1, updated_at = %d WHERE id = %d AND state = %s AND fence = %d", [ $this->table(), ...$args, $this->clock->now_ms(), $alert->id, $alert->state->value, $alert->fence ] );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
