<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Triggers;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Triggers\Counts;
use SmartAllocOps\Triggers\Growth;
use SmartAllocOps\Triggers\GrowthRule;

/** What is more than usual, what is not, and what nobody can know. */
final class GrowthTest extends TestCase {
	private const NOW    = 1_000 * 3_600_000 + 1_830_000;
	private const MINUTE = 60_000;
	private const HOUR   = 3_600_000;

	/** @return iterable<string, array{array<int, int>, array<int, int>, int, string}> Counted in each hour of the week before and in each of the last minutes, for how many minutes the build has run, and the verdict. */
	public static function events(): iterable {
		$calm = array_fill( 3, 40, 0 );
		yield 'calm' => [ $calm, [ 1 => 1 ], 600, 'ok' ];
		yield 'at the floor' => [ $calm, [ 1 => 2, 30 => 1 ], 600, 'grows' ];
		yield 'older than the window' => [ $calm, [ 61 => 9 ], 600, 'ok' ];
		yield 'before this build came' => [ $calm, [ 20 => 9 ], 10, 'ok' ];
		yield 'since this build came' => [ $calm, [ 5 => 9 ], 10, 'grows' ];
		yield 'a day is not full' => [ array_fill( 3, 23, 0 ), [ 1 => 99 ], 600, 'too_little_history' ];
		yield 'no whole minute yet' => [ $calm, [ 1 => 99 ], 0, 'too_new' ];
		yield 'it is always so' => [ array_fill( 3, 40, 5 ), [ 1 => 14 ], 600, 'ok' ];
		yield 'three times what is usual' => [ array_fill( 3, 40, 5 ), [ 1 => 15 ], 600, 'grows' ];
		yield 'one bad hour in forty is no rule' => [ [ 3 => 400 ] + $calm, [ 1 => 3 ], 600, 'grows' ];
		yield 'three bad hours in forty are' => [ [ 3 => 400, 4 => 400, 5 => 400 ] + $calm, [ 1 => 3 ], 600, 'ok' ];
	}

	/**
	 * @param array<int, int> $hours
	 * @param array<int, int> $minutes
	 */
	#[DataProvider( 'events' )]
	public function test_events_are_held_against_the_hours_of_the_week_before( array $hours, array $minutes, int $runs, string $why ): void {
		$rule   = new GrowthRule( [ 'bad' ], [ 'all' ], 3, false, [ 'all' ] );
		$slots  = static fn ( array $ago, int $length ): array => array_combine(
			array_map( static fn ( int $back ): int => intdiv( self::NOW, $length ) * $length - $back * $length, array_reverse( array_keys( $ago ) ) ),
			array_map( static fn ( int $n ): array => [ 'bad' => [ 'n' => $n, 'total' => 0.0 ], 'all' => [ 'n' => 10, 'total' => 0.0 ] ], array_reverse( array_values( $ago ) ) )
		);
		$growth = Growth::judge( $rule, new Counts( $slots( $minutes + array_fill( 0, 62, 0 ), self::MINUTE ), $slots( $hours, self::HOUR ) ), self::NOW - $runs * self::MINUTE, self::NOW );
		self::assertSame( $why, $growth->why );
		self::assertSame( 'grows' === $why, \SmartAllocOps\Triggers\ObservedState::Firing === $growth->state );
	}

	public function test_without_any_event_nothing_is_known(): void {
		$hours  = array_combine( range( self::NOW - 90 * self::HOUR, self::NOW - 3 * self::HOUR, self::HOUR ), array_fill( 0, 88, [ 'all' => [ 'n' => 10, 'total' => 0.0 ] ] ) );
		$growth = Growth::judge( new GrowthRule( [ 'bad' ], [ 'all' ], 3, false, [ 'all' ] ), new Counts( [ self::NOW => [] ], $hours ), 0, self::NOW );
		self::assertSame( [ 'nothing_happened', null ], [ $growth->why, $growth->value ] );
	}

	/** @return iterable<string, array{list<float>, string}> Levels of the last minutes, and the verdict. */
	public static function levels(): iterable {
		yield 'stands still' => [ [ 7, 7, 7, 7 ], 'ok' ];
		yield 'rises' => [ [ 7, 8, 11, 12 ], 'grows' ];
		yield 'falls' => [ [ 12, 11, 8, 7 ], 'ok' ];
		yield 'two looks are no rise' => [ [ 0, 99 ], 'too_new' ];
	}

	/** @param list<float> $levels */
	#[DataProvider( 'levels' )]
	public function test_of_a_level_the_rise_counts( array $levels, string $why ): void {
		$of     = static fn ( float $level ): array => [ 'level' => [ 'n' => 1, 'total' => $level ] ];
		$hours  = array_combine( range( self::NOW - 90 * self::HOUR, self::NOW - 3 * self::HOUR, self::HOUR ), array_fill( 0, 88, $of( 7 ) ) );
		$last   = count( $levels ) - 1;
		$slots  = array_combine( array_map( static fn ( int $n ): int => self::NOW - ( $last - $n ) * self::MINUTE, array_keys( $levels ) ), array_map( $of, $levels ) );
		$growth = Growth::judge( new GrowthRule( [ 'level' ], [ 'level' ], 5, true ), new Counts( $slots, $hours ), 0, self::NOW );
		self::assertSame( $why, $growth->why );
		$silent = Growth::judge( new GrowthRule( [ 'level' ], [ 'level' ], 5, true ), new Counts( $slots + [ self::NOW + 10 * self::MINUTE => [] ], $hours ), 0, self::NOW + 10 * self::MINUTE );
		self::assertContains( $silent->why, [ 'not_measured', 'too_new' ] );
	}
}
