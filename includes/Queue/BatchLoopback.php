<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

defined( 'ABSPATH' ) || exit;

/**
 * The request in which a batch runs: sent by the site to itself without a cookie, so by nobody.
 *
 * What lets it in is a token that was made for one batch, is kept only as a digest, and is gone with its first use.
 */
final class BatchLoopback {
	private const ACTION = 'smartalloc_ops_batch';

	/** A request of the web has to leave before its server ends it. */
	private const BUDGET_S = 25;

	/** @var (\Closure(): BatchRunner)|null */
	private ?\Closure $runner = null;

	/** @param \Closure(): BatchRunner $runner Made only in the request that runs a batch. */
	public function register( \Closure $runner ): void {
		$this->runner = $runner;
		// Only for nobody: a request with somebody's cookie is answered by WordPress with 400.
		add_action( 'wp_ajax_nopriv_' . self::ACTION, [ $this, 'wp_ajax_nopriv' ] );
	}

	public function send( int $id, string $token ): void {
		// It is not waited for: whether it came is seen in the table.
		wp_remote_post(
			admin_url( 'admin-ajax.php' ),
			[
				'timeout'   => 0.01,
				'blocking'  => false,
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- core's.
				'body'      => [
					'action' => self::ACTION,
					'batch'  => $id,
					'token'  => $token,
				],
			]
		);
	}

	public function wp_ajax_nopriv(): void {
		// phpcs:disable WordPress.Security.NonceVerification.Missing -- the token is what a nonce would be, and better: it is used once.
		$id    = isset( $_POST['batch'] ) && is_scalar( $_POST['batch'] ) ? (int) $_POST['batch'] : 0;
		$token = isset( $_POST['token'] ) && is_string( $_POST['token'] ) ? sanitize_key( $_POST['token'] ) : '';
		// phpcs:enable
		if ( null === $this->runner || $id < 1 || 64 !== strlen( $token ) || 0 !== get_current_user_id() ) {
			wp_die( '', '', [ 'response' => 403 ] );
		}
		ignore_user_abort( true );
		$batch = ( $this->runner )()->run( $id, $token, self::BUDGET_S );
		wp_die( '', '', [ 'response' => null === $batch ? 403 : 200 ] );
	}
}
