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

	/** UTC epoch milliseconds of the next event of the hook, whatever its arguments; null when none is scheduled. */
	public function next_ms( string $hook ): ?int {
		foreach ( $this->read() as [ $name, $at_ms ] ) {
			if ( $name === $hook ) {
				return $at_ms;
			}
		}
		return null;
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

	/**
	 * The most overdue event of the whole site among the hooks that `$counts` accepts; null when none is due.
	 *
	 * @param callable( string ): bool $counts
	 * @return array{hook: string, late_ms: int}|null
	 */
	public function most_overdue( callable $counts ): ?array {
		$oldest = null;
		$late   = null;
		$now    = $this->clock->now_ms();
		foreach ( $this->read() as [ $hook, $at_ms ] ) {
			if ( $at_ms < min( $now, $oldest ?? $now ) && $counts( $hook ) ) {
				$oldest = $at_ms;
				$late   = [
					'hook'    => $hook,
					'late_ms' => $now - $at_ms,
				];
			}
		}
		return $late;
	}

	/**
	 * Calls `$body` while an event is overdue by so much. It is shown to whoever reads the list in this process and never stored.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_overdue( string $hook, int $late_s, callable $body ): mixed {
		$at   = intdiv( $this->clock->now_ms(), 1000 ) - $late_s;
		$show = static function ( mixed $events ) use ( $hook, $at ): array {
			$events               = is_array( $events ) ? $events : [];
			$events[ $at ][ $hook ] = [
				'self_test' => [
					'schedule' => false,
					'args'     => [],
				],
			];
			return $events;
		};
		add_filter( 'option_cron', $show, PHP_INT_MAX );
		try {
			return $body();
		} finally {
			remove_filter( 'option_cron', $show, PHP_INT_MAX );
		}
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
