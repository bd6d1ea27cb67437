<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * Builds of SmartAlloc that can be brought back, in a folder that needs neither WordPress nor the database to be read.
 *
 * Of each build there are three files: `<id>.tar.gz`, its manifest `<id>.sha256` and the record `<id>.json`, which holds
 * the hashes of the other two under a signature. The record comes last: without it nothing was kept.
 */
final class Vault {
	private const PIN = 'pin.json';
	private const ID  = '\d{8}T\d{6}Z-[0-9a-f]{12}';

	public function __construct( public readonly string $folder, #[\SensitiveParameter] private readonly string $key ) {}

	/**
	 * Keeps a build. One that is kept already is not kept twice.
	 *
	 * @param string $source Folder of the plugin.
	 * @throws Refused When the folder cannot be packed, or has no such main file.
	 */
	public function keep( string $source, string $main, ?string $version, ?string $schema, string $by, int $now_ms ): Kept {
		$manifest = Manifest::of_folder( $source );
		if ( ! isset( $manifest->files[ $main ] ) ) {
			throw new Refused( 'no_main_file', $main );
		}
		$digest = $manifest->digest();
		foreach ( $this->all() as $kept ) {
			if ( $kept->digest === $digest ) {
				return $kept;
			}
		}
		Guards::make( $this->folder );
		$id = gmdate( 'Ymd\THis\Z', intdiv( $now_ms, 1000 ) ) . '-' . substr( $digest, 0, 12 );
		Archive::pack( $source, $manifest, $this->file( $id, 'tar.gz' ) );
		$this->put( "$id.sha256", $manifest->to_text() );
		$kept = new Kept(
			$id,
			$digest,
			(string) hash_file( 'sha256', $this->file( $id, 'tar.gz' ) ),
			(int) filesize( $this->file( $id, 'tar.gz' ) ),
			array_sum( Tree::files( $source ) ),
			count( $manifest->files ),
			basename( $source ),
			$main,
			$version,
			$schema,
			$now_ms,
			$by
		);
		Tree::give_to_owner_of( $this->folder, $this->file( $id, 'tar.gz' ) );
		$this->put( "$id.json", $this->signed( 'archive', $kept->to_array() ) );
		return $kept;
	}

	/**
	 * Newest first. A record that nobody signed is not among them: see strangers().
	 *
	 * @return list<Kept>
	 */
	public function all(): array {
		$all = [];
		foreach ( $this->ids() as $id ) {
			try {
				$all[] = $this->get( $id );
			} catch ( Refused ) {
				continue;
			}
		}
		return $all;
	}

	/** @return array<string, string> Why a record is not believed, by its id. */
	public function strangers(): array {
		$strangers = [];
		foreach ( $this->ids() as $id ) {
			try {
				$this->get( $id );
			} catch ( Refused $refused ) {
				$strangers[ $id ] = $refused->reason;
			}
		}
		return $strangers;
	}

	/** @throws Refused When it is not there or its record is not ours. */
	public function get( string $id ): Kept {
		if ( 1 !== preg_match( '/^' . self::ID . '$/D', $id ) ) {
			throw new Refused( 'not_found', Paths::shown( $id ) );
		}
		$kept = Kept::from( $this->read_signed( 'archive', "$id.json" ) );
		if ( $kept->id !== $id ) {
			throw new Refused( 'no_record', 'id' );
		}
		return $kept;
	}

	/**
	 * Reads the archive whole and holds it against its record.
	 *
	 * @throws Refused At the first thing that is not as it was kept.
	 */
	public function verify( Kept $kept ): Manifest {
		$manifest = $this->manifest( $kept );
		Archive::check( $this->file( $kept->id, 'tar.gz' ), $manifest );
		return $manifest;
	}

	/**
	 * Unpacks into a folder that is not there yet, and holds what lies there against the manifest. On a failure the folder is gone.
	 *
	 * @throws Refused
	 */
	public function unpack( Kept $kept, string $folder ): void {
		$manifest = $this->manifest( $kept );
		try {
			Archive::unpack( $this->file( $kept->id, 'tar.gz' ), $manifest, $folder );
			foreach ( $manifest->differences( Manifest::of_folder( $folder ) ) as $difference ) {
				throw new Refused( $difference['what'], $difference['path'] );
			}
		} catch ( Refused $refused ) {
			Tree::delete( $folder );
			throw $refused;
		}
	}

	/**
	 * Says which build is the last known good one, if nobody said otherwise since `$revision`.
	 *
	 * @param int $revision Of the pin that the person saw; 0 for none.
	 * @throws Refused `lost_race` when somebody was faster; when the archive is not as it was kept.
	 */
	public function pin( string $id, int $revision, string $by, int $now_ms ): Pin {
		$this->verify( $this->get( $id ) );
		$lock = fopen( "$this->folder/pin.lock", 'c' );
		Tree::give_to_owner_of( $this->folder, "$this->folder/pin.lock" );
		if ( false === $lock || ! flock( $lock, LOCK_EX ) ) {
			throw new Refused( 'not_writable', 'pin.lock' );
		}
		try {
			if ( ( $this->believed_pin()->revision ?? 0 ) !== $revision ) {
				throw new Refused( 'lost_race' );
			}
			$pin = new Pin( $id, $revision + 1, $by, $now_ms );
			$this->put( self::PIN, $this->signed( 'pin', $pin->to_array() ) );
			return $pin;
		} finally {
			fclose( $lock );
		}
	}

	/** @throws Refused When the pin is not ours: nobody is to act on it. */
	public function pinned(): ?Pin {
		return is_file( "$this->folder/" . self::PIN ) ? Pin::from( $this->read_signed( 'pin', self::PIN ) ) : null;
	}

	/** A pin that this site has not signed is none: else nobody could ever name a good build again. */
	private function believed_pin(): ?Pin {
		try {
			return $this->pinned();
		} catch ( Refused ) {
			return null;
		}
	}

	/**
	 * Takes the oldest away until that many are left; never the pinned one.
	 *
	 * @return list<string> Ids of those that went.
	 */
	public function prune( int $leave ): array {
		$pinned = $this->believed_pin()?->archive;
		$gone   = [];
		if ( null === $pinned && is_file( "$this->folder/" . self::PIN ) ) {
			// Which one is the good one is not known: none goes.
			return $gone;
		}
		foreach ( array_slice( array_filter( $this->all(), static fn ( Kept $kept ): bool => $kept->id !== $pinned ), max( 0, $leave - (int) ( null !== $pinned ) ) ) as $kept ) {
			// The record first: what has none is no archive.
			foreach ( [ 'json', 'sha256', 'tar.gz' ] as $kind ) {
				is_file( $this->file( $kept->id, $kind ) ) && unlink( $this->file( $kept->id, $kind ) );
			}
			$gone[] = $kept->id;
		}
		return $gone;
	}

	/**
	 * Takes away what has no record because its process was killed: the record comes last.
	 *
	 * @param int $before UTC epoch seconds; what is younger may still be being written.
	 * @return list<string> Names of the files that went.
	 */
	public function sweep( int $before ): array {
		$gone = [];
		foreach ( is_dir( $this->folder ) ? (array) scandir( $this->folder ) : [] as $name ) {
			$file    = "$this->folder/$name";
			$is_half = 1 === preg_match( '/^(' . self::ID . ')\.(tar\.gz|sha256)$/D', (string) $name, $found ) && ! is_file( $this->file( $found[1], 'json' ) );
			if ( ( $is_half || 1 === preg_match( '/\.part$|^probe-[0-9a-f]+\.tar\.gz$/D', (string) $name ) ) && is_file( $file ) && ! is_link( $file ) && (int) filemtime( $file ) < $before ) {
				unlink( $file );
				$gone[] = (string) $name;
			}
		}
		return $gone;
	}

	private function manifest( Kept $kept ): Manifest {
		$file = $this->file( $kept->id, 'tar.gz' );
		if ( ! is_file( $file ) || is_link( $file ) ) {
			throw new Refused( 'missing', basename( $file ) );
		}
		if ( ! hash_equals( $kept->packed_hash, (string) hash_file( 'sha256', $file ) ) ) {
			throw new Refused( 'changed', basename( $file ) );
		}
		$manifest = Manifest::from_text( (string) file_get_contents( $this->file( $kept->id, 'sha256' ) ) );
		if ( ! hash_equals( $kept->digest, $manifest->digest() ) ) {
			throw new Refused( 'changed', "$kept->id.sha256" );
		}
		return $manifest;
	}

	/** @return list<string> Newest first. */
	private function ids(): array {
		$ids = [];
		foreach ( is_dir( $this->folder ) ? (array) scandir( $this->folder ) : [] as $name ) {
			if ( 1 === preg_match( '/^(' . self::ID . ')\.json$/D', (string) $name, $found ) ) {
				$ids[] = $found[1];
			}
		}
		rsort( $ids );
		return $ids;
	}

	private function file( string $id, string $kind ): string {
		return "$this->folder/$id.$kind";
	}

	/** @param array<string, string|int|null> $said */
	private function signed( string $kind, array $said ): string {
		$text = (string) json_encode( $said, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE );
		return "$text\n" . hash_hmac( 'sha256', "$kind\n$text", $this->key ) . "\n";
	}

	/** @return array<array-key, mixed> */
	private function read_signed( string $kind, string $name ): array {
		if ( ! is_file( "$this->folder/$name" ) || is_link( "$this->folder/$name" ) ) {
			throw new Refused( 'not_found', $name );
		}
		$lines = explode( "\n", (string) file_get_contents( "$this->folder/$name" ) );
		if ( 3 !== count( $lines ) || ! hash_equals( hash_hmac( 'sha256', "$kind\n{$lines[0]}", $this->key ), $lines[1] ) ) {
			throw new Refused( 'not_ours', $name );
		}
		$said = json_decode( $lines[0], true );
		return is_array( $said ) ? $said : throw new Refused( 'no_record', $name );
	}

	/** Whole or not at all. */
	private function put( string $name, string $text ): void {
		$part = "$this->folder/$name." . bin2hex( random_bytes( 6 ) ) . '.part';
		if ( @file_put_contents( $part, $text ) !== strlen( $text ) || ! rename( $part, "$this->folder/$name" ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			is_file( $part ) && unlink( $part );
			throw new Refused( 'disk_full', $name );
		}
		Tree::give_to_owner_of( $this->folder, "$this->folder/$name" );
	}
}
