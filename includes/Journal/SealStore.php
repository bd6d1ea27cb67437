<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseError;

defined( 'ABSPATH' ) || exit;

/** The table of seals, and the reads over the sealed tables that go with it. */
final class SealStore {
	public const TABLE = 'seals';

	/** Two writers of one table may commit out of order: so far back a row is still looked for that was not there before. */
	public const LOOKBACK = 1_000;

	public function __construct( private readonly Database $db ) {}

	public function head(): ?Seal {
		$row = $this->db->row( 'SELECT * FROM %i ORDER BY n DESC LIMIT 1', [ $this->table() ] );
		return null === $row ? null : Seal::from_row( $row );
	}

	public function get( int $n ): ?Seal {
		$row = $this->db->row( 'SELECT * FROM %i WHERE n = %d', [ $this->table(), $n ] );
		return null === $row ? null : Seal::from_row( $row );
	}

	/** @return list<Seal> */
	public function from( int $n, int $limit ): array {
		return array_map( static fn ( array $row ): Seal => Seal::from_row( $row ), $this->db->rows( 'SELECT * FROM %i WHERE n >= %d ORDER BY n LIMIT %d', [ $this->table(), $n, $limit ] ) );
	}

	/**
	 * Writes links in one statement. False: another sealer was faster, and nothing is written.
	 *
	 * @param non-empty-list<Seal> $seals
	 */
	public function append( array $seals ): bool {
		$args = [ $this->table() ];
		foreach ( $seals as $seal ) {
			array_push( $args, $seal->n, $seal->stream, $seal->row_id, $seal->name, $seal->row_hash, $seal->chain, $seal->key_id, $seal->row_at, $seal->sealed_at );
		}
		try {
			$this->db->execute( 'INSERT INTO %i (n, stream, row_id, name, row_hash, chain, key_id, row_at, sealed_at) VALUES ' . implode( ', ', array_fill( 0, count( $seals ), '(%d, %s, %d, %s, %s, %s, %s, %d, %d)' ) ), $args );
			return true;
		} catch ( DatabaseError $error ) {
			// The place is the lease and the fence at once: whoever holds it holds the chain.
			if ( null !== $this->get( $seals[0]->n ) ) {
				return false;
			}
			throw $error;
		}
	}

	/** @return list<array<string, string|null>> Final rows without a seal, oldest first. */
	public function unsealed( SealStream $stream, int $limit ): array {
		$floor = (int) $this->db->value( 'SELECT MAX(row_id) FROM %i WHERE stream = %s', [ $this->table(), $stream->id ] ) - self::LOOKBACK;
		return $this->db->rows(
			"SELECT t.* FROM %i t LEFT JOIN %i s ON s.stream = %s AND s.row_id = t.id WHERE t.id > %d AND {$stream->ready} AND s.n IS NULL ORDER BY t.id LIMIT %d",
			[ $this->db->table( $stream->table ), $this->table(), $stream->id, max( 0, $floor ), $limit ]
		);
	}

	/** @return list<array<string, string|null>> Final rows that should have been sealed long ago: put in afterwards, below what is sealed. */
	public function slipped_in( SealStream $stream, int $limit ): array {
		$floor = (int) $this->db->value( 'SELECT MAX(row_id) FROM %i WHERE stream = %s', [ $this->table(), $stream->id ] ) - self::LOOKBACK;
		return $this->db->rows(
			"SELECT t.* FROM %i t LEFT JOIN %i s ON s.stream = %s AND s.row_id = t.id WHERE t.id <= %d AND {$stream->ready} AND s.n IS NULL ORDER BY t.id LIMIT %d",
			[ $this->db->table( $stream->table ), $this->table(), $stream->id, $floor, $limit ]
		);
	}

	/**
	 * @param list<int> $ids
	 * @return array<int, array<string, string|null>> By id.
	 */
	public function rows( SealStream $stream, array $ids ): array {
		if ( [] === $ids ) {
			return [];
		}
		$rows = [];
		foreach ( $this->db->rows( 'SELECT * FROM %i WHERE id IN (' . implode( ', ', array_fill( 0, count( $ids ), '%d' ) ) . ')', [ $this->db->table( $stream->table ), ...$ids ] ) as $row ) {
			$rows[ (int) $row['id'] ] = $row;
		}
		return $rows;
	}

	/** @return list<int> Ids of sealed acts that are older, oldest first. */
	public function acts_before( int $before_ms, int $limit ): array {
		$rows = $this->db->rows( "SELECT t.id FROM %i t INNER JOIN %i s ON s.stream = 'act' AND s.row_id = t.id WHERE t.created_at < %d AND t.event NOT IN ('journal.pruned', 'privacy.erased') ORDER BY t.id LIMIT %d", [ $this->db->table( 'journal' ), $this->table(), $before_ms, $limit ] );
		return array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
	}

	/**
	 * Deletes acts; their seals stay.
	 *
	 * @param non-empty-list<int> $ids
	 */
	public function delete_acts( array $ids ): void {
		$this->db->execute( 'DELETE FROM %i WHERE id IN (' . implode( ', ', array_fill( 0, count( $ids ), '%d' ) ) . ')', [ $this->db->table( 'journal' ), ...$ids ] );
	}

	/**
	 * Acts that may be gone: up to this id and older than that. The journal itself says that they were past their retention.
	 *
	 * @return array{through: int, before: int}
	 */
	public function pruned(): array {
		$row  = $this->db->row( "SELECT t.data FROM %i t INNER JOIN %i s ON s.stream = 'act' AND s.row_id = t.id WHERE t.event = 'journal.pruned' ORDER BY t.id DESC LIMIT 1", [ $this->db->table( 'journal' ), $this->table() ] );
		$data = json_decode( (string) ( $row['data'] ?? '' ), true );
		return [
			'through' => is_array( $data ) ? (int) ( $data['through'] ?? 0 ) : 0,
			'before'  => is_array( $data ) ? (int) ( $data['before'] ?? 0 ) : 0,
		];
	}

	/** @return array<string, string> Of the rows that name nobody any more: the personal part of their seals, by `<stream>:<id>`. */
	public function erased(): array {
		$erased = [];
		foreach ( $this->db->rows( "SELECT t.data FROM %i t INNER JOIN %i s ON s.stream = 'act' AND s.row_id = t.id WHERE t.event = %s ORDER BY t.id", [ $this->db->table( 'journal' ), $this->table(), Erasure::EVENT ] ) as $row ) {
			$data = json_decode( (string) $row['data'], true );
			foreach ( is_array( $data ) ? $data : [] as $name => $hash ) {
				if ( is_string( $hash ) ) {
					$erased[ (string) $name ] = $hash;
				}
			}
		}
		return $erased;
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
