<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Handler;

use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Work\WorkHandler;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkOutcome;

defined( 'ABSPATH' ) || exit;

/** Hands a held action back to Action Scheduler, which runs it. */
final class HeldActionHandler implements WorkHandler {
	public function __construct( private readonly ActionScheduler $action_scheduler ) {}

	public function source(): string {
		return 'as_action';
	}

	public function is_idempotent(): bool {
		return true;
	}

	public function perform( WorkItem $item ): WorkOutcome {
		$action_id = (int) ( $item->payload['action_id'] ?? 0 );
		if ( $this->action_scheduler->release_row( $action_id ) ) {
			return WorkOutcome::done();
		}
		$row = $this->action_scheduler->row( $action_id );
		return match ( true ) {
			null === $row => WorkOutcome::closed( 'action_gone' ),
			// Handed back by an attempt that was killed before it could say so, or run meanwhile.
			in_array( $row['status'], [ 'pending', 'in-progress', 'complete' ], true ) => WorkOutcome::done(),
			default => WorkOutcome::closed( 'action_' . $row['status'] ),
		};
	}
}
