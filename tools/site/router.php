<?php
/**
 * Router of PHP's own web server for a demo or test site: files as they are, everything else to WordPress.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

( static function (): void {
	$types = [
		'css'   => 'text/css; charset=UTF-8',
		'gif'   => 'image/gif',
		'js'    => 'text/javascript; charset=UTF-8',
		'png'   => 'image/png',
		'svg'   => 'image/svg+xml',
		'woff2' => 'font/woff2',
	];
	$root  = (string) $_SERVER['DOCUMENT_ROOT'];
	// Not by parse_url(), which takes the number in "/as_claim:1/removals" for a port and gives up.
	$path  = rawurldecode( explode( '?', (string) $_SERVER['REQUEST_URI'], 2 )[0] );

	// What a real web server would refuse: dot files (the database is one) and ways out of the site.
	if ( 1 === preg_match( '#/\.|\0#', $path ) ) {
		http_response_code( 403 );
		exit( 'Forbidden' );
	}
	// What Apache would read on the way to the file.
	for ( $folder = dirname( $root . $path ); strlen( $folder ) > strlen( $root ); $folder = dirname( $folder ) ) {
		if ( is_file( "$folder/.htaccess" ) && str_contains( (string) file_get_contents( "$folder/.htaccess" ), 'Require all denied' ) ) {
			http_response_code( 403 );
			exit( 'Forbidden' );
		}
	}
	$type = $types[ pathinfo( $path, PATHINFO_EXTENSION ) ] ?? null;
	// Core's files never change under a running site; without this a browser fetches a hundred of them for each page.
	if ( null !== $type && 1 === preg_match( '#^/wp-(includes|admin)/#', $path ) && is_file( $root . $path ) ) {
		header( 'Content-Type: ' . $type );
		header( 'Cache-Control: max-age=86400' );
		readfile( $root . $path );
		exit;
	}
} )();

$smartalloc_ops_path = rawurldecode( explode( '?', (string) $_SERVER['REQUEST_URI'], 2 )[0] );
$smartalloc_ops_file = $_SERVER['DOCUMENT_ROOT'] . $smartalloc_ops_path;

if ( is_dir( $smartalloc_ops_file ) && ! str_ends_with( $smartalloc_ops_path, '/' ) && is_file( $smartalloc_ops_file . '/index.php' ) ) {
	header( 'Location: ' . $smartalloc_ops_path . '/', true, 301 );
	exit;
}
if ( '/' !== $smartalloc_ops_path && ( is_file( $smartalloc_ops_file ) || is_file( rtrim( $smartalloc_ops_file, '/' ) . '/index.php' ) ) ) {
	return false;
}

$_SERVER['SCRIPT_NAME']     = '/index.php';
$_SERVER['PHP_SELF']        = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
unset( $smartalloc_ops_path, $smartalloc_ops_file );
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
