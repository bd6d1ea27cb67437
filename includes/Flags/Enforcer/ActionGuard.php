<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\DatabaseError;
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

	private const ADOPT_BATCH = 200;

	public function __construct( private readonly FlagHolds $holds, private readonly ActionScheduler $action_scheduler, private readonly WorkStore $work ) {}

	public function register(): void {
		add_action( 'action_scheduler_before_execute', [ $this, 'action_scheduler_before_execute' ], PHP_INT_MIN, 2 );
		foreach ( [ 'pre_as_schedule_recurring_action', 'pre_as_schedule_cron_action' ] as $filter ) {
			add_filter( $filter, [ $this, 'keep_one_chain' ], 10, 6 );
		}
	}

	/**
	 * Whoever asks Action Scheduler whether its recurring job is scheduled is told no while the next link is held, and
	 * would start a second chain: it is given the held one.
	 *
	 * @param mixed $short_circuit
	 * @param mixed $timestamp
	 * @param mixed $recurrence
	 * @param mixed $hook
	 * @param mixed $args
	 * @param mixed $group
	 * @return mixed
	 */
	public function keep_one_chain( $short_circuit, $timestamp = 0, $recurrence = '', $hook = '', $args = [], $group = '' ) {
		if ( null !== $short_circuit || ! is_string( $hook ) || ! is_array( $args ) || ! is_string( $group ) || ! $this->action_scheduler->presence()->is_present() ) {
			return $short_circuit;
		}
		return $this->action_scheduler->held_chain( $hook, $args, $group );
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
		// In any other status Action Scheduler itself does not begin it.
		if ( null === $row || ! in_array( $row['status'], [ 'pending', ActionScheduler::HELD ], true ) ) {
			return;
		}
		$hold = $this->holds->hold_for( 'as_action', $row['hook'], $row['group'] );
		if ( null === $hold ) {
			return;
		}
		if ( self::RUN_LINK === $context ) {
			throw new ActionHeld( $hold );
		}
		try {
			$item = $this->work->hold( self::work( $action_id, $row['hook'], $row['group'] ), $hold );
		} catch ( DatabaseError ) {
			// It must not begin, and an exception here would make a runner claim it for ever: adopt() writes it down later.
			$item = null;
		}
		CrashPoint::reach( 'hold.recorded' );
		$is_held = $this->action_scheduler->hold_row( $action_id ) || ActionScheduler::HELD === ( $this->action_scheduler->row( $action_id )['status'] ?? null );
		if ( ! $is_held && WorkState::Held === $item?->state ) {
			// Somebody else runs or cancelled it meanwhile, and there is nothing to hold.
			$this->work->move( $item, WorkState::Closed );
		}
		CrashPoint::reach( 'hold.swapped' );
	}

	/** Held rows that no ledger knows would wait for ever: they are written down, or given back when nothing holds them. */
	public function adopt(): void {
		if ( ! $this->action_scheduler->presence()->is_present() ) {
			return;
		}
		foreach ( $this->action_scheduler->held_without( WorkStore::TABLE, self::ADOPT_BATCH ) as $row ) {
			$hold = $this->holds->hold_for( 'as_action', $row['hook'], $row['group'] );
			if ( null === $hold ) {
				$this->action_scheduler->release_row( $row['id'] );
			} else {
				$this->work->hold( self::work( $row['id'], $row['hook'], $row['group'] ), $hold );
			}
		}
	}

	private static function work( int $action_id, string $hook, string $group ): NewWork {
		return new NewWork( "as:$action_id", 'as_action', $hook, $group, [ 'action_id' => $action_id ] );
	}
}
