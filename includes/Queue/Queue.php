<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Signal\Action;

defined( 'ABSPATH' ) || exit;

/** One queue as it was seen. A null number is "not known", never zero; times are UTC epoch milliseconds. */
final class Queue {
	/**
	 * @param 'action_scheduler'|'wp_cron'|'gravity_forms'|'work'           $kind
	 * @param 'idle'|'running'|'waiting'|'late'|'paused'|'not_loaded'|'unavailable' $state    `not_loaded`: held because SmartAlloc is.
	 * @param FlagState|null                                                $paused      The flag that pauses it.
	 * @param array{at: int, kind: string}|null                             $last_runner
	 * @param list<QueueHook>                                               $hooks
	 */
	public function __construct(
		public readonly string $id,
		public readonly string $kind,
		public readonly string $name,
		public readonly Presence $availability,
		public readonly ?Action $remedy,
		public readonly string $state,
		public readonly ?Count $pending,
		public readonly ?Count $due,
		public readonly ?Count $running,
		public readonly ?Count $failed,
		public readonly ?Count $held,
		public readonly ?int $oldest_due_ms,
		public readonly ?int $oldest_due_age_s,
		public readonly ?FlagState $paused,
		public readonly ?array $last_runner,
		public readonly array $hooks,
		/** Whether anything was ever stored in it, as far as can be seen. */
		public readonly bool $is_known = true,
		/** What is to be known of a background processor beside its numbers. */
		public readonly ?ProcessorFacts $processor = null,
		/** Why it has no switch that pauses it; null when it has. */
		public readonly ?string $no_pause = null,
	) {}

	/** Nothing of it begins, and that is why its jobs wait. */
	public function is_held(): bool {
		return in_array( $this->state, [ 'paused', 'not_loaded' ], true );
	}

	/** How much trouble it is in, worst first: the order of the list. */
	public function rank(): int {
		return match ( $this->state ) {
			'unavailable' => 0,
			'late'        => 1,
			'not_loaded'  => 2,
			'paused'      => 3,
			'running'     => 4,
			'waiting'     => 5,
			'idle'        => 6,
		};
	}
}
