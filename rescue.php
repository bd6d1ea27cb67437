<?php
/**
 * Brings the last known good SmartAlloc back when WordPress itself no longer answers: `php rescue.php status`.
 *
 * For the command line only. It loads neither WordPress nor anything of the plugin that needs it.
 */

if ( 'cli' !== PHP_SAPI ) {
	http_response_code( 404 );
	exit;
}
if ( PHP_VERSION_ID < 80100 ) {
	fwrite( STDERR, "PHP 8.1 or newer is needed; this is " . PHP_VERSION . ". Try another: php8.1, php8.2, ...\n" );
	exit( 2 );
}

spl_autoload_register(
	static function ( $class ) {
		if ( 0 === strpos( $class, 'SmartAllocOps\\Recovery\\' ) ) {
			require __DIR__ . '/includes/Recovery/' . substr( $class, 23 ) . '.php';
		}
	}
);

// Of a plugin that is a symlink the folder in wp-content is meant, not where it leads to.
$smartalloc_ops_script = is_file( $argv[0] ) ? $argv[0] : __FILE__;
$smartalloc_ops_script = '/' === $smartalloc_ops_script[0] ? $smartalloc_ops_script : getcwd() . '/' . $smartalloc_ops_script;
$smartalloc_ops_rescue = new SmartAllocOps\Recovery\Rescue(
	/** @param string $line */
	static function ( $line ) {
		fwrite( STDOUT, $line . "\n" );
	}
);
$smartalloc_ops_code   = $smartalloc_ops_rescue->run( array_slice( $argv, 1 ), dirname( $smartalloc_ops_script ), (int) floor( microtime( true ) * 1000 ) );
exit( (int) $smartalloc_ops_code );
