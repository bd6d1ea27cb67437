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

	/** Option of SmartAlloc: the schema that its migration has written last. */
	private const SCHEMA = 'smartalloc_db_version';

	/** Sites of a network that are looked at. */
	private const SITES = 100;

	private const NAMESPACES = [ 'SmartAlloc\\', 'SmartAllocDouble\\' ];
	private const FOLDERS    = [ 'smart-alloc', 'SmartAlloc' ];

	public function presence(): Presence {
		$version = defined( 'SMARTALLOC_VERSION' ) ? (string) SMARTALLOC_VERSION : null;
		$source  = $this->active_folder();
		if ( self::is_loaded() ) {
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
	 * Active, and this process has not come to its main file, as while its files are exchanged or the watchdog keeps it out.
	 * One whose file was read and that says nothing of itself may be at work all the same.
	 */
	public function is_kept_out(): bool {
		$folder = self::is_loaded() ? null : $this->active_folder();
		$main   = WP_PLUGIN_DIR . "/$folder/smart-alloc.php";
		return null !== $folder && [] === array_intersect( [ $main, (string) realpath( $main ) ], get_included_files() );
	}

	/** What is to be said of work that waits for it, and what ends that. */
	public static function kept_out(): string {
		return __( 'SmartAlloc is active and was not loaded: the watchdog keeps it out, its files are being exchanged, or they are gone. Its submissions, jobs and events wait and go on by themselves once it is loaded again.', 'smartalloc-ops' );
	}

	/** Schema to which SmartAlloc has brought the database, the newest of the sites of a network it is read of; null when they say none. */
	public function schema_of_database(): ?string {
		$newest = null;
		foreach ( is_multisite() ? get_sites( [ 'fields' => 'ids', 'number' => self::SITES, 'orderby' => 'id' ] ) : [ get_current_blog_id() ] as $site ) {
			$schema = is_multisite() ? get_blog_option( (int) $site, self::SCHEMA ) : get_option( self::SCHEMA );
			if ( is_string( $schema ) && 1 === preg_match( '/^[\w.+-]{1,32}$/D', $schema ) && ( null === $newest || version_compare( $schema, $newest, '>' ) ) ) {
				$newest = $schema;
			}
		}
		return $newest;
	}

	/** Of how many sites of a larger network the schema is read; null where it is read of all. */
	public function sites_it_is_read_of(): ?int {
		return is_multisite() && get_sites( [ 'count' => true ] ) > self::SITES ? self::SITES : null;
	}

	private static function is_loaded(): bool {
		return defined( 'SMARTALLOC_VERSION' ) || class_exists( 'SmartAlloc\\Bootstrap', false ) || class_exists( 'SmartAllocDouble\\Plugin', false );
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
	 * Calls `$body` while a second handler of SmartAlloc stands on a hook of submissions, for the self-test of whoever
	 * counts handlers. It is a name without code: no submission is processed while a self-test runs.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_doubled( callable $body, string $hook = self::GENERIC_HOOK ): mixed {
		/** @var callable $second */
		$second = 'SmartAlloc\\SelfTest::second_handler';
		add_action( $hook, $second, PHP_INT_MAX );
		try {
			return $body();
		} finally {
			remove_action( $hook, $second, PHP_INT_MAX );
		}
	}

	/**
	 * SmartAlloc's callbacks on a hook as they were added, in the order they run.
	 *
	 * @return list<HookCallback>
	 */
	public function on( string $hook ): array {
		$found = [];
		foreach ( Callbacks::on( $hook ) as $callback ) {
			if ( self::owns( $callback ) ) {
				$found[] = new HookCallback( $hook, $callback['function'], $callback['priority'], $callback['accepted_args'] );
			}
		}
		return $found;
	}

	/** @return list<array{hook: string, callback: string, priority: int}> */
	private function callbacks_on( string $hook ): array {
		$found = [];
		foreach ( Callbacks::on( $hook ) as $callback ) {
			if ( self::owns( $callback ) ) {
				$found[] = [
					'hook'     => $hook,
					'callback' => $callback['name'],
					'priority' => $callback['priority'],
				];
			}
		}
		return $found;
	}

	/**
	 * Whether a callback is SmartAlloc's: by namespace, else by the plugin folder of the file that declares it.
	 *
	 * @param array{name: string, folder: string, ...} $callback
	 */
	public static function owns( array $callback ): bool {
		foreach ( self::NAMESPACES as $namespace ) {
			if ( str_starts_with( $callback['name'], $namespace ) ) {
				return true;
			}
		}
		return in_array( $callback['folder'], self::FOLDERS, true );
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
