<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** What the journal knows of archives: the second witness of what was kept. */
final class VaultJournal {
	/** What subjects of imported lines start with. */
	public const RESCUE = 'rescue:';

	public function __construct( private readonly Database $db ) {}

	/** The hash of an archive as it was kept; null when the journal does not know it. */
	public function hash_of( string $id ): ?string {
		$data = $this->db->value( "SELECT data FROM %i WHERE subject = %s AND event = 'vault.kept' ORDER BY id LIMIT 1", [ $this->db->table( 'journal' ), "archive:$id" ] );
		$said = json_decode( (string) $data, true );
		return is_array( $said ) && is_string( $said['packed_hash'] ?? null ) ? $said['packed_hash'] : null;
	}

	/**
	 * @param list<string> $lines Their numbers.
	 * @return list<string> Those that are in the journal already.
	 */
	public function imported( array $lines ): array {
		if ( [] === $lines ) {
			return [];
		}
		$subjects = array_map( static fn ( string $line ): string => self::RESCUE . $line, $lines );
		$rows     = $this->db->rows( 'SELECT subject FROM %i WHERE subject IN (' . implode( ', ', array_fill( 0, count( $subjects ), '%s' ) ) . ')', [ $this->db->table( 'journal' ), ...$subjects ] );
		return array_map( static fn ( array $row ): string => substr( (string) $row['subject'], strlen( self::RESCUE ) ), $rows );
	}
}
