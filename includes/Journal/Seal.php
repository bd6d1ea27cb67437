<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** One link of the chain: which row it is about, what that row said, and the link before. */
final class Seal {
	/**
	 * @param int $n      Its place; the next one is `n + 1`.
	 * @param int $row_at When the row was written or ended, UTC epoch milliseconds.
	 */
	public function __construct(
		public readonly int $n,
		public readonly string $stream,
		public readonly int $row_id,
		public readonly string $name,
		public readonly string $row_hash,
		public readonly int $row_at,
		public readonly int $sealed_at,
		public readonly string $key_id,
		public readonly string $chain = '',
	) {}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		return new self( (int) $row['n'], (string) $row['stream'], (int) $row['row_id'], (string) $row['name'], (string) $row['row_hash'], (int) $row['row_at'], (int) $row['sealed_at'], (string) $row['key_id'], (string) $row['chain'] );
	}

	public function linked( SealKey $key, string $previous ): self {
		return new self( $this->n, $this->stream, $this->row_id, $this->name, $this->row_hash, $this->row_at, $this->sealed_at, $this->key_id, $key->link( $this, $previous ) );
	}
}
