<?php

declare(strict_types=1);

namespace Action_Scheduler\Migration;

defined( 'ABSPATH' ) || exit;

/**
 * Runs the window: swaps the store in and schedules the action that closes it.
 */
class Controller {

	private static ?self $instance = null;

	private ?Config $config = null;

	private function __construct( private readonly Scheduler $scheduler ) {}

	public static function instance(): self {
		self::$instance ??= new self( new Scheduler() );
		return self::$instance;
	}

	public static function init(): void {
		self::instance()->hook();
	}

	/**
	 * @param string $class_name Class chosen so far.
	 */
	public function get_store_class( $class_name ): string {
		return \ActionScheduler_HybridStore::class;
	}

	public function schedule_migration(): void {
		if ( \ActionScheduler::is_initialized() && ! \ActionScheduler_DataController::is_migration_complete() && ! $this->scheduler->is_migration_scheduled() ) {
			$this->scheduler->schedule_migration();
		}
	}

	/** Filtered where the window store is built: the place to reach the store behind it. */
	public function get_migration_config_object(): Config {
		if ( null === $this->config ) {
			$config = new Config();
			$config->set_destination_store( new \ActionScheduler_DBStore() );
			$this->config = apply_filters( 'action_scheduler/migration_config', $config );
		}
		return $this->config;
	}

	private function hook(): void {
		add_filter( 'action_scheduler_store_class', [ $this, 'get_store_class' ], 100 );
		add_action( 'init', [ $this->scheduler, 'hook' ] );
		add_action( 'wp_loaded', [ $this, 'schedule_migration' ] );
	}
}
