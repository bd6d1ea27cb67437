<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Health;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Health\SelfTestResult;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Tests\Unit\Signal\ProbeDouble;

final class SelfTestResultTest extends TestCase {
	public function test_red_under_the_fault_and_back_afterwards_passes(): void {
		self::assertTrue( $this->self_test( Reading::good( 'fine' ), Reading::critical( 'broken', 'red' ), Reading::good( 'fine' ) )->passed() );
	}

	public function test_a_probe_that_stays_green_under_its_fault_fails(): void {
		self::assertFalse( $this->self_test( Reading::good( 'fine' ), Reading::good( 'fine' ), Reading::good( 'fine' ) )->passed() );
	}

	public function test_unknown_under_the_fault_is_not_red(): void {
		self::assertFalse( $this->self_test( Reading::good( 'fine' ), Reading::unknown( 'threw', 'lost' ), Reading::good( 'fine' ) )->passed() );
	}

	public function test_a_probe_that_does_not_come_back_fails(): void {
		self::assertFalse( $this->self_test( Reading::good( 'fine' ), Reading::critical( 'broken', 'red' ), Reading::critical( 'broken', 'red' ) )->passed() );
	}

	public function test_one_that_was_recommended_must_come_back_to_the_same_reason(): void {
		$old = Reading::of( Status::Recommended, 'old_version', 'old' );
		self::assertTrue( $this->self_test( $old, Reading::critical( 'absent', 'red' ), $old )->passed() );
		self::assertFalse( $this->self_test( $old, Reading::critical( 'absent', 'red' ), Reading::of( Status::Recommended, 'late', 'late' ) )->passed() );
	}

	private function self_test( Reading $before, Reading $under_fault, Reading $afterwards ): SelfTestResult {
		$verdict = static fn ( Reading $reading ): Verdict => new Verdict( 'a', $reading, 1, 2, 0 );
		return new SelfTestResult( ProbeDouble::good( 'a' ), $verdict( $before ), $verdict( $under_fault ), $verdict( $afterwards ) );
	}
}
