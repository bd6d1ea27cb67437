<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** A table whose rows are journal entries themselves. The feed merges sources and copies no row. */
interface JournalSource {
	/** @return value-of<JournalFilter::KINDS> */
	public function kind(): string;

	/** @return list<JournalEntry> In the order of the filter, from the cursor on. */
	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $rank, int $limit ): array;
}
