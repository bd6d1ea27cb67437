<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** What is counted, what shows that somebody counted, and how little is no growth. */
final class GrowthRule {
	/**
	 * @param non-empty-list<string> $counted  Metrics whose sum is judged; of a level, the one whose rise is.
	 * @param non-empty-list<string> $observed Metrics of which there is something in each hour that was looked at.
	 * @param int                    $floor    Less is never growth.
	 * @param bool                   $is_level Whether it is a number that stands at each minute, and not events.
	 * @param list<string>           $among    Events among which those counted are; none of them in the window means that nothing is known.
	 */
	public function __construct(
		public readonly array $counted,
		public readonly array $observed,
		public readonly int $floor,
		public readonly bool $is_level = false,
		public readonly array $among = [],
	) {}
}
