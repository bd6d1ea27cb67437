<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** What is said of an archive in the vault. */
final class Kept {
	/**
	 * @param string      $id          Time and digest: `20261126T113000Z-<12 hex>`.
	 * @param string      $digest      Of the manifest: names the build.
	 * @param string      $packed_hash SHA-256 of the archive.
	 * @param string      $folder      Name of the plugin's folder.
	 * @param string      $main        Main file of the plugin, within its folder.
	 * @param string|null $version     As its header says; null when it says none.
	 * @param string|null $schema      Newest schema of the database that this build can read; null when nobody said.
	 * @param int         $kept_at     UTC epoch milliseconds.
	 * @param string      $by          Kind of the actor and 0: who it was stands in the journal.
	 */
	public function __construct(
		public readonly string $id,
		public readonly string $digest,
		public readonly string $packed_hash,
		public readonly int $packed_bytes,
		public readonly int $bytes,
		public readonly int $files,
		public readonly string $folder,
		public readonly string $main,
		public readonly ?string $version,
		public readonly ?string $schema,
		public readonly int $kept_at,
		public readonly string $by,
	) {}

	/** @return array<string, string|int|null> */
	public function to_array(): array {
		return get_object_vars( $this );
	}

	/**
	 * @param array<array-key, mixed> $said
	 * @throws Refused When it says anything else.
	 */
	public static function from( array $said ): self {
		$text   = static fn ( string $key, string $form ): string => is_string( $said[ $key ] ?? null ) && 1 === preg_match( $form, $said[ $key ] ) ? $said[ $key ] : throw new Refused( 'no_record', $key );
		$number = static fn ( string $key ): int => is_int( $said[ $key ] ?? null ) && $said[ $key ] >= 0 ? $said[ $key ] : throw new Refused( 'no_record', $key );
		Paths::check( $text( 'main', '/./' ) );
		return new self(
			$text( 'id', '/^\d{8}T\d{6}Z-[0-9a-f]{12}$/D' ),
			$text( 'digest', '/^[0-9a-f]{64}$/D' ),
			$text( 'packed_hash', '/^[0-9a-f]{64}$/D' ),
			$number( 'packed_bytes' ),
			$number( 'bytes' ),
			$number( 'files' ),
			$text( 'folder', '/^[\w-][\w.-]{0,99}$/D' ),
			$text( 'main', '/./' ),
			isset( $said['version'] ) ? $text( 'version', '/^[\w.+ -]{1,64}$/D' ) : null,
			isset( $said['schema'] ) ? $text( 'schema', '/^[\w.+-]{1,32}$/D' ) : null,
			$number( 'kept_at' ),
			$text( 'by', '/^[a-z_]+:\d+$/D' )
		);
	}
}
