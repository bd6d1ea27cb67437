<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** One line of the feed. */
final class JournalEntry {
	/**
	 * @param int                     $at      UTC epoch milliseconds.
	 * @param string                  $subject As in JournalFilter.
	 * @param string                  $change  What was done, in a sentence.
	 * @param 'flags'|'rollback'|'settings'|'queue'|'alerts'|null $tab Where its subject is shown.
	 */
	public function __construct(
		public readonly int $id,
		public readonly int $at,
		public readonly Actor $actor,
		public readonly string $subject,
		public readonly string $change,
		public readonly string $reason,
		public readonly ?string $tab = null,
		public readonly ?int $run_id = null,
	) {}
}
