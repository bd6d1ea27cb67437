<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Log;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogEvent;
use SmartAllocOps\Platform\LogFolder;
use SmartAllocOps\Platform\LogReader;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** The log itself: what it takes, what it refuses, where it lies, and that nothing fails because of it. */
final class LogTest extends IntegrationTestCase {
	private const DAY_MS = 86_400_000;

	private string $folder;
	private ManualClock $clock;

	/** @var list<array{int, string}> Lines lost and why, by flush. */
	private array $lost = [];

	protected function setUp(): void {
		parent::setUp();
		$this->folder = sys_get_temp_dir() . '/smartalloc-ops-log-test-' . bin2hex( random_bytes( 6 ) );
		$this->clock  = new ManualClock( 1_764_126_000_000 );
	}

	protected function tearDown(): void {
		foreach ( (array) glob( $this->folder . '/{,.}*', GLOB_BRACE ) as $file ) {
			is_file( (string) $file ) && unlink( (string) $file );
		}
		is_dir( $this->folder ) && rmdir( $this->folder );
		parent::tearDown();
	}

	public function test_a_line_carries_who_what_when_and_under_which_release_and_flags(): void {
		$log = $this->log();
		$log->write( LogEvent::JobFailed, [ 'job_id' => 'as:7', 'hook' => 'smartalloc_notify', 'group' => 'smartalloc_notify', 'entry_id' => '12', 'duration_ms' => 40, 'reason' => 'failed', 'error_class' => 'RuntimeException', 'error_frame' => 'Transport.php:40' ] );
		$log->flush();
		$line = $this->lines()[0];
		self::assertSame( [ 'at' => '2025-11-26T03:00:00.000Z', 'event' => 'job.failed', 'release' => '1.4.2', 'flags' => 9 ], array_intersect_key( $line, array_flip( [ 'at', 'event', 'release', 'flags' ] ) ) );
		self::assertMatchesRegularExpression( '/^[a-f0-9]{12}$/', (string) $line['cid'] );
		self::assertSame( [ 12, 'as:7', 40, 'RuntimeException', 'Transport.php:40' ], [ $line['entry_id'], $line['job_id'], $line['duration_ms'], $line['error_class'], $line['error_frame'] ] );
		self::assertSame( 1, json_decode( explode( "\n", $this->raw() )[1], true )['v'] );
	}

	#[DataProvider( 'refused' )]
	public function test_what_an_event_does_not_name_or_a_field_does_not_take_is_left_out_and_counted( LogEvent $event, string $field, mixed $value ): void {
		$log = $this->log();
		$log->write( $event, [ $field => $value ] );
		$log->flush();
		$line = json_decode( explode( "\n", $this->raw() )[1], true );
		self::assertIsArray( $line );
		self::assertArrayNotHasKey( $field, $line );
		self::assertSame( 1, $line['refused'] );
	}

	/** @return iterable<string, array{LogEvent, string, mixed}> */
	public static function refused(): iterable {
		yield 'a field of another event' => [ LogEvent::JobStarted, 'rows', 5 ];
		yield 'a field that no event has' => [ LogEvent::JobStarted, 'message', 'Zahra' ];
		yield 'a text for an id' => [ LogEvent::JobStarted, 'entry_id', '12 of Zahra' ];
		yield 'a list for an id' => [ LogEvent::JobStarted, 'entry_id', [ 12 ] ];
		yield 'a mobile for an id' => [ LogEvent::JobStarted, 'entry_id', 9123987654 ];
		yield 'a national id for an id' => [ LogEvent::JobStarted, 'entry_id', '0084575948' ];
		yield 'a card for a count' => [ LogEvent::ExportFinished, 'rows', '6037991234567893' ];
		yield 'an id below one' => [ LogEvent::JobStarted, 'entry_id', -4 ];
		yield 'a sentence for a code' => [ LogEvent::JobFailed, 'reason', 'mail to ali@example.com failed' ];
		yield 'a phone for a hook' => [ LogEvent::JobStarted, 'hook', '09123456789' ];
		yield 'a phone inside a hook' => [ LogEvent::JobStarted, 'hook', 'notify_09123456789' ];
		yield 'a national id for a scope' => [ LogEvent::FlagChanged, 'scope', '0084575948' ];
		yield 'a path for a frame' => [ LogEvent::JobFailed, 'error_frame', '/home/zahra/x.php:3' ];
		yield 'a text for a class' => [ LogEvent::JobFailed, 'error_class', 'class@anonymous /home/zahra' ];
		yield 'a text for a reference' => [ LogEvent::NotificationResult, 'ref', 'notify:12:zahra' ];
		yield 'a number for a member of a list' => [ LogEvent::NotificationResult, 'result', 5 ];
	}

