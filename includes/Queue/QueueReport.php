<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Signal\Action;

defined( 'ABSPATH' ) || exit;

/** All queues of SmartAlloc as they were seen at one moment, in trouble first. */
final class QueueReport {
	/**
	 * @param list<Queue>             $queues
	 * @param list<WorkTallyRow>|null $work   Our own open work behind the queues; null when it could not be counted.
	 */
	public function __construct(
		public readonly int $measured_at,
		public readonly Presence $action_scheduler,
		public readonly ?Action $remedy,
		public readonly array $queues,
		public readonly ?array $work,
	) {}

	public function get( string $id ): ?Queue {
		foreach ( $this->queues as $queue ) {
			if ( $queue->id === $id ) {
				return $queue;
			}
		}
		return null;
	}
}
