<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** A job of Action Scheduler that is about one entry. Times are UTC epoch milliseconds; of its arguments nothing is kept. */
final class EntryJob {
	public function __construct(
		public readonly int $id,
		public readonly string $hook,
		public readonly string $group,
		public readonly string $status,
		public readonly ?int $due_at,
		/** End of the last attempt, or its start while it runs; null when there was none. */
		public readonly ?int $attempted_at,
		public readonly int $attempts,
	) {}
}
