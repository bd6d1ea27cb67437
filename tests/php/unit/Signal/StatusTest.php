<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Signal;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Signal\Status;

final class StatusTest extends TestCase {
	public function test_nothing_measured_is_unknown_and_not_good(): void {
		self::assertSame( Status::Unknown, Status::worst( [] ) );
	}

	public function test_unknown_outweighs_everything_but_critical(): void {
		self::assertSame( Status::Unknown, Status::worst( [ Status::Good, Status::Unknown, Status::Recommended ] ) );
		self::assertSame( Status::Critical, Status::worst( [ Status::Unknown, Status::Critical, Status::Good ] ) );
	}

	public function test_what_nobody_set_up_stays_out_of_the_worst(): void {
		self::assertSame( Status::Good, Status::worst( [ Status::NotSetUp, Status::Good ] ) );
	}

	public function test_one_unknown_keeps_the_whole_from_being_green(): void {
		self::assertNotSame( Status::Good, Status::worst( [ Status::Good, Status::Good, Status::Unknown ] ) );
	}
}
