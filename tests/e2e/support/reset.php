<?php
/**
 * Run by WP-CLI before each browser test: the site as `npm start` leaves it, with its own traffic stilled and nothing held.
 *
 * Prints "again" when it had to activate a plugin, which only the next process has loaded.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

( static function ( \wpdb $wpdb ): void {
	// A test that failed half-way may have left one off.
	$plugins  = array_map( static fn ( string $slug ): string => "$slug/$slug.php", [ 'gravityforms', 'gp-populate-anything', 'action-scheduler', 'smart-alloc' ] );
	$inactive = array_filter( $plugins, 'is_plugin_inactive' );
	if ( [] !== $inactive ) {
		$activated = activate_plugins( $inactive );
		if ( is_wp_error( $activated ) ) {
			WP_CLI::error( $activated );
		}
		WP_CLI::line( 'again' );
		return;
	}

	// A fresh site starts in Action Scheduler's migration store, where a paused job is held one by one instead of left pending.
	update_option( 'action_scheduler_migration_status', 'complete' );

	// No registration and no export by itself: a test counts its own.
	$later = time() + DAY_IN_SECONDS;
	update_option(
		'smartalloc_double_demo',
		[
			'submitted' => 1000,
			'submit_at' => $later,
			'export_at' => $later,
			'prune_at'  => 0,
		]
	);
	// Nor does our tick come by: a test that wants it says so.
	wp_unschedule_hook( 'smartalloc_ops_tick' );
	wp_schedule_event( $later, 'smartalloc_ops_minute', 'smartalloc_ops_tick' );

	foreach ( [ 'flag_revisions', 'work', 'runs', 'run_steps', 'journal', 'alerts', 'alert_signals', 'decisions', 'announcements', 'deliveries', 'addresses' ] as $table ) {
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', "{$wpdb->prefix}smartalloc_ops_$table" ) );
	}
	// How long the jobs of another test have waited is no problem of this one.
	$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE probe LIKE %s', "{$wpdb->prefix}smartalloc_ops_verdicts", '%.%' ) );
	$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE name LIKE %s', "{$wpdb->prefix}smartalloc_ops_heartbeats", 'vault.%' ) );
	SmartAllocOps\VaultServices::places()->remove();
	delete_option( 'smartalloc_ops_flags' );
	SmartAllocDouble\Testbench::reset();
	$services = new SmartAllocOps\Services( $wpdb );
	$services->heartbeats()->push_time( 'runner.wp_cron' );
	$services->health()->check();
} )( $GLOBALS['wpdb'] );
