<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Signal;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Signal\Lateness;

final class LatenessTest extends TestCase {
	public function test_a_job_is_not_late_before_its_runner_could_have_come_by(): void {
		self::assertSame( 70, Lateness::late_after_s( 60 ) );
	}

	public function test_an_unknown_cadence_counts_as_once_a_minute(): void {
		self::assertSame( Lateness::late_after_s( 60 ), Lateness::late_after_s( null ) );
	}

	public function test_a_system_cron_may_take_longer_than_page_loads(): void {
		self::assertGreaterThan( Lateness::cron_late_after_s( true ), Lateness::cron_late_after_s( false ) );
	}
}
