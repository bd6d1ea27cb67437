<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Runs due events of one WP-Cron hook as wp-cron.php does: under its lock, the next one scheduled first, the event off
 * the list before its hook fires.
 */
final class CronBatch {
	public function __construct( private readonly OptionLocks $locks ) {}

	/** @param non-empty-string $hook */
	public function run( string $hook, BatchLimits $limits, BatchResult $result ): void {
		if ( $this->is_locked() ) {
			$result->stopped = 'busy';
			return;
		}
		$lock = sprintf( '%.22F', microtime( true ) );
		set_transient( 'doing_cron', $lock );
		try {
			foreach ( $this->due( $hook ) as [ $at, $event ] ) {
				$result->stopped = $limits->reached( $result ) ?? ( $this->lock() === $lock ? null : 'busy' );
				if ( null !== $result->stopped ) {
					return;
				}
				$this->fire( $hook, $at, $event, $result );
				$limits->told( $result );
				if ( null !== $result->error ) {
					return;
				}
			}
			$result->stopped = 'empty';
		} finally {
			if ( $this->lock() === $lock ) {
				delete_transient( 'doing_cron' );
			}
		}
	}

	/**
	 * @param non-empty-string                                   $hook
	 * @param array{schedule: string|false, args: list<mixed>} $event
	 */
	private function fire( string $hook, int $at, array $event, BatchResult $result ): void {
		try {
			if ( false !== $event['schedule'] ) {
				wp_reschedule_event( $at, $event['schedule'], $hook, $event['args'] );
			}
			wp_unschedule_event( $at, $hook, $event['args'] );
			do_action_ref_array( $hook, $event['args'] ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.DynamicHooknameFound -- theirs.
			++$result->done;
		} catch ( \Throwable $thrown ) {
			++$result->failed;
			$result->stopped = 'error';
			$result->error   = $thrown;
		}
	}

	/** @return list<array{int, array{schedule: string|false, args: list<mixed>}}> Oldest first. Arguments keep their keys: an event is found by them. */
	private function due( string $hook ): array {
		wp_cache_delete( 'alloptions', 'options' );
		wp_cache_delete( 'cron', 'options' );
		$due = [];
		foreach ( _get_cron_array() as $at => $hooks ) {
			if ( $at > time() ) {
				break;
			}
			foreach ( $hooks[ $hook ] ?? [] as $event ) {
				/** @var list<mixed> $args Core says a list; whoever scheduled it may have given anything. */
				$args  = is_array( $event['args'] ?? null ) ? $event['args'] : [];
				$due[] = [
					(int) $at,
					[
						'schedule' => is_string( $event['schedule'] ?? null ) ? $event['schedule'] : false,
						'args'     => $args,
					],
				];
			}
		}
		return $due;
	}

	private function is_locked(): bool {
		$lock  = $this->lock();
		$holds = defined( 'WP_CRON_LOCK_TIMEOUT' ) ? (int) WP_CRON_LOCK_TIMEOUT : MINUTE_IN_SECONDS;
		return is_numeric( $lock ) && (float) $lock + $holds > microtime( true );
	}

	/** Past the cache of this process, as wp-cron.php reads it. */
	private function lock(): string {
		if ( wp_using_ext_object_cache() ) {
			$value = wp_cache_get( 'doing_cron', 'transient', true );
			return is_scalar( $value ) && false !== $value ? (string) $value : '';
		}
		return $this->locks->get( OptionLocks::WP_CRON )['value'] ?? '';
	}
}
