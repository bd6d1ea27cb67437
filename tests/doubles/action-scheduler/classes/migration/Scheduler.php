<?php

declare(strict_types=1);

namespace Action_Scheduler\Migration;

defined( 'ABSPATH' ) || exit;

/**
 * The action that ends the window.
 */
class Scheduler {

	public const HOOK  = 'action_scheduler/migration_hook';
	public const GROUP = 'action-scheduler-migration';

	private const DELAY_SECONDS = 60;

	public function hook(): void {
		add_action( self::HOOK, [ $this, 'run_migration' ], 10, 0 );
	}

	public function is_migration_scheduled(): bool {
		return as_has_scheduled_action( self::HOOK );
	}

	public function schedule_migration(): int {
		return as_schedule_single_action( time() + self::DELAY_SECONDS, self::HOOK, [], self::GROUP );
	}

	/** Nothing can be left in the old store here, so the first run closes the window. */
	public function run_migration(): void {
		as_unschedule_action( self::HOOK, [], self::GROUP );
		\ActionScheduler_DataController::mark_migration_complete();
		do_action( 'action_scheduler/migration_complete' );
	}
}
