<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\Attributes\TestWith;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\Config;

final class ConfigTest extends TestCase {
	public function test_a_key_that_nobody_set_has_its_default(): void {
		$config = new Config( [] );
		self::assertSame( [ '6.4', '8.1', '8.0', '10.5', '' ], [ $config->minimum( 'wordpress' ), $config->minimum( 'php' ), $config->minimum( 'mysql' ), $config->minimum( 'mariadb' ), $config->minimum( 'smtp_plugin' ) ] );
		self::assertSame( [ 30, 0, 2, 20 ], [ $config->log_retention_days(), $config->journal_retention_days(), $config->silence_minimum_weeks(), $config->silence_minimum_submissions() ] );
		self::assertTrue( $config->is_smtp_required() );
		self::assertFalse( $config->keep_data() );
	}

	/** The option is foreign data: anybody may have written it. */
	#[TestWith( [ 'newest' ] )]
	#[TestWith( [ '' ] )]
	#[TestWith( [ [ '7.0' ] ] )]
	#[TestWith( [ 7 ] )]
	public function test_a_minimum_that_is_no_version_does_not_count( mixed $value ): void {
		self::assertSame( '6.4', ( new Config( [ 'minimum_wordpress' => $value ] ) )->minimum( 'wordpress' ) );
	}

	public function test_data_is_kept_only_on_a_plain_yes(): void {
		self::assertTrue( ( new Config( [ 'keep_data' => true ] ) )->keep_data() );
		self::assertFalse( ( new Config( [ 'keep_data' => 'no' ] ) )->keep_data() );
	}

	public function test_a_retention_of_nothing_is_a_day_and_not_none(): void {
		self::assertSame( 1, ( new Config( [ 'log_retention_days' => 0 ] ) )->log_retention_days() );
		self::assertSame( 0, ( new Config( [ 'journal_retention_days' => -4 ] ) )->journal_retention_days() );
	}
}
