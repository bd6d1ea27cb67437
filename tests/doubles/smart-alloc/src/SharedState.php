<?php
/**
 * An option that several processes change: each change is one compare-and-swap on the stored text.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class SharedState {

	private const ATTEMPTS = 20;

	/**
	 * Applies a change to the present value and stores the result if nobody was faster; tries again otherwise.
	 *
	 * @template T
	 * @param string                                                           $option Option name.
	 * @param callable(array<string, mixed>): array{array<string, mixed>, mixed} $change From value to [ new value, result ].
	 * @return mixed The result of the change that was stored.
	 */
	public static function change( string $option, callable $change ) {
		global $wpdb;
		for ( $attempt = 0; $attempt < self::ATTEMPTS; $attempt++ ) {
			$stored = self::read_or_create( $option );
			$value  = maybe_unserialize( $stored );

			[ $next, $result ] = $change( is_array( $value ) ? $value : array() );
			$serialized        = maybe_serialize( $next );
			if ( $serialized === $stored || 1 === $wpdb->query( $wpdb->prepare( 'UPDATE %i SET option_value = %s WHERE option_name = %s AND option_value = %s', $wpdb->options, $serialized, $option, $stored ) ) ) {
				wp_cache_delete( $option, 'options' );
				wp_cache_delete( 'alloptions', 'options' );
				wp_cache_delete( 'notoptions', 'options' );
				return $result;
			}
		}
		throw new \RuntimeException( esc_html( "The option $option could not be changed." ) );
	}

	/**
	 * Not by add_option(): it would overwrite what another process has just created.
	 */
	private static function read_or_create( string $option ): string {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO %i ( option_name, option_value, autoload ) VALUES ( %s, %s, 'on' )", $wpdb->options, $option, maybe_serialize( array() ) ) );
		return (string) $wpdb->get_var( $wpdb->prepare( 'SELECT option_value FROM %i WHERE option_name = %s', $wpdb->options, $option ) );
	}
}
