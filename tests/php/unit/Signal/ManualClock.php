<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Signal;

use SmartAllocOps\Platform\Clock;

/** A clock that only a test moves. */
final class ManualClock implements Clock {
	public function __construct( public int $now_ms = 1_700_000_000_000 ) {}

	public function now_ms(): int {
		return $this->now_ms;
	}
}
