<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** SmartAlloc's own records of one entry, as far as its tables are there and have the columns that are asked for. Ids, states and times only. */
final class SmartAllocTables {
	private const ALLOCATIONS = 'smartalloc_allocations';
	private const EXPORTS     = 'smartalloc_exports';

	public function __construct( private readonly Database $db ) {}

	public function allocations_presence(): Presence {
		return $this->look( self::ALLOCATIONS, [ 'entry_id', 'status', 'created_at' ] );
	}

	public function exports_presence(): Presence {
		return $this->look( self::EXPORTS, [ 'id', 'status', 'created_at' ] );
	}

	/**
	 * @return array{status: string, reason: string, at: int|null}|null
	 * @throws DatabaseError When it cannot be read.
	 */
	public function allocation( int $entry_id ): ?array {
		$row = $this->db->row( 'SELECT * FROM %i WHERE entry_id = %d ORDER BY id DESC LIMIT 1', [ $this->db->foreign( self::ALLOCATIONS ), $entry_id ] );
		return null === $row ? null : [
			'status' => (string) LogField::accept( 'outcome', (string) $row['status'] ),
			'reason' => (string) LogField::accept( 'reason', (string) ( $row['reason_code'] ?? '' ) ),
			'at'     => Time::from_gmt( $row['created_at'] ),
		];
	}

	/**
	 * The last export before a moment, and those after it, oldest first.
	 *
	 * @return list<array{id: int, state: 'ok'|'failed'|'open', began_at: int|null, finished_at: int|null}>
	 * @throws DatabaseError When they cannot be read.
	 */
	public function exports_around( int $ms ): array {
		$table  = $this->db->foreign( self::EXPORTS );
		$at     = Time::to_gmt( $ms );
		$before = $this->db->rows( 'SELECT * FROM %i WHERE created_at < %s ORDER BY created_at DESC LIMIT 1', [ $table, $at ] );
		$after  = $this->db->rows( 'SELECT * FROM %i WHERE created_at >= %s ORDER BY created_at LIMIT 20', [ $table, $at ] );
		return array_map(
			static fn ( array $row ): array => [
				'id'          => (int) $row['id'],
				'state'       => match ( strtolower( (string) $row['status'] ) ) {
					'valid', 'stale', 'completed', 'complete', 'done' => 'ok',
					'failed', 'missing', 'error' => 'failed',
					default => 'open',
				},
				'began_at'    => Time::from_gmt( $row['created_at'] ),
				'finished_at' => Time::from_gmt( $row['finished_at'] ?? null ),
			],
			[ ...$before, ...$after ]
		);
	}

	/** @param list<string> $columns */
	private function look( string $name, array $columns ): Presence {
		try {
			$found = $this->db->columns( $this->db->foreign( $name ) );
		} catch ( DatabaseError ) {
			$found = [];
		}
		return match ( true ) {
			/* translators: %s: name of a table. */
			[] === $found => Presence::absent( sprintf( __( 'SmartAlloc has no table %s here.', 'smartalloc-ops' ), $name ) ),
			/* translators: %s: name of a table. */
			[] !== array_diff( $columns, $found ) => Presence::broken( sprintf( __( 'The table %s of SmartAlloc differs from what this console knows.', 'smartalloc-ops' ), $name ) ),
			/* translators: %s: name of a table. */
			default => Presence::present( sprintf( __( 'Table %s of SmartAlloc.', 'smartalloc-ops' ), $name ) ),
		};
	}
}
