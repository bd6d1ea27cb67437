<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** One flag in one scope as it stands. Revision 0: nobody has set it, the default holds. */
final class FlagState {
	public function __construct(
		public readonly string $flag,
		public readonly string $scope,
		public readonly string $value,
		public readonly int $revision,
		public readonly string $reason = '',
		public readonly ?Actor $actor = null,
		public readonly ?int $changed_at = null,
		public readonly ?int $run_id = null,
		public readonly int $id = 0,
		public readonly string $previous = '',
		public readonly ?PlannedEnd $end = null,
		/** @var array<value-of<Sightings::KINDS>, int> When each kind of process first saw this revision, as UTC epoch milliseconds. */
		public readonly array $seen = [],
	) {}
}
