<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Expiring lock in an option; keeps admin page loads from starting more than one runner a minute.
 */
class ActionScheduler_OptionLock {

	private const SECONDS = 60;

	/** @param string $lock_type Name. */
	public function is_locked( $lock_type ): bool {
		return (int) $this->get_expiration( $lock_type ) >= time();
	}

	/**
	 * @param string $lock_type Name.
	 * @return int|false Expiry, Unix seconds.
	 */
	public function get_expiration( $lock_type ): int|false {
		$value = (string) get_option( $this->key( $lock_type ) );
		return '' === $value ? false : (int) substr( $value, (int) strrpos( $value, '|' ) + 1 );
	}

	/** @param string $lock_type Name. */
	public function set( $lock_type ): bool {
		$seconds = (int) apply_filters( 'action_scheduler_lock_duration', self::SECONDS, $lock_type );
		return update_option( $this->key( $lock_type ), uniqid( '', true ) . '|' . ( time() + $seconds ), false );
	}

	private function key( string $lock_type ): string {
		return 'action_scheduler_lock_' . $lock_type;
	}
}
