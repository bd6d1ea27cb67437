<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use SmartAllocOps\Platform\LogEvent;
use SmartAllocOps\Services;

/** `wp smartalloc-ops log`. */
final class LogCommandTest extends CliTestCase {
	public function test_lines_are_found_by_entry_event_and_time(): void {
		global $wpdb;
		$log = ( new Services( $wpdb ) )->logs()->log;
		foreach ( [ 990_001, 990_002 ] as $entry ) {
			$log->write( LogEvent::JobStarted, [ 'entry_id' => $entry, 'job_id' => 'as:5', 'hook' => 'smartalloc_notify' ] );
			$log->write( LogEvent::JobFinished, [ 'entry_id' => $entry, 'job_id' => 'as:5', 'duration_ms' => 3 ] );
		}
		$log->flush();
		$rows = self::json( $this->ops( 'log', '--entry=990001', '--format=json' ) );
		self::assertSame( [ 'job.started', 'job.finished' ], array_slice( array_column( $rows, 'event' ), -2 ) );
		self::assertSame( [ 990_001 ], array_values( array_unique( array_column( $rows, 'entry_id' ) ) ) );
		self::assertSame( [ 'job.finished' ], array_values( array_unique( array_column( self::json( $this->ops( 'log', '--entry=990001', '--event=job.finished', '--format=json' ) ), 'event' ) ) ) );
		self::assertSame( [], self::json( $this->ops( 'log', '--entry=990001', '--since=+1 hour', '--format=json' ) ) );
		$table = $this->ops( 'log', '--entry=990002' );
		self::assert_code( 0, $table );
		self::assertStringContainsString( 'duration_ms=3', $table->stdout );
	}

	public function test_mistakes_are_named(): void {
		$this->assert_mistakes_change_nothing(
			[
				'an event that is not there' => [ [ 'log', '--event=nonsense' ], 'job.failed' ],
				'an entry that is no number' => [ [ 'log', '--entry=abc' ], 'entry' ],
				'a time that is none'        => [ [ 'log', '--since=nonsense' ], 'since' ],
				'a format that is not there' => [ [ 'log', '--format=nonsense' ], 'nonsense' ],
			]
		);
	}
}
