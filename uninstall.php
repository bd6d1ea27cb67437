<?php
/**
 * Takes everything of SmartAlloc Ops off each site: tables, options, log, roles, capabilities, the tick, and our status on
 * rows of Action Scheduler. With `keep_data` in its configuration, tables and options of that site stay.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require __DIR__ . '/includes/autoload.php';

SmartAllocOps\Network::uninstall_everywhere();
