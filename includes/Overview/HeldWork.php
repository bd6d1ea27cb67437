<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Platform\Count;

defined( 'ABSPATH' ) || exit;

/** Work that one flag holds back now. */
final class HeldWork {
	public function __construct(
		public readonly string $flag,
		public readonly string $scope,
		public readonly Count $count,
		public readonly ?int $oldest_at,
		/** The flag while it is off; null once it is on again and its work is leaving. */
		public readonly ?FlagState $held_by,
	) {}
}
