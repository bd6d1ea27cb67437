<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** Folders of a plugin as they lie on the disk: plain files and folders, nothing that leads elsewhere. */
final class Tree {
	private const DEPTH = 40;

	/**
	 * @return array<string, int> Bytes by path, sorted by path.
	 * @throws Refused For links, devices and what cannot be read.
	 */
	public static function files( string $folder ): array {
		if ( is_link( $folder ) ) {
			throw new Refused( 'link', basename( $folder ) );
		}
		if ( ! is_dir( $folder ) ) {
			throw new Refused( 'no_folder', basename( $folder ) );
		}
		$files = self::below( $folder, '', 0 );
		ksort( $files, SORT_STRING );
		return $files;
	}

	/** Deletes a folder of ours with all that is in it; a link in it is deleted, what it leads to is not. */
	public static function delete( string $folder ): void {
		if ( is_link( $folder ) || ! is_dir( $folder ) ) {
			( is_link( $folder ) || file_exists( $folder ) ) && unlink( $folder );
			return;
		}
		foreach ( self::names( $folder ) as $name ) {
			self::delete( "$folder/$name" );
		}
		rmdir( $folder );
	}

	/**
	 * When anything in it was changed last, and how many files there are, in one walk: a tree that is being written is not still.
	 *
	 * @return array{changed_at: int, files: int, bytes: int, print: string} UTC epoch seconds; print: of paths, sizes and times, no content is read for it.
	 */
	public static function look( string $folder ): array {
		$files  = self::files( $folder );
		$newest = (int) filemtime( $folder );
		$print  = hash_init( 'sha256' );
		foreach ( $files as $path => $bytes ) {
			[ $written, $changed ] = [ (int) filemtime( "$folder/$path" ), (int) filectime( "$folder/$path" ) ];
			$newest                = max( $newest, $written, $changed );
			hash_update( $print, "$path\0$bytes $written $changed\n" );
		}
		return [
			'changed_at' => $newest,
			'files'      => count( $files ),
			'bytes'      => array_sum( $files ),
			'print'      => substr( hash_final( $print ), 0, 16 ),
		];
	}

	/** @return list<string> The folder itself and all below, as full paths. */
	public static function folders( string $folder ): array {
		$folders = [ $folder ];
		foreach ( self::names( $folder ) as $name ) {
			if ( ! is_link( "$folder/$name" ) && is_dir( "$folder/$name" ) ) {
				$folders = [ ...$folders, ...self::folders( "$folder/$name" ) ];
			}
		}
		return $folders;
	}

	/** What a shell makes as root must stay in the hands of the web server. With the rights too, where `$like` says so. */
	public static function give_to_owner_of( string $model, string $path, bool $like = false ): void {
		if ( $like ) {
			$bits = (int) fileperms( $model ) & 0777;
			@chmod( $path, is_dir( $path ) ? $bits : $bits & 0666 ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- What cannot be changed stays readable.
		}
		if ( function_exists( 'posix_geteuid' ) && 0 === posix_geteuid() && ! is_link( $path ) ) {
			@chown( $path, (int) fileowner( $model ) ) && @chgrp( $path, (int) filegroup( $model ) ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- What cannot be given away stays readable.
		}
	}

	/** @return array<string, int> */
	private static function below( string $folder, string $before, int $depth ): array {
		if ( $depth > self::DEPTH ) {
			throw new Refused( 'too_deep', Paths::shown( $before ) );
		}
		$files = [];
		foreach ( self::names( $folder ) as $name ) {
			$file = "$folder/$name";
			$path = $before . $name;
			if ( is_link( $file ) ) {
				throw new Refused( 'link', Paths::shown( $path ) );
			}
			if ( is_dir( $file ) ) {
				$files += self::below( $file, "$path/", $depth + 1 );
				continue;
			}
			if ( ! is_file( $file ) ) {
				throw new Refused( 'no_plain_file', Paths::shown( $path ) );
			}
			Paths::check( $path );
			if ( ! is_readable( $file ) ) {
				throw new Refused( 'unreadable', $path );
			}
			$files[ $path ] = (int) filesize( $file );
		}
		return $files;
	}

	/** @return list<string> */
	private static function names( string $folder ): array {
		$names = is_readable( $folder ) ? scandir( $folder ) : false;
		if ( false === $names ) {
			throw new Refused( 'unreadable', basename( $folder ) );
		}
		return array_values( array_diff( $names, [ '.', '..' ] ) );
	}
}
