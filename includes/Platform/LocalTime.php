<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** An instant as the people of this site read it: their zone, and for Persian their calendar and digits. */
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
		$local = ( new \DateTimeImmutable( '@' . (int) floor( $ms / 1000 ) ) )->setTimezone( wp_timezone() );
		if ( ! Numerals::are_persian() ) {
			return $local->format( 'Y-m-d H:i' );
		}
		[ $year, $month, $day ] = self::persian_date( $local );
		return Numerals::persian( (string) $day ) . ' ' . self::MONTHS[ $month - 1 ] . ' ' . Numerals::persian( (string) $year ) . ' ' . Numerals::persian( $local->format( 'H:i' ) );
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
