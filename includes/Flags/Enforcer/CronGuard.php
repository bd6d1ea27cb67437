<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\FlagHolds;

defined( 'ABSPATH' ) || exit;

/**
 * Events of WP-Cron that a flag holds stay in their array, whole: due ones are kept off the list that a run begins with,
 * and one that is on it already, because the pause came later, is left in its place as the run comes to it.
 */
final class CronGuard {
	/** Who takes an event off the array and then fires its hook: core's runner and WP-CLI's. */
	private const RUNNERS = [ 'wp-cron.php', 'Cron_Event_Command.php' ];

	public function __construct( private readonly FlagHolds $holds ) {}

	public function register(): void {
		add_filter( 'pre_get_ready_cron_jobs', [ $this, 'pre_get_ready_cron_jobs' ], PHP_INT_MAX );
		// The last to be asked: whoever keeps events elsewhere has answered by then, and what is done cannot be left undone.
		add_filter( 'pre_reschedule_event', [ $this, 'pre_reschedule_event' ], PHP_INT_MAX, 2 );
		add_filter( 'pre_unschedule_event', [ $this, 'pre_unschedule_event' ], PHP_INT_MAX, 3 );
	}

	/** Deleting the plugin runs WP-Cron's check once more in the same process, when its files are gone. */
	public function unregister(): void {
		remove_filter( 'pre_get_ready_cron_jobs', [ $this, 'pre_get_ready_cron_jobs' ], PHP_INT_MAX );
		remove_filter( 'pre_reschedule_event', [ $this, 'pre_reschedule_event' ], PHP_INT_MAX );
		remove_filter( 'pre_unschedule_event', [ $this, 'pre_unschedule_event' ], PHP_INT_MAX );
	}

	/**
	 * WP-CLI does not ask this filter: see refusal_of_cli_cron().
	 *
	 * @param mixed $ready
	 * @return mixed
	 */
	public function pre_get_ready_cron_jobs( $ready ) {
		$jobs = is_array( $ready ) ? $ready : array_filter( _get_cron_array(), static fn ( $at ): bool => $at <= microtime( true ), ARRAY_FILTER_USE_KEY );
		$kept = array_filter( array_map( fn ( $hooks ) => is_array( $hooks ) ? array_filter( $hooks, fn ( $hook ): bool => ! $this->holds->is_event_held( (string) $hook ), ARRAY_FILTER_USE_KEY ) : $hooks, $jobs ) );
		return is_array( $ready ) || $kept !== $jobs ? $kept : $ready;
	}

	/**
	 * A runner about to write the next instance of a recurring event that is held: this one stays instead.
	 *
	 * @param mixed $short_circuit
	 * @param mixed $event
	 * @return mixed
	 */
	public function pre_reschedule_event( $short_circuit, $event = null ) {
		return null === $short_circuit && is_object( $event ) && is_string( $event->hook ?? null ) && $this->must_stay( $event->hook ) ? true : $short_circuit;
	}

	/**
	 * A runner about to take a held event off the array, and to fire its hook next: neither happens.
	 *
	 * @param mixed $short_circuit
	 * @param mixed $timestamp
	 * @param mixed $hook
	 * @return mixed
	 */
	public function pre_unschedule_event( $short_circuit, $timestamp = 0, $hook = '' ) {
		if ( null !== $short_circuit || ! is_string( $hook ) || ! $this->must_stay( $hook ) ) {
			return $short_circuit;
		}
		self::swallow_next_firing( $hook );
		return true;
	}

	/**
	 * Why `wp cron event run` may not run as it was called.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function refusal_of_cli_cron( array $args, array $assoc_args ): ?string {
		$this->holds->refresh();
		$excluded = array_map( 'trim', explode( ',', (string) ( $assoc_args['exclude'] ?? '' ) ) );
		$wanted   = isset( $assoc_args['due-now'] ) || isset( $assoc_args['all'] ) ? self::scheduled() : $args;
		$held     = array_values( array_diff( array_filter( $wanted, $this->holds->is_event_held( ... ) ), $excluded ) );
		if ( [] === $held ) {
			return null;
		}
		/* translators: 1: names of hooks, 2: an option of a command. */
		return sprintf( __( 'A flag holds these events: %1$s. Nothing was run. Add %2$s to run the rest.', 'smartalloc-ops' ), implode( ', ', $held ), '--exclude=' . implode( ',', $held ) );
	}

	/** Whether a runner of events has come to one that is held by now. Anybody else may take it off and write it anew. */
	private function must_stay( string $hook ): bool {
		if ( ! self::is_asked_by_runner() ) {
			return false;
		}
		// Its list was made before the flip, perhaps minutes ago.
		$this->holds->refresh();
		return $this->holds->is_event_held( $hook );
	}

	/** Told by who called core's function, and only if that is not inside a hook: handlers of events schedule, too. */
	private static function is_asked_by_runner(): bool {
		// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_debug_backtrace -- core gives these filters no other way to tell who asks.
		foreach ( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS, 12 ) as $frame ) {
			if ( in_array( $frame['function'], [ 'do_action', 'do_action_ref_array' ], true ) ) {
				return false;
			}
			if ( in_array( basename( $frame['file'] ?? '' ), self::RUNNERS, true ) ) {
				return true;
			}
		}
		return false;
	}

	/** Puts one callback in place of all others, which are back as soon as it was called. */
	private static function swallow_next_firing( string $hook ): void {
		global $wp_filter;
		$listening = $wp_filter[ $hook ] ?? null;
		if ( null === $listening ) {
			return;
		}
		unset( $wp_filter[ $hook ] );
		add_action(
			$hook,
			static function () use ( $hook, $listening ): void {
				global $wp_filter;
				$wp_filter[ $hook ] = $listening; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- what was there before.
			}
		);
	}

	/** @return list<string> Every hook that has an event. */
	private static function scheduled(): array {
		$hooks = [];
		foreach ( _get_cron_array() as $events ) {
			$hooks += is_array( $events ) ? $events : [];
		}
		return array_map( 'strval', array_keys( $hooks ) );
	}
}
