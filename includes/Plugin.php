<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Admin\Screen;
use SmartAllocOps\Admin\StatusDot;
use SmartAllocOps\Journal\Erasure;
use SmartAllocOps\Privacy\ActsOfUser;
use SmartAllocOps\Privacy\Privacy;
use SmartAllocOps\Rest\Gate;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\TextAnswer;
use SmartAllocOps\Rollback\BuildProbe;

defined( 'ABSPATH' ) || exit;

/** The composition root: every hook of the plugin is added here or in the `register()` of what it names. */
final class Plugin {
	private function __construct( private readonly Services $services, private readonly Gate $gate, private readonly string $file ) {}

	public static function boot( string $file ): void {
		global $wpdb;
		$services = new Services( $wpdb );
		$plugin   = new self( $services, new Gate( static fn (): bool => $services->install()->wait_until_ready() ), $file );
		$plugin->register();
	}

	private function register(): void {
		register_activation_hook( $this->file, [ $this, 'activate' ] );
		register_deactivation_hook( $this->file, [ $this, 'deactivate' ] );
		// Before Action Scheduler starts, at `init` 1.
		add_action( 'init', [ $this, 'init' ], 0 );
		add_filter( 'cron_schedules', [ $this, 'cron_schedules' ] );
		add_action( Install::TICK, [ $this, 'tick' ] );
		add_action( 'rest_api_init', [ $this, 'rest_api_init' ] );

		$this->services->running_job()->register();
		$this->services->logs()->register();
		$this->services->flag_parts()->register();
		// A request that only asks WP-Cron's way in which build it has runs no event, and must not pass for a run.
		if ( ! wp_doing_cron() || ! BuildProbe::is_asked() ) {
			$this->services->runner_heartbeat()->register();
		}
		// Before the queue's failure recorder, which overwrites what it knew of a job that fails twice.
		$this->services->kpi_services()->register();
		$this->services->queue_services()->register();
		$this->services->hook_observer()->register();
		$this->services->health_services()->mail_results()->register();
		$this->services->alerts()->changes()->register();
		( new StatusDot() )->register();
		$this->gate->register();
		( new Network( plugin_basename( $this->file ) ) )->register();

		// WP-CLI runs core's weekly check too, and says that it does cron only when it does.
		if ( is_admin() || wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI ) ) {
			$this->services->site_health()->register();
			$this->services->rollback_services()->update_guard()->register();
		}
		if ( is_admin() ) {
			( new Screen( $this->file, fn (): ?array => $this->first_screen(), fn (): array => $this->services->vault_services()->rescue() ) )->register();
			( new InstallNotice( $this->services->install() ) )->register();
			( new Privacy( new ActsOfUser( $this->services->db, Tables::columns() ), fn (): Erasure => $this->services->records()->erasure(), $this->services->config ) )->register();
			$this->services->health_services()->loopback()->register();
			$this->services->trigger_services()->register();
		}
		if ( BuildProbe::is_asked() ) {
			$this->services->rollback_services()->probe()->register();
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			( new Commands( $this->services ) )->register();
		}
	}

	/** @param mixed $network_wide */
	public function activate( $network_wide = false ): void {
		$this->services->logs()->log->open();
		true === $network_wide ? Network::install_everywhere() : Network::install_here();
	}

	/** @param mixed $network_wide */
	public function deactivate( $network_wide = false ): void {
		$this->services->flag_parts()->cron_guard()->unregister();
		$this->services->flag_parts()->queue()->stop_taking();
		if ( true === $network_wide || is_main_site() ) {
			WatchdogServices::take_away( $this->services );
		}
		true === $network_wide ? Network::deactivate_everywhere() : $this->services->install()->deactivate();
		$this->services->logs()->log->close();
	}

	public function init(): void {
		load_plugin_textdomain( 'smartalloc-ops', false, dirname( plugin_basename( $this->file ) ) . '/build/languages' );
		$this->services->install()->ensure();
	}

	/**
	 * @param mixed $schedules
	 * @return array<mixed>
	 */
	public function cron_schedules( $schedules ): array {
		$schedules = is_array( $schedules ) ? $schedules : [];
		// Not translated: the filter also runs long before translations may be loaded.
		$schedules['smartalloc_ops_minute'] = [
			'interval' => MINUTE_IN_SECONDS,
			'display'  => 'SmartAlloc Ops: every minute',
		];
		return $schedules;
	}

	public function tick(): void {
		( new Tick( $this->services ) )->run();
	}

	/** @return array<mixed>|null What the first screen shows; null when that cannot be said. */
	private function first_screen(): ?array {
		$this->measure_first();
		return Router::carried( fn (): array => $this->services->overview_schema()->describe( $this->services->overview()->report() ) );
	}

	/** The page must come whatever the checks do: what could not be measured is shown as unknown. */
	private function measure_first(): void {
		try {
			$this->services->health()->measure_first();
		} catch ( \Throwable $thrown ) {
			error_log( 'SmartAlloc Ops: first measurement: ' . get_class( $thrown ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	public function rest_api_init(): void {
		$router = new Router( $this->gate );
		foreach ( ( new Controllers( $this->services ) )->all() as $controller ) {
			$controller->register_routes( $router );
		}
		add_filter( 'rest_pre_serve_request', [ TextAnswer::class, 'rest_pre_serve_request' ], 10, 3 );
	}
}
