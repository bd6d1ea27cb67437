<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** Is told where each job of SmartAlloc begins and ends, whoever runs it. */
interface JobWatcher {
	/**
	 * @param string   $job_id As the log names it: `as:5`, `work:5` or `cron:...`.
	 * @param int|null $due_ms When it was due, where that is known.
	 */
	public function job_began( string $job_id, string $hook, string $group, ?int $due_ms ): void;

	/** @param string $reason Why it failed, as a code; empty when it did not. */
	public function job_ended( string $reason, float $ran_ms ): void;
}
