<?php
/**
 * Another release of this very plugin, as an update would bring it.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Release {

	/** Where a bad release can die, and what is put into its main file for that. */
	public const PLACES = array(
		'include' => "require __DIR__ . '/faults/boot-fatal.php';",
		'init'    => "add_action( 'init', static function (): void { require __DIR__ . '/faults/boot-fatal.php'; } );",
		'rest'    => "add_action( 'rest_api_init', static function (): void { require __DIR__ . '/faults/boot-fatal.php'; } );",
		'cron'    => "add_action( 'init', static function (): void { wp_doing_cron() && require __DIR__ . '/faults/boot-fatal.php'; } );",
	);

	private const MARK = '// A release that was made on command.';

	/**
	 * Rewrites the main file of the plugin as it is installed.
	 *
	 * @param string $version New version number.
	 * @param string $place   Where it dies; empty for a good one.
	 * @throws \RuntimeException When the plugin is a link into a checkout, which nobody wants to be rewritten.
	 */
	public static function install( string $version, string $place = '' ): void {
		$file = WP_PLUGIN_DIR . '/smart-alloc/smart-alloc.php';
		if ( is_link( dirname( $file ) ) || ! is_file( $file ) ) {
			throw new \RuntimeException( 'SmartAlloc is not installed here as files of its own.' );
		}
		$text = (string) file_get_contents( $file );
		$text = (string) preg_replace( '/\n' . preg_quote( self::MARK, '/' ) . '\n[^\n]*\n/', '', $text );
		$text = (string) preg_replace( '/^( \* Version: ).*$/m', '${1}' . $version, $text );
		$text = (string) preg_replace( "/(define\( 'SMARTALLOC_VERSION', ')[^']*/", '${1}' . $version, $text );
		if ( '' !== $place ) {
			$text = str_replace( "\nregister_activation_hook(", "\n" . self::MARK . "\n" . self::PLACES[ $place ] . "\n\nregister_activation_hook(", $text );
		}
		// In one step, so that no request reads half of it.
		file_put_contents( "$file.new", $text );
		rename( "$file.new", $file );
		if ( function_exists( 'opcache_invalidate' ) ) {
			opcache_invalidate( $file, true );
		}
	}
}
