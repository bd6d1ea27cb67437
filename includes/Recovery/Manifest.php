<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * The files of one build and what is in them. As text it is what `sha256sum -c` reads, so that an operator can check a
 * folder by hand when nothing else works.
 */
final class Manifest {
	public const MAX_FILES = 20_000;
	public const MAX_BYTES = 512 * 1024 * 1024;

	private const LINE = '/^([0-9a-f]{64})  (.+)$/D';

	/** @param array<string, string> $files Lowercase SHA-256 by path, sorted by path. */
	private function __construct( public readonly array $files ) {}

	/**
	 * @param array<string, string> $files Lowercase SHA-256 by path.
	 * @throws Refused When the paths cannot lie beside one another.
	 */
	public static function of( array $files ): self {
		$paths = array_map( 'strval', array_keys( $files ) );
		if ( count( $paths ) > self::MAX_FILES ) {
			throw new Refused( 'too_many_files', (string) self::MAX_FILES );
		}
		Paths::check_all( $paths );
		ksort( $files, SORT_STRING );
		return new self( $files );
	}

	/**
	 * Reads every file of a folder. Empty folders do not count: no code depends on them.
	 *
	 * @throws Refused For links, devices and what cannot be read; for more than the limits.
	 */
	public static function of_folder( string $folder ): self {
		$files = [];
		$bytes = 0;
		foreach ( Tree::files( $folder ) as $path => $size ) {
			$bytes += $size;
			if ( $bytes > self::MAX_BYTES ) {
				throw new Refused( 'too_large', (string) self::MAX_BYTES );
			}
			$hash = @hash_file( 'sha256', "$folder/$path" ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			if ( false === $hash ) {
				throw new Refused( 'unreadable', $path );
			}
			$files[ $path ] = $hash;
		}
		return self::of( $files );
	}

	/** @throws Refused When it is not a whole text of to_text(). */
	public static function from_text( string $text ): self {
		$files = [];
		$lines = explode( "\n", $text );
		if ( '' !== array_pop( $lines ) ) {
			throw new Refused( 'truncated' );
		}
		foreach ( $lines as $number => $line ) {
			if ( 1 !== preg_match( self::LINE, $line, $found ) ) {
				throw new Refused( 'no_manifest', 'line ' . ( $number + 1 ) );
			}
			if ( isset( $files[ $found[2] ] ) ) {
				throw new Refused( 'twice', Paths::shown( $found[2] ) );
			}
			$files[ $found[2] ] = $found[1];
		}
		return self::of( $files );
	}

	public function to_text(): string {
		$text = '';
		foreach ( $this->files as $path => $hash ) {
			$text .= "$hash  $path\n";
		}
		return $text;
	}

	/** Names this build: the same files give the same, wherever they lie. */
	public function digest(): string {
		return hash( 'sha256', $this->to_text() );
	}

	/**
	 * What another build has otherwise.
	 *
	 * @return list<array{path: string, what: 'missing'|'extra'|'changed'}> Sorted by path; extra is what only the other has.
	 */
	public function differences( self $other ): array {
		$differences = [];
		foreach ( $this->files as $path => $hash ) {
			if ( ! isset( $other->files[ $path ] ) ) {
				$differences[ $path ] = 'missing';
			} elseif ( $other->files[ $path ] !== $hash ) {
				$differences[ $path ] = 'changed';
			}
		}
		$differences += array_fill_keys( array_keys( array_diff_key( $other->files, $this->files ) ), 'extra' );
		ksort( $differences, SORT_STRING );
		return array_map(
			static fn ( string|int $path, string $what ): array => [
				'path' => (string) $path,
				'what' => $what,
			],
			array_keys( $differences ),
			$differences
		);
	}
}
