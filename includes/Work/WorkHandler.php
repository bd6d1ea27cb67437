<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** Knows how one source of work is carried on. SmartAlloc's own handlers always do the work itself. */
interface WorkHandler {
	/** @return value-of<NewWork::SOURCES> */
	public function source(): string;

	/** Whether doing it twice is the same as doing it once. If not, a lost attempt becomes `finished_unknown`. */
	public function is_idempotent(): bool;

	public function perform( WorkItem $item ): WorkOutcome;
}