	public function test_an_unknown_member_of_a_closed_list_is_other(): void {
		$log = $this->log();
		$log->write( LogEvent::NotificationResult, [ 'result' => 'zahra' ] );
		$log->flush();
		self::assertSame( 'other', $this->lines()[0]['result'] );
	}

	public function test_lines_are_kept_and_written_at_once_or_when_there_are_many(): void {
		$log = $this->log();
		for ( $line = 0; $line < 49; $line++ ) {
			$log->write( LogEvent::JobStarted, [ 'entry_id' => 1 + $line ] );
		}
		self::assertDirectoryDoesNotExist( $this->folder );
		$log->write( LogEvent::JobStarted, [ 'entry_id' => 50 ] );
		self::assertCount( 50, $this->lines() );
	}

	public function test_a_long_runner_does_not_keep_its_lines_for_long(): void {
		$log = $this->log();
		$log->write( LogEvent::JobStarted, [ 'entry_id' => 1 ] );
		$this->clock->now_ms += 31_000;
		$log->write( LogEvent::JobFinished, [ 'entry_id' => 1 ] );
		self::assertCount( 2, $this->lines() );
	}

	public function test_writing_asks_the_database_nothing(): void {
		global $wpdb;
		$log    = $this->services_log();
		$before = $wpdb->num_queries;
		for ( $line = 0; $line < 60; $line++ ) {
			$log->write( LogEvent::JobStarted, [ 'entry_id' => 5, 'hook' => 'smartalloc_notify' ] );
		}
		$log->flush();
		self::assertSame( $before, $wpdb->num_queries );
	}

	public function test_what_cannot_be_written_is_counted_and_told_and_nothing_fails(): void {
		file_put_contents( $this->folder, 'a file stands where the folder should' );
		$log = $this->log();
		$log->write( LogEvent::JobStarted, [ 'entry_id' => 1 ] );
		$log->write( LogEvent::JobStarted, [ 'entry_id' => 2 ] );
		$log->flush();
		$log->flush();
		unlink( $this->folder );
		self::assertSame( [ [ 2, 'no_folder' ] ], $this->lost );
	}

	public function test_a_day_that_is_full_takes_no_more(): void {
		$log = $this->log( new LogFolder( $this->folder, 10 ) );
		foreach ( [ 1, 2 ] as $entry ) {
			$log->write( LogEvent::JobStarted, [ 'entry_id' => $entry ] );
			$log->flush();
		}
		self::assertSame( [ [ 1, 'full' ] ], $this->lost );
		self::assertCount( 1, $this->lines() );
	}

	public function test_lost_lines_are_noted_for_people(): void {
		global $wpdb;
		$services = new \SmartAllocOps\Services( $wpdb );
		$log = new Log( new LogFolder( '/dev/null/no' ), $this->clock, static fn (): array => [ 'release' => null, 'flags' => null ], fn ( int $lines, string $why ) => $services->heartbeats()->beat( Log::LOST, "$lines $why" ) );
		$log->write( LogEvent::JobStarted );
		$log->flush();
		self::assertSame( '1 no_folder', $services->heartbeats()->all()['log_lost']['detail'] );
	}

	public function test_switched_off_is_no_loss(): void {
		$log = $this->log( new LogFolder( false ) );
		$log->write( LogEvent::JobStarted, [ 'entry_id' => 1 ] );
		$log->flush();
		self::assertSame( [], $this->lost );
		self::assertSame( 'absent', ( new LogFolder( false ) )->presence()->state );
	}

	public function test_after_it_was_closed_nothing_brings_its_folder_back(): void {
		$log = $this->log();
		$log->close();
		$log->write( LogEvent::JobStarted, [ 'entry_id' => 1 ] );
		$log->flush();
		self::assertDirectoryDoesNotExist( $this->folder );
	}

	public function test_old_days_are_swept_and_no_others(): void {
		$folder = new LogFolder( $this->folder );
		foreach ( [ 0, 29, 30, 31, 45 ] as $days ) {
			$folder->append( "{}\n", $this->clock->now_ms - $days * self::DAY_MS );
		}
		self::assertSame( 2, $folder->sweep( 30, $this->clock->now_ms ) );
		self::assertCount( 3, $folder->files( 0, $this->clock->now_ms ) );
		$folder->remove();
		self::assertSame( [], $folder->files( 0, $this->clock->now_ms ) );
	}

