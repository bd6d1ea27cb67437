<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseError;

defined( 'ABSPATH' ) || exit;

/**
 * One random salt for each person of whom there are sealed rows.
 *
 * A seal holds who did it and why as a hash with this salt. Once the salt is forgotten nobody can find out by trying
 * account numbers whose rows those were, and the seals hold as before.
 */
final class ActorSalts {
	public const TABLE = 'actor_salts';

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @param list<int> $users
	 * @return array<int, string> By user; without those who have none.
	 */
	public function of( array $users ): array {
		$users = array_values( array_unique( array_filter( $users ) ) );
		$salts = [];
		if ( [] !== $users ) {
			foreach ( $this->db->rows( 'SELECT actor_id, salt FROM %i WHERE actor_id IN (' . implode( ', ', array_fill( 0, count( $users ), '%d' ) ) . ')', [ $this->table(), ...$users ] ) as $row ) {
				$salts[ (int) $row['actor_id'] ] = (string) $row['salt'];
			}
		}
		return $salts;
	}

	/**
	 * @param list<int> $users
	 * @return array<int, string> By user; one is made for who has none.
	 */
	public function ensured( array $users ): array {
		$salts   = $this->of( $users );
		$missing = array_values( array_diff( array_unique( array_filter( $users ) ), array_keys( $salts ) ) );
		foreach ( $missing as $user ) {
			try {
				$this->db->execute( 'INSERT INTO %i (actor_id, salt, created_at) VALUES (%d, %s, %d)', [ $this->table(), $user, bin2hex( random_bytes( 16 ) ), $this->clock->now_ms() ] );
			} catch ( DatabaseError $error ) {
				// Somebody else made it; what counts is what is stored.
				if ( [] === $this->of( [ $user ] ) ) {
					throw $error;
				}
			}
		}
		return [] === $missing ? $salts : $this->of( $users );
	}

	public function forget( int $user ): void {
		$this->db->execute( 'DELETE FROM %i WHERE actor_id = %d', [ $this->table(), $user ] );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
