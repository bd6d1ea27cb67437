<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Count;

defined( 'ABSPATH' ) || exit;

/** The jobs of one hook within a queue. Null is "not known", never zero. */
final class QueueHook {
	public function __construct(
		public readonly string $hook,
		public readonly ?Count $pending,
		public readonly ?Count $due,
		public readonly ?Count $running,
		public readonly ?Count $failed,
	) {}
}
