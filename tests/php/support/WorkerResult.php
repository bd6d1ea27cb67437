<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** What one worker process came to. */
final class WorkerResult {
	public function __construct(
		/** False when the process died before its script returned. */
		public readonly bool $finished,
		public readonly mixed $value,
		public readonly ProcessResult $process,
	) {}
}
