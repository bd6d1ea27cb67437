<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Whether an IP address is one of the public internet.
 *
 * Only what is known to be public is: addresses of which nothing is known, and those inside of which another one is
 * written (mapped, translated, tunnelled), are not. The ranges are IANA's special-purpose registries.
 */
final class PublicAddress {
	/** What is given out to the public, as address and length of the prefix. */
	private const GIVEN = [ '0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3', '2000::/3' ];

	/** What of it is not. */
	private const SPECIAL = [
		'0.0.0.0/8',
		'10.0.0.0/8',
		'100.64.0.0/10',
		'127.0.0.0/8',
		'169.254.0.0/16',
		'172.16.0.0/12',
		'192.0.0.0/24',
		'192.0.2.0/24',
		'192.31.196.0/24',
		'192.52.193.0/24',
		'192.88.99.0/24',
		'192.168.0.0/16',
		'192.175.48.0/24',
		'198.18.0.0/15',
		'198.51.100.0/24',
		'203.0.113.0/24',
		// Protocol assignments, Teredo, benchmarking and ORCHID among them.
		'2001::/23',
		'2001:db8::/32',
		'2002::/16',
		'2620:4f:8000::/48',
		'3fff::/20',
	];

	public static function is( string $address ): bool {
		$bytes = filter_var( $address, FILTER_VALIDATE_IP ) === $address ? inet_pton( $address ) : false;
		return false !== $bytes && self::is_within( $bytes, self::GIVEN ) && ! self::is_within( $bytes, self::SPECIAL );
	}

	/** @param list<string> $ranges */
	private static function is_within( string $bytes, array $ranges ): bool {
		foreach ( $ranges as $range ) {
			[ $start, $bits ] = explode( '/', $range );
			$start            = (string) inet_pton( $start );
			if ( strlen( $start ) === strlen( $bytes ) && self::prefix( $start, (int) $bits ) === self::prefix( $bytes, (int) $bits ) ) {
				return true;
			}
		}
		return false;
	}

	/** The first bits, the others set to zero. */
	private static function prefix( string $bytes, int $bits ): string {
		$prefix = substr( $bytes, 0, intdiv( $bits, 8 ) );
		$rest   = $bits % 8;
		return 0 === $rest ? $prefix : $prefix . chr( ord( $bytes[ strlen( $prefix ) ] ) & ( 0xFF << ( 8 - $rest ) & 0xFF ) );
	}
}
