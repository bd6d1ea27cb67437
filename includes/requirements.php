<?php
/**
 * What the plugin cannot do without. Like the main file, this one parses on old PHP on purpose.
 *
 * @package SmartAllocOps
 */

defined( 'ABSPATH' ) || exit;

/**
 * Which requirements this site does not meet, each as a sentence.
 *
 * @param string        $php        Its version.
 * @param string        $wordpress  Its version; what stands after a hyphen (RC, beta) counts as the release, as WordPress itself counts it.
 * @param string        $database   What the server says of itself; empty when it says nothing, or is SQLite.
 * @param array<string> $extensions Extensions of PHP that are loaded.
 * @return array<string>
 */
function smartalloc_ops_unmet_requirements( $php, $wordpress, $database, $extensions ) {
	$unmet = array();
	if ( version_compare( $php, '8.1', '<' ) ) {
		/* translators: %s: version of PHP. */
		$unmet[] = sprintf( __( 'PHP 8.1 or newer; this site runs PHP %s.', 'smartalloc-ops' ), $php );
	}
	$parts = explode( '-', $wordpress );
	if ( version_compare( $parts[0], '6.6', '<' ) ) {
		/* translators: %s: version of WordPress. */
		$unmet[] = sprintf( __( 'WordPress 6.6 or newer; this site runs WordPress %s.', 'smartalloc-ops' ), $wordpress );
	}
	// A MariaDB server may pass itself off as an old MySQL first: 5.5.5-10.11.6-MariaDB.
	$is_mariadb = false !== stripos( $database, 'mariadb' );
	$version    = (string) preg_replace( '/^5\.5\.5-(?=\d)/', '', $database );
	$minimum    = $is_mariadb ? '10.5' : '8.0';
	if ( 1 === preg_match( '/^\d+(\.\d+)+/', $version, $found ) && version_compare( $found[0], $minimum, '<' ) ) {
		/* translators: %s: name and version of a database server. */
		$unmet[] = sprintf( __( 'MySQL 8.0 or MariaDB 10.5 or newer; this site runs %s.', 'smartalloc-ops' ), ( $is_mariadb ? 'MariaDB ' : 'MySQL ' ) . $found[0] );
	}
	foreach ( array( 'json', 'mbstring' ) as $extension ) {
		if ( ! in_array( $extension, $extensions, true ) ) {
			/* translators: %s: name of an extension of PHP. */
			$unmet[] = sprintf( __( 'the PHP extension %s; it is not loaded here.', 'smartalloc-ops' ), $extension );
		}
	}
	return $unmet;
}

/**
 * What the database server says of itself, from the open connection: no query.
 *
 * @return string Empty when it cannot be asked.
 */
function smartalloc_ops_database_server() {
	global $wpdb;
	// A drop-in may connect later, or speak to something else than MySQL.
	if ( ( defined( 'DB_ENGINE' ) && 'sqlite' === DB_ENGINE ) || empty( $wpdb->dbh ) || ! is_callable( array( $wpdb, 'db_server_info' ) ) ) {
		return '';
	}
	return (string) $wpdb->db_server_info();
}

/**
 * @return array<string> Which requirements this site does not meet.
 */
function smartalloc_ops_unmet_here() {
	return smartalloc_ops_unmet_requirements( PHP_VERSION, $GLOBALS['wp_version'], smartalloc_ops_database_server(), array_map( 'strtolower', get_loaded_extensions() ) );
}
