<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** One way to be told, and whether it works. Times are UTC epoch milliseconds. */
final class ChannelStatus {
	public function __construct(
		/** `mail`, `webhook` or `ping`. */
		public readonly string $id,
		/** How many people or systems it reaches; 0 when it is not set up. */
		public readonly int $targets,
		/** Of those with a secret address. */
		public readonly ?Address $address,
		/** Of each target's last attempt whether any worked; null when nothing was tried lately. */
		public readonly ?bool $works,
		/** Of the newest attempt: a code. */
		public readonly ?string $outcome,
		public readonly ?int $tried_at,
		/** Targets whose last attempt failed. */
		public readonly int $failing,
	) {}

	public function is_set_up(): bool {
		return $this->targets > 0;
	}
}
