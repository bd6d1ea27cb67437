<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** One thing that happened to an entry, or that should have and did not. */
final class Moment {
	/**
	 * @param int|null $at     UTC epoch milliseconds; null when it has not happened.
	 * @param string   $source Id of a Source.
	 * @param bool     $is_gap Something is missing here.
	 */
	public function __construct(
		public readonly ?int $at,
		public readonly Stage $stage,
		public readonly Status $verdict,
		public readonly string $text,
		public readonly string $source,
		public readonly bool $is_gap = false,
	) {}
}
