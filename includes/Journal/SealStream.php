<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/**
 * Which columns of which table are sealed, once a row cannot change any more.
 *
 * A row that is finished later is sealed twice: what it began with, and its end. Columns are named one by one, so that
 * a column added by an upgrade breaks no seal.
 */
final class SealStream {
	/** Columns that an erasure empties. */
	private const PERSONAL = [ 'actor_id', 'reason' ];

	/**
	 * @param string       $table   After `{prefix}smartalloc_ops_`.
	 * @param list<string> $columns
	 * @param string       $ready   Condition under which these columns are final.
	 * @param list<string> $named   Columns that tell people which row it is.
	 */
	private function __construct(
		public readonly string $id,
		public readonly string $table,
		public readonly string $time,
		public readonly array $columns,
		public readonly string $ready,
		private readonly string $title,
		private readonly array $named,
	) {}

	/** @return array<string, self> By id. */
	public static function all(): array {
		$streams = [
			new self( 'flag', 'flag_revisions', 'created_at', [ 'flag', 'scope', 'revision', 'value', 'previous', 'reason', 'actor_kind', 'actor_id', 'run_id', 'until_at', 'then_do', 'back_to', 'token', 'created_at' ], '1 = 1', 'flag revision', [ 'flag', 'scope', 'revision' ] ),
			new self( 'settings', 'settings_revisions', 'created_at', [ 'revision', 'document', 'changed', 'reason', 'actor_kind', 'actor_id', 'token', 'created_at' ], '1 = 1', 'settings revision', [ 'revision' ] ),
			new self( 'run', 'runs', 'created_at', [ 'kind', 'idempotency_key', 'payload_hash', 'payload', 'reason', 'actor_kind', 'actor_id', 'created_at' ], '1 = 1', 'start of run', [ 'id' ] ),
			new self( 'run_end', 'runs', 'finished_at', [ 'state', 'outcome', 'finished_at' ], 't.finished_at IS NOT NULL', 'end of run', [ 'id' ] ),
			new self( 'step', 'run_steps', 'started_at', [ 'run_id', 'ordinal', 'name', 'direction', 'attempt', 'input', 'actor_kind', 'actor_id', 'started_at' ], '1 = 1', 'start of step', [ 'run_id', 'name', 'direction', 'attempt' ] ),
			new self( 'step_end', 'run_steps', 'finished_at', [ 'state', 'output', 'finished_at' ], 't.finished_at IS NOT NULL', 'end of step', [ 'run_id', 'name', 'direction', 'attempt' ] ),
			new self( 'act', 'journal', 'created_at', [ 'created_at', 'actor_kind', 'actor_id', 'event', 'subject', 'reason', 'data' ], '1 = 1', 'act', [ 'event', 'subject' ] ),
		];
		return array_combine( array_map( static fn ( self $stream ): string => $stream->id, $streams ), $streams );
	}

	/**
	 * The name under which a row is known, also when it is gone.
	 *
	 * @param array<string, string|null> $row
	 */
	public function name( array $row ): string {
		$parts = array_filter( array_map( static fn ( string $column ): string => (string) ( $row[ $column ] ?? '' ), $this->named ), static fn ( string $part ): bool => '' !== $part );
		return mb_substr( "{$this->title} " . implode( ' ', $parts ) . " ({$this->table} #" . (int) $row['id'] . ')', 0, 191 );
	}

	public function names_a_person(): bool {
		return in_array( 'actor_id', $this->columns, true );
	}

	/**
	 * Whose salt the seal of this row needs; 0 when nobody stands in it.
	 *
	 * @param array<string, string|null> $row
	 */
	public function person_of( array $row ): int {
		return $this->names_a_person() && in_array( $row['actor_kind'] ?? '', [ 'user', 'cli' ], true ) ? (int) $row['actor_id'] : 0;
	}

	/**
	 * Who did it and why, so that it can be checked and not be read back.
	 *
	 * @param array<string, string|null> $row
	 * @param string                     $salt Of the person; empty when nobody stands in the row.
	 */
	public function personal_hash( array $row, string $salt ): string {
		return hash_hmac( 'sha256', (string) wp_json_encode( self::values( $row, array_intersect( $this->columns, self::PERSONAL ) ) ), $salt );
	}

	/**
	 * A digest of the sealed columns. Values are what the database hands out: text or NULL.
	 *
	 * @param array<string, string|null> $row
	 * @param string                     $personal The hash of the personal ones.
	 */
	public function digest( array $row, string $personal ): string {
		return hash( 'sha256', (string) wp_json_encode( [ $this->id, (int) $row['id'], self::values( $row, array_diff( $this->columns, self::PERSONAL ) ), $personal ] ) );
	}

	/**
	 * @param array<string, string|null> $row
	 * @param array<string>              $columns
	 * @return list<array{string, string|null}>
	 */
	private static function values( array $row, array $columns ): array {
		return array_map( static fn ( string $column ): array => [ $column, $row[ $column ] ?? null ], array_values( $columns ) );
	}
}
