<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * SmartAlloc as it is found here, and which of its handlers a submission reaches.
 *
 * Nothing of it is ever called: the public snapshot is broken in known ways, so it is only looked at from outside.
 */
final class SmartAlloc {
	public const GENERIC_HOOK = 'gform_after_submission';

	private const NAMESPACES = [ 'SmartAlloc\\', 'SmartAllocDouble\\' ];
	private const FOLDERS    = [ 'smart-alloc', 'SmartAlloc' ];

	public function presence(): Presence {
		$loaded  = defined( 'SMARTALLOC_VERSION' ) || class_exists( 'SmartAlloc\\Bootstrap', false ) || class_exists( 'SmartAllocDouble\\Plugin', false );
		$version = defined( 'SMARTALLOC_VERSION' ) ? (string) SMARTALLOC_VERSION : null;
		$source  = $this->active_folder();
		if ( $loaded ) {
			return Presence::present(
				null === $version
					? __( 'SmartAlloc is loaded; it does not tell its version.', 'smartalloc-ops' )
					/* translators: %s: version number. */
					: sprintf( __( 'SmartAlloc %s.', 'smartalloc-ops' ), $version ),
				$version,
				$source
			);
		}
		return null === $source
			? Presence::absent( __( 'SmartAlloc is not active on this site.', 'smartalloc-ops' ) )
			: Presence::broken( __( 'SmartAlloc is active but did not load.', 'smartalloc-ops' ), null, $source );
	}

	/**
	 * SmartAlloc's callbacks that a submission of this form reaches: on the generic hook and on the form's own.
	 *
	 * @return list<array{hook: string, callback: string, priority: int}>
	 */
	public function handlers( int $form_id ): array {
		return [ ...$this->callbacks_on( self::GENERIC_HOOK ), ...$this->callbacks_on( self::GENERIC_HOOK . '_' . $form_id ) ];
	}

	/**
	 * Hooks that SmartAlloc listens to in this request, of those that `$wanted` accepts: the hooks of its jobs among them.
	 *
	 * @param callable( string ): bool $wanted
	 * @return list<string>
	 */
	public function listens_to( callable $wanted ): array {
		global $wp_filter;
		$hooks = array_filter( array_map( 'strval', array_keys( is_array( $wp_filter ) ? $wp_filter : [] ) ), $wanted );
		return array_values( array_filter( $hooks, fn ( string $hook ): bool => [] !== $this->callbacks_on( $hook ) ) );
	}

	/**
	 * Calls `$body` while a second handler of SmartAlloc stands on the generic hook, for the self-test of whoever
	 * counts handlers. It is a name without code: no submission is processed while a self-test runs.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_doubled( callable $body ): mixed {
		/** @var callable $second */
		$second = 'SmartAlloc\\SelfTest::second_handler';
		add_action( self::GENERIC_HOOK, $second, PHP_INT_MAX );
		try {
			return $body();
		} finally {
			remove_action( self::GENERIC_HOOK, $second, PHP_INT_MAX );
		}
	}

	/**
	 * SmartAlloc's callbacks on a hook as they were added, in the order they run.
	 *
	 * @return list<HookCallback>
	 */
	public function on( string $hook ): array {
		global $wp_filter;
		$found = [];
		$entry = $wp_filter[ $hook ] ?? null;
		foreach ( $entry instanceof \WP_Hook ? $entry->callbacks : [] as $priority => $callbacks ) {
			foreach ( is_array( $callbacks ) ? $callbacks : [] as $callback ) {
				if ( $this->is_smartalloc( $callback['function'] ?? null ) ) {
					$found[] = new HookCallback( $hook, $callback['function'], (int) $priority, (int) $callback['accepted_args'] );
				}
			}
		}
		return $found;
	}

	/** @return list<array{hook: string, callback: string, priority: int}> */
	private function callbacks_on( string $hook ): array {
		return array_map(
			static fn ( HookCallback $one ): array => [
				'hook'     => $one->hook,
				'callback' => self::name( $one->callback ),
				'priority' => $one->priority,
			],
			$this->on( $hook )
		);
	}

	/** By namespace, else by the plugin folder of the file that declares it. */
	private function is_smartalloc( mixed $callback ): bool {
		$name = ltrim( self::name( $callback ), '\\' );
		foreach ( self::NAMESPACES as $namespace ) {
			if ( str_starts_with( $name, $namespace ) ) {
				return true;
			}
		}
		return in_array( self::folder( $callback ), self::FOLDERS, true );
	}

	/** `Class::method`, a function's name, or `closure in <file>:<line>`. */
	private static function name( mixed $callback ): string {
		if ( is_string( $callback ) ) {
			return $callback;
		}
		if ( is_array( $callback ) && isset( $callback[0], $callback[1] ) && is_string( $callback[1] ) ) {
			return ( is_object( $callback[0] ) ? get_class( $callback[0] ) : (string) $callback[0] ) . '::' . $callback[1];
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

	/** Folder of an active plugin that is SmartAlloc by its main file, whatever its folder is called. */
	private function active_folder(): ?string {
		$active = get_option( 'active_plugins', [] );
		$active = is_array( $active ) ? $active : [];
		if ( is_multisite() ) {
			$network = get_site_option( 'active_sitewide_plugins', [] );
			$active  = [ ...$active, ...array_keys( is_array( $network ) ? $network : [] ) ];
		}
		foreach ( $active as $basename ) {
			if ( is_string( $basename ) && 'smart-alloc.php' === basename( $basename ) ) {
				return dirname( $basename );
			}
		}
		return null;
	}
}
