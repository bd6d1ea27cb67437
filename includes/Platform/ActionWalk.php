<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Counts all of SmartAlloc's rows in Action Scheduler, however many there are, one stretch of the primary key at a time.
 *
 * No index of its table has group and status, so counting them at once reads everything; a stretch by key reads what it
 * says and blocks nobody.
 */
final class ActionWalk {
	public function __construct( private readonly Database $db, private readonly Config $config ) {}

	/**
	 * The rows after an id, counted by group, status and, of those that ended lately, the hour in which they did.
	 *
	 * @return array{last_id: int, counts: list<array{group: string, status: string, hour: int|null, n: int}>}|null Null: there are none.
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function stretch( int $after_id, int $rows, int $ended_since_ms ): ?array {
		$found = $this->db->rows(
			"SELECT MAX(t.action_id) AS last_id, COALESCE(g.slug, '') AS slug, t.ours, t.status, t.hour, COUNT(*) AS n
			FROM (
				SELECT action_id, group_id, status, CASE WHEN hook LIKE %s AND hook NOT LIKE %s THEN 1 ELSE 0 END AS ours,
					CASE WHEN status IN ('complete', 'failed') AND last_attempt_gmt >= %s THEN SUBSTR(last_attempt_gmt, 1, 13) ELSE '' END AS hour
				FROM %i WHERE action_id > %d ORDER BY action_id LIMIT %d
			) t LEFT JOIN %i g ON g.group_id = t.group_id
			GROUP BY g.slug, t.ours, t.status, t.hour",
			[ $this->db->like( $this->config->hook_prefix() ) . '%', $this->db->like( 'smartalloc_ops_' ) . '%', Time::to_gmt( $ended_since_ms ), $this->db->foreign( 'actionscheduler_actions' ), $after_id, $rows, $this->db->foreign( 'actionscheduler_groups' ) ]
		);
		if ( [] === $found ) {
			return null;
		}
		$groups = $this->config->groups();
		$counts = [];
		foreach ( $found as $row ) {
			$is_listed = in_array( (string) $row['slug'], $groups, true );
			if ( $is_listed || 1 === (int) $row['ours'] ) {
				$ended    = '' === (string) $row['hour'] ? null : Time::from_gmt( $row['hour'] . ':00:00' );
				$counts[] = [
					'group'  => $is_listed ? (string) $row['slug'] : '',
					'status' => (string) $row['status'],
					'hour'   => null === $ended ? null : intdiv( $ended, 3_600_000 ),
					'n'      => (int) $row['n'],
				];
			}
		}
		return [
			'last_id' => max( 0, ...array_map( static fn ( array $row ): int => (int) $row['last_id'], $found ) ),
			'counts'  => $counts,
		];
	}
}
