<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** Names of files inside of an archive that are the same file on every system, and lie inside of it. */
final class Paths {
	/** What a header of the archive can hold. */
	public const LENGTH = 255;

	/** @throws Refused When it is no such name. */
	public static function check( string $path ): void {
		$reason = match ( true ) {
			'' === $path => 'no_name',
			strlen( $path ) > self::LENGTH => 'too_long',
			1 === preg_match( '/[\x00-\x1f\x7f]/', $path ) => 'control_character',
			str_contains( $path, '\\' ) => 'backslash',
			'/' === $path[0], 1 === preg_match( '/^[A-Za-z]:/', $path ) => 'absolute',
			1 !== preg_match( '//u', $path ) => 'not_utf8',
			default => '',
		};
		foreach ( '' === $reason ? explode( '/', $path ) : [] as $part ) {
			// Windows drops the dot and the space at an end: two names become one file.
			$reason = match ( true ) {
				'..' === $part => 'traversal',
				'' === $part, '.' === $part, rtrim( $part, '. ' ) !== $part => 'not_plain',
				default => $reason,
			};
		}
		if ( '' !== $reason ) {
			throw new Refused( $reason, self::shown( $path ) );
		}
	}

	/**
	 * Whether they can all lie beside one another, also where case does not count.
	 *
	 * @param list<string> $paths
	 * @throws Refused Naming the second of two that cannot.
	 */
	public static function check_all( array $paths ): void {
		$files   = [];
		$folders = [];
		foreach ( $paths as $path ) {
			self::check( $path );
			$name = self::folded( $path );
			if ( isset( $files[ $name ] ) ) {
				throw new Refused( $files[ $name ] === $path ? 'twice' : 'case_clash', $path );
			}
			$files[ $name ] = $path;
			for ( $folder = dirname( $path ); '.' !== $folder; $folder = dirname( $folder ) ) {
				$known = $folders[ self::folded( $folder ) ] ??= $folder;
				if ( $known !== $folder ) {
					throw new Refused( 'case_clash', $path );
				}
			}
		}
		foreach ( array_intersect_key( $files, $folders ) as $path ) {
			throw new Refused( 'file_and_folder', $path );
		}
	}

	/** A name of anybody's making, for an eye. */
	public static function shown( string $path ): string {
		return substr( (string) preg_replace( '/[^\x20-\x7e]/', '?', $path ), 0, 120 );
	}

	private static function folded( string $path ): string {
		return function_exists( 'mb_strtolower' ) ? mb_strtolower( $path, 'UTF-8' ) : strtolower( $path );
	}
}
