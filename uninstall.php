<?php
/**
 * Takes everything of SmartAlloc Ops off the site: tables, options, roles, capabilities, the tick, and our status on
 * rows of Action Scheduler.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require __DIR__ . '/includes/autoload.php';

( static function (): void {
	global $wpdb;
	$clean = static function () use ( $wpdb ): void {
		$services = new SmartAllocOps\Services( $wpdb );
		$services->install()->uninstall();
		$services->logs()->remove();
	};
	if ( ! is_multisite() ) {
		$clean();
		return;
	}
	foreach ( get_sites( [ 'fields' => 'ids', 'number' => 0 ] ) as $site_id ) {
		switch_to_blog( (int) $site_id );
		$clean();
		restore_current_blog();
	}
} )();
