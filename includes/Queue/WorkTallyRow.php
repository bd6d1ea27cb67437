<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Count;

defined( 'ABSPATH' ) || exit;

/** Open work that is alike in everything the screens ask for. Times are UTC epoch milliseconds. */
final class WorkTallyRow {
	public function __construct(
		public readonly string $state,
		public readonly string $source,
		public readonly string $group,
		public readonly string $hook,
		public readonly ?string $held_flag,
		public readonly ?string $held_scope,
		public readonly Count $count,
		public readonly Count $due,
		public readonly ?int $oldest_due_ms,
		public readonly int $oldest_ms,
	) {}

	/** A job of `wp_cron` mode: a queue of its own, unlike work that only waits to go back to where it came from. */
	public function is_job(): bool {
		return 'cron_job' === $this->source;
	}
}
