<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Decides which store a process gets: the table store, or the window store until the migration has been marked complete.
 */
class ActionScheduler_DataController {

	public const DATASTORE_CLASS = 'ActionScheduler_DBStore';
	public const STATUS_FLAG     = 'action_scheduler_migration_status';
	public const STATUS_COMPLETE = 'complete';

	public static function init(): void {
		if ( self::is_migration_complete() ) {
			add_filter( 'action_scheduler_store_class', [ self::class, 'set_store_class' ], 100 );
			add_action( 'deactivate_plugin', [ self::class, 'mark_migration_incomplete' ] );
		} elseif ( self::dependencies_met() ) {
			Action_Scheduler\Migration\Controller::init();
		}
	}

	public static function dependencies_met(): bool {
		return (bool) apply_filters( 'action_scheduler_migration_dependencies_met', true );
	}

	public static function is_migration_complete(): bool {
		return self::STATUS_COMPLETE === get_option( self::STATUS_FLAG );
	}

	public static function mark_migration_complete(): void {
		update_option( self::STATUS_FLAG, self::STATUS_COMPLETE );
	}

	/** The plugin that goes may have used an older scheduler, so the old store is searched once more. */
	public static function mark_migration_incomplete(): void {
		delete_option( self::STATUS_FLAG );
	}

	/**
	 * @param string $class_name Class chosen so far.
	 */
	public static function set_store_class( $class_name ): string {
		return self::DATASTORE_CLASS;
	}
}
