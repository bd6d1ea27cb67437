<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Health\Probe\LogProbe;
use SmartAllocOps\Platform\LogFolder;
use SmartAllocOps\Services;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** Whether the log is written, and what was lost, is shown to people. */
final class LogProbeTest extends IntegrationTestCase {
	public function test_a_log_that_is_written_is_good(): void {
		self::assertSame( 'good', $this->measure( new LogFolder() )->status->value );
	}

	public function test_switched_off_is_not_set_up(): void {
		self::assertSame( [ 'not_set_up', 'off' ], [ $this->measure( new LogFolder( false ) )->status->value, $this->measure( new LogFolder( false ) )->reason ] );
	}

	public function test_a_folder_that_cannot_be_written_to_is_named(): void {
		$reading = $this->measure( new LogFolder( '/dev/null' ) );
		self::assertSame( [ 'recommended', 'not_writable' ], [ $reading->status->value, $reading->reason ] );
	}

	public function test_lost_lines_are_told_for_a_day(): void {
		global $wpdb;
		( new Services( $wpdb ) )->heartbeats()->beat( 'log_lost', '12 full' );
		$reading = $this->measure( new LogFolder() );
		self::assertSame( [ 'recommended', 'lines_lost', 12 ], [ $reading->status->value, $reading->reason, $reading->value ] );
		self::assertStringContainsString( '(full)', $reading->finding );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_heartbeats SET at = 1 WHERE name = 'log_lost'" );
		self::assertSame( 'good', $this->measure( new LogFolder() )->status->value );
	}

	private function measure( LogFolder $folder ): Reading {
		global $wpdb;
		$services = new Services( $wpdb );
		return ( new LogProbe( $folder, $services->heartbeats(), $services->clock ) )->measure();
	}
}
