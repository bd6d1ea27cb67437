<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use PHPUnit\Framework\Attributes\TestWith;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

final class UtcTest extends HealthTestCase {
	#[TestWith( [ 0, Status::Good ] )]
	#[TestWith( [ 4_000, Status::Recommended ] )]
	#[TestWith( [ -4_000, Status::Recommended ] )]
	#[TestWith( [ 60_000, Status::Critical ] )]
	#[TestWith( [ -60_000, Status::Critical ] )]
	public function test_the_clocks_of_php_and_the_database_must_agree( int $ahead_ms, Status $status ): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) + $ahead_ms );
		$state = $this->measured( 'utc', $clock );
		self::assertSame( $status, $state->status(), $state->reading->finding );
	}

	public function test_the_real_clock_of_the_database_agrees_with_php(): void {
		$state = $this->measured( 'utc' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
		self::assertLessThan( 2, $state->reading->value );
	}

	#[TestWith( [ 'Asia/Tehran', '', Status::Good ] )]
	#[TestWith( [ '', '3.5', Status::Good ] )]
	#[TestWith( [ '', '-12', Status::Good ] )]
	#[TestWith( [ '', '27', Status::Critical ] )]
	#[TestWith( [ '', 'noon', Status::Critical ] )]
	#[TestWith( [ 'Mars/Olympus', '', Status::Critical ] )]
	public function test_the_zone_of_the_site_must_be_one( string $name, string $offset, Status $status ): void {
		add_filter( 'pre_option_timezone_string', static fn (): string => $name );
		add_filter( 'option_gmt_offset', static fn (): string => $offset );
		$state = $this->measured( 'utc' );
		self::assertSame( $status, $state->status(), $state->reading->finding );
	}
}
