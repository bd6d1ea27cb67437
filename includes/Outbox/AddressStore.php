<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Destination;
use SmartAllocOps\Platform\SecretBox;
use SmartAllocOps\Platform\UnsafeDestination;

defined( 'ABSPATH' ) || exit;

/**
 * The secret addresses that messages and pings go to: a constant or environment variable, else a closed row.
 *
 * A row is changed by one compare-and-swap of its revision; the text of an address leaves this class only to be called.
 */
final class AddressStore {
	public const TABLE = 'addresses';

	/** Constant and environment variable of each. */
	public const NAMES = [
		WebhookChannel::ID => 'SMARTALLOC_OPS_WEBHOOK_URL',
		Ping::ID           => 'SMARTALLOC_OPS_PING_URL',
	];

	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly SecretBox $box ) {}

	/** @param key-of<self::NAMES> $name */
	public function get( string $name ): Address {
		$fixed = self::fixed( $name );
		if ( null !== $fixed ) {
			$destination = self::parsed( $fixed );
			return new Address( $name, 0, $destination?->shown() ?? '', 'constant', null !== $destination );
		}
		$row = $this->row( $name );
		if ( null === $row || null === $row['secret'] ) {
			return new Address( $name, (int) ( $row['revision'] ?? 0 ), null, 'none', true, null === $row ? null : (int) $row['changed_at'] );
		}
		return new Address( $name, (int) $row['revision'], (string) $row['shown'], 'stored', $this->box->key_id() === $row['key_id'], (int) $row['changed_at'] );
	}

	/**
	 * Null: there is none, or it cannot be opened any more.
	 *
	 * @param key-of<self::NAMES> $name
	 */
	public function destination( string $name ): ?Destination {
		$text = self::fixed( $name );
		if ( null === $text ) {
			$row  = $this->row( $name );
			$text = null === $row || null === $row['secret'] ? null : $this->box->open( $row['secret'] );
		}
		return null === $text ? null : self::parsed( $text );
	}

	/**
	 * Sets or removes it if it still stands at `$revision`. False: somebody else was first.
	 *
	 * @param key-of<self::NAMES> $name
	 */
	public function set( string $name, ?Destination $to, int $revision ): bool {
		$values = [ null === $to ? null : $this->box->close( $to->url ), $this->box->key_id(), $to?->shown() ?? '', $this->clock->now_ms() ];
		// The row is there before the first change, so that every change is the same statement.
		$this->db->execute( 'INSERT IGNORE INTO %i (name, revision, secret, key_id, shown, changed_at) VALUES (%s, 0, NULL, %s, %s, %d)', [ $this->table(), $name, '', '', $values[3] ] );
		return 1 === $this->db->execute( 'UPDATE %i SET secret = %s, key_id = %s, shown = %s, changed_at = %d, revision = revision + 1 WHERE name = %s AND revision = %d', [ $this->table(), ...$values, $name, $revision ] );
	}

	/** What wp-config.php or the environment lays down; nobody can change that in the screen. */
	private static function fixed( string $name ): ?string {
		$constant = self::NAMES[ $name ] ?? '';
		$given    = defined( $constant ) ? constant( $constant ) : getenv( $constant );
		return is_string( $given ) && '' !== $given ? $given : null;
	}

	private static function parsed( #[\SensitiveParameter] string $text ): ?Destination {
		try {
			return Destination::from( $text );
		} catch ( UnsafeDestination ) {
			// Shown as one that cannot be read.
			return null;
		}
	}

	/** @return array<string, string|null>|null */
	private function row( string $name ): ?array {
		return $this->db->row( 'SELECT * FROM %i WHERE name = %s', [ $this->table(), $name ] );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
