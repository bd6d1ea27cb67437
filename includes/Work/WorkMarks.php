<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** Marks what came into being while a bad release ran, so that it can be found when the good one is back. No state changes. */
final class WorkMarks {
	/** Rows that one statement touches. */
	private const STRETCH = 500;

	/** Rows that are looked at in all: a release that is older than so much work says little of it. */
	private const MOST = 50_000;

	public function __construct( private readonly Database $db ) {}

	/**
	 * Of what carries the mark of an earlier run already, that one stays.
	 *
	 * @param callable(): void $still_mine Called before each statement that writes.
	 * @return bool Whether all was looked at.
	 */
	public function put( int $run_id, int $since_ms, callable $still_mine ): bool {
		$below = null;
		for ( $seen = 0; $seen < self::MOST; $seen += self::STRETCH ) {
			$rows = $this->db->rows(
				'SELECT id, created_at FROM %i' . ( null === $below ? '' : ' WHERE id < %d' ) . ' ORDER BY id DESC LIMIT %d',
				[ $this->table(), ...( null === $below ? [] : [ $below ] ), self::STRETCH ]
			);
			$born = array_filter( $rows, static fn ( array $row ): bool => (int) $row['created_at'] >= $since_ms );
			if ( [] !== $born ) {
				$still_mine();
				$ids = array_map( static fn ( array $row ): int => (int) $row['id'], $born );
				$this->db->execute( 'UPDATE %i SET marked_run = %d WHERE id >= %d AND id <= %d AND created_at >= %d AND marked_run IS NULL', [ $this->table(), $run_id, min( $ids ), max( $ids ), $since_ms ] );
			}
			// A row may be written a moment after a younger one, so the last whole stretch is what ends it.
			if ( count( $rows ) < self::STRETCH || [] === $born ) {
				return true;
			}
			$below = (int) $rows[ count( $rows ) - 1 ]['id'];
		}
		return false;
	}

	/** @param callable(): void $still_mine Called before each statement that writes. */
	public function take_off( int $run_id, callable $still_mine ): void {
		do {
			$rows = $this->db->rows( 'SELECT id FROM %i WHERE marked_run = %d ORDER BY id LIMIT %d', [ $this->table(), $run_id, self::STRETCH ] );
			$ids  = array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
			if ( [] !== $ids ) {
				$still_mine();
				$this->db->execute( 'UPDATE %i SET marked_run = NULL WHERE marked_run = %d AND id >= %d AND id <= %d', [ $this->table(), $run_id, min( $ids ), max( $ids ) ] );
			}
		} while ( count( $ids ) === self::STRETCH );
	}

	/** @return array<string, int> Rows that carry the mark, by state. */
	public function count( int $run_id ): array {
		$counts = [];
		foreach ( $this->db->rows( 'SELECT state, COUNT(*) AS n FROM %i WHERE marked_run = %d GROUP BY state ORDER BY state', [ $this->table(), $run_id ] ) as $row ) {
			$counts[ (string) $row['state'] ] = (int) $row['n'];
		}
		return $counts;
	}

	private function table(): string {
		return $this->db->table( 'work' );
	}
}
