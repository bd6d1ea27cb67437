<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Named instants at which a crash test really kills the process.
 *
 * Only a site whose environment type is `local` honours the variable, so no setting can kill a production site.
 */
final class CrashPoint {
	public const VARIABLE = 'SMARTALLOC_OPS_CRASH_AT';

	public static function reach( string $name ): void {
		if ( getenv( self::VARIABLE ) !== $name || 'local' !== wp_get_environment_type() || ! function_exists( 'posix_kill' ) ) {
			return;
		}
		posix_kill( (int) getmypid(), SIGKILL );
	}
}
