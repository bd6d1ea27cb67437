<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * A folder as one file: tar (ustar), packed with gzip where PHP can. Any `tar` unpacks it by hand on the worst day.
 *
 * Reading trusts nothing: only plain files, only names of Paths, only what the manifest has, and no byte more. Whoever
 * made the file is told apart by its hash before it comes here (Vault).
 */
final class Archive {
	private const BLOCK = 512;
	private const CHUNK = 65_536;

	/** Largest length that eleven octal digits of a header can say is 8 GiB; ours is smaller. */
	private const MAX_FILE = Manifest::MAX_BYTES;

	/** What stands for a kind that is no plain file, and what it is called. */
	private const KINDS = [
		'1' => 'hard_link',
		'2' => 'link',
		'3' => 'device',
		'4' => 'device',
		'5' => 'folder_entry',
		'6' => 'pipe',
	];

	/**
	 * Packs the files of a folder. The target appears whole or not at all.
	 *
	 * @throws Refused When a file is no longer what the manifest says, or the disk does not take it.
	 */
	public static function pack( string $folder, Manifest $manifest, string $target ): void {
		$part = "$target.part";
		$out  = self::open( $part, 'wb6' );
		try {
			foreach ( $manifest->files as $path => $hash ) {
				self::put( $out, "$folder/$path", (string) $path, $hash );
			}
			self::write( $out, str_repeat( "\0", 2 * self::BLOCK ) );
			self::close( $out );
			self::settle( $part );
			if ( ! rename( $part, $target ) ) {
				throw new Refused( 'not_writable', basename( $target ) );
			}
		} catch ( \Throwable $failure ) {
			is_resource( $out ) && fclose( $out );
			is_file( $part ) && unlink( $part );
			throw $failure;
		}
	}

	/**
	 * Reads all of it and writes nothing.
	 *
	 * @throws Refused At the first thing that is not as the manifest says.
	 */
	public static function check( string $file, Manifest $manifest ): void {
		self::read( $file, $manifest, static fn ( string $path ): ?string => null );
	}

	/**
	 * Unpacks into a folder that is not there yet. What was written stays on a failure: the caller deletes the folder.
	 *
	 * @throws Refused At the first thing that is not as the manifest says, before anything is written outside of the folder.
	 */
	public static function unpack( string $file, Manifest $manifest, string $folder ): void {
		if ( file_exists( $folder ) || is_link( $folder ) || ! mkdir( $folder, 0755 ) ) {
			throw new Refused( 'not_writable', basename( $folder ) );
		}
		self::read(
			$file,
			$manifest,
			static function ( string $path ) use ( $folder ): string {
				$target = "$folder/$path";
				if ( ! is_dir( dirname( $target ) ) && ! mkdir( dirname( $target ), 0755, true ) ) {
					throw new Refused( 'not_writable', $path );
				}
				return $target;
			}
		);
	}

	/** @param callable( string ): ?string $place Where a file is written; null when it is only read. */
	private static function read( string $file, Manifest $manifest, callable $place ): void {
		$in = self::open( $file, 'rb' );
		try {
			$left = $manifest->files;
			$sum  = 0;
			while ( null !== ( $header = self::header( self::take( $in, self::BLOCK ) ) ) ) {
				[ $path, $size ] = $header;
				if ( ! isset( $left[ $path ] ) ) {
					throw new Refused( isset( $manifest->files[ $path ] ) ? 'twice' : 'extra', $path );
				}
				$sum += $size;
				if ( $sum > Manifest::MAX_BYTES ) {
					throw new Refused( 'too_large', (string) Manifest::MAX_BYTES );
				}
				if ( self::copy( $in, $size, $path, $place( $path ) ) !== $left[ $path ] ) {
					throw new Refused( 'changed', $path );
				}
				unset( $left[ $path ] );
			}
			foreach ( array_keys( $left ) as $path ) {
				throw new Refused( 'missing', (string) $path );
			}
			if ( self::take( $in, self::BLOCK ) !== str_repeat( "\0", self::BLOCK ) || '' !== self::some( $in, 1 ) ) {
				throw new Refused( 'trailing' );
			}
		} finally {
			fclose( $in );
		}
	}

	/** @return array{string, int}|null Path and bytes; null at the end. */
	private static function header( string $block ): ?array {
		if ( str_repeat( "\0", self::BLOCK ) === $block ) {
			return null;
		}
		$read = static fn ( int $from, int $length ): string => explode( "\0", substr( $block, $from, $length ) )[0];
		$name = $read( 0, 100 );
		$sum  = array_sum( array_map( 'ord', str_split( substr_replace( $block, '        ', 148, 8 ) ) ) );
		if ( "ustar\x0000" !== substr( $block, 257, 8 ) || octdec( trim( $read( 148, 8 ) ) ) !== $sum ) {
			throw new Refused( 'no_archive' );
		}
		$path = '' === $read( 345, 155 ) ? $name : $read( 345, 155 ) . "/$name";
		$kind = $block[156];
		if ( '0' !== $kind && "\0" !== $kind ) {
			throw new Refused( self::KINDS[ $kind ] ?? 'unknown_kind', Paths::shown( $path ) );
		}
		Paths::check( $path );
		if ( 1 !== preg_match( '/^[0-7]{1,11}$/D', trim( $read( 124, 12 ) ) ) || octdec( trim( $read( 124, 12 ) ) ) > self::MAX_FILE ) {
			throw new Refused( 'too_large', $path );
		}
		return [ $path, (int) octdec( trim( $read( 124, 12 ) ) ) ];
	}

