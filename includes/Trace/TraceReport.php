<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** One entry's story, told by ids and times. */
final class TraceReport {
	/**
	 * @param list<Answer> $answers
	 * @param list<Moment> $moments
	 * @param string       $copy    The answers in plain words, to be pasted into a parent's ticket.
	 */
	public function __construct(
		public readonly Evidence $evidence,
		public readonly Status $status,
		public readonly string $headline,
		public readonly array $answers,
		public readonly array $moments,
		public readonly string $copy,
	) {}
}
