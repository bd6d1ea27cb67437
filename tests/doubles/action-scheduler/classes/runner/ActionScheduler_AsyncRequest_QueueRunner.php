<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Loopback runner: a request to admin-ajax.php that runs the queue, sleeps and starts its successor while something is due.
 */
class ActionScheduler_AsyncRequest_QueueRunner {

	private const ACTION = 'as_async_request_queue_runner';

	public function __construct( private readonly ActionScheduler_Store $store ) {
		add_action( 'wp_ajax_' . self::ACTION, [ $this, 'maybe_handle' ] );
		add_action( 'wp_ajax_nopriv_' . self::ACTION, [ $this, 'maybe_handle' ] );
	}

	public function maybe_dispatch(): void {
		if ( $this->allow() ) {
			$this->dispatch();
		}
	}

	/** @return array<string, mixed>|WP_Error */
	public function dispatch() {
		$url = add_query_arg( [ 'action' => self::ACTION, 'nonce' => wp_create_nonce( self::ACTION ) ], admin_url( 'admin-ajax.php' ) );
		return wp_remote_post(
			esc_url_raw( $url ),
			[
				'timeout'   => 0.01,
				'blocking'  => false,
				'body'      => [],
				'cookies'   => $_COOKIE,
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ),
			]
		);
	}

	public function maybe_handle(): void {
		session_write_close();
		check_ajax_referer( self::ACTION, 'nonce' );
		do_action( 'action_scheduler_run_queue', 'Async Request' );
		sleep( absint( apply_filters( 'action_scheduler_async_request_sleep_seconds', 5, $this ) ) );
		$this->maybe_dispatch();
		wp_die();
	}

	private function allow(): bool {
		$allow = has_action( 'action_scheduler_run_queue' )
			&& ! ActionScheduler::runner()->has_maximum_concurrent_batches()
			&& $this->store->has_pending_actions_due();
		return (bool) apply_filters( 'action_scheduler_allow_async_request_runner', $allow );
	}
}
