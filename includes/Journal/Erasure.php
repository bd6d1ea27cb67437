<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/**
 * Takes a person out of the record: the number of their account and the reasons they typed. What was done, and when, stays.
 *
 * It is written and sealed first which rows will name nobody from now on, so that verification can tell an erasure from
 * an edit. Everything else in those rows stays under their seals.
 */
final class Erasure {
	public const EVENT = 'privacy.erased';

	private const RUNS = 'runs';

	/** A run that goes on acts with the rights of who started it, who is still needed. */
	private const GOING_ON = 'finished_at IS NULL';

	/** @param array<string, list<string>> $tables Columns of each table of ours. */
	public function __construct(
		private readonly Database $db,
		private readonly Journal $journal,
		private readonly SealChain $chain,
		private readonly SealStore $seals,
		private readonly ActorSalts $salts,
		private readonly array $tables,
	) {}

	/** What stands where a reason stood. */
	public static function reason(): string {
		return Sentences::recording( static fn (): string => __( 'The reason was erased on request.', 'smartalloc-ops' ) );
	}

	/**
	 * Erases the oldest rows of each table.
	 *
	 * @param int $limit Rows of each table.
	 * @return array{erased: int, kept: int, done: bool} Kept: rows that cannot be erased yet, once the others are.
	 */
	public function erase( int $user, Actor $by, int $limit ): array {
		$rows  = $this->rows( $user, $limit );
		$count = array_sum( array_map( 'count', $rows ) );
		if ( 0 === $count ) {
			$kept = $this->kept( $user );
			if ( 0 === $kept ) {
				$this->salts->forget( $user );
			}
			return [
				'erased' => 0,
				'kept'   => $kept,
				'done'   => true,
			];
		}
		// Behind a long tail this act would wait, and every further try would leave another one.
		if ( $this->chain->seal() >= SealChain::AT_ONCE ) {
			return [
				'erased' => 0,
				'kept'   => 0,
				'done'   => false,
			];
		}
		$hashes = $this->hashes( $rows );
		/* translators: %d: number of rows. */
		$why = Sentences::recording( static fn (): string => sprintf( _n( 'The person of %d record asked for it.', 'The person of %d records asked for it.', $count, 'smartalloc-ops' ), $count ) );
		// Whoever erases themselves leaves nothing behind by doing so.
		$this->journal->record( $by->id === $user ? Actor::system() : $by, self::EVENT, 'journal', $why, [ 'rows' => $count ] + $hashes );
		$this->chain->seal();
		if ( ! $this->covers( $hashes ) ) {
			return [
				'erased' => 0,
				'kept'   => 0,
				'done'   => false,
			];
		}
		foreach ( array_filter( $rows ) as $table => $of_table ) {
			$this->take_out( $table, $user, array_map( static fn ( array $row ): int => (int) $row['id'], $of_table ) );
		}
		return [
			'erased' => $count,
			'kept'   => 0,
			'done'   => false,
		];
	}

	/**
	 * Runs come last: it is they who say which rows repeat the reason of this person.
	 *
	 * @return array<string, list<array<string, string|null>>> By table.
	 */
	private function rows( int $user, int $limit ): array {
		$rows = [];
		foreach ( array_diff( $this->tables_with_actor(), [ self::RUNS ] ) as $table ) {
			$rows[ $table ] = $this->of_person( $table, $user, $limit );
		}
		return [] === array_filter( $rows ) ? [ self::RUNS => $this->of_person( self::RUNS, $user, $limit ) ] : $rows;
	}

	/** @return list<array<string, string|null>> */
	private function of_person( string $table, int $user, int $limit ): array {
		[ $condition, $args ] = $this->condition( $table, $user );
		return $this->db->rows( "SELECT * FROM %i WHERE {$condition} ORDER BY id LIMIT %d", [ $this->db->table( $table ), ...$args, $limit ] );
	}

	/** @return array{string, list<string|int>} */
	private function condition( string $table, int $user ): array {
		if ( self::RUNS === $table ) {
			return [ "actor_kind IN ('user', 'cli') AND actor_id = %d AND NOT (" . self::GOING_ON . ')', [ $user ] ];
		}
		if ( ! in_array( 'reason', $this->tables[ $table ], true ) ) {
			return [ "actor_kind IN ('user', 'cli') AND actor_id = %d", [ $user ] ];
		}
		return [
			"((actor_kind IN ('user', 'cli') AND actor_id = %d) OR (actor_kind = 'run' AND actor_id IN (SELECT id FROM %i WHERE actor_kind IN ('user', 'cli') AND actor_id = %d AND NOT (" . self::GOING_ON . '))))',
			[ $user, $this->db->table( self::RUNS ), $user ],
		];
	}

	private function kept( int $user ): int {
		return (int) $this->db->value( "SELECT COUNT(*) FROM %i WHERE actor_kind IN ('user', 'cli') AND actor_id = %d AND " . self::GOING_ON, [ $this->db->table( self::RUNS ), $user ] );
	}

	/**
	 * The personal part of each seal, as it stands in it; by `<stream>:<id>`.
	 *
	 * @param array<string, list<array<string, string|null>>> $rows
	 * @return array<string, string>
	 */
	private function hashes( array $rows ): array {
		$hashes = [];
		foreach ( SealStream::all() as $stream ) {
			if ( ! $stream->names_a_person() ) {
				continue;
			}
			$of_table = $rows[ $stream->table ] ?? [];
			$salts    = $this->salts->ensured( array_map( static fn ( array $row ): int => $stream->person_of( $row ), $of_table ) );
			foreach ( $of_table as $row ) {
				$hashes[ "{$stream->id}:" . (int) $row['id'] ] = $stream->personal_hash( $row, $salts[ $stream->person_of( $row ) ] ?? '' );
			}
		}
		return $hashes;
	}

	/** @param array<string, string> $hashes */
	private function covers( array $hashes ): bool {
		return [] === array_diff_assoc( $hashes, $this->seals->erased() );
	}

	/** @param list<int> $ids */
	private function take_out( string $table, int $user, array $ids ): void {
		$has_reason           = in_array( 'reason', $this->tables[ $table ], true );
		[ $condition, $args ] = $this->condition( $table, $user );
		$this->db->execute(
			'UPDATE %i SET actor_id = 0' . ( $has_reason ? ', reason = %s' : '' ) . ' WHERE id IN (' . implode( ', ', array_fill( 0, count( $ids ), '%d' ) ) . ") AND {$condition}",
			[ $this->db->table( $table ), ...( $has_reason ? [ self::reason() ] : [] ), ...$ids, ...$args ]
		);
	}

	/** @return list<string> */
	private function tables_with_actor(): array {
		return array_keys( array_filter( $this->tables, static fn ( array $columns ): bool => [] === array_diff( [ 'id', 'actor_kind', 'actor_id' ], $columns ) ) );
	}
}
