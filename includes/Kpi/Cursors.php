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
	 * @return array<string, array{position: int, at: int, data: array<array-key, mixed>|null}> By name; times are UTC epoch milliseconds.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function all(): array {
		$found = [];
		foreach ( $this->db->rows( 'SELECT name, position, at, data FROM %i', [ $this->db->table( self::TABLE ) ] ) as $row ) {
			$data                           = null === $row['data'] ? null : json_decode( $row['data'], true );
			$found[ (string) $row['name'] ] = [
				'position' => (int) $row['position'],
				'at'       => (int) $row['at'],
				'data'     => is_array( $data ) ? $data : null,
			];
		}
		return $found;
	}

	/** @param array<array-key, mixed>|null $data What was found on the way: numbers, and names of groups. */
	public function move( string $name, int $position, ?array $data = null ): void {
		$this->db->execute(
			'INSERT INTO %i (name, position, at, data) VALUES (%s, %d, %d, %s) ON DUPLICATE KEY UPDATE position = VALUES(position), at = VALUES(at), data = VALUES(data)',
			[ $this->db->table( self::TABLE ), $name, $position, $this->clock->now_ms(), self::json( $data ) ]
		);
	}

	/**
	 * Only forwards from where it was seen: somebody may have sent it back meanwhile, and that counts.
	 *
	 * @param array<array-key, mixed>|null $data
	 */
	public function advance( string $name, int $from, int $to, ?array $data = null ): bool {
		return 1 === $this->db->execute( 'UPDATE %i SET position = %d, at = %d, data = %s WHERE name = %s AND position = %d', [ $this->db->table( self::TABLE ), $to, $this->clock->now_ms(), self::json( $data ), $name, $from ] );
	}

	public function forget( string $name ): void {
		$this->db->execute( 'DELETE FROM %i WHERE name = %s', [ $this->db->table( self::TABLE ), $name ] );
	}

	/** Sends it back, when it is past that already: something changed where it had been. */
	public function send_back( string $name, int $position ): void {
		$this->db->execute( 'UPDATE %i SET position = %d WHERE name = %s AND position > %d', [ $this->db->table( self::TABLE ), $position, $name, $position ] );
	}

	/** @param array<array-key, mixed>|null $data */
	private static function json( ?array $data ): ?string {
		return null === $data ? null : (string) wp_json_encode( $data );
	}
}
