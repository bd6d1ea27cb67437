<?php
/**
 * Plugin Name: SmartAlloc Ops: watchdog
 * Description: Sees when SmartAlloc brings the site down, and keeps it from loading or brings the good build back. Installed and removed on the Rollback tab of SmartAlloc Ops.
 *
 * Whatever goes wrong in here, the site goes on. It reads one small file for each request and asks the database nothing;
 * the rest lies in SmartAlloc Ops and is loaded when something happened. Parses on old PHP on purpose.
 */

defined( 'ABSPATH' ) || exit;

if ( ! class_exists( 'SmartAlloc_Ops_Watchdog', false ) ) {
	/** Obeys what Recovery\Watch has written, and tells Recovery\Watchman how requests end. */
	final class SmartAlloc_Ops_Watchdog {
		/** No stop and no window of ours is longer: what says more is spoiled. Milliseconds, as all times in the file. */
		const BOUNDS = array( 'stopped' => 960000, 'armed' => 86460000 );

		/** A shared lock as long as this process may have SmartAlloc loaded, taken before it reads whether it may. */
		public static $use = null;

		private $said;
		private $folder;
		private $door;
		private $is_booted = false;
		private $is_loaded = false;
		private $is_told   = false;
		private $mark      = null;
		private $watchman  = null;

		public function __construct() {
			self::$use = @fopen( WP_CONTENT_DIR . '/smartalloc-ops-watch/in-use', 're' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged, PHPCompatibility.ParameterValues.NewFopenModes -- None is none, and old PHP overlooks the e.
			self::$use && flock( self::$use, LOCK_SH | LOCK_NB );
			$text         = (string) @file_get_contents( WP_CONTENT_DIR . '/smartalloc-ops-watch/state.php' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- None is none.
			$said         = json_decode( (string) substr( $text, (int) strpos( $text, "\n" ) + 1 ), true );
			$this->said   = is_array( $said ) ? $said : array();
			$this->folder = $this->name( 'folder', '' );
			$this->door   = 'cli' === PHP_SAPI ? 'front' : ( defined( 'DOING_AJAX' ) ? 'ajax' : ( is_admin() ? 'admin' : ( defined( 'DOING_CRON' ) ? 'cron' : 'front' ) ) );
		}

		private function start() {
			$maintenance = ABSPATH . '.maintenance';
			if ( is_file( $maintenance ) && filemtime( $maintenance ) < time() - 55 && false !== strpos( (string) file_get_contents( $maintenance, false, null, 0, 200 ), 'smartalloc-ops' ) ) {
				unlink( $maintenance );
			}
			add_action( 'cli_init', $this->safely( 'cli_init' ) );
			if ( '' === $this->folder ) {
				return;
			}
			add_action( 'muplugins_loaded', $this->safely( 'muplugins_loaded' ) );
			add_action( 'network_plugin_loaded', $this->safely( 'plugin_loaded' ) );
			add_action( 'plugin_loaded', $this->safely( 'plugin_loaded' ) );
			add_action( 'wp_loaded', $this->safely( 'wp_loaded' ) );
			add_filter( 'wp_php_error_args', $this->safely( 'wp_php_error_args' ), 10, 2 );
			register_shutdown_function( $this->safely( 'shutdown' ) );
			if ( ! empty( $this->said['stopped'] ) ) {
				$this->stop();
			}
			// Between the two renames of a swap a process was killed.
			if ( ( ! empty( $this->said['armed'] ) || ! empty( $this->said['stopped'] ) ) && ! is_dir( WP_PLUGIN_DIR . '/' . $this->folder ) && $this->watchman() ) {
				$this->watchman()->resume();
			}
			if ( $this->holds( 'armed' ) && $this->watchman() ) {
				foreach ( SmartAllocOps\Recovery\BootMark::of_the_gone( WP_CONTENT_DIR . '/smartalloc-ops-watch' ) as $gone ) {
					$this->watchman()->vanished( $gone, $this->scene() );
				}
				$this->mark = SmartAllocOps\Recovery\BootMark::open( WP_CONTENT_DIR . '/smartalloc-ops-watch', WP_PLUGIN_DIR . '/' . $this->folder, $this->door );
			}
		}

		/** Only while plugins are loaded: so the stored list stays true, and nothing seems inactive that could be deleted. */
		private function stop() {
			$renews = ! empty( $this->said['renew'] );
			// A shell keeps no compiled code for which it would have to wait.
			if ( $this->holds( 'stopped' ) && ( ! $renews || 'cli' !== PHP_SAPI ) ) {
				$filter = $this->safely( 'without_ours' );
				add_filter( 'option_active_plugins', $filter );
				add_filter( 'site_option_active_sitewide_plugins', $filter );
				add_action( 'plugins_loaded', function () use ( $filter ) { return remove_filter( 'option_active_plugins', $filter ) && remove_filter( 'site_option_active_sitewide_plugins', $filter ); }, ~PHP_INT_MAX );
				self::$use = null;
			}
			// What was brought is made known here, in the web server, before it is loaded: by a shell, or by one that was killed and let the stop end.
			if ( ( $renews || ! $this->holds( 'stopped' ) ) && 'cli' !== PHP_SAPI && $this->watchman() ) {
				$this->watchman()->renew();
			}
		}

		/** A list of a site has the plugins as values, that of a network as keys. */
		private function without_ours( $plugins ) {
			foreach ( array_filter( (array) $plugins, array( $this, 'is_ours' ), ARRAY_FILTER_USE_BOTH ) as $key => $ours ) {
				unset( $plugins[ $key ] );
			}
			return $plugins;
		}

		public function is_ours( $value, $key = 0 ) {
			return 0 === strpos( is_string( $key ) ? $key : (string) $value, $this->folder . '/' );
		}

		private function muplugins_loaded() {
			$this->mark && $this->mark->begin( wp_get_active_and_valid_plugins() );
		}

		private function plugin_loaded( $file ) {
			$this->is_loaded = $this->is_loaded || $this->is_ours( plugin_basename( $file ) );
			$this->mark && $this->mark->loaded( $file );
		}

		private function wp_loaded() {
			$this->is_booted = true;
			if ( $this->mark ) {
				$this->mark->close();
			}
			if ( $this->is_loaded && ( ! empty( $this->said['fatals'] ) || ! empty( $this->said['armed'] ) ) && $this->watchman() ) {
				$this->watchman()->began_well( $this->door );
			}
		}

		/** On the web only while no headers were sent; WP-CLI comes here and nowhere else. */
		private function wp_php_error_args( $args, $error ) {
			$this->tell( $error );
			return $args;
		}

		private function shutdown() {
			$this->tell( error_get_last() );
			if ( $this->mark ) { // Without a database it is WordPress that ends it.
				$this->tell( $this->mark->is_own() && ! empty( $GLOBALS['wpdb']->dbh ) ? array( 'kind' => 'exit', 'file' => WP_PLUGIN_DIR . '/' . $this->folder . '/' ) : null );
				$this->mark->close();
			}
		}

		private function tell( $error ) {
			$fatal = E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR;
			if ( ! $this->is_told && is_array( $error ) && ( ! isset( $error['type'] ) || ( $error['type'] & $fatal ) ) && $this->watchman() ) {
				$this->is_told = true;
				$this->watchman()->ended( $error, $this->scene() );
			}
		}

		private function scene() {
			$quiet = function () {
				return ! is_file( ABSPATH . '.maintenance' ) && false === get_option( 'auto_updater.lock' ) && false === get_option( 'core_updater.lock' );
			};
			$ask   = function () {
				$paths = array( 'ajax' => 'wp-admin/admin-ajax.php', 'admin' => 'wp-admin/', 'cron' => 'wp-cron.php' );
				wp_remote_get( ( isset( $paths[ $this->door ] ) ? site_url( $paths[ $this->door ] ) : home_url( '/' ) ) . '?smartalloc-ops-watchdog=' . microtime( true ), array( 'timeout' => 5, 'redirection' => 0, 'sslverify' => false ) );
			};
			return new SmartAllocOps\Recovery\WatchScene( (int) floor( 1000 * ( isset( $_SERVER['REQUEST_TIME_FLOAT'] ) ? (float) $_SERVER['REQUEST_TIME_FLOAT'] : microtime( true ) ) ), $this->is_booted, 'cli' === PHP_SAPI, $quiet, $ask, $this->door, SmartAllocOps\Recovery\WatchScene::is_plain( $_SERVER, $_COOKIE ) );
		}

		/** `wp smartalloc-ops rollback` where SmartAlloc Ops is not loaded, as under --skip-plugins. */
		private function cli_init() {
			if ( ! class_exists( 'SmartAllocOps\\Plugin', false ) && $this->watchman() ) {
				SmartAllocOps\Recovery\WpCliDoor::open( WP_PLUGIN_DIR . '/' . $this->name( 'home', 'smartalloc-ops' ) );
			}
		}

		private function watchman() {
			$recovery = WP_PLUGIN_DIR . '/' . $this->name( 'home', 'smartalloc-ops' ) . '/includes/Recovery/';
			if ( null === $this->watchman && PHP_VERSION_ID >= 80100 && is_file( $recovery . 'Watchman.php' ) ) {
				spl_autoload_register(
					function ( $name ) use ( $recovery ) {
						$file = $recovery . substr( $name, 23 ) . '.php';
						if ( 0 === strpos( $name, 'SmartAllocOps\\Recovery\\' ) && is_file( $file ) ) {
							require_once $file;
						}
					}
				);
				$others         = array_merge( array( WP_PLUGIN_DIR, WPMU_PLUGIN_DIR, WP_CONTENT_DIR ), isset( $GLOBALS['wp_plugin_paths'] ) ? array_values( $GLOBALS['wp_plugin_paths'] ) : array() );
				$this->watchman = SmartAllocOps\Recovery\Watchman::of( WP_CONTENT_DIR, WP_PLUGIN_DIR, $this->folder, $others );
			}
			return $this->watchman;
		}

		private function name( $part, $else ) {
			return isset( $this->said[ $part ] ) && is_string( $this->said[ $part ] ) && preg_match( '/^[\w-][\w.-]{0,99}$/D', $this->said[ $part ] ) ? $this->said[ $part ] : $else;
		}

		private function holds( $part ) {
			$until = isset( $this->said[ $part ]['until'] ) ? $this->said[ $part ]['until'] : 0;
			return is_int( $until ) && $until > microtime( true ) * 1000 && $until <= microtime( true ) * 1000 + self::BOUNDS[ $part ];
		}

		/** A method that gives back its first argument when anything goes wrong. */
		public function safely( $method ) {
			return function ( $first = null, $second = null ) use ( $method ) {
				try {
					return $this->$method( $first, $second );
				} catch ( Throwable $thrown ) {
					return $first;
				} catch ( Exception $thrown ) {
					return $first;
				}
			};
		}
	}

	call_user_func( ( new SmartAlloc_Ops_Watchdog() )->safely( 'start' ) );
}
