<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Entry point: boots the parts and hands them out.
 */
abstract class ActionScheduler {

	private static string $plugin_file = '';
	private static bool $initialized   = false;
	private static ?ActionScheduler_ActionFactory $factory = null;
	private static ?ActionScheduler_OptionLock $lock       = null;

	public static function init( string $plugin_file ): void {
		self::$plugin_file = $plugin_file;

		do_action( 'action_scheduler_pre_init' );
		require_once __DIR__ . '/../functions.php';
		ActionScheduler_DataController::init();

		$store  = self::store();
		$logger = self::logger();
		$runner = self::runner();
		$view   = ActionScheduler_AdminView::instance();

		$start = static function () use ( $store, $logger, $runner ): void {
			$store->init();
			$logger->init();
			$runner->init();
			self::$initialized = true;
			do_action( 'action_scheduler_init' );
		};
		if ( did_action( 'init' ) ) {
			$view->init();
			$start();
		} else {
			add_action( 'init', [ $view, 'init' ], 0, 0 );
			add_action( 'init', $start, 1, 0 );
		}

		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			WP_CLI::add_command( 'action-scheduler', 'ActionScheduler_WPCLI_Scheduler_command' );
		}
	}

	public static function factory(): ActionScheduler_ActionFactory {
		self::$factory ??= new ActionScheduler_ActionFactory();
		return self::$factory;
	}

	public static function store(): ActionScheduler_Store {
		return ActionScheduler_Store::instance();
	}

	public static function lock(): ActionScheduler_OptionLock {
		self::$lock ??= new ActionScheduler_OptionLock();
		return self::$lock;
	}

	public static function logger(): ActionScheduler_Logger {
		return ActionScheduler_Logger::instance();
	}

	public static function runner(): ActionScheduler_QueueRunner {
		return ActionScheduler_QueueRunner::instance();
	}

	public static function admin_view(): ActionScheduler_AdminView {
		return ActionScheduler_AdminView::instance();
	}

	/** @param string $path Path below the plugin folder. */
	public static function plugin_path( $path ): string {
		return path_join( dirname( self::$plugin_file ), ltrim( (string) $path, '/' ) );
	}

	/** @param string $path Path below the plugin folder. */
	public static function plugin_url( $path ): string {
		return plugins_url( $path, self::$plugin_file );
	}

	/**
	 * True from action_scheduler_init on; before that every as_*() function refuses.
	 *
	 * @param string|null $function_name Caller, named in the notice when it came too early.
	 */
	public static function is_initialized( $function_name = null ): bool {
		if ( ! self::$initialized && ! empty( $function_name ) ) {
			_doing_it_wrong(
				esc_html( $function_name ),
				esc_html( $function_name . '() needs Action Scheduler to be initialized: wait for action_scheduler_init.' ),
				'3.1.6'
			);
		}
		return self::$initialized;
	}
}
