<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * How many submissions each form had in each hour: one small statement a submission.
 *
 * Hours are counted from the epoch in UTC. The row of hour 0 says since when a form is counted.
 */
final class HourlyCounts {
	public const TABLE = 'hourly_counts';

	private const HOUR_MS = 3_600_000;

	/** Five weeks: the four that are compared, and the one that runs. */
	private const KEEP_HOURS = 5 * 168;

	/** Entries that are looked through once for what was before; the newest say most. */
	private const ENTRIES = 4_000;

	/** Rows that one tick takes away. */
	private const PURGE = 1_000;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	public function now_hour(): int {
		return intdiv( $this->clock->now_ms(), self::HOUR_MS );
	}

	/** @throws \SmartAllocOps\Platform\DatabaseError When it cannot be counted. */
	public function add( int $form_id ): void {
		$this->db->execute( 'INSERT INTO %i (form_id, hour, n) VALUES (%d, %d, 1) ON DUPLICATE KEY UPDATE n = n + 1', [ $this->table(), $form_id, $this->now_hour() ] );
	}

	/**
	 * @param list<int> $form_ids
	 * @return array<int, array{since: int|null, hours: array<int, int>}> By form; null: it is not known since when it is counted.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function of( array $form_ids ): array {
		if ( [] === $form_ids ) {
			return [];
		}
		$since = [];
		$hours = [];
		$marks = implode( ', ', array_fill( 0, count( $form_ids ), '%d' ) );
		foreach ( $this->db->rows( "SELECT form_id, hour, n FROM %i WHERE form_id IN ($marks) ORDER BY form_id, hour LIMIT 20000", [ $this->table(), ...$form_ids ] ) as $row ) {
			if ( 0 === (int) $row['hour'] ) {
				$since[ (int) $row['form_id'] ] = (int) $row['n'];
			} else {
				$hours[ (int) $row['form_id'] ][ (int) $row['hour'] ] = (int) $row['n'];
			}
		}
		$found = [];
		foreach ( $form_ids as $form_id ) {
			$found[ $form_id ] = [
				'since' => $since[ $form_id ] ?? null,
				'hours' => $hours[ $form_id ] ?? [],
			];
		}
		return $found;
	}

	/**
	 * Begins to count a form, once: with what its stored entries tell of the weeks before.
	 *
	 * @param list<int> $form_ids
	 */
	public function begin( array $form_ids, bool $has_entries ): void {
		foreach ( $this->of( $form_ids ) as $form_id => $known ) {
			if ( null === $known['since'] ) {
				$this->begin_one( $form_id, $has_entries );
			}
		}
		$this->db->execute( 'DELETE FROM %i WHERE hour > 0 AND hour < %d LIMIT %d', [ $this->table(), $this->now_hour() - self::KEEP_HOURS, self::PURGE ] );
	}

	private function begin_one( int $form_id, bool $has_entries ): void {
		$now   = $this->now_hour();
		$since = $now;
		// Its dates are UTC; a part of a date is text on both databases.
		$rows  = ! $has_entries ? [] : $this->db->rows(
			'SELECT SUBSTR(date_created, 1, 13) AS hour, COUNT(*) AS n FROM (SELECT date_created FROM %i WHERE form_id = %d ORDER BY id DESC LIMIT %d) entries GROUP BY SUBSTR(date_created, 1, 13)',
			[ $this->db->foreign( 'gf_entry' ), $form_id, self::ENTRIES ]
		);
		foreach ( $rows as $row ) {
			$at = strtotime( $row['hour'] . ':00:00 UTC' );
			if ( false !== $at && intdiv( $at, 3600 ) > $now - self::KEEP_HOURS ) {
				$since = min( $since, intdiv( $at, 3600 ) );
				$this->db->execute( 'INSERT INTO %i (form_id, hour, n) VALUES (%d, %d, %d) ON DUPLICATE KEY UPDATE n = CASE WHEN VALUES(n) > n THEN VALUES(n) ELSE n END', [ $this->table(), $form_id, intdiv( $at, 3600 ), (int) $row['n'] ] );
			}
		}
		$this->db->execute( 'INSERT IGNORE INTO %i (form_id, hour, n) VALUES (%d, 0, %d)', [ $this->table(), $form_id, $since ] );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
