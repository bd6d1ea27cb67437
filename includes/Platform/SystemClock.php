<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** PHP's own clock: for what may not ask the database, as the log may not. */
final class SystemClock implements Clock {
	public function now_ms(): int {
		return (int) floor( microtime( true ) * 1000 );
	}
}
