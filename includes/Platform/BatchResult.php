<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What came of a bounded batch of jobs so far. */
final class BatchResult {
	public int $processed = 0;
	public int $done      = 0;
	public int $failed    = 0;
	/** Jobs that a flag took out of reach as they were about to begin. */
	public int $held = 0;

	/** @var 'size'|'empty'|'time'|'held'|'busy'|'claim_lost'|'error'|'fatal'|null Why it ended; null while it runs. */
	public ?string $stopped = null;

	/** What ended it, when something did. */
	public ?\Throwable $error = null;
}