	public function test_many_processes_write_whole_lines_into_one_file_with_one_guard(): void {
		$script = '$log = new SmartAllocOps\Platform\Log( new SmartAllocOps\Platform\LogFolder( $args["folder"] ), new SmartAllocOps\Platform\SystemClock(), static fn (): array => [ "release" => null, "flags" => null ], static function (): void {} );
			for ( $n = 1; $n <= 30; $n++ ) { $log->write( SmartAllocOps\Platform\LogEvent::JobStarted, [ "entry_id" => $index * 100 + $n, "hook" => "smartalloc_notify" ] ); $log->flush(); } return 1;';
		$this->parallel( 8, $script, [ 'folder' => $this->folder ] );
		$this->clock->now_ms = (int) floor( microtime( true ) * 1000 );
		$lines               = $this->lines( 1000 );
		self::assertCount( 240, $lines );
		self::assertCount( 240, array_unique( array_column( $lines, 'entry_id' ) ) );
		self::assertSame( 1, substr_count( $this->raw(), '<?php' ) );
	}

	public function test_nobody_reads_it_over_the_web_even_with_its_whole_address(): void {
		$log = $this->services_log();
		$log->write( LogEvent::JobStarted, [ 'entry_id' => 4711, 'hook' => 'smartalloc_notify' ] );
		$log->flush();
		$uploads = wp_upload_dir( null, false );
		$folders = (array) glob( $uploads['basedir'] . '/smartalloc-ops-log-*', GLOB_ONLYDIR );
		self::assertCount( 1, $folders );
		self::assertMatchesRegularExpression( '/-[a-f0-9]{32}$/', (string) $folders[0] );
		$address = '/wp-content/uploads/' . basename( (string) $folders[0] );
		foreach ( [ '/', '/' . gmdate( 'Y-m-d' ) . '.php', '/index.php' ] as $path ) {
			$answer = HttpClient::anonymous()->get( $address . $path );
			self::assertStringNotContainsString( '4711', $answer->body );
			self::assertStringNotContainsString( 'job.started', $answer->body );
		}
		self::assertStringContainsString( 'Require all denied', (string) file_get_contents( $folders[0] . '/.htaccess' ) );
		self::assertFileExists( $folders[0] . '/web.config' );
	}

	public function test_a_line_that_the_log_did_not_write_is_not_believed(): void {
		$folder = new LogFolder( $this->folder );
		$good   = '{"v":1,"at":"2025-11-26T03:00:00.000Z","event":"job.started","release":"1.0","flags":1,"cid":"abcdefabcdef","entry_id":5,"hook":"09123456789","message":"Zahra"}';
		$folder->append( "nonsense 5\n{\"event\":\"job.started\"}\n{\"at\":\"yesterday\",\"event\":\"job.started\",\"entry_id\":5}\n{\"at\":\"2025-11-26T03:00:00.000Z\",\"event\":\"made.up\"}\n$good\n", $this->clock->now_ms );
		self::assertSame( [ [ 'at' => '2025-11-26T03:00:00.000Z', 'event' => 'job.started', 'release' => '1.0', 'flags' => 1, 'cid' => 'abcdefabcdef', 'entry_id' => 5 ] ], $this->lines() );
	}

	public function test_a_bound_is_admitted(): void {
		$log = $this->log();
		for ( $line = 1; $line <= 40; $line++ ) {
			$log->write( LogEvent::JobStarted, [ 'entry_id' => $line ] );
		}
		$log->flush();
		$reader = new LogReader( new LogFolder( $this->folder ), $this->clock, 1000 );
		self::assertFalse( $reader->search( 0 )['is_whole'] );
		self::assertTrue( ( new LogReader( new LogFolder( $this->folder ), $this->clock ) )->search( 0 )['is_whole'] );
	}

	private function log( ?LogFolder $folder = null ): Log {
		return new Log(
			$folder ?? new LogFolder( $this->folder ),
			$this->clock,
			static fn (): array => [
				'release' => '1.4.2',
				'flags'   => 9,
			],
			function ( int $lines, string $why ): void {
				$this->lost[] = [ $lines, $why ];
			}
		);
	}

	private function services_log(): Log {
		global $wpdb;
		$services = new \SmartAllocOps\Services( $wpdb );
		$services->flag_reader()->publish();
		return $services->logs()->log;
	}

	/** @return list<array<string, int|bool|string|null>> */
	private function lines( int $limit = 200 ): array {
		return ( new LogReader( new LogFolder( $this->folder ), $this->clock ) )->search( 0, null, null, $limit )['lines'];
	}

	private function raw(): string {
		return implode( '', array_map( static fn ( string $file ): string => (string) file_get_contents( $file ), ( new LogFolder( $this->folder ) )->files( 0, PHP_INT_MAX >> 12 ) ) );
	}
}
