<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** How far work in slices has come: one row for each kind of work. */
final class Cursors {
	public const TABLE = 'metric_cursors';

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @return array<string, array{position: int, at: int}> By name; times are UTC epoch milliseconds.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function all(): array {
		$found = [];
		foreach ( $this->db->rows( 'SELECT name, position, at FROM %i', [ $this->db->table( self::TABLE ) ] ) as $row ) {
			$found[ (string) $row['name'] ] = [
				'position' => (int) $row['position'],
				'at'       => (int) $row['at'],
			];
		}
		return $found;
	}

	public function move( string $name, int $position ): void {
		$this->db->execute(
			'INSERT INTO %i (name, position, at) VALUES (%s, %d, %d) ON DUPLICATE KEY UPDATE position = VALUES(position), at = VALUES(at)',
			[ $this->db->table( self::TABLE ), $name, $position, $this->clock->now_ms() ]
		);
	}

	/** Only forwards from where it was seen: somebody may have sent it back meanwhile, and that counts. */
	public function advance( string $name, int $from, int $to ): bool {
		return 1 === $this->db->execute( 'UPDATE %i SET position = %d, at = %d WHERE name = %s AND position = %d', [ $this->db->table( self::TABLE ), $to, $this->clock->now_ms(), $name, $from ] );
	}

	/** Sends it back, when it is past that already: something changed where it had been. */
	public function send_back( string $name, int $position ): void {
		$this->db->execute( 'UPDATE %i SET position = %d WHERE name = %s AND position > %d', [ $this->db->table( self::TABLE ), $position, $name, $position ] );
	}
}
