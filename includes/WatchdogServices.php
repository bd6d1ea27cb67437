<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Watchman;
use SmartAllocOps\Watchdog\WatchdogService;

defined( 'ABSPATH' ) || exit;

/** The must-use file beside the plugin. */
final class WatchdogServices {
	public static function of( Services $services ): WatchdogService {
		// While the plugin is deleted nothing of it is loaded but this.
		$home = dirname( plugin_basename( defined( 'SMARTALLOC_OPS_FILE' ) ? SMARTALLOC_OPS_FILE : dirname( __DIR__ ) . '/smartalloc-ops.php' ) );
		return new WatchdogService( VaultServices::places(), untrailingslashit( WPMU_PLUGIN_DIR ), $home, $services->smart_alloc(), $services->journal() );
	}

	/** Where the watchdog has stopped SmartAlloc and another build has come since, that may try. */
	public static function look_again( Services $services ): void {
		$folder = $services->smart_alloc()->presence()->source;
		null === $folder || Watchman::of( untrailingslashit( WP_CONTENT_DIR ), untrailingslashit( WP_PLUGIN_DIR ), $folder, [] )->look_again( 'cli' === PHP_SAPI );
	}

	/** One file for all sites of a network: it goes when the plugin does. */
	public static function take_away( Services $services ): void {
		try {
			self::of( $services )->take_away();
		} catch ( Refused $refused ) {
			error_log( "SmartAlloc Ops: the watchdog could not be deleted from the must-use plugins ($refused->reason)." ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}
}
