<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

/** How a command ended. */
final class Ended {
	public function __construct( public readonly int $code, public readonly string $said ) {}
}
