<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Recovery\Manifest;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused;

defined( 'ABSPATH' ) || exit;

/** The build of SmartAlloc that lies on the disk of this machine, also where it is a link or a checkout. */
final class Builds {
	public function __construct( private readonly Places $places, private readonly SmartAlloc $smart_alloc ) {}

	/** Name of its folder; null when it is not active here. */
	public function folder(): ?string {
		return $this->smart_alloc->presence()->source;
	}

	/** Digest, read anew; null when it is missing or cannot be read. */
	public function installed(): ?string {
		$folder = $this->folder();
		// Also what PHP remembers of links: a folder that was one a moment ago may be none now.
		clearstatcache( true );
		$path = null === $folder ? false : realpath( "{$this->places->plugins}/$folder" );
		if ( false === $path ) {
			return null;
		}
		try {
			// What git keeps beside the code is no part of the build.
			$files = array_filter( Manifest::of_folder( $path )->files, static fn ( string|int $file ): bool => '.git' !== $file && ! str_starts_with( (string) $file, '.git/' ), ARRAY_FILTER_USE_KEY );
			return Manifest::of( $files )->digest();
		} catch ( Refused ) {
			return null;
		}
	}

	/** As the header of the main file says; null when it says none. */
	public function version(): ?string {
		$folder = $this->folder();
		$head   = null === $folder ? '' : (string) @file_get_contents( "{$this->places->plugins}/$folder/smart-alloc.php", false, null, 0, 8_192 ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- None is none.
		return 1 === preg_match( '/^[ \t\/*#@]*Version:\s*([\w.+-]{1,64})\s*$/mi', $head, $found ) ? $found[1] : null;
	}

	/**
	 * Lets this kind of process compile the files of SmartAlloc anew; a shell has an opcache of its own.
	 *
	 * @return int|null Files; null where nothing is compiled ahead or it may not be asked.
	 */
	public function forget_compiled(): ?int {
		$folder = $this->folder();
		clearstatcache( true );
		$path = null === $folder ? false : realpath( "{$this->places->plugins}/$folder" );
		if ( false === $path || ! function_exists( 'opcache_invalidate' ) || ! filter_var( ini_get( 'cli' === PHP_SAPI ? 'opcache.enable_cli' : 'opcache.enable' ), FILTER_VALIDATE_BOOL ) ) {
			return null;
		}
		$files = 0;
		try {
			foreach ( array_keys( Manifest::of_folder( $path )->files ) as $file ) {
				if ( str_ends_with( (string) $file, '.php' ) && @opcache_invalidate( "$path/$file", true ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- opcache.restrict_api warns.
					++$files;
				}
			}
		} catch ( Refused ) {
			return null;
		}
		return $files;
	}
}
