<?php
/**
 * Constants that WordPress defines at run time and its stubs leave out.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

foreach (
	[
		'ABSPATH'            => '/wordpress/',
		'WPINC'              => 'wp-includes',
		'WP_CONTENT_DIR'     => '/wordpress/wp-content',
		'WP_CONTENT_URL'     => 'http://wordpress.test/wp-content',
		'WP_PLUGIN_DIR'      => '/wordpress/wp-content/plugins',
		'WP_PLUGIN_URL'      => 'http://wordpress.test/wp-content/plugins',
		'WPMU_PLUGIN_DIR'    => '/wordpress/wp-content/mu-plugins',
		'WP_LANG_DIR'        => '/wordpress/wp-content/languages',
		'OBJECT'             => 'OBJECT',
		'OBJECT_K'           => 'OBJECT_K',
		'ARRAY_A'            => 'ARRAY_A',
		'ARRAY_N'            => 'ARRAY_N',
		'MINUTE_IN_SECONDS'  => 60,
		'HOUR_IN_SECONDS'    => 3600,
		'DAY_IN_SECONDS'     => 86400,
		'WEEK_IN_SECONDS'    => 604800,
		'MONTH_IN_SECONDS'   => 2592000,
		'YEAR_IN_SECONDS'    => 31536000,
		'KB_IN_BYTES'        => 1024,
		'MB_IN_BYTES'        => 1048576,
		'SMARTALLOC_VERSION' => '0.0.0',
	] as $name => $value
) {
	defined( $name ) || define( $name, $value );
}
