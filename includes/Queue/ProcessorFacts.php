<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Processor;
use SmartAllocOps\Platform\ProcessorState;

defined( 'ABSPATH' ) || exit;

/** Who works on the batches of a background processor, and what would work on them if nobody did. Times are UTC epoch milliseconds. */
final class ProcessorFacts {
	/** Between a batch stored and its health check scheduled lies the rest of a request. */
	private const REQUEST_MS = 60_000;

	private function __construct(
		public readonly string $identifier,
		public readonly Count $batches,
		/** Since when a process holds the lock, also one that counts as dead by now. */
		public readonly ?int $lock_since,
		public readonly ?int $lock_until,
		public readonly bool $is_at_work,
		public readonly ?int $health_check_at,
		public readonly ?int $health_check_every_s,
		public readonly bool $is_late,
		/** What is wrong, in sentences; empty when nothing is. */
		public readonly string $finding,
	) {}

	/**
	 * @param int|null $next_ms      When the health check fires next.
	 * @param int      $late_after_s From when an event of WP-Cron is late here.
	 */
	public static function of( Processor $processor, ProcessorState $seen, ?int $next_ms, ?int $every_s, int $late_after_s, int $now ): self {
		$works   = true === $seen->lock?->is_live( $now );
		$waits   = $seen->batches->value > 0 && ! $works;
		$young   = null !== $seen->oldest_ms && $now - $seen->oldest_ms < self::REQUEST_MS;
		$finding = match ( true ) {
			$waits && null === $next_ms && ! $young => sprintf(
				/* translators: %s: name of an event. */
				__( 'Batches wait, no process works on them and no health check (%s) is scheduled: they wait until Gravity Forms stores another one.', 'smartalloc-ops' ),
				$processor->health_check()
			),
			$waits && null !== $next_ms && $now - $next_ms > $late_after_s * 1000 => sprintf(
				/* translators: 1: name of an event, 2: a length of time. */
				__( 'Batches wait and their health check (%1$s) is %2$s late: WP-Cron does not come by.', 'smartalloc-ops' ),
				$processor->health_check(),
				LocalTime::span( intdiv( $now - $next_ms, 1000 ) )
			),
			default => '',
		};
		return new self( $processor->identifier, $seen->batches, $seen->lock?->since_ms, $seen->lock?->until_ms, $works, $next_ms, $every_s, '' !== $finding, $finding );
	}
}
