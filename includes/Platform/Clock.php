<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

interface Clock {
	/** Now, as UTC epoch milliseconds. */
	public function now_ms(): int;
}
