<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Instants, days and spans of time as the people of this site read them: their zone, and for Persian their calendar and
 * digits. In a sentence that is recorded each of them is told anew to every reader.
 */
final class LocalTime {
	private const MONTHS = [ 'فروردین', 'اردیبهشت', 'خرداد', 'تیر', 'مرداد', 'شهریور', 'مهر', 'آبان', 'آذر', 'دی', 'بهمن', 'اسفند' ];

	/** Days between 1 January 4713 BC and the day before the first of the Persian calendar. */
	private const EPOCH = 1_948_320;

	/** Days between the same and 1 January 1970. */
	private const UNIX_EPOCH = 2_440_588;

	private const DAY = 86_400;

	/** The first half of the Persian year has months of 31 days. */
	private const FIRST_HALF = 186;

	/** @param int $ms UTC epoch milliseconds. */
	public static function said( int $ms ): string {
		if ( Sentences::is_recording() ) {
			return Sentences::kept( Sentences::INSTANT, (string) $ms );
		}
		$local = ( new \DateTimeImmutable( '@' . (int) floor( $ms / 1000 ) ) )->setTimezone( wp_timezone() );
		return Numerals::are_persian()
			? self::persian_words( $local ) . ' ' . Numerals::persian( $local->format( 'H:i' ) )
			: $local->format( 'Y-m-d H:i' );
	}

	/** @param string $day `2026-11-26`, of whatever zone it was written in. */
	public static function day( string $day ): string {
		if ( Sentences::is_recording() ) {
			return Sentences::kept( Sentences::DAY, $day );
		}
		$local = \DateTimeImmutable::createFromFormat( '!Y-m-d', $day, new \DateTimeZone( 'UTC' ) );
		return false !== $local && Numerals::are_persian() ? self::persian_words( $local ) : $day;
	}

	/** "35 seconds", "12 minutes", "3 days": how long something has lasted, in one unit. */
	public static function span( int $seconds ): string {
		$seconds = max( 0, $seconds );
		$minutes = (int) round( $seconds / 60 );
		$hours   = (int) round( $seconds / HOUR_IN_SECONDS );
		$days    = (int) round( $seconds / DAY_IN_SECONDS );
		return match ( true ) {
			/* translators: %s: number of seconds. */
			$seconds < 60 => sprintf( _n( '%s second', '%s seconds', $seconds, 'smartalloc-ops' ), (string) $seconds ),
			/* translators: %s: number of minutes. */
			$minutes < 60 => sprintf( _n( '%s minute', '%s minutes', $minutes, 'smartalloc-ops' ), (string) $minutes ),
			/* translators: %s: number of hours. */
			$hours < 24 => sprintf( _n( '%s hour', '%s hours', $hours, 'smartalloc-ops' ), (string) $hours ),
			/* translators: %s: number of days. */
			default => sprintf( _n( '%s day', '%s days', $days, 'smartalloc-ops' ), (string) $days ),
		};
	}

	private static function persian_words( \DateTimeImmutable $local ): string {
		[ $year, $month, $day ] = self::persian_date( $local );
		return Numerals::persian( (string) $day ) . ' ' . self::MONTHS[ $month - 1 ] . ' ' . Numerals::persian( (string) $year );
	}

	/**
	 * The day in the Persian calendar, by the cycle of 33 years that agrees with the equinox from 1178 to 1633.
	 *
	 * @return array{int, int, int} Year, month, day.
	 */
	public static function persian_date( \DateTimeImmutable $local ): array {
		$days = self::UNIX_EPOCH + (int) floor( ( $local->getTimestamp() + $local->getOffset() ) / self::DAY ) - self::EPOCH;
		$year = 1 + intdiv( 33 * $days + 3, 12_053 );
		$left = $days - self::days_before( $year );
		if ( $left < 0 ) {
			--$year;
			$left = $days - self::days_before( $year );
		}
		$month = $left < self::FIRST_HALF ? intdiv( $left, 31 ) : 6 + intdiv( $left - self::FIRST_HALF, 30 );
		$day   = $left < self::FIRST_HALF ? $left % 31 : ( $left - self::FIRST_HALF ) % 30;
		return [ $year, $month + 1, $day + 1 ];
	}

	/** Days from the first of the calendar to the first of this year. */
	private static function days_before( int $year ): int {
		return 365 * ( $year - 1 ) + intdiv( 8 * $year + 21, 33 );
	}
}
