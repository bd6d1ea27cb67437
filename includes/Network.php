<?php
declare(strict_types=1);

namespace SmartAllocOps;

defined( 'ABSPATH' ) || exit;

/**
 * A network of sites: each has tables, roles, flags and a tick of its own, whichever site the request began on.
 *
 * What is built for one site remembers it, so each site gets services of its own.
 */
final class Network {
	/** Sites prepared at once by a network activation; any further one prepares itself with its first request. */
	private const AT_ONCE = 100;

	private const PAGE = 100;

	public function __construct( private readonly string $plugin ) {}

	public function register(): void {
		if ( ! is_multisite() ) {
			return;
		}
		// After WordPress has made the tables of the new site.
		add_action( 'wp_initialize_site', [ $this, 'wp_initialize_site' ], 200 );
		add_filter( 'wpmu_drop_tables', [ $this, 'wpmu_drop_tables' ], 10, 2 );
	}

	/** @param mixed $site */
	public function wp_initialize_site( $site ): void {
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		if ( $site instanceof \WP_Site && is_plugin_active_for_network( $this->plugin ) ) {
			self::on( (int) $site->blog_id, static fn () => self::install_here() );
		}
	}

	/**
	 * Tables that go with a site; its options, roles and WP-Cron events are WordPress's own tables.
	 *
	 * @param mixed $tables
	 * @param mixed $site_id
	 * @return array<mixed>
	 */
	public function wpmu_drop_tables( $tables, $site_id ): array {
		global $wpdb;
		$tables = is_array( $tables ) ? $tables : [];
		self::on(
			(int) $site_id,
			static function () use ( &$tables, $wpdb ): void {
				$tables = [ ...$tables, ...( new Belongings( self::services()->db, $wpdb ) )->tables() ];
			}
		);
		return $tables;
	}

	public static function install_everywhere(): void {
		foreach ( self::sites( self::AT_ONCE ) as $site_id ) {
			self::on( $site_id, static fn () => self::install_here() );
		}
	}

	/** What the database refuses is told by a notice: activating must not end in a fatal error. */
	public static function install_here(): void {
		try {
			self::services()->install()->install();
		} catch ( \Throwable $thrown ) {
			error_log( 'SmartAlloc Ops: installation: ' . ( $thrown instanceof InstallFailed ? $thrown->getMessage() : get_class( $thrown ) ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	public static function deactivate_everywhere(): void {
		foreach ( self::sites() as $site_id ) {
			self::on(
				$site_id,
				static function (): void {
					$services = self::services();
					$services->install()->deactivate();
					// Here, because the folder of the log is the site's own.
					$services->logs()->log->close();
				}
			);
		}
	}

	public static function uninstall_everywhere(): void {
		global $wpdb;
		foreach ( is_multisite() ? self::sites() : [ get_current_blog_id() ] as $site_id ) {
			self::on( $site_id, static fn () => ( new Uninstall( self::services(), $wpdb ) )->run() );
		}
	}

	private static function services(): Services {
		global $wpdb;
		return new Services( $wpdb );
	}

	/** @param \Closure(): void $act */
	private static function on( int $site_id, \Closure $act ): void {
		if ( get_current_blog_id() === $site_id ) {
			$act();
			return;
		}
		switch_to_blog( $site_id );
		try {
			$act();
		} finally {
			restore_current_blog();
		}
	}

	/** @return iterable<int> Ids of sites of all networks, a page at a time: there may be thousands. */
	private static function sites( int $most = PHP_INT_MAX ): iterable {
		$offset = 0;
		do {
			$ids = get_sites(
				[
					'fields'  => 'ids',
					'number'  => min( self::PAGE, $most - $offset ),
					'offset'  => $offset,
					'orderby' => 'id',
				]
			);
			foreach ( $ids as $id ) {
				yield (int) $id;
			}
			$offset += count( $ids );
		} while ( self::PAGE === count( $ids ) && $offset < $most );
	}
}
