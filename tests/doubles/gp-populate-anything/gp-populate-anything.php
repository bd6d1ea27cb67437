<?php
/**
 * Plugin Name: GP Populate Anything (contract double)
 * Description: Small stand-in: fills the choices of fields that ask for it, at the hooks and priorities of the original. Not the product.
 * Version: 2.1.0
 * Requires PHP: 8.1
 * License: GPL-2.0-or-later
 * Text Domain: gp-populate-anything
 *
 * @package GPPADouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

if ( class_exists( 'GP_Populate_Anything', false ) ) {
	return;
}

define( 'GPPA_VERSION', '2.1.0' );

require_once __DIR__ . '/includes/GP_Populate_Anything.php';

function gp_populate_anything(): GP_Populate_Anything {
	return GP_Populate_Anything::get_instance();
}

// As an add-on it waits for Gravity Forms and does nothing without it.
add_action( 'gform_loaded', array( gp_populate_anything(), 'init' ), 5 );
