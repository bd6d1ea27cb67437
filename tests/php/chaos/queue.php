<?php
/**
 * A queue that is worked on all the while: `php queue.php <file> <command...>` begins the command again and again.
 *
 * Writes the code of each end, and what a failed one has said, until `<file>.stop` is there.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

( static function ( string $file, array $command ): void {
	/** @var list<string> $command */
	$parent = posix_getppid();
	while ( ! is_file( "$file.stop" ) && posix_getppid() === $parent ) {
		$pipes   = [];
		$process = proc_open( $command, [ [ 'file', '/dev/null', 'r' ], [ 'pipe', 'w' ], [ 'file', "$file.err", 'w' ] ], $pipes );
		if ( false === $process ) {
			throw new RuntimeException( 'The queue cannot be worked on.' );
		}
		$said = stream_get_contents( $pipes[1] );
		$code = proc_close( $process );
		file_put_contents( $file, $code . ( 0 === $code ? '' : ' ' . strtr( trim( $said . file_get_contents( "$file.err" ) ), "\n", ' ' ) ) . "\n", FILE_APPEND );
		usleep( 200_000 );
	}
} )( $argv[1], array_values( array_map( 'strval', array_slice( $argv, 2 ) ) ) );
