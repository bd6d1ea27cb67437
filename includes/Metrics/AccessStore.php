<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** The token of scrapers: one row that holds its hash, changed by one compare-and-swap of its revision. */
final class AccessStore {
	public const TABLE = 'access_tokens';

	private const NAME = 'metrics';

	/** Characters of a token that are shown, so that people can tell which it is. */
	private const SHOWN = 4;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/** @throws \SmartAllocOps\Platform\DatabaseError When it cannot be read. */
	public function get(): Access {
		$row = $this->row();
		return new Access( (int) ( $row['revision'] ?? 0 ), isset( $row['token_hash'] ) ? (string) $row['ends'] : null, null === $row ? null : (int) $row['changed_at'] );
	}

	/**
	 * Whether this is the token. It takes as long whether there is one or not, and however much of it is right.
	 *
	 * @throws \SmartAllocOps\Platform\DatabaseError When it cannot be read.
	 */
	public function is_token( #[\SensitiveParameter] string $token ): bool {
		$stored  = $this->row()['token_hash'] ?? null;
		$matches = hash_equals( $stored ?? str_repeat( '0', 64 ), self::hash( $token ) );
		return $matches && null !== $stored;
	}

	/**
	 * Puts a token in place of the one there is, or with null takes it away, if the row still stands at `$revision`.
	 *
	 * @return bool False: somebody else was first.
	 */
	public function set( #[\SensitiveParameter] ?string $token, int $revision ): bool {
		$now = $this->clock->now_ms();
		// The row is there before the first change, so that every change is the same statement; what is refused leaves none.
		0 === $revision && $this->db->execute( 'INSERT IGNORE INTO %i (name, revision, token_hash, ends, changed_at) VALUES (%s, 0, NULL, %s, %d)', [ $this->table(), self::NAME, '', $now ] );
		return 1 === $this->db->execute(
			'UPDATE %i SET token_hash = %s, ends = %s, changed_at = %d, revision = revision + 1 WHERE name = %s AND revision = %d',
			[ $this->table(), null === $token ? null : self::hash( $token ), substr( (string) $token, -self::SHOWN ), $now, self::NAME, $revision ]
		);
	}

	/** A token is drawn from more than anybody can try, so it needs no salt and no slow hash. */
	private static function hash( #[\SensitiveParameter] string $token ): string {
		return hash( 'sha256', $token );
	}

	/** @return array<string, string|null>|null */
	private function row(): ?array {
		return $this->db->row( 'SELECT revision, token_hash, ends, changed_at FROM %i WHERE name = %s', [ $this->table(), self::NAME ] );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
