<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Recovery\WatchFile;
use SmartAllocOps\Recovery\WatchState;

/** What the must-use file obeys ends by itself, and is never anybody's guess. */
final class WatchTest extends FolderTestCase {
	private const NOON = 1_795_608_000_000;

	private int $now = self::NOON;

	protected function setUp(): void {
		parent::setUp();
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php' ] );
	}

	public function test_what_is_armed_and_stopped_is_read_by_the_next_and_ends(): void {
		self::assertEquals( new WatchState(), $this->watch()->state(), 'Nothing was ever said.' );
		$this->watch()->arm( 'good', 7, self::NOON + 60_000 );
		$this->watch()->stop( self::NOON + 5_000, 'swap' );
		$state = $this->watch()->state();
		self::assertSame( [ 'good', 7, self::NOON + 60_000, self::NOON + 5_000, 'swap' ], [ $state->archive, $state->run_id, $state->armed_until, $state->stopped_until, $state->stopped_why ] );
		$this->now += 5_000;
		self::assertSame( [ true, false ], [ $this->watch()->state()->is_armed(), $this->watch()->state()->is_stopped() ] );
		$this->now += 55_000;
		self::assertNull( $this->watch()->state()->archive );
		$this->watch()->arm( 'good', 8, $this->now + 1_000 );
		$this->watch()->stop( $this->now + 1_000, 'again' );
		$this->watch()->disarm();
		$this->watch()->go();
		self::assertSame( [ false, false ], [ $this->watch()->state()->is_armed(), $this->watch()->state()->is_stopped() ] );
	}

	public function test_one_that_was_told_late_ends_no_stop_that_has_begun_since(): void {
		$this->watch()->exchanged_unheard();
		$this->watch()->stop( self::NOON + 5_000, 'swap' );
		$this->watch()->renewed();
		self::assertSame( [ true, false ], [ $this->watch()->state()->is_stopped(), $this->watch()->must_renew() ] );
		$this->watch()->exchanged_unheard();
		$this->watch()->renewed();
		self::assertSame( [ false, false ], [ $this->watch()->state()->is_stopped(), $this->watch()->must_renew() ] );
		$this->watch()->stop( self::NOON + 5_000, 'swap' );
		$this->now = self::NOON + 5_001;
		$this->watch()->renewed();
		self::assertSame( $this->now, $this->watch()->state()->turned_at, 'What has ended by itself is over.' );
	}

	public function test_nothing_holds_for_longer_than_its_bound_whatever_was_asked_or_written(): void {
		$this->watch()->arm( 'good', 1, PHP_INT_MAX );
		$this->watch()->stop( PHP_INT_MAX, 'for ever' );
		self::assertSame( [ self::NOON + Watch::MAX_ARMED_MS, self::NOON + Watch::MAX_STOP_MS ], [ $this->watch()->state()->armed_until, $this->watch()->state()->stopped_until ] );
		$this->write( [ 'folder' => 'smart-alloc', 'stopped' => [ 'until' => self::NOON + 10 * Watch::MAX_ARMED_MS, 'why' => 'x' ], 'armed' => [ 'archive' => 'x', 'run' => 1, 'until' => PHP_INT_MAX, 'tree' => '' ] ] );
		self::assertEquals( new WatchState(), $this->watch()->state() );
	}

	/** @param string|array<string, mixed> $content */
	#[DataProvider( 'spoiled' )]
	public function test_of_a_file_that_is_not_ours_or_not_whole_nothing_is_obeyed( string|array $content ): void {
		$this->write( $content );
		self::assertEquals( new WatchState(), $this->watch()->state() );
		$this->watch()->stop( self::NOON + 1_000, 'swap' );
		self::assertTrue( $this->watch()->state()->is_stopped(), 'The next one writes it anew.' );
	}

