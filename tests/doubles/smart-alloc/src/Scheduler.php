<?php
/**
 * Jobs: Action Scheduler when it is there, else one WP-Cron event a job, as the real plugin does.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Scheduler {

	public const GROUPS = array( 'smartalloc_allocate', 'smartalloc_notify', 'smartalloc_export' );

	private static int $action_id = 0;

	/**
	 * The id Action Scheduler answers is not judged: 0 also means "taken over by someone else".
	 *
	 * @param list<mixed> $args  Positional arguments of the hook.
	 * @param int         $delay Seconds from now.
	 */
	public static function enqueue( string $hook, array $args, string $group, int $delay = 0 ): void {
		if ( self::has_action_scheduler() ) {
			if ( $delay > 0 ) {
				as_schedule_single_action( time() + $delay, $hook, $args, $group );
			} else {
				as_enqueue_async_action( $hook, $args, $group );
			}
			return;
		}
		wp_schedule_single_event( time() + max( 1, $delay ), $hook, $args );
	}

	public static function ensure_recurring( string $hook, string $group, int $interval ): void {
		if ( self::has_action_scheduler() ) {
			if ( ! as_has_scheduled_action( $hook, null, $group ) ) {
				as_schedule_recurring_action( time() + $interval, $interval, $hook, array(), $group );
			}
			return;
		}
		if ( false === wp_next_scheduled( $hook ) ) {
			wp_schedule_event( time() + $interval, 'hourly', $hook );
		}
	}

	public static function has_action_scheduler(): bool {
		return function_exists( 'as_enqueue_async_action' ) && did_action( 'action_scheduler_init' ) > 0;
	}

	public static function remember_action( int $action_id ): void {
		self::$action_id = $action_id;
	}

	public static function forget_action(): void {
		self::$action_id = 0;
	}

	/**
	 * Where the running job is stored: an action, or the hook when something else than Action Scheduler runs it.
	 */
	public static function source_ref(): string {
		if ( self::$action_id > 0 ) {
			return 'as_action:' . self::$action_id;
		}
		// From the end: WordPress never takes the name of a hook whose handler threw off this list.
		$jobs = array_intersect( (array) $GLOBALS['wp_current_filter'], self::hooks() );
		return array() === $jobs ? 'direct' : 'hook:' . end( $jobs );
	}

	/**
	 * Ends a recurring job; single jobs outlive the plugin, because somebody's registration hangs on each.
	 */
	public static function end_recurring( string $hook ): void {
		wp_unschedule_hook( $hook );
		if ( self::has_action_scheduler() ) {
			as_unschedule_all_actions( $hook );
		}
	}

	/**
	 * @return list<string>
	 */
	public static function hooks(): array {
		return array( Pipeline::HOOK_ALLOCATE, Notifications::HOOK, Webhooks::HOOK, Exports::HOOK_RUN, Exports::HOOK_SWEEP );
	}
}
