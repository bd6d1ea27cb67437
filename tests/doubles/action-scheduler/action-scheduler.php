<?php
/**
 * Plugin Name: Action Scheduler (contract double)
 * Description: Small stand-in for Action Scheduler 3.8 in development and tests. Never for production: install the real one there.
 * Version: 3.8.2-double
 * Requires PHP: 8.1
 * License: GPL-2.0-or-later
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

// The real one brings this class too, whoever loads first: two schedulers on one set of tables would both run every job.
if ( class_exists( 'ActionScheduler_Versions', false ) ) {
	return;
}

require_once __DIR__ . '/classes/autoload.php';

add_action(
	'plugins_loaded',
	static function (): void {
		ActionScheduler_Versions::instance()->register(
			'3.8.2-double',
			static function (): void {
				ActionScheduler::init( __FILE__ );
			}
		);
	},
	0
);
add_action( 'plugins_loaded', [ ActionScheduler_Versions::class, 'initialize_latest_version' ], 1, 0 );
