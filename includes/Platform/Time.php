<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** The two ways times leave the tables: RFC 3339 in UTC on the wire, and from the text columns of Action Scheduler. */
final class Time {
	/** @param int|string|null $ms UTC epoch milliseconds; null stays null. */
	public static function rfc3339( int|string|null $ms ): ?string {
		if ( null === $ms ) {
			return null;
		}
		$ms = (int) $ms;
		return gmdate( 'Y-m-d\TH:i:s', intdiv( $ms, 1000 ) ) . sprintf( '.%03dZ', $ms % 1000 );
	}

	/** RFC 3339 with its zone to epoch milliseconds; anything else is null. */
	public static function from_rfc3339( string $text ): ?int {
		if ( 1 !== preg_match( '/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i', $text ) ) {
			return null;
		}
		$date = date_create_immutable( $text );
		return false === $date ? null : $date->getTimestamp() * 1000 + (int) $date->format( 'v' );
	}

	/** `Y-m-d H:i:s` in UTC to epoch milliseconds; the zero date and unreadable text are null. */
	public static function from_gmt( ?string $text ): ?int {
		if ( null === $text || '' === $text || str_starts_with( $text, '0000' ) ) {
			return null;
		}
		$date = \DateTimeImmutable::createFromFormat( '!Y-m-d H:i:s', substr( $text, 0, 19 ), new \DateTimeZone( 'UTC' ) );
		return false === $date ? null : $date->getTimestamp() * 1000;
	}

	/** Epoch milliseconds to `Y-m-d H:i:s` in UTC. */
	public static function to_gmt( int $ms ): string {
		return gmdate( 'Y-m-d H:i:s', intdiv( $ms, 1000 ) );
	}
}
