<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\LocalTime;

final class LocalTimeTest extends TestCase {
	/** @return iterable<string, array{string, array{int, int, int}}> */
	public static function days(): iterable {
		yield 'Nowruz 1403, after a plain year' => [ '2024-03-20 00:00:00 +03:30', [ 1403, 1, 1 ] ];
		yield 'the instant before' => [ '2024-03-19 23:59:59 +03:30', [ 1402, 12, 29 ] ];
		yield 'the last day of the leap year 1403' => [ '2025-03-20 23:59:59 +03:30', [ 1403, 12, 30 ] ];
		yield 'Nowruz 1404' => [ '2025-03-21 00:00:00 +03:30', [ 1404, 1, 1 ] ];
		yield 'the last day of the leap year 1399' => [ '2021-03-20 12:00:00 +03:30', [ 1399, 12, 30 ] ];
		yield 'Nowruz 1400' => [ '2021-03-21 12:00:00 +03:30', [ 1400, 1, 1 ] ];
		yield 'the last day of the long months' => [ '2025-09-22 12:00:00 +03:30', [ 1404, 6, 31 ] ];
		yield 'the first day of the short months' => [ '2025-09-23 12:00:00 +03:30', [ 1404, 7, 1 ] ];
		yield 'the same instant west of Greenwich is a day earlier' => [ '2025-03-20 10:30:00 -10:00', [ 1403, 12, 30 ] ];
		yield 'before 1970' => [ '1969-12-31 23:00:00 -05:00', [ 1348, 10, 10 ] ];
		yield 'the day of the playbook' => [ '2025-09-07 09:00:00 +03:30', [ 1404, 6, 16 ] ];
	}

	/** @param array{int, int, int} $persian */
	#[DataProvider( 'days' )]
	public function test_a_day_in_the_persian_calendar( string $instant, array $persian ): void {
		self::assertSame( $persian, LocalTime::persian_date( new \DateTimeImmutable( $instant ) ) );
	}

	public function test_every_day_follows_the_one_before_it(): void {
		$day    = new \DateTimeImmutable( '1960-01-01 00:00:00 UTC' );
		$before = LocalTime::persian_date( $day );
		for ( $number = 0; $number < 50_000; $number++ ) {
			$day = $day->modify( '+1 day' );
			$now = LocalTime::persian_date( $day );
			self::assertContains( $now, [ [ $before[0], $before[1], $before[2] + 1 ], [ $before[0], $before[1] + 1, 1 ], [ $before[0] + 1, 1, 1 ] ], $day->format( 'c' ) );
			$before = $now;
		}
	}
}
