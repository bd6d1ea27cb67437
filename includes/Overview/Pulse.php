<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Alerts\Alert;
use SmartAllocOps\Alerts\AlertStore;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** Two small tables in one statement: the first screen has few, and both are read each time. */
final class Pulse {
	public function __construct( private readonly Database $db, private readonly Heartbeats $heartbeats ) {}

	/**
	 * @return array{beats: array<string, array{at: int, detail: string}>, alerts: list<Alert>} Signs of life by name; open alerts, newest first, of a mass only the one that stands for it.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function read( int $alerts ): array {
		$table = $this->db->table( AlertStore::TABLE );
		$beats = [];
		$open  = [];
		// The join that never holds gives the rows of both the same columns.
		foreach ( $this->db->rows( "SELECT h.name, h.at, h.detail, a.* FROM %i h LEFT JOIN %i a ON a.id = 0 UNION ALL SELECT NULL, NULL, NULL, o.* FROM (SELECT * FROM %i WHERE under_id IS NULL AND state IN ('firing', 'acknowledged') ORDER BY id DESC LIMIT %d) o", [ $this->db->table( 'heartbeats' ), $table, $table, $alerts ] ) as $row ) {
			if ( null === $row['name'] ) {
				$open[] = Alert::from_row( $row );
			} else {
				$beats[] = $row;
			}
		}
		usort( $open, static fn ( Alert $one, Alert $other ): int => $other->id <=> $one->id );
		return [
			'beats'  => $this->heartbeats->of_rows( $beats ),
			'alerts' => $open,
		];
	}
}
