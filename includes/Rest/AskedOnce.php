<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Idempotency keys of calls that have no row of their own which could carry one: whoever did not get the answer asks
 * again with the same key, it is done once, and the answer is the present state.
 *
 * What was refused or broke was not done, and its key may be used again.
 */
final class AskedOnce {
	private const TABLE = 'asks';

	/** How long a key is known. */
	private const KNOWN_MS = 7 * 86_400_000;

	/** A call that has not ended by then was killed. */
	private const DEAD_MS = 600_000;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @param array<mixed>      $what The whole of what is asked for.
	 * @param \Closure(): mixed $act
	 * @throws Conflict     The key was used for something else, or the same is being done at this moment.
	 * @throws InvalidField It cannot be used as a key.
	 */
	public function once( string $key, array $what, \Closure $act ): void {
		$key   = self::key( $key );
		$hash  = hash( 'sha256', (string) wp_json_encode( $what ) );
		$token = bin2hex( random_bytes( 16 ) );
		$row   = $this->take( $key, $hash, $token );
		if ( $row['what'] !== $hash ) {
			throw new Conflict( 'idempotency_key_reused', __( 'This idempotency key was used for another request.', 'smartalloc-ops' ), 'idempotency_key', $key );
		}
		if ( null !== $row['done_at'] ) {
			return;
		}
		if ( $row['token'] !== $token ) {
			throw new Conflict( 'under_way', __( 'This is being done at this moment. Look again in a minute.', 'smartalloc-ops' ), 'idempotency_key', $key );
		}
		$is_done = false;
		try {
			$act();
			$is_done = true;
		} finally {
			$is_done
				? $this->db->execute( 'UPDATE %i SET done_at = %d WHERE ask_key = %s AND token = %s', [ $this->table(), $this->clock->now_ms(), $key, $token ] )
				: $this->db->execute( 'DELETE FROM %i WHERE ask_key = %s AND token = %s', [ $this->table(), $key, $token ] );
		}
	}

	/** @return array<string, string|null> Whose the key is now. */
	private function take( string $key, string $hash, string $token ): array {
		$now = $this->clock->now_ms();
		$this->db->execute( 'DELETE FROM %i WHERE asked_at < %d', [ $this->table(), $now - self::KNOWN_MS ] );
		$this->db->execute( 'INSERT IGNORE INTO %i (ask_key, what, token, asked_at) VALUES (%s, %s, %s, %d)', [ $this->table(), $key, $hash, $token, $now ] );
		$this->db->execute( 'UPDATE %i SET token = %s, asked_at = %d WHERE ask_key = %s AND what = %s AND done_at IS NULL AND asked_at < %d', [ $this->table(), $token, $now, $key, $hash, $now - self::DEAD_MS ] );
		return $this->db->row( 'SELECT what, token, done_at FROM %i WHERE ask_key = %s', [ $this->table(), $key ] ) ?? throw new \RuntimeException( 'A key that was just written is gone.' );
	}

	/** Lowercase, because keys on the smallest common database know no case. */
	private static function key( string $key ): string {
		$key = strtolower( $key );
		if ( 1 !== preg_match( '/^[a-z0-9_\-]{8,64}$/D', $key ) ) {
			throw new InvalidField( 'idempotency_key', __( 'The idempotency key takes 8 to 64 letters, digits, dashes or underscores.', 'smartalloc-ops' ) );
		}
		return $key;
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
