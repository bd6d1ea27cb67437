<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\Attributes\TestWith;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\Presence;

final class PresenceTest extends TestCase {
	#[TestWith( [ '3.8.2', false ] )]
	#[TestWith( [ '3.8.2-dev', false ] )]
	#[TestWith( [ '3.10.0-beta1', false ] )]
	#[TestWith( [ '3.8.1', true ] )]
	#[TestWith( [ '3.7', true ] )]
	#[TestWith( [ 'trunk', false ] )]
	#[TestWith( [ '', false ] )]
	public function test_a_version_is_compared_by_its_numbers( string $version, bool $is_older ): void {
		self::assertSame( $is_older, Presence::present( '', $version )->is_older_than( '3.8.2' ) );
	}
}
