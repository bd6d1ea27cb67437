<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Platform\Callbacks;
use SmartAllocOps\Platform\SmartAlloc;

defined( 'ABSPATH' ) || exit;

/**
 * Asks the web server which build of SmartAlloc it has loaded, and tells it to forget what it had compiled.
 *
 * A signed POST that stands for a minute and that nothing may cache; whoever cannot sign it gets a 404. The answer
 * carries what was asked under the same signature, so that an old one is told apart.
 */
final class BuildProbe {
	public const ACTION = 'smartalloc_ops_build';

	public const TIMEOUT_S = 5;

	private const VALID_S = 60;

	public function __construct( private readonly Builds $builds, private readonly SmartAlloc $smart_alloc, private readonly FlagReader $flags, private readonly ?string $address = null ) {}

	public function register(): void {
		add_action( 'wp_ajax_nopriv_' . self::ACTION, [ $this, 'answer' ] );
		add_action( 'wp_ajax_' . self::ACTION, [ $this, 'answer' ] );
	}

	/** The receiving end. */
	public function answer(): void {
		// Signed below: a nonce belongs to a person, and nobody is signed in here.
		// phpcs:disable WordPress.Security.NonceVerification.Missing
		$asked = isset( $_POST['asked'] ) && is_string( $_POST['asked'] ) ? sanitize_text_field( wp_unslash( $_POST['asked'] ) ) : '';
		$sign  = isset( $_POST['sign'] ) && is_string( $_POST['sign'] ) ? sanitize_key( $_POST['sign'] ) : '';
		// phpcs:enable
		if ( 1 !== preg_match( '/^(look|renew) (\d{1,12}) ([0-9a-f]{32})$/D', $asked, $found ) || abs( time() - (int) $found[2] ) > self::VALID_S || ! hash_equals( self::sign( "ask $asked" ), $sign ) ) {
			status_header( 404 );
			exit;
		}
		// Any request of the admin area may start Action Scheduler's runner when it ends; looking must not.
		foreach ( Callbacks::on( 'shutdown' ) as $callback ) {
			if ( str_ends_with( $callback['name'], '::maybe_dispatch_async_request' ) && is_callable( $callback['function'] ) ) {
				remove_action( 'shutdown', $callback['function'], $callback['priority'] );
			}
		}
		$renewed = 'renew' === $found[1] ? $this->builds->forget_compiled() : null;
		nocache_headers();
		wp_send_json( self::signed( [ 'once' => $found[3] ] + $this->here() + [ 'renewed' => $renewed ] ) );
	}

	public function look( string $digest, ?string $version ): ProbeAnswer {
		return $this->ask( 'look', $digest, $version );
	}

	/** Lets the web server compile the files of SmartAlloc anew. */
	public function renew( string $digest, ?string $version ): ProbeAnswer {
		return $this->ask( 'renew', $digest, $version );
	}

	/** @return array{digest: string|null, version: string|null, loaded: bool, flags: int, sapi: string} What this very process has. */
	public function here(): array {
		return [
			'digest'  => $this->builds->installed(),
			'version' => $this->smart_alloc->presence()->version,
			'loaded'  => $this->smart_alloc->presence()->is_present(),
			'flags'   => $this->flags->epoch(),
			'sapi'    => PHP_SAPI,
		];
	}

	/** @param 'look'|'renew' $verb */
	private function ask( string $verb, string $digest, ?string $version ): ProbeAnswer {
		$once     = bin2hex( random_bytes( 16 ) );
		$asked    = "$verb " . time() . " $once";
		$response = wp_remote_post(
			$this->address ?? admin_url( 'admin-ajax.php' ),
			[
				'timeout'     => self::TIMEOUT_S,
				'redirection' => 0,
				'body'        => [
					'action' => self::ACTION,
					'asked'  => $asked,
					'sign'   => self::sign( "ask $asked" ),
				],
				'headers'     => [ 'Cache-Control' => 'no-cache, no-store' ],
				/** This filter is core's own: wp-includes/class-wp-http-streams.php */
				'sslverify'   => apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound
			]
		);
		if ( is_wp_error( $response ) ) {
			return ProbeAnswer::none( 1 === preg_match( '/cURL error 28|timed out/i', $response->get_error_message() ) ? 'timeout' : 'no_connection' );
		}
		return ProbeAnswer::read( (int) wp_remote_retrieve_response_code( $response ), wp_remote_retrieve_body( $response ), $once, $digest, $version, self::sign( ... ) );
	}

	/**
	 * @param array<string, mixed> $said
	 * @return array{said: string, sign: string}
	 */
	private static function signed( array $said ): array {
		$text = (string) wp_json_encode( $said );
		return [
			'said' => $text,
			'sign' => self::sign( "answer $text" ),
		];
	}

	private static function sign( string $text ): string {
		return hash_hmac( 'sha256', "smartalloc-ops build $text", wp_salt( 'auth' ) );
	}
}
