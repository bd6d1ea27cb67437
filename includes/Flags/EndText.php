<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** An end as people type it in a shell: "18:00", "tomorrow 09:00", "+2 hours", or RFC 3339. */
final class EndText {
	/** @throws InvalidField It is no time. */
	public static function rfc3339( string $typed, \DateTimeZone $zone, int $now_ms ): string {
		$now = ( new \DateTimeImmutable( '@' . intdiv( $now_ms, 1000 ) ) )->setTimezone( $zone );
		try {
			// Relative to the clock of the database, which judges it too.
			$end = 1 === preg_match( '/^\d{4}-/', $typed ) ? new \DateTimeImmutable( $typed, $zone ) : ( '' === trim( $typed ) ? false : @$now->modify( $typed ) );
		} catch ( \Exception ) {
			$end = false;
		}
		if ( false === $end ) {
			throw new InvalidField( 'until', __( 'Give the end as 18:00, "tomorrow 09:00", "+2 hours" or 2026-11-26T18:00:00+03:30. A time without a zone is in the zone of the site.', 'smartalloc-ops' ) );
		}
		// "18:00" in the evening means tomorrow's.
		if ( 1 === preg_match( '/^\d{1,2}:\d{2}$/', $typed ) && $end <= $now ) {
			$end = $end->modify( '+1 day' );
		}
		return (string) Time::rfc3339( $end->getTimestamp() * 1000 );
	}
}
