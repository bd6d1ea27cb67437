<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/**
 * Counts what SmartAlloc turned away, at the doors where that can be seen from outside: answers of its REST API, nonces
 * of its own, and its pages in wp-admin. Kinds and numbers, nothing of the request.
 *
 * Of webhooks its own word comes first. What a handler of it refuses in silence is not seen, and nobody says it is.
 */
final class FaultRecorder {
	private const ROUTES = '/smartalloc/v1/';
	private const HOOKS  = '/smartalloc/v1/hook/';

	/** What the names of its nonces and pages start with; ours go on behind it. */
	private const THEIRS = '/^smartalloc(?![_-]ops)/';

	/** SmartAlloc has told of the webhook of this request itself. */
	private bool $is_told = false;

	/** Id of the webhook that it told of last. */
	private string $last = '';

	/** The nonce of this request was counted when it was checked. */
	private bool $is_counted = false;

	public function __construct( private readonly Recorder $recorder ) {}

	public function register(): void {
		add_action( 'smartalloc_webhook_result', [ $this, 'smartalloc_webhook_result' ], PHP_INT_MIN );
		add_filter( 'rest_post_dispatch', [ $this, 'rest_post_dispatch' ], PHP_INT_MAX, 3 );
		add_action( 'wp_verify_nonce_failed', [ $this, 'wp_verify_nonce_failed' ], PHP_INT_MIN, 2 );
		add_action( 'admin_page_access_denied', [ $this, 'admin_page_access_denied' ], PHP_INT_MIN );
	}

	/** @param mixed $told */
	public function smartalloc_webhook_result( $told = null ): void {
		$told          = is_array( $told ) ? $told : [];
		$id            = is_scalar( $told['request_id'] ?? null ) ? (string) $told['request_id'] : '';
		$is_again      = '' !== $id && $id === $this->last;
		$this->is_told = true;
		$this->last    = $id;
		// Core asks who may call a route once more for the header Allow.
		if ( ! $is_again && in_array( $told['result'] ?? null, [ 'invalid', 'replayed' ], true ) ) {
			$this->recorder->count( Metric::FaultSignature, '' );
		}
	}

	/**
	 * What comes in goes out.
	 *
	 * @param mixed $response
	 * @param mixed $server
	 * @param mixed $request
	 * @return mixed
	 */
	public function rest_post_dispatch( $response, $server = null, $request = null ) {
		$route = $request instanceof \WP_REST_Request ? strtolower( $request->get_route() ) : '';
		if ( ! $response instanceof \WP_REST_Response || ! str_starts_with( $route, self::ROUTES ) || ! in_array( $response->get_status(), [ 401, 403 ], true ) ) {
			return $response;
		}
		$data = $response->get_data();
		$code = is_array( $data ) ? $data['code'] ?? '' : '';
		if ( str_starts_with( $route, self::HOOKS ) ) {
			$this->is_told || $this->recorder->count( Metric::FaultSignature, '' );
		} elseif ( 'rest_cookie_invalid_nonce' === $code ) {
			$this->recorder->count( Metric::FaultNonce, '' );
		} elseif ( is_user_logged_in() && ! $this->is_counted ) {
			$this->recorder->count( Metric::FaultCapability, '' );
		}
		$this->is_told    = false;
		$this->is_counted = false;
		return $response;
	}

	/**
	 * @param mixed $nonce  Not looked at.
	 * @param mixed $action
	 */
	public function wp_verify_nonce_failed( $nonce = null, $action = null ): void {
		if ( is_string( $action ) && 1 === preg_match( self::THEIRS, strtolower( $action ) ) ) {
			$this->is_counted = true;
			$this->recorder->count( Metric::FaultNonce, '' );
		}
	}

	public function admin_page_access_denied(): void {
		$page = isset( $_GET['page'] ) && is_string( $_GET['page'] ) ? sanitize_key( $_GET['page'] ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- nothing is done with it.
		if ( 1 === preg_match( self::THEIRS, $page ) ) {
			$this->recorder->count( Metric::FaultCapability, '' );
		}
	}
}