	/**
	 * @param resource $in
	 * @return string Hash of what was read.
	 */
	private static function copy( $in, int $size, string $path, ?string $target ): string {
		$out  = null === $target ? null : @fopen( $target, 'xb' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		$hash = hash_init( 'sha256' );
		if ( false === $out ) {
			throw new Refused( 'not_writable', $path );
		}
		for ( $left = $size; $left > 0; $left -= strlen( $bytes ) ) {
			$bytes = self::take( $in, min( $left, self::CHUNK ) );
			hash_update( $hash, $bytes );
			null === $out || self::write( $out, $bytes );
		}
		if ( 0 !== $size % self::BLOCK ) {
			self::take( $in, self::BLOCK - $size % self::BLOCK );
		}
		null === $out || self::close( $out );
		return hash_final( $hash );
	}

	/** @param resource $out */
	private static function put( $out, string $file, string $path, string $expected ): void {
		$in = @fopen( $file, 'rb' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		if ( false === $in ) {
			throw new Refused( 'unreadable', $path );
		}
		$size = (int) ( fstat( $in )['size'] ?? 0 );
		$hash = hash_init( 'sha256' );
		self::write( $out, self::header_of( $path, $size ) );
		for ( $left = $size; $left > 0; $left -= strlen( $bytes ) ) {
			$bytes = (string) fread( $in, min( $left, self::CHUNK ) );
			if ( '' === $bytes ) {
				break;
			}
			hash_update( $hash, $bytes );
			self::write( $out, $bytes );
		}
		fclose( $in );
		if ( hash_final( $hash ) !== $expected ) {
			throw new Refused( 'changed', $path );
		}
		self::write( $out, str_repeat( "\0", ( self::BLOCK - $size % self::BLOCK ) % self::BLOCK ) );
	}

	/** No time and no owner: the same files always make the same archive. */
	private static function header_of( string $path, int $size ): string {
		[ $prefix, $name ] = self::split( $path );
		$fields            = [ [ $name, 100 ], [ '0000644', 8 ], [ '0000000', 8 ], [ '0000000', 8 ], [ sprintf( '%011o', $size ), 12 ], [ '00000000000', 12 ], [ '        ', 8 ], [ '0', 1 ], [ '', 100 ], [ "ustar\x0000", 8 ], [ '', 80 ], [ $prefix, 155 ], [ '', 12 ] ];
		$block             = implode( '', array_map( static fn ( array $field ): string => str_pad( $field[0], $field[1], "\0" ), $fields ) );
		return substr_replace( $block, sprintf( "%06o\0 ", array_sum( array_map( 'ord', str_split( $block ) ) ) ), 148, 8 );
	}

	/** @return array{string, string} What fits into the two fields of a header. */
	private static function split( string $path ): array {
		if ( strlen( $path ) <= 100 ) {
			return [ '', $path ];
		}
		for ( $at = strpos( $path, '/' ); false !== $at; $at = strpos( $path, '/', $at + 1 ) ) {
			if ( $at <= 155 && strlen( $path ) - $at - 1 <= 100 ) {
				return [ substr( $path, 0, $at ), substr( $path, $at + 1 ) ];
			}
		}
		throw new Refused( 'too_long', $path );
	}

	/** @return resource */
	private static function open( string $file, string $mode ) {
		$wrapper = function_exists( 'gzopen' ) ? 'compress.zlib://' : '';
		$handle  = @fopen( $wrapper . $file, '' === $wrapper ? rtrim( $mode, '6' ) : $mode ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		if ( false === $handle ) {
			throw new Refused( str_starts_with( $mode, 'w' ) ? 'not_writable' : 'unreadable', basename( $file ) );
		}
		return $handle;
	}

	/** @param resource $out */
	private static function write( $out, string $bytes ): void {
		if ( '' !== $bytes && @fwrite( $out, $bytes ) !== strlen( $bytes ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			throw new Refused( 'disk_full' );
		}
	}

	/** @param resource $out */
	private static function close( $out ): void {
		if ( ! fflush( $out ) || ! fclose( $out ) ) {
			throw new Refused( 'disk_full' );
		}
	}

	/** What is renamed into its place must lie on the disk before. */
	private static function settle( string $file ): void {
		$handle = fopen( $file, 'r+b' );
		if ( false === $handle || ! fsync( $handle ) || ! fclose( $handle ) ) {
			throw new Refused( 'disk_full' );
		}
	}

	/**
	 * @param resource $in
	 * @param int<1, max> $length
	 */
	private static function take( $in, int $length ): string {
		$bytes = self::some( $in, $length );
		if ( strlen( $bytes ) !== $length ) {
			throw new Refused( 'truncated' );
		}
		return $bytes;
	}

	/**
	 * @param resource    $in
	 * @param int<1, max> $length
	 */
	private static function some( $in, int $length ): string {
		$bytes = stream_get_contents( $in, $length );
		return false === $bytes ? '' : $bytes;
	}
}
