<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Puts a flag back when its planned end has come. What asks a person then is left for the Overview to show. */
final class PlannedEnds {
	public function __construct( private readonly FlagService $flags, private readonly FreezeService $freezes, private readonly Clock $clock ) {}

	/** @return int How many went back. */
	public function run(): int {
		// First: an end that came during a freeze comes true as soon as that is over.
		$this->freezes->close_ended();
		$done = 0;
		foreach ( $this->flags->states() as $state ) {
			if ( null !== $state->end && 'back' === $state->end->then && $state->end->has_come( $this->clock->now_ms() ) ) {
				$done += (int) $this->put_back( $state, $state->end );
			}
		}
		return $done;
	}

	private function put_back( FlagState $state, PlannedEnd $end ): bool {
		// The reason of that revision is not repeated: it stands there, and whoever gave it may have it erased.
		/* translators: %d: revision number. */
		$reason = sprintf( __( 'Planned end of revision %d.', 'smartalloc-ops' ), $state->revision );
		try {
			// At the revision it was planned with: whatever a person has done since stands.
			$this->flags->set( $state->flag, $state->scope, $end->back_to, $state->revision, $reason, Actor::schedule() );
			return true;
		} catch ( Conflict | NotFound ) {
			return false;
		} catch ( Refused ) {
			// Frozen, or work waits that would be left behind: the Overview says that it is overdue, and the next tick tries again.
			return false;
		}
	}
}
