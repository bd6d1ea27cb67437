<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * WP-Cron's event array, read and never written: concurrent writers of it lose each other's events.
 */
final class WpCron {
	public function __construct( private readonly Clock $clock ) {}

	/** Always there, unless its one option is unreadable. */
	public function presence(): Presence {
		if ( ! is_array( get_option( 'cron' ) ) ) {
			return Presence::broken( __( 'The list of scheduled events is missing or unreadable.', 'smartalloc-ops' ) );
		}
		return Presence::present(
			$this->is_started_by_visits()
				? __( 'WP-Cron, started by page loads.', 'smartalloc-ops' )
				: __( 'WP-Cron is switched off for page loads (DISABLE_WP_CRON): only a system cron runs it.', 'smartalloc-ops' )
		);
	}

	/** Whether page loads start WP-Cron; otherwise only a system cron does. */
	public function is_started_by_visits(): bool {
		return ! ( defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON );
	}

	/**
	 * Events by hook, of the hooks that `$wanted` accepts.
	 *
	 * @param callable( string ): bool $wanted
	 * @return array<string, array{pending: int, due: int, oldest_due_ms: int|null}>
	 */
	public function events( callable $wanted ): array {
		$now   = $this->clock->now_ms();
		$hooks = [];
		foreach ( $this->read() as [ $hook, $at_ms ] ) {
			if ( ! $wanted( $hook ) ) {
				continue;
			}
			$hooks[ $hook ] ??= [
				'pending'       => 0,
				'due'           => 0,
				'oldest_due_ms' => null,
			];
			++$hooks[ $hook ]['pending'];
			if ( $at_ms <= $now ) {
				++$hooks[ $hook ]['due'];
				$hooks[ $hook ]['oldest_due_ms'] = min( $at_ms, $hooks[ $hook ]['oldest_due_ms'] ?? $at_ms );
			}
		}
		ksort( $hooks );
		return $hooks;
	}

	/** Seconds between two runs of a recurring event, null when it is not scheduled. */
	public function interval_s( string $hook ): ?int {
		$shortest = null;
		foreach ( $this->read() as [ $name, , $interval ] ) {
			if ( $name === $hook && $interval > 0 ) {
				$shortest = min( $interval, $shortest ?? $interval );
			}
		}
		return $shortest;
	}

	/** How late the most overdue event of the whole site is, in milliseconds; 0 when none is due. */
	public function late_ms(): int {
		$oldest = null;
		foreach ( $this->read() as [ , $at_ms ] ) {
			$oldest = min( $at_ms, $oldest ?? $at_ms );
		}
		return null === $oldest ? 0 : max( 0, $this->clock->now_ms() - $oldest );
	}

	/** @return \Generator<int, array{string, int, int}> Hook, time in milliseconds, interval in seconds (0 = once). */
	private function read(): \Generator {
		$events = get_option( 'cron' );
		foreach ( is_array( $events ) ? $events : [] as $at => $hooks ) {
			// Beside the times the array holds its own version.
			if ( ! is_int( $at ) || ! is_array( $hooks ) ) {
				continue;
			}
			foreach ( $hooks as $hook => $instances ) {
				foreach ( is_array( $instances ) ? $instances : [] as $event ) {
					yield [ (string) $hook, $at * 1000, (int) ( is_array( $event ) ? $event['interval'] ?? 0 : 0 ) ];
				}
			}
		}
	}
}
