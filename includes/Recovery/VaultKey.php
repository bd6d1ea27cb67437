<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * The key that tells our archives from anybody's, in a file of its own outside of the vault: whoever can put a file into
 * the one folder cannot sign it.
 */
final class VaultKey {
	private const BEGINS = "<?php http_response_code( 404 ); exit; ?>\n";

	/** @throws Refused When it is not there, is no key, or others can read it. */
	public static function read( string $file ): string {
		clearstatcache( true, $file );
		if ( ! is_file( $file ) || is_link( $file ) ) {
			throw new Refused( 'no_key' );
		}
		// On Windows there are no such bits.
		if ( '\\' !== DIRECTORY_SEPARATOR && 0 !== ( (int) fileperms( $file ) & 0077 ) ) {
			throw new Refused( 'key_readable' );
		}
		if ( ! is_readable( $file ) ) {
			throw new Refused( 'unreadable', basename( $file ) );
		}
		$text = (string) file_get_contents( $file );
		if ( 1 !== preg_match( '/^' . preg_quote( self::BEGINS, '/' ) . '([0-9a-f]{64})\n$/D', $text, $found ) ) {
			throw new Refused( 'no_key' );
		}
		return $found[1];
	}

	/**
	 * Makes it where there is none. Of two that do at once both get the one that came first.
	 *
	 * @throws Refused
	 */
	public static function ensured( string $file ): string {
		if ( ! file_exists( $file ) ) {
			$part   = $file . '.' . bin2hex( random_bytes( 6 ) );
			$before = umask( 0077 );
			$is_put = @file_put_contents( $part, self::BEGINS . bin2hex( random_bytes( 32 ) ) . "\n" ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			umask( $before );
			if ( false === $is_put ) {
				throw new Refused( 'not_writable', basename( $file ) );
			}
			Tree::give_to_owner_of( dirname( $file ), $part );
			// A link is made only where nothing is: no key is ever overwritten.
			@link( $part, $file ) || file_exists( $file ) || rename( $part, $file ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			is_file( $part ) && unlink( $part );
		}
		return self::read( $file );
	}
}
