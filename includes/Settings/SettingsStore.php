<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseError;

defined( 'ABSPATH' ) || exit;

/**
 * Revisions of the settings document, append only: inserting the next one under the unique key is the compare-and-swap.
 *
 * Personal data stands apart and is emptied as soon as a newer revision is there.
 */
final class SettingsStore {
	public const TABLE = 'settings_revisions';

	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly SettingsCatalog $catalog ) {}

	public function latest(): ?SettingsState {
		$row = $this->db->row( 'SELECT * FROM %i ORDER BY revision DESC LIMIT 1', [ $this->table() ] );
		return null === $row ? null : $this->state( $row );
	}

	/** @return list<SettingsState> Newest first. */
	public function revisions( ?int $before, int $limit ): array {
		$rows = $this->db->rows( 'SELECT * FROM %i WHERE revision < %d ORDER BY revision DESC LIMIT %d', [ $this->table(), $before ?? PHP_INT_MAX, $limit ] );
		return array_map( fn ( array $row ): SettingsState => $this->state( $row ), $rows );
	}

	/**
	 * Appends the revision after `$expected`. Null: somebody else appended it first.
	 *
	 * @param array<string, mixed> $values The whole document.
	 */
	public function append( SettingsState $expected, array $values, Reason $reason, Actor $actor ): ?SettingsState {
		$token    = bin2hex( random_bytes( 16 ) );
		$revision = $expected->revision + 1;
		$failure  = null;
		$personal = array_filter( $values, fn ( string $key ): bool => true === $this->catalog->get( $key )?->is_personal(), ARRAY_FILTER_USE_KEY );
		$row      = [
			$revision,
			self::json( array_diff_key( $values, $personal ) ),
			[] === $personal ? null : self::json( $personal ),
			self::json( $this->changes( $expected->values, $values ) ),
			$reason->text,
			$actor->kind,
			$actor->id,
			$token,
			$this->clock->now_ms(),
		];
		try {
			$this->db->execute( 'INSERT INTO %i (revision, document, personal, changed, reason, actor_kind, actor_id, token, created_at) VALUES (%d, %s, %s, %s, %s, %s, %d, %s, %d)', [ $this->table(), ...$row ] );
		} catch ( DatabaseError $error ) {
			$failure = $error;
		}
		// Who won is read back: error texts differ, and a connection may die after the insert.
		$row = $this->db->row( 'SELECT * FROM %i WHERE revision = %d', [ $this->table(), $revision ] );
		if ( null === $row ) {
			throw $failure ?? new DatabaseError( 'A revision could not be read back.' );
		}
		return $row['token'] === $token ? $this->state( $row ) : null;
	}

	/** Personal data is kept only where it is needed: in the newest revision. Safe to repeat. */
	public function forget_older_personal_data(): void {
		$newest = (int) $this->db->value( 'SELECT MAX(revision) FROM %i', [ $this->table() ] );
		$this->db->execute( 'UPDATE %i SET personal = NULL WHERE revision < %d AND personal IS NOT NULL', [ $this->table(), $newest ] );
	}

	/**
	 * The option itself, past every cache; null when it is not there or is no array.
	 *
	 * @return array<array-key, mixed>|null
	 */
	public function stored_copy(): ?array {
		$text  = $this->db->value( 'SELECT option_value FROM %i WHERE option_name = %s', [ $this->db->foreign( 'options' ), \SmartAllocOps\Platform\Config::OPTION ] );
		$value = null === $text || ! is_serialized( $text ) ? null : unserialize( trim( $text ), [ 'allowed_classes' => false ] ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.serialize_unserialize -- our own option, and no object is made of it.
		return is_array( $value ) ? $value : null;
	}

	/**
	 * @param array<string, mixed> $from
	 * @param array<string, mixed> $to
	 * @return array<string, array{from: mixed, to: mixed}> By key; null is the default.
	 */
	public function changes( array $from, array $to ): array {
		$changes = [];
		foreach ( $this->catalog->all() as $key => $definition ) {
			$old = $from[ $key ] ?? null;
			$new = $to[ $key ] ?? null;
			if ( $old !== $new ) {
				$changes[ $key ] = $definition->is_personal()
					? [
						'from' => is_array( $old ) ? count( $old ) : null,
						'to'   => is_array( $new ) ? count( $new ) : null,
					]
					: [
						'from' => $old,
						'to'   => $new,
					];
			}
		}
		return $changes;
	}

	/** @param array<string, string|null> $row */
	public function state( array $row ): SettingsState {
		/** @var array<string, array{from: mixed, to: mixed}> $changed */
		$changed = array_filter( self::decode( $row['changed'] ), static fn ( mixed $change ): bool => is_array( $change ) && array_key_exists( 'from', $change ) && array_key_exists( 'to', $change ) );
		return new SettingsState(
			(int) $row['revision'],
			self::decode( $row['document'] ) + self::decode( $row['personal'] ),
			$changed,
			(string) $row['reason'],
			Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ),
			(int) $row['created_at'],
			(int) $row['id']
		);
	}

	/** @param array<string, mixed> $value */
	private static function json( array $value ): string {
		return (string) wp_json_encode( (object) $value );
	}

	/** @return array<string, mixed> */
	private static function decode( ?string $json ): array {
		$value = json_decode( (string) $json, true );
		return is_array( $value ) ? $value : [];
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
