<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** When something was last seen alive: one row a name, so the table stays as small as its list of names. */
final class Heartbeats {
	/** Name of the last run of WP-Cron, and what the names of the runners of jobs start with. */
	public const CRON   = 'cron';
	public const RUNNER = 'runner.';

	/** Characters that the detail can hold. */
	private const DETAIL = 190;

	/** Digits of a time in seconds. */
	private const TIME = 10;

	/** @var ?array<string, array{at: int, detail: string}> What all() found the last time. */
	private ?array $last_read = null;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * One statement. `$detail` is a code or a number, never foreign text.
	 *
	 * CASE, not GREATEST: the SQLite drop-in computes that one in PHP and hands back 32 bits.
	 */
	public function beat( string $name, string $detail = '' ): void {
		$this->db->execute(
			'INSERT INTO %i (name, at, detail) VALUES (%s, %d, %s) ON DUPLICATE KEY UPDATE detail = VALUES(detail), at = CASE WHEN VALUES(at) > at THEN VALUES(at) ELSE at END',
			[ $this->db->table( 'heartbeats' ), $name, $this->clock->now_ms(), $detail ]
		);
	}

	/**
	 * Notes that something happened now and puts a mark of it before those of the last times, in one statement. Marks of
	 * one length are cut off whole.
	 *
	 * @param non-empty-string $mark A code or a number, never foreign text.
	 */
	public function push( string $name, string $mark ): void {
		$length = intdiv( self::DETAIL, strlen( $mark ) ) * strlen( $mark );
		$this->db->execute(
			'INSERT INTO %i (name, at, detail) VALUES (%s, %d, %s) ON DUPLICATE KEY UPDATE detail = SUBSTR(CONCAT(VALUES(detail), detail), 1, %d), at = CASE WHEN VALUES(at) > at THEN VALUES(at) ELSE at END',
			[ $this->db->table( 'heartbeats' ), $name, $this->clock->now_ms(), $mark, $length ]
		);
	}

	/** Notes that something happened now, before the last times it did. */
	public function push_time( string $name ): void {
		$this->push( $name, sprintf( '%0' . self::TIME . 'd', intdiv( $this->clock->now_ms(), 1000 ) ) );
	}

	/** @return list<int> The times that push_time() kept, newest first, in UTC epoch seconds. */
	public static function times( string $detail ): array {
		return 1 === preg_match( '/^\d+$/', $detail ) && 0 === strlen( $detail ) % self::TIME ? array_map( 'intval', str_split( $detail, self::TIME ) ) : [];
	}

	public function forget( string $name ): void {
		$this->db->execute( 'DELETE FROM %i WHERE name = %s', [ $this->db->table( 'heartbeats' ), $name ] );
	}

	/**
	 * @return array<string, array{at: int, detail: string}> By name; times are UTC epoch milliseconds.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function all(): array {
		return $this->of_rows( $this->db->rows( 'SELECT name, at, detail FROM %i', [ $this->db->table( 'heartbeats' ) ] ) );
	}

	/**
	 * What all() makes of them, for whoever has read the whole table along with something else.
	 *
	 * @param list<array<string, string|null>> $rows
	 * @return array<string, array{at: int, detail: string}>
	 */
	public function of_rows( array $rows ): array {
		$beats = [];
		foreach ( $rows as $row ) {
			$beats[ (string) $row['name'] ] = [
				'at'     => (int) $row['at'],
				'detail' => (string) $row['detail'],
			];
		}
		$this->last_read = $beats;
		return $beats;
	}

	/**
	 * Whether it was ever noted, as far as this process has looked: no statement when another part has read them before.
	 *
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function was_ever( string $name ): bool {
		return isset( ( $this->last_read ?? $this->all() )[ $name ] );
	}

	/**
	 * Notes names as seen now, at most once in that time each: one read, and one write only when something is overdue.
	 * The detail keeps when a name was seen first, and how often it was noted.
	 *
	 * @param non-empty-list<string> $names
	 */
	public function note_seen( array $names, int $not_within_ms ): void {
		$now   = $this->clock->now_ms();
		$marks = implode( ', ', array_fill( 0, count( $names ), '%s' ) );
		$known = array_column( $this->db->rows( "SELECT name, at, detail FROM %i WHERE name IN ($marks)", [ $this->db->table( 'heartbeats' ), ...$names ] ), null, 'name' );
		$stale = array_values( array_filter( $names, static fn ( string $name ): bool => (int) ( $known[ $name ]['at'] ?? 0 ) <= $now - $not_within_ms ) );
		if ( [] === $stale ) {
			return;
		}
		sort( $stale );
		$args = [ $this->db->table( 'heartbeats' ) ];
		foreach ( $stale as $name ) {
			$seen  = array_map( 'intval', explode( ' ', (string) ( $known[ $name ]['detail'] ?? '' ) ) );
			$times = isset( $known[ $name ] ) ? ( $seen[1] ?? 1 ) + 1 : 1;
			array_push( $args, $name, $now, ( $seen[0] > 0 ? $seen[0] : $now ) . " $times" );
		}
		// Of two writers at once the later one counts, so the detail comes before the time it depends on.
		$this->db->execute( 'INSERT INTO %i (name, at, detail) VALUES ' . implode( ', ', array_fill( 0, count( $stale ), '(%s, %d, %s)' ) ) . ' ON DUPLICATE KEY UPDATE detail = CASE WHEN VALUES(at) > at THEN VALUES(detail) ELSE detail END, at = CASE WHEN VALUES(at) > at THEN VALUES(at) ELSE at END', $args );
	}
}