	/** @return iterable<string, array{string|array<string, mixed>}> */
	public static function spoiled(): iterable {
		$whole = [ 'folder' => 'smart-alloc', 'act_alone' => true, 'stopped' => [ 'until' => self::NOON + 1_000, 'why' => 'x' ] ];
		yield 'empty' => [ '' ];
		yield 'torn' => [ WatchFile::BEGINS . substr( (string) json_encode( $whole ), 0, 40 ) ];
		yield 'without its guard' => [ (string) json_encode( $whole ) ];
		yield 'of another plugin' => [ [ 'folder' => 'woocommerce' ] + $whole ];
		yield 'of other types' => [ [ 'folder' => 'smart-alloc', 'act_alone' => 1, 'stopped' => [ 'until' => 'always', 'why' => 'x' ], 'armed' => [ 'until' => self::NOON + 1_000 ], 'fatals' => 'many', 'acted' => [] ] ];
	}

	public function test_a_web_server_that_obeys_no_guard_shows_nothing(): void {
		$this->watch()->arm( 'good', 7, self::NOON + 60_000 );
		foreach ( (array) glob( "$this->folder/" . Places::WATCH . '/*.php' ) as $file ) {
			self::assertSame( '', exec( escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( (string) $file ) ), (string) $file );
		}
		self::assertFileExists( "$this->folder/" . Places::WATCH . '/.htaccess' );
	}

	public function test_a_request_that_began_well_ends_the_count_and_after_a_swap_the_window(): void {
		$this->watch()->arm( 'good', 7, self::NOON + 60_000 );
		$this->watch()->saw( '/var/www/secret/boot.php', 'error', true );
		$this->watch()->saw( 'other.php', 'memory', false );
		self::assertSame( [ [ self::NOON ], 'other.php' ], [ $this->watch()->state()->boot_fatals(), $this->watch()->state()->fatal['file'] ?? '' ] );
		self::assertStringNotContainsString( 'secret', (string) file_get_contents( "$this->folder/" . Places::WATCH . '/' . WatchFile::NAME ) );
		$this->watch()->began_well();
		self::assertSame( [ [], true ], [ $this->watch()->state()->boot_fatals(), $this->watch()->state()->is_armed() ], 'The build that may be bad still stands there.' );
		rename( "$this->folder/plugins/smart-alloc", "$this->folder/away" );
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php' ] );
		$this->watch()->began_well();
		self::assertFalse( $this->watch()->state()->is_armed() );
	}

	public function test_of_many_that_write_at_once_none_is_lost(): void {
		$code = 'require $argv[1]; while ( ! file_exists( "$argv[2]/go" ) ) { usleep( 500 ); } ( new SmartAllocOps\Recovery\Places( $argv[2], "$argv[2]/plugins" ) )->watch( "smart-alloc" )->saw( "x.php", "error", true );';
		$ends = [];
		foreach ( range( 1, 8 ) as $number ) {
			$ends[] = popen( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', $this->folder ] ) ), 'r' );
		}
		touch( "$this->folder/go" );
		self::assertSame( [ 0 ], array_unique( array_map( static fn ( $end ): int => is_resource( $end ) ? pclose( $end ) : -1, $ends ) ) );
		self::assertCount( 8, $this->watch()->state()->boot_fatals() );
		self::assertSame( [], (array) glob( "$this->folder/" . Places::WATCH . '/*.part' ) );
	}

	public function test_where_it_cannot_be_written_that_is_said(): void {
		file_put_contents( "$this->folder/" . Places::WATCH, 'no folder' );
		$this->expectException( Refused::class );
		$this->watch()->stop( self::NOON + 1_000, 'swap' );
	}

	private function watch(): Watch {
		return new Watch( new Places( $this->folder, "$this->folder/plugins" ), 'smart-alloc', fn (): int => $this->now );
	}

	/** @param string|array<string, mixed> $content */
	private function write( string|array $content ): void {
		is_dir( "$this->folder/" . Places::WATCH ) || mkdir( "$this->folder/" . Places::WATCH );
		file_put_contents( "$this->folder/" . Places::WATCH . '/' . WatchFile::NAME, is_string( $content ) ? $content : WatchFile::BEGINS . json_encode( $content ) );
	}
}
