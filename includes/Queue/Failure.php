<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

defined( 'ABSPATH' ) || exit;

/** A failed job of Action Scheduler. Times are UTC epoch milliseconds. */
final class Failure {
	public function __construct(
		public readonly int $id,
		public readonly string $hook,
		public readonly string $group,
		public readonly int $attempts,
		public readonly int $claim_id,
		public readonly bool $is_recurring,
		public readonly ?int $scheduled_at,
		public readonly ?int $failed_at,
		public readonly FailureCause $cause,
	) {}
}
