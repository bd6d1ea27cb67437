<?php
/**
 * Runs one static method of a test class inside a WordPress process of its own and prints its result as the last line.
 *
 * php child.php <site folder> <class> <method> <arguments as JSON>
 */

declare(strict_types=1);

[ , $site, $class_name, $method, $arguments ] = $argv;

// WordPress hides fatals behind its error page; the test wants to read them.
register_shutdown_function(
	static function (): void {
		$error = error_get_last();
		if ( null !== $error ) {
			fwrite( STDERR, "{$error['message']} in {$error['file']}:{$error['line']}\n" );
		}
	}
);

$_SERVER['HTTP_HOST']   = '127.0.0.1';
$_SERVER['REQUEST_URI'] = '/';
require $site . '/wp-load.php';
require_once dirname( __DIR__, 4 ) . '/vendor/autoload.php';

$call = [ $class_name, $method ];
if ( ! is_callable( $call ) ) {
	fwrite( STDERR, "No such method: {$class_name}::{$method}\n" );
	exit( 2 );
}
$result = $call( ...json_decode( $arguments, true, 64, JSON_THROW_ON_ERROR ) );
echo "\nRESULT:" . json_encode( [ 'result' => $result ], JSON_THROW_ON_ERROR ) . "\n";
