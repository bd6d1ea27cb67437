<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Closes secrets before they go into the database, and opens them again.
 *
 * The key comes from the constant or environment variable of that name, else from the salts of the site. That guards
 * copies of the database, not code that runs here. After a change of the key a secret must be typed in again.
 */
final class SecretBox {
	public const NAME = 'SMARTALLOC_OPS_SECRET_KEY';

	private ?string $key = null;

	/** @param \Closure(): string $material Asked when it is first needed: the salts are not there yet while plugins load. */
	private function __construct( private readonly \Closure $material ) {}

	public static function of_site(): self {
		return new self(
			static function (): string {
				$given = defined( self::NAME ) ? constant( self::NAME ) : getenv( self::NAME );
				return is_string( $given ) && strlen( $given ) >= 16 ? $given : wp_salt( 'auth' ) . wp_salt( 'secure_auth' );
			}
		);
	}

	public static function with( #[\SensitiveParameter] string $material ): self {
		return new self( static fn (): string => $material );
	}

	/** Tells keys apart without telling them. */
	public function key_id(): string {
		return substr( hash_hmac( 'sha256', 'key id', $this->key() ), 0, 12 );
	}

	public function close( #[\SensitiveParameter] string $secret ): string {
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		return base64_encode( $nonce . sodium_crypto_secretbox( $secret, $nonce, $this->key() ) );
	}

	/** Null: it was closed with another key, or somebody changed it. */
	public function open( string $closed ): ?string {
		$bytes = base64_decode( $closed, true );
		if ( false === $bytes || strlen( $bytes ) <= SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ) {
			return null;
		}
		$secret = sodium_crypto_secretbox_open( substr( $bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), substr( $bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), $this->key() );
		return false === $secret ? null : $secret;
	}

	private function key(): string {
		return $this->key ??= hash_hkdf( 'sha256', ( $this->material )(), SODIUM_CRYPTO_SECRETBOX_KEYBYTES, 'smartalloc-ops secrets 1' );
	}
}
