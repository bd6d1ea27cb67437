<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * One row for each thing that may happen once only: a message that is sent, an entry that is allocated, an export that
 * must come to its end. It holds keys and numbers, no content, for a week.
 *
 * What happened is added in memory and written with the recorder's; what follows from it (a second time, a failure made
 * good, an end that never came) is found by the tick, each of it counted once by a compare-and-swap.
 */
final class Ledger {
	public const TABLE = 'metric_ledger';

	public const MESSAGE    = 'message';
	public const ALLOCATION = 'allocation';
	public const EXPORT     = 'export';

	/** How long a second time is recognised. */
	public const KEEP_MS = 7 * MetricStore::DAY_MS;

	/** An export that has not ended by then is taken for crashed. */
	public const EXPORT_MS = 900_000;

	private const CHUNK = 500;

	/** Rows that one tick settles of each kind, and takes away. */
	private const SETTLE = 200;
	private const PURGE  = 5_000;

	/** @var array<string, array{kind: string, ref: string, scope: string, n: int, failed_at: int|null, at: int}> */
	private array $notes = [];

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @param self::MESSAGE|self::ALLOCATION $kind
	 * @param bool                           $is_done Whether it happened; else it failed.
	 */
	public function note( string $kind, string $ref, string $scope, bool $is_done ): void {
		$now  = $this->clock->now_ms();
		$key  = "$kind $ref";
		$note = $this->notes[ $key ] ?? null;

		$this->notes[ $key ] = [
			'kind'      => $kind,
			'ref'       => $ref,
			'scope'     => $scope,
			'n'         => ( $note['n'] ?? 0 ) + (int) $is_done,
			'failed_at' => $note['failed_at'] ?? ( $is_done ? null : $now ),
			'at'        => $note['at'] ?? $now,
		];
	}

	public function has_notes(): bool {
		return [] !== $this->notes;
	}

	/** @throws \SmartAllocOps\Platform\DatabaseError When it cannot be written; what is not in stays. */
	public function write(): void {
		ksort( $this->notes );
		foreach ( array_chunk( array_values( $this->notes ), self::CHUNK ) as $chunk ) {
			$args = [ $this->table() ];
			foreach ( $chunk as $note ) {
				array_push( $args, $note['kind'], $note['ref'], $note['scope'], $note['n'], $note['failed_at'], $note['at'] );
			}
			$this->db->execute(
				'INSERT INTO %i (kind, ref, scope, n, told, failed_at, opened_at) VALUES ' . implode( ', ', array_fill( 0, count( $chunk ), '(%s, %s, %s, %d, 0, %d, %d)' ) ) . '
				ON DUPLICATE KEY UPDATE n = n + VALUES(n), failed_at = COALESCE(failed_at, VALUES(failed_at))',
				$args
			);
			foreach ( $chunk as $note ) {
				unset( $this->notes[ "{$note['kind']} {$note['ref']}" ] );
			}
		}
	}

	/** Gives up what could not be written; gives how much. */
	public function drop(): int {
		$n           = count( $this->notes );
		$this->notes = [];
		return $n;
	}

	/** Notes at once that an export begins: whatever kills it cannot take this along. */
	public function open( string $ref ): void {
		$now = $this->clock->now_ms();
		$this->db->execute(
			'INSERT INTO %i (kind, ref, scope, n, told, opened_at, closed_at) VALUES (%s, %s, %s, 0, 0, %d, NULL) ON DUPLICATE KEY UPDATE opened_at = VALUES(opened_at), closed_at = NULL, told = 0',
			[ $this->table(), self::EXPORT, $ref, '', $now ]
		);
	}

	/**
	 * Notes that an export has ended.
	 *
	 * @return int|null When it began, if it had been taken for crashed meanwhile.
	 */
	public function close( string $ref ): ?int {
		$now = $this->clock->now_ms();
		if ( 1 === $this->db->execute( 'UPDATE %i SET closed_at = %d WHERE kind = %s AND ref = %s AND closed_at IS NULL', [ $this->table(), $now, self::EXPORT, $ref ] ) ) {
			return null;
		}
		if ( 1 !== $this->db->execute( 'UPDATE %i SET told = 0, n = n + 1 WHERE kind = %s AND ref = %s AND told = 1', [ $this->table(), self::EXPORT, $ref ] ) ) {
			return null;
		}
		$opened = $this->db->value( 'SELECT opened_at FROM %i WHERE kind = %s AND ref = %s', [ $this->table(), self::EXPORT, $ref ] );
		return null === $opened ? null : (int) $opened;
	}

	/** Takes an open export for crashed. False: somebody else did, or it has ended. */
	public function give_up( string $ref ): bool {
		return 1 === $this->db->execute( 'UPDATE %i SET closed_at = %d, told = 1 WHERE kind = %s AND ref = %s AND closed_at IS NULL', [ $this->table(), $this->clock->now_ms(), self::EXPORT, $ref ] );
	}

	/** The tick's part: counts what follows from what was noted, and takes old rows away. */
	public function settle( Recorder $recorder ): void {
		$this->settle_twice( $recorder );
		$this->settle_made_good( $recorder );
		$this->settle_crashed( $recorder );
		$this->db->execute( 'DELETE FROM %i WHERE opened_at < %d LIMIT %d', [ $this->table(), $this->clock->now_ms() - self::KEEP_MS, self::PURGE ] );
	}

	private function settle_twice( Recorder $recorder ): void {
		foreach ( [ self::MESSAGE, self::ALLOCATION ] as $kind ) {
			foreach ( $this->db->rows( 'SELECT ref, scope, n, told FROM %i WHERE kind = %s AND n > 1 AND told < n - 1 LIMIT %d', [ $this->table(), $kind, self::SETTLE ] ) as $row ) {
				$extra = (int) $row['n'] - 1;
				if ( 1 === $this->db->execute( 'UPDATE %i SET told = %d WHERE kind = %s AND ref = %s AND told = %d', [ $this->table(), $extra, $kind, $row['ref'], (int) $row['told'] ] ) ) {
					$recorder->count( self::MESSAGE === $kind ? Metric::MessageDuplicate : Metric::AllocationDuplicate, (string) $row['scope'], $extra - (int) $row['told'] );
				}
			}
		}
	}

	private function settle_made_good( Recorder $recorder ): void {
		foreach ( $this->db->rows( 'SELECT ref, scope, failed_at FROM %i WHERE kind = %s AND failed_at IS NOT NULL AND n > 0 LIMIT %d', [ $this->table(), self::MESSAGE, self::SETTLE ] ) as $row ) {
			if ( 1 === $this->db->execute( 'UPDATE %i SET failed_at = NULL WHERE kind = %s AND ref = %s AND failed_at = %d', [ $this->table(), self::MESSAGE, $row['ref'], (int) $row['failed_at'] ] ) ) {
				$recorder->count( Metric::MessageRecovered, (string) $row['scope'], 1, (int) $row['failed_at'] );
			}
		}
	}

	private function settle_crashed( Recorder $recorder ): void {
		foreach ( $this->db->rows( 'SELECT ref, opened_at FROM %i WHERE kind = %s AND closed_at IS NULL AND opened_at < %d LIMIT %d', [ $this->table(), self::EXPORT, $this->clock->now_ms() - self::EXPORT_MS, self::SETTLE ] ) as $row ) {
			if ( $this->give_up( (string) $row['ref'] ) ) {
				$recorder->count( Metric::ExportCrashed, '', 1, (int) $row['opened_at'] );
			}
		}
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
