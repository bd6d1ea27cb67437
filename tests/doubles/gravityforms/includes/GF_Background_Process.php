<?php
/**
 * Background processors as Gravity Forms 2.4 to 2.9.6 runs them: batches in options, a lock, one loopback request, and a
 * health check of WP-Cron for when that request is lost.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

abstract class GF_Background_Process {

	/** @var string */
	protected $action = 'background_process';

	/** @var string */
	protected $identifier;

	/** @var string */
	protected $cron_hook_identifier;

	/** @var string */
	protected $cron_interval_identifier;

	/** @var int */
	protected $start_time = 0;

	/** @var list<mixed> */
	protected $data = array();

	public function __construct() {
		$this->identifier               = 'wp_' . $this->action;
		$this->cron_hook_identifier     = $this->identifier . '_cron';
		$this->cron_interval_identifier = $this->identifier . '_cron_interval';

		add_action( 'wp_ajax_' . $this->identifier, array( $this, 'maybe_handle' ) );
		add_action( 'wp_ajax_nopriv_' . $this->identifier, array( $this, 'maybe_handle' ) );
		add_action( $this->cron_hook_identifier, array( $this, 'handle_cron_healthcheck' ) );
		add_filter( 'cron_schedules', array( $this, 'schedule_cron_healthcheck' ) );
	}

	/**
	 * One task. False: it is done with; anything else is kept in its place for the next time.
	 *
	 * @param mixed $item Task.
	 * @return mixed
	 */
	abstract protected function task( $item );

	/**
	 * @param mixed $data Task.
	 * @return $this
	 */
	public function push_to_queue( $data ) {
		$this->data[] = $data;
		return $this;
	}

	/**
	 * Stores what was pushed as one batch.
	 *
	 * @return $this
	 */
	public function save() {
		if ( array() !== $this->data ) {
			$key = substr( $this->identifier . '_batch_blog_id_' . get_current_blog_id() . '_' . md5( microtime() . wp_rand() ), 0, 64 );
			$this->store( $key, $this->data );
			$this->data = array();
		}
		return $this;
	}

	/**
	 * Schedules the health check, then asks the site to work on the batches. The request goes out as whoever dispatches.
	 *
	 * @return array<string, mixed>|WP_Error
	 */
	public function dispatch() {
		if ( $this->is_queue_empty() ) {
			$this->clear_scheduled_event();
			return new WP_Error( 'queue_empty', 'Nothing left to process' );
		}
		if ( ! wp_next_scheduled( $this->cron_hook_identifier ) ) {
			wp_schedule_event( time() + 10, $this->cron_interval_identifier, $this->cron_hook_identifier );
		}
		$query = array(
			'action' => $this->identifier,
			'nonce'  => wp_create_nonce( $this->identifier ),
		);
		return wp_remote_post(
			add_query_arg( $query, admin_url( 'admin-ajax.php' ) ),
			array(
				'timeout' => 5,
				'cookies' => $_COOKIE, // phpcs:ignore WordPress.Security
			)
		);
	}

	/** The loopback request: works unless somebody else does, or there is nothing. */
	public function maybe_handle(): void {
		if ( $this->is_process_running() || $this->is_queue_empty() ) {
			wp_die();
		}
		check_ajax_referer( $this->identifier, 'nonce' );
		$this->handle();
	}

	/** The health check: likewise, in the process of WP-Cron, which it ends. */
	public function handle_cron_healthcheck(): void {
		if ( $this->is_process_running() ) {
			exit;
		}
		if ( $this->is_queue_empty() ) {
			$this->clear_scheduled_event();
			exit;
		}
		$this->handle();
		exit;
	}

	/**
	 * @param mixed $schedules Schedules of WP-Cron.
	 * @return array<string, mixed>
	 */
	public function schedule_cron_healthcheck( $schedules ): array {
		$schedules = (array) $schedules;
		$minutes   = (int) apply_filters( $this->cron_interval_identifier, 5 );

		$schedules[ $this->cron_interval_identifier ] = array(
			'interval' => MINUTE_IN_SECONDS * $minutes,
			'display'  => "Every $minutes Minutes",
		);
		return $schedules;
	}

	/**
	 * Task by task until the queue is empty or a limit is reached; a limit is looked at after each task, never before the first.
	 */
	protected function handle(): void {
		$this->start_time = time();
		update_site_option( $this->identifier . '_process_lock', microtime( true ) );
		do {
			$batch = $this->get_batch();
			if ( is_multisite() && get_current_blog_id() !== $batch['blog_id'] ) {
				// A batch of another site is worked on by a request to that site.
				switch_to_blog( $batch['blog_id'] );
				$this->unlock_process();
				$this->dispatch();
				wp_die();
			}
			foreach ( $batch['data'] as $key => $item ) {
				$kept = $this->task( $item );
				if ( false === $kept ) {
					unset( $batch['data'][ $key ] );
				} else {
					$batch['data'][ $key ] = $kept;
				}
				if ( false !== $kept || $this->time_exceeded() || $this->memory_exceeded() ) {
					break;
				}
			}
			if ( array() === $batch['data'] ) {
				delete_site_option( $batch['key'] );
			} elseif ( get_site_option( $batch['key'] ) ) {
				$this->store( $batch['key'], $batch['data'] );
			}
		} while ( ! $this->time_exceeded() && ! $this->memory_exceeded() && ! $this->is_queue_empty() );

		$this->unlock_process();
		if ( $this->is_queue_empty() ) {
			$this->complete();
		} else {
			$this->dispatch();
		}
		wp_die();
	}

	protected function complete(): void {
		$this->clear_scheduled_event();
	}

	public function unlock_process(): void {
		delete_site_option( $this->identifier . '_process_lock' );
	}

	protected function is_process_running(): bool {
		$since = get_site_option( $this->identifier . '_process_lock' );
		if ( ! $since ) {
			return false;
		}
		if ( microtime( true ) - (float) $since > (int) apply_filters( $this->identifier . '_queue_lock_time', 60 ) ) {
			$this->unlock_process();
			return false;
		}
		return true;
	}

	protected function is_queue_empty(): bool {
		return null === $this->first( $this->identifier . '_batch_' );
	}

	protected function time_exceeded(): bool {
		$end = $this->start_time + (int) apply_filters( $this->identifier . '_default_time_limit', 20 );
		return (bool) apply_filters( $this->identifier . '_time_exceeded', time() >= $end );
	}

	protected function memory_exceeded(): bool {
		return (bool) apply_filters( $this->identifier . '_memory_exceeded', false );
	}

	/**
	 * The oldest batch of this site, else the oldest of any.
	 *
	 * @return array{key: string, blog_id: int, data: array<int, mixed>}
	 */
	private function get_batch(): array {
		$row   = $this->first( $this->identifier . '_batch_blog_id_' . get_current_blog_id() . '_' ) ?? $this->first( $this->identifier . '_batch_' );
		$value = (array) maybe_unserialize( (string) ( $row['value'] ?? '' ) );
		return array(
			'key'     => (string) ( $row['name'] ?? '' ),
			'blog_id' => (int) ( $value['blog_id'] ?? 0 ),
			'data'    => (array) ( $value['data'] ?? array() ),
		);
	}

	/**
	 * Past the cache of this process: other processes add and take away.
	 *
	 * @return array{name: string, value: string}|null
	 */
	private function first( string $prefix ): ?array {
		global $wpdb;
		$like = $wpdb->esc_like( $prefix ) . '%';
		$sql  = is_multisite()
			? $wpdb->prepare( 'SELECT meta_key AS name, meta_value AS value FROM %i WHERE meta_key LIKE %s ORDER BY meta_id LIMIT 1', $wpdb->sitemeta, $like )
			: $wpdb->prepare( 'SELECT option_name AS name, option_value AS value FROM %i WHERE option_name LIKE %s ORDER BY option_id LIMIT 1', $wpdb->options, $like );
		return $wpdb->get_row( $sql, ARRAY_A ); // phpcs:ignore WordPress.DB
	}

	/**
	 * @param array<int, mixed> $data Tasks.
	 */
	private function store( string $key, array $data ): void {
		update_site_option(
			$key,
			array(
				'blog_id' => get_current_blog_id(),
				'data'    => $data,
			)
		);
	}

	private function clear_scheduled_event(): void {
		$at = wp_next_scheduled( $this->cron_hook_identifier );
		if ( $at ) {
			wp_unschedule_event( $at, $this->cron_hook_identifier );
		}
	}
}
