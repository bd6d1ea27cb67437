<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** Brings the site back to what it was when it was installed, whatever the test before has left. */
final class SiteReset {
	/** What decides who may do what, and which plugins run. */
	private const KEPT_OPTIONS = [ 'active_plugins', 'timezone_string', 'gmt_offset' ];

	/** @var array<string, mixed>|null */
	private static ?array $kept = null;

	public static function run(): void {
		wp_cache_flush();
		self::reinstall_when_gone();
		self::empty_tables( 'smartalloc_ops_' );
		self::empty_tables( 'actionscheduler_' );
		self::clear_cron();
		self::clear_options();
		if ( class_exists( \SmartAllocDouble\Testbench::class ) ) {
			\SmartAllocDouble\Testbench::reset();
		}
		// Being written to: no tick of a test keeps this build on the side.
		is_link( WP_PLUGIN_DIR . '/smart-alloc' ) || touch( WP_PLUGIN_DIR . '/smart-alloc/smart-alloc.php', time() + 600 );
		self::restore_options();
		self::restore_roles();
		\SmartAllocOps\WatchdogServices::take_away( new \SmartAllocOps\Services( $GLOBALS['wpdb'] ) );
		wp_set_current_user( 0 );
		wp_cache_flush();
		// A flag set in this process would stay in its memory: before a claim, the plugin looks at the table again.
		apply_filters( 'action_scheduler_queue_runner_concurrent_batches', 1 );
		$_GET     = [];
		$_POST    = [];
		$_REQUEST = [];
	}

	/** A test of deactivation or uninstall takes away what the others stand on. */
	private static function reinstall_when_gone(): void {
		if ( [] === Tables::named( 'smartalloc_ops_' ) || false === wp_next_scheduled( 'smartalloc_ops_tick' ) ) {
			do_action( 'activate_smartalloc-ops/smartalloc-ops.php', false );
		}
	}

	private static function empty_tables( string $prefix ): void {
		global $wpdb;
		foreach ( Tables::named( $prefix ) as $table ) {
			$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', $table ) );
		}
	}

	/** Our recurring tick, and nothing on hooks of SmartAlloc or of background processors; core's events stay, none of them late. */
	private static function clear_cron(): void {
		$on_time = [];
		foreach ( (array) _get_cron_array() as $at => $hooks ) {
			foreach ( (array) $hooks as $hook => $events ) {
				if ( 'smartalloc_ops_tick' === $hook || 1 !== preg_match( '/^smartalloc_|^wp_.*_processor_cron$|^wp_gf_upgrader_cron$/', (string) $hook ) ) {
					$on_time[ max( (int) $at, time() ) ][ $hook ] = $events;
				}
			}
		}
		_set_cron_array( $on_time );
		delete_transient( 'doing_cron' );
	}

	/** Settings that our plugin or a test may have stored; the schema version is no setting. */
	private static function clear_options(): void {
		global $wpdb;
		$names = $wpdb->get_col( $wpdb->prepare( 'SELECT option_name FROM %i WHERE option_name LIKE %s', $wpdb->options, $wpdb->esc_like( 'smartalloc_ops_' ) . '%' ) );
		foreach ( array_diff( $names, [ 'smartalloc_ops_schema' ] ) as $name ) {
			delete_option( $name );
		}
		delete_option( 'action_scheduler_lock_async-request-runner' );
		// Batches and locks of background processors, and what those of the tests have done.
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s', $wpdb->options, 'wp\_%\_batch\_blog\_id\_%', '%\_process\_lock', 'contract\_done\_%' ) );
	}

	private static function restore_options(): void {
		if ( null === self::$kept ) {
			self::$kept = [];
			foreach ( self::KEPT_OPTIONS as $name ) {
				self::$kept[ $name ] = get_option( $name );
			}
			return;
		}
		foreach ( self::$kept as $name => $value ) {
			update_option( $name, $value );
		}
	}

	private static function restore_roles(): void {
		$name             = wp_roles()->role_key;
		self::$kept[ $name ] ??= get_option( $name );
		if ( get_option( $name ) !== self::$kept[ $name ] ) {
			update_option( $name, self::$kept[ $name ] );
		}
		wp_roles()->for_site();
	}
}
