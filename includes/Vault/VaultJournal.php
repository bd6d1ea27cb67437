<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Sentences;

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

	/** Whose the newest act of this kind upon this is; null when the journal does not reach so far. */
	public function who( string $event, string $subject ): ?Actor {
		$row = $this->db->row( 'SELECT actor_kind, actor_id FROM %i WHERE subject = %s AND event = %s ORDER BY id DESC LIMIT 1', [ $this->db->table( 'journal' ), $subject, $event ] );
		return null === $row ? null : Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] );
	}

	/**
	 * The newest act of this kind upon each of them, as far as the journal reaches.
	 *
	 * @param 'vault.kept'|'vault.pinned'|'vault.drilled' $event
	 * @param list<string>                                $ids Of archives.
	 * @return array<string, Told> By id.
	 */
	public function newest( string $event, array $ids ): array {
		if ( [] === $ids ) {
			return [];
		}
		$subjects = array_map( static fn ( string $id ): string => "archive:$id", $ids );
		$told     = [];
		foreach ( $this->db->rows( 'SELECT subject, created_at, actor_kind, actor_id, reason, data FROM %i WHERE event = %s AND subject IN (' . implode( ', ', array_fill( 0, count( $subjects ), '%s' ) ) . ') ORDER BY id', [ $this->db->table( 'journal' ), $event, ...$subjects ] ) as $row ) {
			$data = json_decode( (string) $row['data'], true );
			$told[ substr( (string) $row['subject'], strlen( 'archive:' ) ) ] = new Told( (int) $row['created_at'], Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ), Sentences::told( (string) $row['reason'] ), is_array( $data ) ? $data : [] );
		}
		return $told;
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
