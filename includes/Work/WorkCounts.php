<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** What is open, counted up to a cap: the reading side of the table of work. */
final class WorkCounts {
	public const CAP = 10_000;

	public function __construct( private readonly Database $db ) {}

	/**
	 * Open work by state, optionally of one source, in one statement.
	 *
	 * @return array<string, Count>
	 */
	public function by_state( ?string $source = null ): array {
		$parts = [];
		$args  = [];
		foreach ( WorkState::open() as $state ) {
			$parts[] = 'SELECT %s AS state, COUNT(*) AS n FROM (SELECT id FROM %i WHERE state = %s' . ( null === $source ? '' : ' AND source = %s' ) . " LIMIT %d) {$state->value}_rows";
			array_push( $args, $state->value, $this->table(), $state->value, ...( null === $source ? [] : [ $source ] ), ...[ self::CAP + 1 ] );
		}
		$counts = [];
		foreach ( $this->db->rows( implode( ' UNION ALL ', $parts ), $args ) as $row ) {
			$counts[ (string) $row['state'] ] = Count::up_to( (int) $row['n'], self::CAP );
		}
		return $counts;
	}

	/**
	 * Held work by the flag that holds it.
	 *
	 * @return list<array{flag: string, scope: string, count: Count, oldest_ms: int}>
	 */
	public function held_by_flag(): array {
		$rows  = $this->db->rows(
			"SELECT held_flag, held_scope, COUNT(*) AS n, MIN(created_at) AS oldest FROM (SELECT held_flag, held_scope, created_at FROM %i WHERE state = 'held' ORDER BY id LIMIT %d) held_rows GROUP BY held_flag, held_scope ORDER BY held_flag, held_scope",
			[ $this->table(), self::CAP + 1 ]
		);
		$total = array_sum( array_map( static fn ( array $row ): int => (int) $row['n'], $rows ) );
		return array_map(
			static fn ( array $row ): array => [
				'flag'      => (string) $row['held_flag'],
				'scope'     => (string) $row['held_scope'],
				'count'     => new Count( (int) $row['n'], $total > self::CAP ),
				'oldest_ms' => (int) $row['oldest'],
			],
			$rows
		);
	}

	/** @return array<string, Count> Held rows by group. */
	public function held_by_group(): array {
		$counts = [];
		$rows   = $this->db->rows(
			"SELECT grp, COUNT(*) AS n FROM (SELECT grp FROM %i WHERE state = 'held' ORDER BY id LIMIT %d) held_rows GROUP BY grp",
			[ $this->table(), self::CAP + 1 ]
		);
		$total  = array_sum( array_map( static fn ( array $row ): int => (int) $row['n'], $rows ) );
		foreach ( $rows as $row ) {
			$counts[ (string) $row['grp'] ] = new Count( (int) $row['n'], $total > self::CAP );
		}
		return $counts;
	}

	/**
	 * A page of work, newest first, by cursor.
	 *
	 * @return list<WorkItem>
	 */
	public function page( ?WorkState $state, ?string $source, ?int $before, int $limit, ?int $marked_run = null ): array {
		$where = [ '1 = 1' ];
		$args  = [ $this->table() ];
		foreach ( [ 'state' => $state?->value, 'source' => $source ] as $column => $value ) {
			if ( null !== $value ) {
				$where[] = "$column = %s";
				$args[]  = $value;
			}
		}
		if ( null !== $marked_run ) {
			$where[] = 'marked_run = %d';
			$args[]  = $marked_run;
		}
		if ( null !== $before ) {
			$where[] = 'id < %d';
			$args[]  = $before;
		}
		$rows = $this->db->rows( 'SELECT * FROM %i WHERE ' . implode( ' AND ', $where ) . ' ORDER BY id DESC LIMIT %d', [ ...$args, $limit ] );
		return array_map( static fn ( array $row ): WorkItem => WorkItem::from_row( $row ), $rows );
	}

	private function table(): string {
		return $this->db->table( 'work' );
	}
}
