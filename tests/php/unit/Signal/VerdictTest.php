<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Signal;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Health\ProbeState;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

final class VerdictTest extends TestCase {
	public function test_a_verdict_holds_up_to_its_last_millisecond(): void {
		self::assertSame( Status::Good, $this->verdict()->status( 2_000 ) );
	}

	public function test_a_good_verdict_past_its_time_is_unknown(): void {
		self::assertSame( Status::Unknown, $this->verdict()->status( 2_001 ) );
	}

	public function test_a_stale_verdict_shows_no_number_that_could_be_taken_for_a_present_one(): void {
		$state = ProbeState::of( ProbeDouble::good( 'a' ), $this->verdict(), 2_001 );
		self::assertSame( Status::Unknown, $state->status() );
		self::assertSame( 'stale', $state->reading->reason );
		self::assertNull( $state->reading->value );
		self::assertStringContainsString( 'seven things', $state->reading->finding );
	}

	public function test_a_probe_that_was_never_measured_is_unknown_and_has_no_time(): void {
		$state = ProbeState::of( ProbeDouble::good( 'a' ), null, 2_000 );
		self::assertSame( Status::Unknown, $state->status() );
		self::assertSame( 'not_measured', $state->reading->reason );
		self::assertNull( $state->measured_at() );
	}

	public function test_a_fresh_verdict_keeps_its_number_and_time(): void {
		$state = ProbeState::of( ProbeDouble::good( 'a' ), $this->verdict(), 2_000 );
		self::assertSame( 7, $state->reading->value );
		self::assertSame( '1970-01-01T00:00:01.000Z', $state->measured_at() );
	}

	private function verdict(): Verdict {
		return new Verdict( 'a', Reading::good( 'seven things', 7, 'things' ), 1_000, 2_000, 3 );
	}
}
