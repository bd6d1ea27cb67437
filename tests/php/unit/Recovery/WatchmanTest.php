<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Recovery\Blame;
use SmartAllocOps\Recovery\BootMark;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Recovery\Watchman;
use SmartAllocOps\Recovery\WatchScene;

/** What is done about a fatal error, and above all when nothing is. */
final class WatchmanTest extends FolderTestCase {
	private Kept $good;

	/** Ahead of the machine: the tree was laid a moment ago, and its time cannot be set back. */
	private int $now;

	private string $bad;

	protected function setUp(): void {
		parent::setUp();
		$this->now = 1000 * ( time() + 3_600 );
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // good' ] );
		$this->good = $this->places()->ensured_vault()->keep( "$this->folder/plugins/smart-alloc", 'smart-alloc.php', '1.0', null, 'user:0', 1_795_608_000_000 );
		$this->places()->vault()->pin( $this->good->id, 0, 'user:0', 1_795_608_000_000 );
		Tree::delete( "$this->folder/plugins/smart-alloc" );
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // bad', 'src/Boot.php' => '<?php' ] );
		$this->bad = (string) $this->places()->standing( 'smart-alloc' );
	}

	public function test_in_an_armed_window_one_fatal_brings_the_build_back(): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$this->die( booted: true );
		self::assertSame( [ $this->good->digest, 'brought', false ], [ $this->standing(), $this->watch()->state()->acted['what'] ?? '', $this->watch()->state()->is_stopped() ] );
		$lines = $this->places()->log()->read()['lines'];
		self::assertSame( [ 'watchdog_brought', 'error in Boot.php', $this->good->id ], [ $lines[0]['event'], $lines[0]['reason'], $lines[0]['data']['archive'] ] );
		// One that began before the swap and dies now says nothing of the build that stands there.
		$this->die( began_at: $this->now - 5_000 );
		self::assertSame( [ false, [] ], [ $this->watch()->state()->is_stopped(), $this->watch()->state()->boot_fatals() ] );
		$this->watch()->began_well();
		self::assertFalse( $this->watch()->state()->is_armed(), 'The other build began well.' );
	}

	public function test_from_a_shell_it_stays_stopped_until_the_web_server_has_heard_of_it(): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$this->die( in_shell: true );
		self::assertSame( [ $this->good->digest, true, true ], [ $this->standing(), $this->watch()->state()->is_stopped(), $this->watch()->must_renew() ] );
		$this->watchman()->renew();
		self::assertSame( [ false, false ], [ $this->watch()->state()->is_stopped(), $this->watch()->must_renew() ] );
	}

	public function test_whoever_tells_the_web_server_of_an_exchange_ends_the_stop_of_no_other(): void {
		$this->watch()->exchanged_unheard();
		$this->watch()->stop_for( 60_000, 'run:8' );
		self::assertFalse( $this->watch()->must_renew() );
		$this->watchman()->renew();
		self::assertTrue( $this->watch()->state()->is_stopped(), 'Somebody is exchanging it again.' );
		$this->now += 61_000;
		$this->watchman()->renew();
		self::assertSame( $this->now, $this->watch()->state()->turned_at, 'That one was killed and has let its stop end.' );
	}

	/** @param \Closure( self ): void $spoil */
	#[DataProvider( 'obstacles' )]
	public function test_where_it_cannot_be_brought_back_smartalloc_is_stopped( string $what, \Closure $spoil ): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$spoil( $this );
		$before = $this->places()->standing( 'smart-alloc' );
		$this->die();
		self::assertSame( [ $what, $before ], [ $this->watch()->state()->acted['what'] ?? '', $this->places()->standing( 'smart-alloc' ) ] );
		self::assertSame( $this->now + Watchman::STOP_MS, $this->watch()->state()->stopped_until, 'Always for a time only.' );
	}

	/** @return iterable<string, array{string, \Closure( self ): void}> */
	public static function obstacles(): iterable {
		yield 'the good build dies too' => [ 'failed:stands', static function ( self $test ): void { $test->places()->swap( 'smart-alloc' )->bring( $test->places()->vault(), $test->good ); } ];
		yield 'its archive was changed' => [ 'failed:changed', static function ( self $test ): void { file_put_contents( "{$test->places()->vault()->folder}/{$test->good->id}.tar.gz", 'x', FILE_APPEND ); } ];
		yield 'a git checkout' => [ 'failed:git_checkout', static function ( self $test ): void { mkdir( "$test->folder/plugins/smart-alloc/.git" ); } ];
	}

	public function test_while_somebody_else_swaps_nothing_is_done(): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		is_dir( "$this->folder/" . Places::WORK . 'smart-alloc' ) || mkdir( "$this->folder/" . Places::WORK . 'smart-alloc' );
		$lock = \SmartAllocOps\Recovery\SwapLock::take( "$this->folder/" . Places::WORK . 'smart-alloc/lock' );
		$this->die();
		self::assertSame( [ $this->bad, false, null ], [ $this->standing(), $this->watch()->state()->is_stopped(), $this->watch()->state()->acted ] );
		$lock->release();
	}

	/** @param array<string, mixed> $error */
	#[DataProvider( 'inconclusive' )]
	public function test_what_says_nothing_about_smartalloc_is_noted_and_no_more( string $noted, array $error ): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		foreach ( range( 1, 12 ) as $time ) {
			$this->watchman()->ended( $error + [ 'type' => E_ERROR, 'message' => 'x', 'file' => "$this->folder/plugins/smart-alloc/src/Boot.php" ], $this->scene() );
			$this->now += 20_000;
		}
		self::assertSame( [ $this->bad, null, [] ], [ $this->standing(), $this->watch()->state()->acted, $this->watch()->state()->boot_fatals() ] );
		self::assertSame( $noted, $this->watch()->state()->fatal['kind'] ?? '' );
	}

	/** @return iterable<string, array{string, array<string, mixed>}> */
	public static function inconclusive(): iterable {
		yield 'memory' => [ 'memory', [ 'message' => 'Allowed memory size of 134217728 bytes exhausted' ] ];
		yield 'time' => [ 'time', [ 'message' => 'Maximum execution time of 30 seconds exceeded' ] ];
		yield 'a sibling' => [ 'other', [ 'file' => '/elsewhere/plugins/akismet/akismet.php' ] ];
		yield 'nobody knows' => [ 'unknown', [ 'file' => '/srv/wp-includes/class-wp-hook.php' ] ];
		yield 'no error' => [ '', [ 'type' => E_WARNING ] ];
	}

	public function test_unarmed_it_takes_three_deaths_over_half_a_minute_and_one_that_we_asked_for(): void {
		$this->watch()->let_act_alone( true );
		$this->die_thrice( 13_000 );
		self::assertNull( $this->watch()->state()->acted, 'Within 28 seconds.' );
		$this->now += 10_000;
		$this->die();
		self::assertSame( [ $this->good->digest, 'brought' ], [ $this->standing(), $this->watch()->state()->acted['what'] ?? '' ] );
	}

	public function test_unarmed_it_acts_on_a_busy_site_too_where_twenty_die_in_a_second(): void {
		$this->watch()->let_act_alone( true );
		for ( $time = 0; $time < 1_200 && null === $this->watch()->state()->acted; $time++ ) {
			$this->die();
			$this->now -= 950;
		}
		self::assertSame( [ $this->good->digest, 'brought' ], [ $this->standing(), $this->watch()->state()->acted['what'] ?? '' ] );
		self::assertGreaterThan( 500, $time, 'Not before half a minute.' );
	}

	/** @param \Closure( self ): void $spoil */
	#[DataProvider( 'doubts' )]
	public function test_unarmed_nothing_is_done_in_doubt( \Closure $spoil, string $answer = 'dies', bool $quiet = true, bool $booted = false ): void {
		$this->watch()->let_act_alone( true );
		$spoil( $this );
		$this->die_thrice( 20_000, $answer, $quiet, $booted );
		self::assertSame( [ $this->bad, null, false ], [ $this->standing(), $this->watch()->state()->acted, $this->watch()->state()->is_stopped() ] );
	}

	/** @return iterable<string, array{0: \Closure( self ): void, 1?: string, 2?: bool, 3?: bool}> */
	public static function doubts(): iterable {
		$no = static function ( self $test ): void {};
		yield 'a visitor alone can bring it about' => [ $no, 'well' ];
		yield 'the site cannot be asked' => [ $no, 'unknown' ];
		yield 'somebody updates' => [ $no, 'dies', false ];
		yield 'it dies after WordPress is up' => [ $no, 'dies', true, true ];
		yield 'the tree is being written' => [ static function ( self $test ): void { touch( "$test->folder/plugins/smart-alloc/src/Boot.php", intdiv( $test->now, 1000 ) + 30 ); } ];
	}

	public function test_a_request_that_began_well_between_starts_the_count_anew(): void {
		$this->watch()->let_act_alone( true );
		$this->die_thrice( 13_000 );
		$this->watchman()->began_well();
		$this->now += 20_000;
		$this->die();
		self::assertNull( $this->watch()->state()->acted );
	}

	public function test_a_site_that_cannot_be_asked_is_only_stopped_and_late(): void {
		$this->watch()->let_act_alone( true );
		foreach ( range( 1, 10 ) as $time ) {
			self::assertNull( $this->watch()->state()->acted, "After $time." );
			$this->die( answer: 'unknown', plain: 10 === $time );
			$this->now += 15_000;
		}
		self::assertSame( [ $this->bad, 'stopped' ], [ $this->standing(), $this->watch()->state()->acted['what'] ?? '' ] );
	}

	public function test_where_it_cannot_be_asked_nothing_that_its_sender_can_shape_stops_it(): void {
		foreach ( range( 1, 60 ) as $time ) {
			$this->die( answer: 'unknown', plain: false );
			$this->now += 8_000;
		}
		self::assertNull( $this->watch()->state()->acted );
	}

	/**
	 * @param array<string, string> $server
	 * @param array<string, string> $cookies
	 */
	#[DataProvider( 'requests' )]
	public function test_a_plain_request_is_the_start_page_and_nothing_with_it( bool $is_plain, array $server, array $cookies = [] ): void {
		self::assertSame( $is_plain, WatchScene::is_plain( $server + [ 'REQUEST_METHOD' => 'GET', 'SCRIPT_NAME' => '/index.php', 'REQUEST_URI' => '/' ], $cookies ) );
	}

	/** @return iterable<string, array{0: bool, 1: array<string, string>, 2?: array<string, string>}> */
	public static function requests(): iterable {
		yield 'the start page' => [ true, [] ];
		yield 'in a folder' => [ true, [ 'SCRIPT_NAME' => '/blog/index.php', 'REQUEST_URI' => '/blog/' ] ];
		yield 'as a search engine asks whether it is there' => [ true, [ 'REQUEST_METHOD' => 'HEAD', 'CONTENT_LENGTH' => '' ] ];
		yield 'with a query' => [ false, [ 'REQUEST_URI' => '/?entry=7' ] ];
		yield 'another page' => [ false, [ 'REQUEST_URI' => '/sabt/' ] ];
		yield 'the admin area' => [ false, [ 'SCRIPT_NAME' => '/wp-admin/index.php', 'REQUEST_URI' => '/wp-admin/index.php' ] ];
		yield 'a form' => [ false, [ 'REQUEST_METHOD' => 'POST' ] ];
		yield 'with a body' => [ false, [ 'CONTENT_LENGTH' => '12' ] ];
		yield 'with a body of unknown length' => [ false, [ 'HTTP_TRANSFER_ENCODING' => 'chunked' ] ];
		yield 'with a cookie' => [ false, [], [ 'token' => 'x' ] ];
		yield 'a shell' => [ false, [ 'REQUEST_METHOD' => '', 'SCRIPT_NAME' => 'wp' ] ];
	}

	public function test_another_build_may_load_again_once_it_lies_still_and_is_stopped_by_one_death(): void {
		$this->die_thrice( 20_000 );
		self::assertTrue( $this->watch()->state()->is_stopped() );
		$this->watchman()->look_again( false );
		self::assertTrue( $this->watch()->state()->is_stopped(), 'It is the same.' );
		$changed = intdiv( $this->now, 1000 ) + 5;
		touch( "$this->folder/plugins/smart-alloc/src/Boot.php", $changed );
		clearstatcache();
		$this->now = 1000 * ( $changed + 29 );
		$this->watchman()->look_again( false );
		self::assertTrue( $this->watch()->state()->is_stopped(), 'It is being written.' );
		$this->now += 1_000;
		$this->watchman()->look_again( false );
		self::assertFalse( $this->watch()->state()->is_stopped() );
		self::assertSame( 'watchdog_let_go', array_column( $this->places()->log()->read()['lines'], 'event' )[1] ?? '' );
		$this->die();
		self::assertTrue( $this->watch()->state()->is_stopped(), 'It dies too.' );
	}

	public function test_in_a_shell_another_build_is_let_go_by_the_web_server(): void {
		$this->die_thrice( 20_000 );
		touch( "$this->folder/plugins/smart-alloc/src/Boot.php", intdiv( $this->now, 1000 ) + 5 );
		$this->now += 60_000;
		$this->watchman()->look_again( true );
		self::assertSame( [ true, true ], [ $this->watch()->state()->is_stopped(), $this->watch()->must_renew() ] );
	}

	public function test_a_stop_of_a_rollback_is_not_ended_by_the_build_that_comes(): void {
		$this->watch()->stop( $this->now + 300_000, 'swap' );
		touch( "$this->folder/plugins/smart-alloc/src/Boot.php", intdiv( $this->now, 1000 ) + 5 );
		$this->now += 60_000;
		$this->watchman()->look_again( false );
		self::assertTrue( $this->watch()->state()->is_stopped() );
	}

	public function test_without_leave_or_without_a_pin_it_is_stopped_and_stopped_again(): void {
		$this->die_thrice( 20_000 );
		self::assertSame( [ $this->bad, 'stopped', true ], [ $this->standing(), $this->watch()->state()->acted['what'] ?? '', $this->watch()->state()->is_stopped() ] );
		$this->now += Watchman::STOP_MS + 1_000;
		self::assertFalse( $this->watch()->state()->is_stopped() );
		$this->die( booted: true );
		self::assertFalse( $this->watch()->state()->is_stopped(), 'A page that dies late is no dead site.' );
		$this->die();
		self::assertTrue( $this->watch()->state()->is_stopped(), 'One more death is enough for the next.' );
		unlink( "{$this->places()->vault()->folder}/pin.json" );
		$this->watch()->let_act_alone( true );
		$this->now += Watchman::STOP_MS + 1_000;
		$this->die();
		self::assertSame( [ $this->bad, true ], [ $this->standing(), $this->watch()->state()->is_stopped() ] );
	}

	public function test_by_itself_it_brings_a_build_back_once_a_day_and_stops_smartalloc_after_that(): void {
		$this->watch()->let_act_alone( true );
		$this->die_thrice( 20_000 );
		self::assertSame( 'brought', $this->watch()->state()->acted['what'] ?? '' );
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // bad again' ] );
		$bad        = $this->places()->standing( 'smart-alloc' );
		$this->now += 3_600_000;
		$this->die_thrice( 20_000 );
		self::assertSame( [ $bad, 'stopped' ], [ $this->standing(), $this->watch()->state()->acted['what'] ?? '' ] );
	}

	public function test_while_another_worker_acts_nothing_is_done(): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$other = fopen( "$this->folder/" . Places::WATCH . '/acting', 'c' );
		self::assertNotFalse( $other );
		flock( $other, LOCK_EX );
		$this->die();
		self::assertSame( [ $this->bad, null ], [ $this->standing(), $this->watch()->state()->acted ] );
		fclose( $other );
	}

	public function test_twenty_that_die_at_once_swap_once(): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$code = 'require $argv[1]; use SmartAllocOps\Recovery as R; while ( ! file_exists( "$argv[2]/go" ) ) { usleep( 500 ); }
			$now = static fn (): int => (int) $argv[3]; $places = new R\Places( $argv[2], "$argv[2]/plugins" );
			( new R\Watchman( $places, "smart-alloc", new R\Blame( [ "$argv[2]/plugins/smart-alloc" ], [ "$argv[2]/plugins" ] ), $now ) )
				->ended( [ "type" => E_ERROR, "message" => "x", "file" => "$argv[2]/plugins/smart-alloc/src/Boot.php" ], new R\WatchScene( (int) $argv[3] - 100, false, false, static fn () => true, static fn () => null, true ) );';
		$ends = [];
		foreach ( range( 1, 20 ) as $number ) {
			$ends[] = popen( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', $this->folder, (string) $this->now ] ) ), 'r' );
		}
		touch( "$this->folder/go" );
		self::assertSame( [ 0 ], array_unique( array_map( static fn ( $end ): int => is_resource( $end ) ? pclose( $end ) : -1, $ends ) ) );
		self::assertSame( [ $this->good->digest, false ], [ $this->standing(), $this->watch()->state()->is_stopped() ] );
		self::assertSame( [ 'watchdog_brought' ], array_column( $this->places()->log()->read()['lines'], 'event' ) );
	}

	public function test_those_that_vanish_without_a_word_are_known_by_their_marks(): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$folder = "$this->folder/" . Places::WATCH;
		$code   = 'require $argv[1]; $mark = SmartAllocOps\Recovery\BootMark::open( $argv[2], "/p/smart-alloc" ); $mark->begin( [ "/p/a/a.php", "/p/smart-alloc/smart-alloc.php", "/p/z/z.php" ] ); $mark->loaded( "/p/a/a.php" ); "own" === $argv[3] || $mark->loaded( "/p/smart-alloc/smart-alloc.php" ); posix_kill( getmypid(), SIGKILL );';
		foreach ( [ 'own', 'boot' ] as $where ) {
			exec( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', $folder, $where ] ) ) . ' 2>&1' );
		}
		$living = BootMark::open( $folder, '/p/smart-alloc' );
		$gone   = array_column( BootMark::of_the_gone( $folder ), 'in_own' );
		sort( $gone );
		self::assertSame( [ false, true ], $gone );
		self::assertSame( [], BootMark::of_the_gone( $folder ), 'Each is told once.' );
		$living?->close();
		foreach ( [ 1, 2 ] as $time ) {
			self::assertSame( $this->bad, $this->standing() );
			$this->watchman()->vanished( [ 'in_own' => true, 'door' => 'front', 'at' => $this->now + 1 ], $this->scene() );
		}
		self::assertSame( $this->good->digest, $this->standing() );
	}

	public function test_a_mark_knows_by_which_door_and_to_the_millisecond_when_its_process_was_last_heard_of(): void {
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$folder = "$this->folder/" . Places::WATCH;
		$code   = 'require $argv[1]; SmartAllocOps\Recovery\BootMark::open( $argv[2], "/p/smart-alloc", "cron" )->begin( [ "/p/smart-alloc/smart-alloc.php" ] ); posix_kill( getmypid(), SIGKILL );';
		$began  = (int) floor( microtime( true ) * 1000 );
		exec( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', $folder ] ) ) . ' 2>&1' );
		$gone = BootMark::of_the_gone( $folder );
		self::assertSame( [ [ true, 'cron' ] ], array_map( static fn ( array $one ): array => [ $one['in_own'], $one['door'] ], $gone ) );
		// A build that was exchanged right after it, within the same second, has nothing to do with it.
		self::assertGreaterThanOrEqual( $began, $gone[0]['at'] );
		self::assertLessThanOrEqual( (int) floor( microtime( true ) * 1000 ), $gone[0]['at'] );
	}

	public function test_those_that_begin_well_by_another_door_say_nothing_of_those_that_die(): void {
		$this->watch()->let_act_alone( true );
		foreach ( [ 1, 2 ] as $time ) {
			$this->die( door: 'admin' );
			$this->watchman()->began_well();
			$this->now += 20_000;
		}
		$this->die( door: 'admin', answer: 'well' );
		self::assertNull( $this->watch()->state()->acted, 'Asked for by that door, it begins well.' );
		foreach ( [ 1, 2, 3 ] as $time ) {
			self::assertNull( $this->watch()->state()->acted );
			$this->die( door: 'admin' );
			$this->watchman()->began_well();
			$this->now += 20_000;
		}
		self::assertSame( [ $this->good->digest, 'brought' ], [ $this->standing(), $this->watch()->state()->acted['what'] ?? '' ] );
	}

	public function test_deaths_by_several_doors_are_not_added_up_and_those_by_a_shell_are_asked_of_the_site(): void {
		$this->watch()->let_act_alone( true );
		foreach ( [ 'front', 'admin', 'ajax' ] as $door ) {
			$this->die( door: $door );
			$this->now += 20_000;
		}
		$this->die_thrice( 20_000, 'well', in_shell: true );
		self::assertSame( [ $this->bad, null, 3 ], [ $this->standing(), $this->watch()->state()->acted, count( $this->watch()->state()->boot_fatals() ) ], 'The site begins well, whatever a shell dies of: one by each door since.' );
	}

	public function test_a_mark_from_before_the_last_act_or_outside_of_a_window_counts_for_nothing(): void {
		foreach ( range( 1, 5 ) as $time ) {
			$this->watchman()->vanished( [ 'in_own' => true, 'door' => 'front', 'at' => $this->now + 1 ], $this->scene() );
		}
		$this->watch()->arm( $this->good->id, 7, $this->now + 600_000 );
		$this->watch()->go();
		foreach ( range( 1, 5 ) as $time ) {
			$this->watchman()->vanished( [ 'in_own' => true, 'door' => 'front', 'at' => $this->now - 1 ], $this->scene() );
		}
		self::assertSame( [ $this->bad, [] ], [ $this->standing(), $this->watch()->state()->boot_fatals() ] );
	}

	private function die_thrice( int $apart_ms, string $answer = 'dies', bool $quiet = true, bool $booted = false, bool $in_shell = false, string $door = 'front' ): void {
		foreach ( [ 0, $apart_ms, $apart_ms ] as $wait ) {
			$this->now += $wait;
			$this->die( booted: $booted, in_shell: $in_shell, answer: $answer, quiet: $quiet, door: $door );
		}
	}

	private function die( bool $booted = false, bool $in_shell = false, ?int $began_at = null, string $answer = 'dies', bool $quiet = true, string $door = 'front', bool $plain = true ): void {
		$this->now += 1_000;
		$this->watchman()->ended( [ 'type' => E_ERROR, 'message' => 'Uncaught Error', 'file' => "$this->folder/plugins/smart-alloc/src/Boot.php" ], $this->scene( $booted, $in_shell, $began_at, $answer, $quiet, $door, $plain ) );
	}

	private function scene( bool $booted = false, bool $in_shell = false, ?int $began_at = null, string $answer = 'dies', bool $quiet = true, string $door = 'front', bool $plain = true ): WatchScene {
		return new WatchScene(
			$began_at ?? $this->now - 100,
			$booted,
			$in_shell,
			static fn (): bool => $quiet,
			fn () => match ( $answer ) {
				'dies' => $this->watch()->saw( 'Boot.php', 'error', true, $door ),
				'well' => $this->watch()->began_well( $door ),
				default => null,
			},
			$door,
			$plain
		);
	}

	private function watchman(): Watchman {
		return new Watchman( $this->places(), 'smart-alloc', new Blame( [ "$this->folder/plugins/smart-alloc" ], [ "$this->folder/plugins", '/elsewhere/plugins' ] ), fn (): int => $this->now );
	}

	private function watch(): Watch {
		return new Watch( $this->places(), 'smart-alloc', fn (): int => $this->now );
	}

	private function places(): Places {
		clearstatcache();
		return new Places( $this->folder, "$this->folder/plugins" );
	}

	private function standing(): ?string {
		return $this->places()->standing( 'smart-alloc' );
	}
}
