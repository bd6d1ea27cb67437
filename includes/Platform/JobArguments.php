<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** The one thing that is read of a job's arguments: whose entry it is about. */
final class JobArguments {
	/**
	 * An `entry_id` by name, at most one level down; or the first argument, where the hook says that it is an entry's.
	 *
	 * @param array<mixed> $args
	 */
	public static function entry_id( string $hook, array $args ): ?int {
		foreach ( [ $args, ...array_values( array_filter( $args, 'is_array' ) ) ] as $level ) {
			$id = self::id( $level['entry_id'] ?? null );
			if ( null !== $id ) {
				return $id;
			}
		}
		return self::is_about_an_entry( $hook ) ? self::id( array_values( $args )[0] ?? null ) : null;
	}

	/** Whether the first argument of the hook's jobs is the number of an entry. */
	public static function is_about_an_entry( string $hook ): bool {
		return 1 === preg_match( '/alloc(?:ate|ation)?_entry|_entry$/', $hook );
	}

	private static function id( mixed $value ): ?int {
		// Nine digits at most, and no zero in front: anything else may be the number of a person.
		$is_number = ( is_int( $value ) && $value <= 999_999_999 ) || ( is_string( $value ) && 1 === preg_match( '/^[1-9]\d{0,8}$/D', $value ) );
		return $is_number && (int) $value > 0 ? (int) $value : null;
	}
}
