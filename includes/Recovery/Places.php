<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** Where the vault, its key, the plugins and the folder of swaps lie on this site, found without WordPress. */
final class Places {
	/** In wp-content, outside of the vault. */
	public const KEY = 'smartalloc-ops-vault-key.php';

	/** Among the must-use plugins. */
	public const MUST_USE = 'smartalloc-ops-watchdog.php';

	/** What the names of the vault and of the folder of swaps start with, in wp-content. */
	public const VAULT = 'smartalloc-ops-vault-';
	public const WORK  = 'smartalloc-ops-swap-';

	/** Folder of what the must-use file obeys, in wp-content. */
	public const WATCH = 'smartalloc-ops-watch';

	/** What names of folders of drills start with: unpacked for a test, and gone after it. */
	public const DRILL = self::WORK . 'drill-';

	public function __construct( public readonly string $content, public readonly string $plugins ) {}

	/** @throws Refused When it is no wp-content. */
	public static function from( string $script_folder, ?string $content, ?string $plugins ): self {
		$content = rtrim( $content ?? dirname( $script_folder, 2 ), '/\\' );
		$plugins = rtrim( $plugins ?? "$content/plugins", '/\\' );
		foreach ( [ $content, $plugins ] as $folder ) {
			if ( ! is_dir( $folder ) ) {
				throw new Refused( 'no_folder', basename( $folder ) );
			}
		}
		return new self( $content, $plugins );
	}

	/** @throws Refused */
	public function vault(): Vault {
		$found = array_values( array_filter( (array) glob( "$this->content/" . self::VAULT . '*', GLOB_ONLYDIR ), static fn ( $folder ): bool => is_string( $folder ) && ! is_link( $folder ) ) );
		if ( [] === $found ) {
			throw new Refused( 'no_vault' );
		}
		return new Vault( (string) $found[0], VaultKey::read( $this->key_file() ) );
	}

	/**
	 * The vault; made where there is none.
	 *
	 * @throws Refused
	 */
	public function ensured_vault(): Vault {
		try {
			// One that lost its key gets no new one in silence: nothing in it would be believed any more.
			return $this->vault();
		} catch ( Refused $refused ) {
			if ( 'no_vault' !== $refused->reason ) {
				throw $refused;
			}
		}
		$key = VaultKey::ensured( $this->key_file() );
		// By the key, so that two who make it at once make the same.
		$vault = new Vault( "$this->content/" . self::VAULT . substr( hash_hmac( 'sha256', 'name', $key ), 0, 24 ), $key );
		Guards::make( $vault->folder );
		return $vault;
	}

	public function log(): RescueLog {
		return new RescueLog( $this->vault(), VaultKey::read( $this->key_file() ) );
	}

	/** @param (\Closure( string ): void)|null $between See Swap. */
	public function swap( string $folder, ?\Closure $between = null, ?int $fence = null, ?Standstill $standstill = null ): Swap {
		return new Swap( "$this->plugins/$folder", "$this->content/" . self::WORK . $folder, $between, $fence, $standstill );
	}

	public function standstill( Watch $watch, string $why, int $patience_ms ): Standstill {
		return new Standstill( $watch, "$this->content/" . self::WATCH . '/' . Standstill::FILE, $why, $patience_ms );
	}

	/** Whether there is somebody who obeys a stop. */
	public function is_watched( string $folder ): bool {
		return is_file( "$this->content/mu-plugins/" . self::MUST_USE ) && $this->watch( $folder )->is_set_up();
	}

	public function watch( string $folder ): Watch {
		return new Watch( $this, $folder );
	}

	/** @return list<string> Folders of plugins of which something was kept. */
	public function folders(): array {
		return array_values( array_unique( array_map( static fn ( Kept $kept ): string => $kept->folder, $this->vault()->all() ) ) );
	}

	/** Digest of what stands in the folder now; null when it is missing or cannot be read. */
	public function standing( string $folder ): ?string {
		try {
			return Manifest::of_folder( "$this->plugins/$folder" )->digest();
		} catch ( Refused ) {
			return null;
		}
	}

	/** Takes all of it away, as uninstall does: archives, key, what was replaced and what the must-use file obeys. */
	public function remove(): void {
		foreach ( [ self::VAULT, self::WORK, self::WATCH ] as $prefix ) {
			foreach ( (array) glob( "$this->content/$prefix*" ) as $folder ) {
				Tree::delete( (string) $folder );
			}
		}
		is_file( $this->key_file() ) && unlink( $this->key_file() );
	}

	private function key_file(): string {
		return "$this->content/" . self::KEY;
	}
}
