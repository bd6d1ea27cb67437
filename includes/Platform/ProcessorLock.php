<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** The lock with which one process of a background processor keeps others out, on the whole network. */
final class ProcessorLock {
	public function __construct(
		/** The row that is it; empty when it is kept in the object cache. */
		public readonly string $row,
		public readonly string $value,
		/** UTC epoch milliseconds; null when it does not say. */
		public readonly ?int $since_ms,
		/** When Gravity Forms passes over it; null when nothing says so: then it holds while it is there. */
		public readonly ?int $until_ms,
	) {}

	public function is_live( int $now_ms ): bool {
		return null === $this->until_ms || $this->until_ms > $now_ms;
	}
}
