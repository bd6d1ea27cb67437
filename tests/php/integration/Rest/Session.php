<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** A session of a user as a browser holds it: its cookie, and nonces of any age. Made without the login page. */
final class Session {
	private function __construct( public readonly int $user_id, private readonly string $token, private readonly string $cookie ) {}

	public static function of( int $user_id ): self {
		$until = time() + DAY_IN_SECONDS;
		$token = \WP_Session_Tokens::get_instance( $user_id )->create( $until );
		return new self( $user_id, $token, (string) constant( 'LOGGED_IN_COOKIE' ) . '=' . rawurlencode( wp_generate_auth_cookie( $user_id, $until, 'logged_in', $token ) ) );
	}

	/** @return array<string, string> */
	public function headers( string $nonce ): array {
		return [
			'Cookie'     => $this->cookie,
			'X-WP-Nonce' => $nonce,
		];
	}

	/** A nonce as core would have made it that many half lives ago. */
	public function nonce( int $ticks_ago = 0 ): string {
		$tick = (int) wp_nonce_tick( 'wp_rest' ) - $ticks_ago;
		return substr( wp_hash( "{$tick}|wp_rest|{$this->user_id}|{$this->token}", 'nonce' ), -12, 10 );
	}

	/** Signs it out, as "log out everywhere else" does. */
	public function end(): void {
		\WP_Session_Tokens::get_instance( $this->user_id )->destroy( $this->token );
	}
}
