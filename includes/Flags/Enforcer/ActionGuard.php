<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkState;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/**
 * The last look before an action begins, in every runner: a held one is taken out of reach, whole.
 *
 * The ledger comes first and the swap of its status second, so a kill between them leaves a row that names itself.
 */
final class ActionGuard {
	/** Context that Action Scheduler gives for the Run link of its screen. */
	private const RUN_LINK = 'Admin List Table';

	public function __construct( private readonly FlagHolds $holds, private readonly ActionScheduler $action_scheduler, private readonly WorkStore $work ) {}

	public function register(): void {
		add_action( 'action_scheduler_before_execute', [ $this, 'action_scheduler_before_execute' ], PHP_INT_MIN, 2 );
	}

	/**
	 * @param int|string $action_id
	 * @param mixed      $context
	 * @throws ActionHeld For the Run link, where an exception leaves the row untouched.
	 */
	public function action_scheduler_before_execute( $action_id, $context = '' ): void {
		// One primary-key read an action: a batch that was claimed before the pause must not begin after it.
		$this->holds->refresh();
		if ( ! $this->holds->is_anything_held() ) {
			return;
		}
		$action_id = (int) $action_id;
		$row       = $this->action_scheduler->row( $action_id );
		$hold      = null === $row ? null : $this->holds->hold_for( 'as_action', $row['hook'], $row['group'] );
		if ( null === $row || null === $hold ) {
			return;
		}
		if ( self::RUN_LINK === $context ) {
			throw new ActionHeld( $hold );
		}
		$item = $this->work->hold( new NewWork( "as:$action_id", 'as_action', $row['hook'], $row['group'], [ 'action_id' => $action_id ] ), $hold );
		CrashPoint::reach( 'hold.recorded' );
		if ( ! $this->action_scheduler->hold_row( $action_id ) && WorkState::Held === $item->state ) {
			// It was not pending any more: somebody else runs or cancelled it, and there is nothing to hold.
			$this->work->move( $item, WorkState::Closed );
		}
		CrashPoint::reach( 'hold.swapped' );
	}
}
