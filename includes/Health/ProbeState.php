<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/** A probe and what is known of it now: its last verdict while that is valid, else unknown and why. */
final class ProbeState {
	private function __construct(
		public readonly Probe $probe,
		/** What holds now: of a verdict past its time only that it is stale. */
		public readonly Reading $reading,
		public readonly ?Verdict $verdict,
	) {}

	public static function of( Probe $probe, ?Verdict $verdict, int $now_ms ): self {
		if ( null === $verdict ) {
			return new self( $probe, Reading::unknown( 'not_measured', __( 'Not measured yet.', 'smartalloc-ops' ) ), null );
		}
		if ( $verdict->is_stale( $now_ms ) ) {
			/* translators: %s: what a check found when it was last run. */
			$finding = sprintf( __( 'Not measured lately. The last finding was: %s', 'smartalloc-ops' ), $verdict->reading->finding );
			return new self( $probe, Reading::unknown( 'stale', $finding ), $verdict );
		}
		return new self( $probe, $verdict->reading, $verdict );
	}

	public static function unreadable( Probe $probe ): self {
		return new self( $probe, Reading::unknown( 'store_unreadable', __( 'The stored result could not be read from the database.', 'smartalloc-ops' ) ), null );
	}

	public function status(): Status {
		return $this->reading->status;
	}

	/** An optional check that has seen too little to judge: it stays unknown, and is nobody's problem. */
	public function is_gathering(): bool {
		return Status::Unknown === $this->reading->status && 'too_few_samples' === $this->reading->reason && ! $this->probe->is_required();
	}

	public function measured_at(): ?string {
		return Time::rfc3339( $this->verdict?->measured_at );
	}
}
