<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Health;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Health\Silence;

final class SilenceTest extends TestCase {
	private const NOW = 500_000;

	/** @return iterable<string, array{int, int, int, string, bool}> Submissions an hour, silent hours, weeks known, verdict, critical. */
	public static function cases(): iterable {
		yield 'nothing is known' => [ 3, 12, 0, 'too_few_samples', false ];
		yield 'one week is no pattern' => [ 3, 12, 2, 'too_few_samples', false ];
		yield 'two whole weeks are enough' => [ 3, 12, 4, 'silent', true ];
		yield 'a busy form that is silent for half a day' => [ 3, 12, 5, 'silent', true ];
		yield 'eight expected' => [ 4, 2, 5, 'silent', false ];
		yield 'seven expected' => [ 7, 1, 5, 'not_silent', false ];
		yield 'a form that was never busy' => [ 1, 5, 5, 'not_silent', false ];
		yield 'silence of weeks is a pattern itself' => [ 1, 400, 5, 'explained', false ];
		yield 'silence of days' => [ 1, 60, 5, 'silent', true ];
	}

	#[DataProvider( 'cases' )]
	public function test_it_is_silent_for_longer_than_the_same_hours_explain( int $an_hour, int $silent_hours, int $weeks, string $verdict, bool $critical ): void {
		$silence = Silence::of( self::steady( $an_hour, $silent_hours, $weeks ), self::NOW - $weeks * 168, self::NOW, 3, 20 );
		self::assertSame( [ $verdict, $critical ], [ $silence->verdict, $silence->is_critical() ] );
	}

	public function test_a_night_is_no_silence(): void {
		$counts = array_filter( self::steady( 9, 10, 5 ), static fn ( int $hour ): bool => ( self::NOW - $hour ) % 24 > 10 || 0 === ( self::NOW - $hour ) % 24, ARRAY_FILTER_USE_KEY );
		self::assertSame( 'not_silent', Silence::of( $counts, self::NOW - 5 * 168, self::NOW, 3, 20 )->verdict );
	}

	public function test_hours_that_were_silent_in_one_of_the_weeks_too_are_explained(): void {
		$counts = self::steady( 3, 12, 5 );
		for ( $hour = self::NOW - 2 * 168 - 12; $hour < self::NOW - 2 * 168; $hour++ ) {
			unset( $counts[ $hour ] );
		}
		self::assertSame( 'explained', Silence::of( $counts, self::NOW - 5 * 168, self::NOW, 3, 20 )->verdict );
	}

	public function test_few_submissions_are_no_history(): void {
		$counts = [ self::NOW - 400 => 10, self::NOW - 300 => 9 ];
		self::assertSame( 'too_few_samples', Silence::of( $counts, self::NOW - 5 * 168, self::NOW, 3, 20 )->verdict );
	}

	public function test_the_hour_that_runs_does_not_count_as_silent(): void {
		self::assertSame( 0, Silence::of( self::steady( 3, 0, 5 ), self::NOW - 5 * 168, self::NOW, 3, 20 )->hours );
	}

	/** @return array<int, int> */
	private static function steady( int $an_hour, int $silent_hours, int $weeks ): array {
		$counts = [];
		for ( $hour = self::NOW - $weeks * 168; $hour < self::NOW - $silent_hours; $hour++ ) {
			$counts[ $hour ] = $an_hour;
		}
		return $counts;
	}
}
