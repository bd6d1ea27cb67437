<?php
declare(strict_types=1);

namespace SmartAllocOps\Privacy;

use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** What is on record of a user's own acts, in every table that names an actor. */
final class ActsOfUser {
	/** Columns that say what was done, in the order in which they are shown. */
	private const SHOWN = [ 'flag', 'scope', 'kind', 'event', 'subject', 'name', 'direction', 'revision', 'previous', 'value', 'state', 'reason' ];

	/** Columns that say when. */
	private const TIMES = [ 'created_at', 'started_at' ];

	/** @param array<string, list<string>> $tables Columns of each table of ours. */
	public function __construct( private readonly Database $db, private readonly array $tables ) {}

	/**
	 * @param int $page From 1; of each table so many rows a page.
	 * @return array{items: list<array{id: string, at_ms: int, facts: array<string, string>}>, is_last: bool}
	 */
	public function page( int $user, int $page, int $per_table ): array {
		$items   = [];
		$is_last = true;
		foreach ( $this->with_actor() as $table => $columns ) {
			$rows    = $this->db->rows(
				"SELECT * FROM %i WHERE actor_kind IN ('user', 'cli') AND actor_id = %d ORDER BY id LIMIT %d OFFSET %d",
				[ $this->db->table( $table ), $user, $per_table, ( $page - 1 ) * $per_table ]
			);
			$is_last = $is_last && count( $rows ) < $per_table;
			foreach ( $rows as $row ) {
				$items[] = self::item( $table, $row );
			}
		}
		return [
			'items'   => $items,
			'is_last' => $is_last,
		];
	}

	/**
	 * @param array<string, string|null> $row
	 * @return array{id: string, at_ms: int, facts: array<string, string>}
	 */
	private static function item( string $table, array $row ): array {
		$at = 0;
		foreach ( self::TIMES as $column ) {
			$at = 0 === $at ? (int) ( $row[ $column ] ?? 0 ) : $at;
		}
		$facts = [];
		foreach ( self::SHOWN as $column ) {
			if ( '' !== (string) ( $row[ $column ] ?? '' ) ) {
				$facts[ $column ] = (string) $row[ $column ];
			}
		}
		return [
			'id'    => "$table-" . (int) ( $row['id'] ?? 0 ),
			'at_ms' => $at,
			'facts' => $facts,
		];
	}

	/** @return array<string, list<string>> */
	private function with_actor(): array {
		return array_filter( $this->tables, static fn ( array $columns ): bool => [] === array_diff( [ 'id', 'actor_kind', 'actor_id' ], $columns ) );
	}
}
