<?php
/**
 * Takes everything of SmartAlloc Ops off each site: tables, options, log, roles, capabilities, the tick, and our status on
 * rows of Action Scheduler. With `keep_data` in its configuration, tables and options of that site stay.
 *
 * @package SmartAllocOps
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

// There the plugin never loads, and neither do the classes that know what is its own.
if ( PHP_VERSION_ID < 80100 ) {
	return;
}

require __DIR__ . '/includes/autoload.php';

SmartAllocOps\Network::uninstall_everywhere();
