<?php
/**
 * Plugin Name:       SmartAlloc Ops
 * Description:       The operations console for SmartAlloc: see whether it is healthy, hold any part of it back with a flag, and contain a bad release.
 * Version:           0.1.0
 * Requires at least: 6.6
 * Requires PHP:      8.1
 * Author:            SmartAlloc
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       smartalloc-ops
 * Domain Path:       /build/languages
 *
 * This file parses on old PHP on purpose: a site that cannot run the plugin must say so instead of dying.
 *
 * @package SmartAllocOps
 */

defined( 'ABSPATH' ) || exit;

define( 'SMARTALLOC_OPS_VERSION', '0.1.0' );
define( 'SMARTALLOC_OPS_FILE', __FILE__ );

require __DIR__ . '/includes/requirements.php';

if ( array() !== smartalloc_ops_unmet_here() ) {
	add_action( 'admin_notices', 'smartalloc_ops_unsupported_notice' );
	add_action( 'network_admin_notices', 'smartalloc_ops_unsupported_notice' );
	return;
}

/**
 * Says which requirements are missing, to those who can do something about it.
 *
 * @return void
 */
function smartalloc_ops_unsupported_notice() {
	if ( ! current_user_can( 'activate_plugins' ) ) {
		return;
	}
	echo '<div class="notice notice-error"><p>' . esc_html__( 'SmartAlloc Ops did not load. It needs:', 'smartalloc-ops' ) . '</p><ul class="ul-disc">';
	foreach ( smartalloc_ops_unmet_here() as $sentence ) {
		echo '<li>' . esc_html( $sentence ) . '</li>';
	}
	echo '</ul><p>' . esc_html__( 'Update these, or deactivate the plugin.', 'smartalloc-ops' ) . '</p></div>';
}

require __DIR__ . '/includes/autoload.php';

SmartAllocOps\Plugin::boot( __FILE__ );
