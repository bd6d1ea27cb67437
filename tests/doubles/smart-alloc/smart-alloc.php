<?php
/**
 * Plugin Name: SmartAlloc (contract double)
 * Description: Reference pipeline for SmartAlloc Ops: submission, allocation, notification, webhook, export; faults on command; effects in a countable sink. Not the product.
 * Version: 1.0.0
 * Requires PHP: 8.1
 * License: GPL-2.0-or-later
 * Text Domain: smartalloc
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

if ( defined( 'SMARTALLOC_VERSION' ) ) {
	return;
}

define( 'SMARTALLOC_VERSION', '1.0.0' );
define( 'SMARTALLOC_DB_VERSION', '1.0.0' );
define( 'SMARTALLOC_DOUBLE_FILE', __FILE__ );

spl_autoload_register(
	static function ( string $class_name ): void {
		if ( str_starts_with( $class_name, __NAMESPACE__ . '\\' ) ) {
			$file = __DIR__ . '/src/' . substr( $class_name, strlen( __NAMESPACE__ ) + 1 ) . '.php';
			if ( is_readable( $file ) ) {
				require_once $file;
			}
		}
	}
);

// The snapshot dies while it is being loaded, with a fatal that no catch can see; so does this.
if ( Faults::take( 'boot_fatal', '' ) ) {
	require __DIR__ . '/faults/boot-fatal.php';
}

register_activation_hook( __FILE__, array( Install::class, 'activate' ) );
register_deactivation_hook( __FILE__, array( Install::class, 'deactivate' ) );

Plugin::register();
