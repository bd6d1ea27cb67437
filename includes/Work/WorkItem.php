<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** One row of work as it was read. Times are UTC epoch milliseconds. */
final class WorkItem {
	/**
	 * @param array<mixed> $payload    References by id; job arguments only while a job of wp_cron mode is open.
	 * @param int|null     $marked_run Rollback of the release in which it came into being.
	 */
	private function __construct(
		public readonly int $id,
		public readonly string $key,
		public readonly string $source,
		public readonly string $hook,
		public readonly string $group,
		public readonly ?int $form_id,
		public readonly ?int $entry_id,
		public readonly string $stage,
		public readonly WorkState $state,
		public readonly int $attempts,
		public readonly int $due_at,
		public readonly ?string $lease_owner,
		public readonly ?int $lease_until,
		public readonly int $fence,
		public readonly ?string $held_flag,
		public readonly ?string $held_scope,
		public readonly ?int $held_revision,
		public readonly array $payload,
		public readonly ?string $error_class,
		public readonly ?string $error_code,
		public readonly ?string $error_frame,
		public readonly int $created_at,
		public readonly int $updated_at,
		public readonly ?int $marked_run,
	) {}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		$payload = json_decode( (string) ( $row['payload'] ?? '' ), true );
		$number  = static fn ( string $column ): ?int => isset( $row[ $column ] ) ? (int) $row[ $column ] : null;
		return new self(
			(int) $row['id'],
			(string) $row['work_key'],
			(string) $row['source'],
			(string) $row['hook'],
			(string) $row['grp'],
			$number( 'form_id' ),
			$number( 'entry_id' ),
			(string) $row['stage'],
			WorkState::from( (string) $row['state'] ),
			(int) $row['attempts'],
			(int) $row['due_at'],
			$row['lease_owner'] ?? null,
			$number( 'lease_until' ),
			(int) $row['fence'],
			$row['held_flag'] ?? null,
			$row['held_scope'] ?? null,
			$number( 'held_revision' ),
			is_array( $payload ) ? $payload : [],
			$row['error_class'] ?? null,
			$row['error_code'] ?? null,
			$row['error_frame'] ?? null,
			(int) $row['created_at'],
			(int) $row['updated_at'],
			$number( 'marked_run' )
		);
	}
}
