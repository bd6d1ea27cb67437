<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** A reading with its times: what is shown, stored and rolled up. Times are UTC epoch milliseconds. */
final class Verdict {
	/** Between the name of a signal and the part of it that a verdict is of, as a group or form. */
	public const PART = '@';

	/** Reason of a verdict on a part that is not measured any more. */
	public const GONE = 'gone';

	/** In the language of whoever looks now. */
	public readonly Reading $reading;

	/**
	 * @param Reading      $recorded What is stored: sentences that can be told in any language.
	 * @param list<string> $waits_for
	 */
	public function __construct(
		public readonly string $probe,
		public readonly Reading $recorded,
		public readonly int $measured_at,
		public readonly int $valid_until,
		public readonly int $duration_ms,
		public readonly array $waits_for = [],
	) {
		$this->reading = $recorded->told();
	}

	/** The status now: a verdict past its time is unknown, whatever it said. */
	public function status( int $now_ms ): Status {
		return $this->is_stale( $now_ms ) ? Status::Unknown : $this->reading->status;
	}

	public function is_gone(): bool {
		return self::GONE === $this->recorded->reason;
	}

	public function is_stale( int $now_ms ): bool {
		return $now_ms > $this->valid_until;
	}
}
