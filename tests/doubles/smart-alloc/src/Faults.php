<?php
/**
 * Faults on command, in one option: kind => hook, rate, count, ms.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Faults {

	public const OPTION = 'smartalloc_double_faults';
	public const KINDS  = array( 'slow', 'fail', 'duplicate', 'memory', 'tamper', 'boot_fatal', 'double_path', 'smtp_down' );

	private const DEFAULT_MS = 250;

	/**
	 * @param array{hook?: string, rate?: float, count?: int, ms?: int} $options Empty hook = everywhere; no count = until cleared.
	 */
	public static function set( string $kind, array $options = array() ): void {
		if ( ! in_array( $kind, self::KINDS, true ) ) {
			throw new \InvalidArgumentException( esc_html( "There is no fault of kind $kind." ) );
		}
		SharedState::change(
			self::OPTION,
			static function ( array $faults ) use ( $kind, $options ): array {
				$faults[ $kind ] = $options;
				return array( $faults, null );
			}
		);
	}

	public static function clear( ?string $kind = null ): void {
		SharedState::change(
			self::OPTION,
			static function ( array $faults ) use ( $kind ): array {
				if ( null === $kind ) {
					return array( array(), null );
				}
				unset( $faults[ $kind ] );
				return array( $faults, null );
			}
		);
	}

	/**
	 * @return array<string, array<string, mixed>>
	 */
	public static function all(): array {
		$faults = get_option( self::OPTION, array() );
		return is_array( $faults ) ? $faults : array();
	}

	public static function is_set( string $kind ): bool {
		return isset( self::all()[ $kind ] );
	}

	/**
	 * Whether the fault strikes here and now; a counted fault is used up by one.
	 *
	 * @return bool
	 */
	public static function take( string $kind, string $hook ): bool {
		$fault = self::all()[ $kind ] ?? null;
		if ( null === $fault || ! self::concerns( $fault, $hook ) ) {
			return false;
		}
		if ( ! isset( $fault['count'] ) ) {
			return true;
		}
		return (bool) SharedState::change(
			self::OPTION,
			static function ( array $faults ) use ( $kind ): array {
				$left = (int) ( $faults[ $kind ]['count'] ?? 0 );
				if ( $left <= 1 ) {
					unset( $faults[ $kind ] );
				} else {
					$faults[ $kind ]['count'] = $left - 1;
				}
				return array( $faults, $left > 0 );
			}
		);
	}

	/**
	 * What may befall any handler without an exception: slowness and too much memory.
	 */
	public static function burden( string $hook, bool $needs_memory = true ): void {
		$milliseconds = (int) ( self::all()['slow']['ms'] ?? self::DEFAULT_MS );
		if ( self::take( 'slow', $hook ) ) {
			usleep( $milliseconds * 1000 );
		}
		if ( $needs_memory && self::take( 'memory', $hook ) ) {
			self::exhaust_memory();
		}
	}

	/**
	 * @throws \RuntimeException On the fault `fail`.
	 */
	public static function fail( string $hook ): void {
		if ( self::take( 'fail', $hook ) ) {
			throw new \RuntimeException( esc_html( "Fault on command in $hook." ) );
		}
	}

	/**
	 * @param array<string, mixed> $fault Fault options.
	 */
	private static function concerns( array $fault, string $hook ): bool {
		$wanted = (string) ( $fault['hook'] ?? '' );
		if ( '' !== $wanted && $wanted !== $hook ) {
			return false;
		}
		return ! isset( $fault['rate'] ) || wp_rand( 1, 10000 ) <= (float) $fault['rate'] * 10000;
	}

	/**
	 * Lowers the limit first, so that a real out-of-memory fatal comes at once and harms nobody else.
	 */
	private static function exhaust_memory(): void {
		ini_set( 'memory_limit', (string) ( memory_get_usage( true ) + 16 * MB_IN_BYTES ) ); // phpcs:ignore WordPress.PHP.IniSet
		$ballast = array();
		while ( true ) {
			$ballast[] = str_repeat( 'x', MB_IN_BYTES );
		}
	}
}
