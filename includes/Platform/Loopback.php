<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Requests of the site to itself: the way WP-Cron and the runners of jobs are started, and whether our own REST route is
 * reached.
 *
 * The POST asks with a signature and expects one back, so that an answer proves that this very site was reached, and
 * nobody else gets anything out of the address.
 */
final class Loopback {
	public const ACTION = 'smartalloc_ops_loopback';

	/** What our own route says to somebody who is not signed in: it was reached. */
	public const ROUTE         = 'smartalloc-ops/v1/health';
	public const ROUTE_REPLIES = 'smartalloc_ops_not_signed_in';

	/** A loopback takes some tens of milliseconds; whoever waits must not wait longer than this. */
	public const TIMEOUT_S = 2;

	/** Seconds that a signed question stands. */
	private const VALID_S = 60;

	public function register(): void {
		add_action( 'wp_ajax_nopriv_' . self::ACTION, [ $this, 'answer' ] );
		add_action( 'wp_ajax_' . self::ACTION, [ $this, 'answer' ] );
	}

	/** The receiving end. Whoever cannot sign the question gets what WordPress says of an action that is not there. */
	public function answer(): void {
		// Signed below: a nonce belongs to a person, and nobody is signed in here.
		// phpcs:disable WordPress.Security.NonceVerification.Missing
		$at   = isset( $_POST['at'] ) && is_string( $_POST['at'] ) ? sanitize_key( $_POST['at'] ) : '';
		$once = isset( $_POST['once'] ) && is_string( $_POST['once'] ) ? sanitize_key( $_POST['once'] ) : '';
		$sign = isset( $_POST['sign'] ) && is_string( $_POST['sign'] ) ? sanitize_key( $_POST['sign'] ) : '';
		// phpcs:enable
		if ( 1 !== preg_match( '/^[0-9a-f]{32}$/', $once ) || abs( time() - (int) $at ) > self::VALID_S || ! hash_equals( self::sign( "ask $at $once" ), $sign ) ) {
			wp_die( '0', 400 );
		}
		// Any request of the admin area may start Action Scheduler's runner when it ends; looking must not.
		foreach ( Callbacks::on( 'shutdown' ) as $callback ) {
			if ( str_ends_with( $callback['name'], '::maybe_dispatch_async_request' ) && is_callable( $callback['function'] ) ) {
				remove_action( 'shutdown', $callback['function'], $callback['priority'] );
			}
		}
		wp_send_json( [ 'answer' => self::sign( "answer $once" ) ] );
	}

	/**
	 * @return array{state: 'reached'|'refused'|'failed', status: int, detail: string, ms: int} Refused: somebody else answered; the detail is a code of this site or of curl, never foreign text.
	 */
	public function post_to_self(): array {
		$at     = (string) time();
		$once   = bin2hex( random_bytes( 16 ) );
		$answer = $this->request(
			'POST',
			admin_url( 'admin-ajax.php' ),
			[
				'action' => self::ACTION,
				'at'     => $at,
				'once'   => $once,
				'sign'   => self::sign( "ask $at $once" ),
			]
		);
		$given  = $answer['json']['answer'] ?? null;
		return self::judge( $answer, is_string( $given ) && hash_equals( self::sign( "answer $once" ), $given ) );
	}

	/** @return array{state: 'reached'|'refused'|'failed', status: int, detail: string, ms: int} As post_to_self(). */
	public function get_own_route(): array {
		$answer = $this->request( 'GET', rest_url( self::ROUTE ) );
		return self::judge( $answer, self::ROUTE_REPLIES === ( $answer['json']['code'] ?? null ) );
	}

	/**
	 * What anybody gets at an address of this site.
	 *
	 * @return array{status: int, detail: string, body: string} Status 0: no answer came; the detail is a code.
	 */
	public function read( string $url ): array {
		[ 'status' => $status, 'detail' => $detail, 'body' => $body ] = $this->request( 'GET', $url );
		return [
			'status' => $status,
			'detail' => $detail,
			'body'   => $body,
		];
	}

	/**
	 * Calls `$body` while requests of this process to the site itself are refused.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_closed( callable $body ): mixed {
		$own   = [ admin_url( 'admin-ajax.php' ), rest_url( self::ROUTE ) ];
		$close = static fn ( mixed $answer, mixed $args, mixed $url ): mixed => in_array( $url, $own, true ) ? new \WP_Error( 'smartalloc_ops_self_test', 'Closed by a self-test.' ) : $answer;
		add_filter( 'pre_http_request', $close, PHP_INT_MAX, 3 );
		try {
			return $body();
		} finally {
			remove_filter( 'pre_http_request', $close, PHP_INT_MAX );
		}
	}

	/**
	 * @param 'GET'|'POST'          $method
	 * @param array<string, string> $fields
	 * @return array{status: int, detail: string, json: array<mixed>, body: string, ms: int} Status 0: no answer came.
	 */
	private function request( string $method, string $url, array $fields = [] ): array {
		$started  = hrtime( true );
		$response = wp_remote_request(
			$url,
			[
				'method'      => $method,
				'timeout'     => self::TIMEOUT_S,
				'redirection' => 0,
				'body'        => $fields,
				'headers'     => [ 'Cache-Control' => 'no-cache' ],
				/** This filter is core's own: wp-includes/class-wp-http-streams.php */
				'sslverify'   => apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound
			]
		);
		$ms       = intdiv( hrtime( true ) - $started, 1_000_000 );
		if ( is_wp_error( $response ) ) {
			// The text can hold addresses; the number of curl's error says as much.
			$detail = 1 === preg_match( '/cURL error (\d+)/', $response->get_error_message(), $found ) ? "cURL {$found[1]}" : sanitize_key( (string) $response->get_error_code() );
			return [
				'status' => 0,
				'detail' => $detail,
				'json'   => [],
				'body'   => '',
				'ms'     => $ms,
			];
		}
		$body = wp_remote_retrieve_body( $response );
		$json = json_decode( $body, true );
		$json = is_array( $json ) ? $json : [];
		return [
			'status' => (int) wp_remote_retrieve_response_code( $response ),
			'detail' => is_string( $json['code'] ?? null ) ? sanitize_key( $json['code'] ) : '',
			'json'   => $json,
			'body'   => $body,
			'ms'     => $ms,
		];
	}

	/**
	 * @param array{status: int, detail: string, json: array<mixed>, body: string, ms: int} $answer
	 * @return array{state: 'reached'|'refused'|'failed', status: int, detail: string, ms: int}
	 */
	private static function judge( array $answer, bool $is_own ): array {
		return [
			'state'  => $is_own ? 'reached' : ( 0 === $answer['status'] ? 'failed' : 'refused' ),
			'status' => $answer['status'],
			'detail' => $answer['detail'],
			'ms'     => $answer['ms'],
		];
	}

	/** Under a label of its own, so that it signs nothing else of WordPress. */
	private static function sign( string $text ): string {
		return hash_hmac( 'sha256', "smartalloc-ops loopback $text", wp_salt( 'auth' ) );
	}
}
