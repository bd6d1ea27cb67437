<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * The web runner: started by WP-Cron every minute and by loopback requests from admin pages.
 */
class ActionScheduler_QueueRunner extends ActionScheduler_Abstract_QueueRunner {

	public const WP_CRON_HOOK     = 'action_scheduler_run_queue';
	public const WP_CRON_SCHEDULE = 'every_minute';

	private const BATCH_SIZE = 25;
	private const LOCK       = 'async-request-runner';

	private static ?self $instance = null;

	private ActionScheduler_AsyncRequest_QueueRunner $async_request;
	private int $processed = 0;

	public static function instance(): self {
		if ( null === self::$instance ) {
			$class_name     = apply_filters( 'action_scheduler_queue_runner_class', self::class );
			self::$instance = new $class_name();
		}
		return self::$instance;
	}

	public function __construct( ?ActionScheduler_Store $store = null, ?ActionScheduler_FatalErrorMonitor $monitor = null, ?ActionScheduler_QueueCleaner $cleaner = null, ?ActionScheduler_AsyncRequest_QueueRunner $async_request = null ) {
		parent::__construct( $store, $monitor, $cleaner );
		$this->async_request = $async_request ?? new ActionScheduler_AsyncRequest_QueueRunner( $this->store );
	}

	public function init(): void {
		add_filter( 'cron_schedules', [ $this, 'add_wp_cron_schedule' ] ); // phpcs:ignore WordPress.WP.CronInterval -- the interval is the contract.
		$arguments = [ 'WP Cron' ];
		if ( ! wp_next_scheduled( self::WP_CRON_HOOK, $arguments ) ) {
			wp_schedule_event( time(), apply_filters( 'action_scheduler_run_schedule', self::WP_CRON_SCHEDULE ), self::WP_CRON_HOOK, $arguments );
		}
		add_action( self::WP_CRON_HOOK, [ $this, 'run' ] );
		$this->hook_dispatch_async_request();
	}

	public function hook_dispatch_async_request(): void {
		add_action( 'shutdown', [ $this, 'maybe_dispatch_async_request' ] );
	}

	public function unhook_dispatch_async_request(): void {
		remove_action( 'shutdown', [ $this, 'maybe_dispatch_async_request' ] );
	}

	public function maybe_dispatch_async_request(): void {
		if ( is_admin() && ! ActionScheduler::lock()->is_locked( self::LOCK ) ) {
			ActionScheduler::lock()->set( self::LOCK );
			$this->async_request->maybe_dispatch();
		}
	}

	public function run( $context = 'WP Cron' ) {
		wp_raise_memory_limit( 'admin' );
		do_action( 'action_scheduler_before_process_queue' );
		$this->run_cleanup();
		$this->processed = 0;
		if ( ! $this->has_maximum_concurrent_batches() ) {
			do {
				$size             = (int) apply_filters( 'action_scheduler_queue_runner_batch_size', self::BATCH_SIZE );
				$in_batch         = $this->do_batch( $size, (string) $context );
				$this->processed += $in_batch;
			} while ( $in_batch > 0 && ! $this->must_stop( $this->processed ) );
		}
		do_action( 'action_scheduler_after_process_queue' );
		return $this->processed;
	}

	/**
	 * @param array<string, array{interval: int, display: string}> $schedules Known ones.
	 * @return array<string, array{interval: int, display: string}>
	 */
	public function add_wp_cron_schedule( $schedules ) {
		$schedules[ self::WP_CRON_SCHEDULE ] = [ 'interval' => 60, 'display' => 'Every minute' ];
		return $schedules;
	}

	private function do_batch( int $size, string $context ): int {
		$claim = $this->store->stake_claim( $size );
		$this->monitor->attach( $claim );
		$done = 0;
		foreach ( $claim->get_actions() as $action_id ) {
			// Another process may have taken the claim away in the meantime.
			if ( ! in_array( $action_id, $this->store->find_actions_by_claim_id( $claim->get_id() ), true ) ) {
				break;
			}
			$this->process_action( $action_id, $context );
			++$done;
			if ( $this->must_stop( $done + $this->processed ) ) {
				break;
			}
		}
		$this->store->release_claim( $claim );
		$this->monitor->detach();
		if ( ! wp_using_ext_object_cache() ) {
			wp_cache_flush();
		}
		return $done;
	}
}
