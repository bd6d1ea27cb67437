<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/**
 * The key of the chain, from outside the database: constant or environment variable of one name.
 *
 * Without one the chain is a plain hash: it shows damage and careless edits, and not whoever computes it anew.
 */
final class SealKey {
	public const NAME = 'SMARTALLOC_OPS_JOURNAL_KEY';

	private function __construct( private readonly string $secret ) {}

	public static function of_site(): self {
		$given = defined( self::NAME ) ? constant( self::NAME ) : getenv( self::NAME );
		return new self( is_string( $given ) && strlen( $given ) >= 16 ? $given : '' );
	}

	public function is_given(): bool {
		return '' !== $this->secret;
	}

	/** Tells keys apart without telling them; empty for the plain hash. */
	public function id(): string {
		return $this->is_given() ? substr( hash_hmac( 'sha256', 'key id', $this->secret ), 0, 12 ) : '';
	}

	/** The next link. The plain one can be computed with any key at hand. */
	public function link( Seal $seal, string $previous ): string {
		$text = (string) wp_json_encode( [ $previous, $seal->n, $seal->stream, $seal->row_id, $seal->name, $seal->row_hash, $seal->row_at, $seal->sealed_at, $seal->key_id ] );
		return '' === $seal->key_id ? hash( 'sha256', $text ) : hash_hmac( 'sha256', $text, $this->secret );
	}
}
