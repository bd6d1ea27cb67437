<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Who did what, and why, for acts that have no revision or step row of their own.
 *
 * Append only. Flag revisions and run steps are journal rows themselves and are not written twice.
 */
final class Journal {
	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @param string                              $event   Stable name, e.g. `work.closed`.
	 * @param string                              $subject What it was done to, e.g. `work:12`.
	 * @param array<string, string|int|bool|null> $data    Ids, codes and numbers only.
	 */
	public function record( Actor $actor, string $event, string $subject, string $reason, array $data = [] ): void {
		$this->db->execute(
			'INSERT INTO %i (created_at, actor_kind, actor_id, event, subject, reason, data) VALUES (%d, %s, %d, %s, %s, %s, %s)',
			[ $this->db->table( 'journal' ), $this->clock->now_ms(), $actor->kind, $actor->id, $event, $subject, $reason, (string) wp_json_encode( $data ) ]
		);
	}

	/**
	 * Records what was decided at that time, unless it is there already: whoever was killed while writing it may write it again.
	 *
	 * @param array<string, string|int|bool|null> $data Ids, codes and numbers only.
	 */
	public function record_once( Actor $actor, string $event, string $subject, string $reason, int $at_ms, array $data = [] ): void {
		$table = $this->db->table( 'journal' );
		$this->db->execute(
			"INSERT INTO %i (created_at, actor_kind, actor_id, event, subject, reason, data) SELECT %d, %s, %d, %s, %s, %s, %s FROM (SELECT 1 AS one) AS once WHERE NOT EXISTS (SELECT 1 FROM %i WHERE subject = %s AND event = %s AND created_at = %d)",
			[ $table, $at_ms, $actor->kind, $actor->id, $event, $subject, $reason, (string) wp_json_encode( $data ), $table, $subject, $event, $at_ms ]
		);
	}
}
