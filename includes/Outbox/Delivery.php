<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** One message to one target, with what became of it. Times are UTC epoch milliseconds. */
final class Delivery {
	public function __construct(
		public readonly int $id,
		public readonly int $announcement_id,
		public readonly string $channel,
		public readonly string $target,
		public readonly DeliveryState $state,
		public readonly int $attempts,
		public readonly int $due_at,
		/** Of the last attempt: a code. */
		public readonly string $outcome,
		/** Number of messages that went out in the same one; 1 alone, null not yet. */
		public readonly ?int $together,
		public readonly ?int $sent_at,
		public readonly int $updated_at,
		/** Only where the message itself was read along. */
		public readonly ?Message $message = null,
	) {}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		return new self(
			(int) $row['id'],
			(int) $row['announcement_id'],
			(string) $row['channel'],
			(string) $row['target'],
			DeliveryState::tryFrom( (string) $row['state'] ) ?? DeliveryState::Failed,
			(int) $row['attempts'],
			(int) $row['due_at'],
			(string) $row['outcome'],
			null === $row['together'] ? null : (int) $row['together'],
			null === $row['sent_at'] ? null : (int) $row['sent_at'],
			(int) $row['updated_at'],
			isset( $row['message'] ) ? Message::stored( (string) $row['kind'], (string) $row['severity'], (string) $row['subject'], $row['message'] ) : null
		);
	}
}
