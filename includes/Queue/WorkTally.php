<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** Our own open work in one bounded statement, by everything that the queues and the first screen ask for. */
final class WorkTally {
	/** Rows read of each state: together below the 5,000 that one statement may read. So many found means "at least". */
	private const CAPS = [
		'held'             => 3_000,
		'due'              => 1_000,
		'running'          => 200,
		'failed'           => 400,
		'finished_unknown' => 300,
	];

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @return list<WorkTallyRow>
	 * @throws \SmartAllocOps\Platform\DatabaseError When the work cannot be counted.
	 */
	public function rows(): array {
		$parts = [];
		$args  = [];
		foreach ( self::CAPS as $state => $cap ) {
			// A self-test's dead letters are nobody's work.
			$parts[] = "SELECT * FROM (SELECT state, source, grp, hook, held_flag, held_scope, due_at, created_at FROM %i WHERE state = %s AND stage <> 'self_test' LIMIT %d) {$state}_rows";
			array_push( $args, $this->db->table( 'work' ), $state, $cap );
		}
		$now   = $this->clock->now_ms();
		$found = $this->db->rows(
			'SELECT state, source, grp, hook, held_flag, held_scope, COUNT(*) AS n, SUM(CASE WHEN due_at <= %d THEN 1 ELSE 0 END) AS due,
				MIN(CASE WHEN due_at <= %d THEN due_at ELSE NULL END) AS oldest_due, MIN(created_at) AS oldest
			FROM (' . implode( ' UNION ALL ', $parts ) . ') open_rows GROUP BY state, source, grp, hook, held_flag, held_scope',
			[ $now, $now, ...$args ]
		);
		$total = [];
		foreach ( $found as $row ) {
			$total[ (string) $row['state'] ] = ( $total[ (string) $row['state'] ] ?? 0 ) + (int) $row['n'];
		}
		return array_map(
			static function ( array $row ) use ( $total ): WorkTallyRow {
				$state = (string) $row['state'];
				return new WorkTallyRow(
					$state,
					(string) $row['source'],
					(string) $row['grp'],
					(string) $row['hook'],
					$row['held_flag'],
					$row['held_scope'],
					new Count( (int) $row['n'], $total[ $state ] >= ( self::CAPS[ $state ] ?? 0 ) ),
					new Count( (int) $row['due'], $total[ $state ] >= ( self::CAPS[ $state ] ?? 0 ) ),
					isset( $row['oldest_due'] ) ? (int) $row['oldest_due'] : null,
					(int) $row['oldest']
				);
			},
			$found
		);
	}

	/**
	 * @param list<WorkTallyRow>              $rows
	 * @param callable( WorkTallyRow ): bool $wanted
	 */
	public static function sum( array $rows, callable $wanted ): Count {
		$sum = new Count( 0 );
		foreach ( $rows as $row ) {
			$sum = $wanted( $row ) ? $sum->plus( $row->count ) : $sum;
		}
		return $sum;
	}
}
