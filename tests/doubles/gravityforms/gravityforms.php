<?php
/**
 * Plugin Name: Gravity Forms (contract double)
 * Description: Small stand-in for Gravity Forms: forms, entries, submissions, notifications and the hooks SmartAlloc Ops relies on. Not the product.
 * Version: 2.8.0
 * Requires PHP: 8.1
 * License: GPL-2.0-or-later
 * Text Domain: gravityforms
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

// A licensed Gravity Forms on the same site wins; declaring its classes twice would be fatal.
if ( class_exists( 'GFForms', false ) ) {
	return;
}

define( 'GF_DOUBLE_FILE', __FILE__ );

foreach ( array( 'functions', 'GFDoubleSchema', 'GF_Field', 'GF_Fields', 'GFFormsModel', 'GFEntryStore', 'GFEntryQuery', 'GFCommon', 'GFAPI', 'GFFormDisplay', 'GFFormMarkup', 'GFForms', 'GF_Background_Process', 'GFProcessors', 'GFDoubleAdmin' ) as $gf_double_file ) {
	require_once __DIR__ . '/includes/' . $gf_double_file . '.php';
}
unset( $gf_double_file );

register_activation_hook( __FILE__, array( 'GFDoubleSchema', 'install' ) );
add_action( 'plugins_loaded', array( 'GFForms', 'loaded' ), 0 );
add_action( 'init', array( 'GFForms', 'init' ) );
add_action( 'wp', array( 'GFForms', 'maybe_process_form' ), 9 );
add_action( 'admin_menu', array( 'GFDoubleAdmin', 'add_menu' ) );
