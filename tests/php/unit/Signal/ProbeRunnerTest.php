<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Signal;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Signal\ProbeRunner;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

final class ProbeRunnerTest extends TestCase {
	public function test_parents_are_measured_before_their_children_whatever_the_order_given(): void {
		$order  = [];
		$note   = static function ( string $id ) use ( &$order ): \Closure {
			return static function () use ( $id, &$order ): Reading {
				$order[] = $id;
				return Reading::good( 'fine' );
			};
		};
		$runner = new ProbeRunner( [ new ProbeDouble( 'child', $note( 'child' ), [ 'parent' ] ), new ProbeDouble( 'parent', $note( 'parent' ) ) ], new ManualClock() );
		$runner->run();
		self::assertSame( [ 'parent', 'child' ], $order );
	}

	public function test_a_child_of_a_critical_parent_is_not_measured_and_says_what_it_waits_for(): void {
		$child    = ProbeDouble::good( 'child', 'parent' );
		$verdicts = ( new ProbeRunner( [ $child, new ProbeDouble( 'parent', static fn (): Reading => Reading::critical( 'broken', 'it broke' ) ) ], new ManualClock() ) )->run();
		self::assertSame( 0, $child->measured );
		self::assertSame( Status::Unknown, $verdicts['child']->reading->status );
		self::assertSame( 'waits_for', $verdicts['child']->reading->reason );
		self::assertSame( [ 'parent' ], $verdicts['child']->waits_for );
		self::assertStringContainsString( 'PARENT', $verdicts['child']->reading->finding );
	}

	public function test_a_child_of_an_unknown_parent_waits_too(): void {
		$verdicts = ( new ProbeRunner( [ ProbeDouble::good( 'child', 'parent' ), new ProbeDouble( 'parent', static fn (): Reading => Reading::unknown( 'x', 'nobody knows' ) ) ], new ManualClock() ) )->run();
		self::assertSame( [ 'parent' ], $verdicts['child']->waits_for );
	}

	public function test_a_recommended_parent_does_not_stop_its_children(): void {
		$child = ProbeDouble::good( 'child', 'parent' );
		( new ProbeRunner( [ $child, new ProbeDouble( 'parent', static fn (): Reading => Reading::of( Status::Recommended, 'old', 'old' ) ) ], new ManualClock() ) )->run();
		self::assertSame( 1, $child->measured );
	}

	public function test_a_parent_that_does_not_exist_leaves_its_child_unknown(): void {
		$verdicts = ( new ProbeRunner( [ ProbeDouble::good( 'child', 'gone' ) ], new ManualClock() ) )->run();
		self::assertSame( Status::Unknown, $verdicts['child']->reading->status );
	}

	public function test_a_cycle_of_parents_ends_and_is_not_green(): void {
		$verdicts = ( new ProbeRunner( [ ProbeDouble::good( 'a', 'b' ), ProbeDouble::good( 'b', 'a' ) ], new ManualClock() ) )->run();
		self::assertSame( Status::Unknown, $verdicts['a']->reading->status );
		self::assertSame( Status::Unknown, $verdicts['b']->reading->status );
	}

	public function test_a_parent_shared_by_two_is_measured_once(): void {
		$parent = ProbeDouble::good( 'parent' );
		( new ProbeRunner( [ ProbeDouble::good( 'a', 'parent' ), ProbeDouble::good( 'b', 'parent' ), $parent ], new ManualClock() ) )->run();
		self::assertSame( 1, $parent->measured );
	}

	public function test_asking_for_one_probe_measures_only_it_and_its_parents(): void {
		$other    = ProbeDouble::good( 'other' );
		$verdicts = ( new ProbeRunner( [ ProbeDouble::good( 'child', 'parent' ), ProbeDouble::good( 'parent' ), $other ], new ManualClock() ) )->run( [ 'child' ] );
		self::assertSame( [ 'parent', 'child' ], array_keys( $verdicts ) );
		self::assertSame( 0, $other->measured );
	}

	public function test_a_probe_that_throws_is_unknown_and_its_message_is_not_shown(): void {
		$verdicts = ( new ProbeRunner( [ new ProbeDouble( 'a', static fn (): Reading => throw new \RuntimeException( 'ali@example.com is missing' ) ) ], new ManualClock() ) )->run();
		self::assertSame( 'threw', $verdicts['a']->reading->reason );
		self::assertSame( Status::Unknown, $verdicts['a']->reading->status );
		self::assertStringContainsString( 'RuntimeException', $verdicts['a']->reading->finding );
		self::assertStringNotContainsString( 'ali@', $verdicts['a']->reading->finding );
	}

	public function test_an_error_of_the_engine_is_caught_as_well_and_the_next_probe_still_runs(): void {
		$next     = ProbeDouble::good( 'next' );
		$verdicts = ( new ProbeRunner( [ new ProbeDouble( 'a', static fn (): Reading => throw new \TypeError( 'no' ) ), $next ], new ManualClock() ) )->run();
		self::assertSame( 'threw', $verdicts['a']->reading->reason );
		self::assertSame( 1, $next->measured );
	}

	public function test_a_probe_that_the_time_budget_does_not_reach_is_unknown_and_not_left_out(): void {
		$late     = ProbeDouble::good( 'late' );
		$slow     = new ProbeDouble(
			'slow',
			static function (): Reading {
				$end = hrtime( true ) + 3_000_000;
				while ( hrtime( true ) < $end ) {
					continue;
				}
				return Reading::good( 'fine' );
			}
		);
		$verdicts = ( new ProbeRunner( [ $slow, $late ], new ManualClock(), 2 ) )->run();
		self::assertSame( 0, $late->measured );
		self::assertSame( 'time_budget', $verdicts['late']->reading->reason );
		self::assertSame( Status::Unknown, $verdicts['late']->reading->status );
	}

	public function test_a_verdict_is_valid_for_as_long_as_its_probe_says(): void {
		$clock   = new ManualClock( 5_000 );
		$verdict = ( new ProbeRunner( [], $clock ) )->measure( new ProbeDouble( 'a', static fn (): Reading => Reading::good( 'fine' ), [], 30 ) );
		self::assertSame( 5_000, $verdict->measured_at );
		self::assertSame( 35_000, $verdict->valid_until );
	}
}
