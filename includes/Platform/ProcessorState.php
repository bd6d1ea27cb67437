<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What waits in a background processor and who works on it, as it was seen. Null is "not known", never zero; times are UTC epoch milliseconds. */
final class ProcessorState {
	public function __construct(
		/** Batches of this site. */
		public readonly Count $batches,
		/** Tasks in them; null when a batch does not say. */
		public readonly ?Count $tasks,
		/** When the oldest batch was stored; batches say so since Gravity Forms 2.9.7. */
		public readonly ?int $oldest_ms,
		public readonly ?ProcessorLock $lock,
	) {}
}
