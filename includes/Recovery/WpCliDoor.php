<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** `wp smartalloc-ops rollback` where SmartAlloc Ops itself is not loaded: what rescue.php does, under its own name. */
final class WpCliDoor {
	public static function open( string $plugin ): void {
		\WP_CLI::add_command(
			'smartalloc-ops rollback',
			/**
			 * Brings the last known good SmartAlloc back while no plugin is loaded.
			 *
			 * @param list<string>         $args
			 * @param array<string, mixed> $assoc_args
			 */
			static function ( array $args, array $assoc_args ) use ( $plugin ): void {
				$rescue = new Rescue( static fn ( string $line ) => \WP_CLI::line( str_replace( 'php rescue.php', 'wp smartalloc-ops rollback', $line ) ) );
				foreach ( $assoc_args as $name => $value ) {
					$args[] = true === $value ? "--$name" : "--$name=$value";
				}
				// Whoever said it to WP-CLI said it to us.
				if ( true === \WP_CLI::get_config( 'allow-root' ) ) {
					$args[] = '--allow-root';
				}
				\WP_CLI::halt( $rescue->run( array_values( array_map( 'strval', [ ...$args, '--content=' . WP_CONTENT_DIR, '--plugins=' . WP_PLUGIN_DIR ] ) ), $plugin, (int) floor( microtime( true ) * 1000 ) ) );
			}
		);
	}
}
