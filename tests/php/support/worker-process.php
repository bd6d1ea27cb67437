<?php
/**
 * One worker: `php worker-process.php <folder> <index>`. See the class Worker.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

use SmartAllocOps\Tests\Support\Environment;

( static function ( string $folder, int $index ): void {
	require dirname( __DIR__, 3 ) . '/vendor/autoload.php';
	// A worker that dies must not keep the others waiting.
	register_shutdown_function( static fn (): bool => touch( "{$folder}/arrived-{$index}" ) );
	$_SERVER['HTTP_HOST']   = Environment::host();
	$_SERVER['REQUEST_URI'] = '/';
} )( $argv[1], (int) $argv[2] );

require SmartAllocOps\Tests\Support\Environment::site() . '/wp-load.php';

( static function ( string $folder, int $index ): void {
	touch( "{$folder}/arrived-{$index}" );
	$until = microtime( true ) + 120;
	while ( ! is_file( "{$folder}/go" ) && microtime( true ) < $until ) {
		clearstatcache();
		usleep( 500 );
	}
	$args   = json_decode( (string) file_get_contents( "{$folder}/args.json" ), true, 512, JSON_THROW_ON_ERROR );
	$result = ( static fn ( int $index, array $args ): mixed => require "{$folder}/script.php" )( $index, $args );
	file_put_contents( "{$folder}/result-{$index}.json", json_encode( $result, JSON_THROW_ON_ERROR ) );
} )( $argv[1], (int) $argv[2] );
