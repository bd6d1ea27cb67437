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

if ( PHP_VERSION_ID < 80100 || version_compare( $GLOBALS['wp_version'], '6.6', '<' ) ) {
	add_action( 'admin_notices', 'smartalloc_ops_unsupported_notice' );
	return;
}

/**
 * Says which requirement is missing, to those who can do something about it.
 *
 * @return void
 */
function smartalloc_ops_unsupported_notice() {
	if ( ! current_user_can( 'activate_plugins' ) ) {
		return;
	}
	$text = sprintf(
		/* translators: 1: PHP version of the site, 2: WordPress version of the site. */
		__( 'SmartAlloc Ops needs PHP 8.1 and WordPress 6.6 or newer. This site runs PHP %1$s and WordPress %2$s, so the plugin did not load. Update them, or deactivate the plugin.', 'smartalloc-ops' ),
		PHP_VERSION,
		$GLOBALS['wp_version']
	);
	echo '<div class="notice notice-error"><p>' . esc_html( $text ) . '</p></div>';
}

require __DIR__ . '/includes/autoload.php';

SmartAllocOps\Plugin::boot( __FILE__ );
