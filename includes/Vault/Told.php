<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** The newest act of one kind upon an archive, as the journal has it. */
final class Told {
	/**
	 * @param int                      $at   UTC epoch milliseconds.
	 * @param array<array-key, mixed>  $data
	 */
	public function __construct( public readonly int $at, public readonly Actor $actor, public readonly string $reason, public readonly array $data ) {}

	public function text( string $field ): string {
		return is_scalar( $this->data[ $field ] ?? null ) ? (string) $this->data[ $field ] : '';
	}
}
