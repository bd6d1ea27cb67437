<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** What `npm test -- integration` tells the tests about the site it has made for them. */
final class Environment {
	/** Folder of the real WordPress, without a slash at the end. */
	public static function site(): string {
		return rtrim( self::required( 'SMARTALLOC_OPS_SITE' ), '/' );
	}

	/** Address of its running server, without a slash at the end. */
	public static function url(): string {
		return rtrim( self::required( 'SMARTALLOC_OPS_SITE_URL' ), '/' );
	}

	public static function host(): string {
		return (string) preg_replace( '#^https?://#', '', self::url() );
	}

	/** @return 'mariadb'|'sqlite' */
	public static function database(): string {
		$name = self::required( 'SMARTALLOC_OPS_DB' );
		return in_array( $name, [ 'mariadb', 'sqlite' ], true ) ? $name : throw new \RuntimeException( "Unknown database {$name}." );
	}

	public static function is_sqlite(): bool {
		return 'sqlite' === self::database();
	}

	/** Path of wp-cli.phar. */
	public static function wp_cli(): string {
		return self::required( 'SMARTALLOC_OPS_WP' );
	}

	private static function required( string $name ): string {
		$value = getenv( $name );
		return is_string( $value ) && '' !== $value ? $value : throw new \RuntimeException( "{$name} is not set: run these tests with `npm test -- integration`." );
	}
}
