<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What listens to a hook in this request: by name, and by whose code it is. Nothing of it is called or loaded. */
final class Callbacks {
	/** @return list<array{hook: string, function: mixed, name: string, folder: string, priority: int, accepted_args: int}> In the order they run. */
	public static function on( string $hook ): array {
		global $wp_filter;
		$found = [];
		$entry = $wp_filter[ $hook ] ?? null;
		foreach ( $entry instanceof \WP_Hook ? $entry->callbacks : [] as $priority => $callbacks ) {
			foreach ( is_array( $callbacks ) ? $callbacks : [] as $callback ) {
				$function = $callback['function'] ?? null;
				$found[]  = [
					'hook'          => $hook,
					'function'      => $function,
					'name'          => self::name( $function ),
					'folder'        => self::folder( $function ),
					'priority'      => (int) $priority,
					'accepted_args' => (int) ( $callback['accepted_args'] ?? 1 ),
				];
			}
		}
		return $found;
	}

	/** @return list<mixed> The functions alone, for whoever looks through many hooks. */
	public static function functions_on( string $hook ): array {
		global $wp_filter;
		$entry = $wp_filter[ $hook ] ?? null;
		$found = [];
		foreach ( $entry instanceof \WP_Hook ? $entry->callbacks : [] as $callbacks ) {
			array_push( $found, ...array_column( is_array( $callbacks ) ? array_values( $callbacks ) : [], 'function' ) );
		}
		return $found;
	}

	/** `Class::method`, a function's name, or `closure in <file>:<line>`. */
	private static function name( mixed $callback ): string {
		if ( is_string( $callback ) ) {
			return ltrim( $callback, '\\' );
		}
		if ( is_array( $callback ) && isset( $callback[0], $callback[1] ) && is_string( $callback[1] ) ) {
			return ltrim( is_object( $callback[0] ) ? get_class( $callback[0] ) : (string) $callback[0], '\\' ) . '::' . $callback[1];
		}
		if ( $callback instanceof \Closure ) {
			$closure = new \ReflectionFunction( $callback );
			return 'closure in ' . basename( (string) $closure->getFileName() ) . ':' . $closure->getStartLine();
		}
		return is_object( $callback ) ? get_class( $callback ) : '';
	}

	/** Plugin folder of the code behind a callback, empty when it cannot be told. */
	private static function folder( mixed $callback ): string {
		if ( $callback instanceof \Closure || ( is_string( $callback ) && function_exists( $callback ) ) ) {
			$file = ( new \ReflectionFunction( $callback ) )->getFileName();
		} else {
			$owner = is_array( $callback ) ? $callback[0] ?? '' : $callback;
			$owner = is_string( $owner ) ? explode( '::', $owner )[0] : $owner;
			// A class that is not loaded yet stays so: loading a broken plugin's file can end the request.
			$known = is_object( $owner ) || ( is_string( $owner ) && class_exists( $owner, false ) );
			$file  = $known ? ( new \ReflectionClass( $owner ) )->getFileName() : false;
		}
		return false === $file ? '' : PluginFolder::of( $file );
	}
}
