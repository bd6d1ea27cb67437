<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Watchdog;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Recovery\WatchFile;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Watchdog\WatchdogService;
use SmartAllocOps\WatchdogServices;

/** Builds of SmartAlloc that really die in real processes, and what the must-use file makes of it. */
final class WatchdogTest extends IntegrationTestCase {
	private const SIBLING = 'smart-alloc-sibling';

	private DyingSmartAlloc $smart_alloc;

	protected function setUp(): void {
		parent::setUp();
		// The web server looks for changed files only every two seconds; a test is quicker.
		$this->must_use( "isset( \$_GET['forget'] ) && function_exists( 'opcache_reset' ) && opcache_reset();" );
		$this->smart_alloc = new DyingSmartAlloc();
		$this->service()->install( 'a test watches', Actor::cli() );
	}

	protected function tearDown(): void {
		$this->service()->take_away();
		$this->smart_alloc->remove();
		Tree::delete( WP_PLUGIN_DIR . '/' . self::SIBLING );
		is_file( ABSPATH . '.maintenance' ) && unlink( ABSPATH . '.maintenance' );
		parent::tearDown();
	}

	public function test_in_an_armed_window_each_way_to_die_of_it_brings_the_good_build_back(): void {
		foreach ( $this->ways() as $way => [ $code, $inner, $die ] ) {
			$this->arm( $code, $inner );
			$die();
			self::assertTrue( $this->smart_alloc->stands_well(), "$way: " . json_encode( $this->smart_alloc->watch()->state() ) );
			// At once, without any pause (after WP-CLI with the request that hears of it between): the code that the web server had in its memory is gone too.
			$next = HttpClient::anonymous()->get( '/' );
			self::assertSame( [ 200, 'good' ], [ $next->status, $next->header( 'X-Smart-Alloc' ) ], $way );
			self::assertFalse( $this->smart_alloc->watch()->state()->is_armed(), "$way: it began well." );
		}
		self::assertNotSame( [], (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . DyingSmartAlloc::FOLDER . '/replaced-*' ), 'The bad ones are evidence.' );
	}

	/** @return array<string, array{string, string, \Closure(): mixed}> What its main and inner file do, and what dies of it. */
	private function ways(): array {
		$page = static fn (): HttpResponse => HttpClient::anonymous()->get( '/' );
		return [
			'at include'    => [ 'smart_alloc_is_not_there();', '', $page ],
			'parse error'   => [ "require __DIR__ . '/inner.php';", 'function {', $page ],
			'compile error' => [ "require __DIR__ . '/inner.php';", 'class Smart_Alloc_Half implements Countable {} ', $page ],
			'at init'       => [ "add_action( 'init', static function () { throw new LogicException( 'x' ); } );", '', $page ],
			'bad callback'  => [ "add_action( 'smart_alloc_boot', 'smart_alloc_is_not_there' ); add_action( 'init', static function () { do_action( 'smart_alloc_boot' ); } );", '', $page ],
			'only in REST'  => [ "add_action( 'rest_api_init', static function () { smart_alloc_is_not_there(); } );", '', static fn (): HttpResponse => HttpClient::anonymous()->get( '/wp-json/' ) ],
			'after output'  => [ "add_action( 'wp_footer', static function () { while ( ob_get_level() ) { ob_end_flush(); } flush(); smart_alloc_is_not_there(); } ); add_action( 'template_redirect', static function () { echo 'begun'; while ( ob_get_level() ) { ob_end_flush(); } flush(); smart_alloc_is_not_there(); } );", '', $page ],
			'only in cron'  => [ "add_action( 'smart_alloc_cron', static function () { smart_alloc_is_not_there(); } );", '', fn (): mixed => $this->run_cron() ],
			'in WP-CLI'     => [ 'smart_alloc_is_not_there();', '', fn (): array => [ $this->wp( [ 'option', 'get', 'home' ] ), $this->smart_alloc->stands_well() ? $page() : self::fail( 'Unseen in WP-CLI.' ) ] ],
			'exit, twice'   => [ 'exit;', '', static fn (): array => [ $page(), $page() ] ],
			'killed, twice' => [ "'cli' === PHP_SAPI && posix_kill( getmypid(), SIGKILL );", '', fn (): array => [ $this->load(), $this->load(), $page() ] ],
		];
	}

	public function test_what_says_nothing_about_it_brings_nothing_back(): void {
		mkdir( WP_PLUGIN_DIR . '/' . self::SIBLING );
		file_put_contents( WP_PLUGIN_DIR . '/' . self::SIBLING . '/sibling.php', "<?php\n/* Plugin Name: Sibling */\nadd_action( 'init', static function () { if ( isset( \$_GET['sibling'] ) ) { sibling_is_not_there(); } } );" );
		$oom   = "if ( isset( \$_GET['oom'] ) ) { ini_set( 'memory_limit', (string) ( memory_get_usage() + 8000000 ) ); \$x = str_repeat( 'x', 90000000 ); }";
		$after = get_option( 'active_plugins' );
		update_option( 'active_plugins', [ ...$after, self::SIBLING . '/sibling.php' ] );
		$this->arm( "add_action( 'init', static function () { $oom } ); if ( isset( \$_GET['time'] ) ) { set_time_limit( 1 ); while ( true ) {} } if ( isset( \$_GET['database'] ) ) { \$GLOBALS['wpdb']->dbh = null; exit; }" );
		foreach ( range( 1, 3 ) as $time ) {
			HttpClient::anonymous()->get( '/?database=gone' );
		}
		foreach ( [ 'sibling' => 'other', 'oom' => 'memory', 'time' => 'time' ] as $what => $kind ) {
			self::assertSame( 500, HttpClient::anonymous()->get( "/?$what=1" )->status, $what );
			self::assertSame( $kind, $this->smart_alloc->watch()->state()->fatal['kind'] ?? '' );
		}
		$state = $this->smart_alloc->watch()->state();
		self::assertSame( [ false, null, false, [] ], [ $this->smart_alloc->stands_well(), $state->acted, $state->is_stopped(), $state->boot_fatals() ] );
	}

	public function test_unarmed_a_visitor_cannot_bring_it_about_and_a_dead_site_gets_its_admin_back(): void {
		// Behind a link its tree counts as still; nothing is ever put there.
		$real = sys_get_temp_dir() . '/smartalloc-dying-' . bin2hex( random_bytes( 6 ) );
		try {
			$this->smart_alloc->lay( "if ( isset( \$_GET['evil'] ) || is_file( __DIR__ . '/dead' ) ) { smart_alloc_is_not_there(); }" );
			rename( $this->smart_alloc->folder(), $real );
			symlink( $real, $this->smart_alloc->folder() );
			HttpClient::anonymous()->get( '/?forget=1' );
			$this->died( 120, 100, 60, 40, 35 );
			self::assertSame( 500, HttpClient::anonymous()->get( '/?evil=1' )->status );
			self::assertSame( [ null, [] ], [ $this->smart_alloc->watch()->state()->acted, $this->smart_alloc->watch()->state()->boot_fatals() ], 'The site itself began well.' );

			touch( "$real/dead" );
			self::assertSame( 500, HttpClient::anonymous()->get( '/' )->status );
			self::assertNull( $this->smart_alloc->watch()->state()->acted, 'Once is not enough.' );
			$this->died( 40, 35 );
			HttpClient::anonymous()->get( '/' );
			$state = $this->smart_alloc->watch()->state();
			self::assertSame( [ 'stopped', true ], [ $state->acted['what'] ?? '', $state->is_stopped() ], (string) json_encode( $state ) );
			self::assertSame( 200, HttpClient::anonymous()->get( '/wp-login.php' )->status );
			// The stored list stays true through what others do, from a shell and on the web.
			self::assertSame( 0, $this->wp( [ 'plugin', 'deactivate', 'action-scheduler' ] )->code );
			wp_cache_flush();
			self::assertContains( DyingSmartAlloc::MAIN, (array) get_option( 'active_plugins' ) );
			self::assertStringContainsString( '"status":"active"', $this->wp( [ 'plugin', 'list', '--name=' . DyingSmartAlloc::FOLDER, '--format=json' ] )->stdout );
			$this->smart_alloc->watch()->go();
			self::assertSame( 500, HttpClient::anonymous()->get( '/' )->status, 'It was never gone.' );
		} finally {
			Tree::delete( $real );
		}
	}

	public function test_of_a_spoiled_state_nothing_is_obeyed_and_the_site_goes_on(): void {
		$file = WP_CONTENT_DIR . '/' . Places::WATCH . '/' . WatchFile::NAME;
		$far  = 1000 * ( time() + 10 * DAY_IN_SECONDS );
		$this->smart_alloc->lay( "add_action( 'wp_loaded', static function () { header( 'X-Smart-Alloc: here' ); } );" );
		HttpClient::anonymous()->get( '/?forget=1' );
		foreach ( [ '', 'no json', WatchFile::BEGINS . '{"folder":', WatchFile::BEGINS . '{"folder":["x"],"stopped":7,"armed":"yes","home":"../../x"}', WatchFile::BEGINS . json_encode( [ 'folder' => DyingSmartAlloc::FOLDER, 'stopped' => [ 'until' => $far, 'why' => 'x' ] ] ), WatchFile::BEGINS . json_encode( [ 'folder' => DyingSmartAlloc::FOLDER, 'armed' => [ 'until' => 1000 * ( time() + 60 ) ], 'fatals' => 7 ] ) ] as $text ) {
			file_put_contents( $file, $text );
			$answer = HttpClient::anonymous()->get( '/' );
			self::assertSame( [ 200, 'here' ], [ $answer->status, $answer->header( 'X-Smart-Alloc' ) ], $text );
		}
		$this->smart_alloc->watch()->stop( 1000 * ( time() + 60 ), 'swap' );
		self::assertNull( HttpClient::anonymous()->get( '/' )->header( 'X-Smart-Alloc' ), 'A whole one is obeyed.' );
	}

	public function test_a_swap_that_was_killed_between_its_renames_is_ended_by_the_next_request(): void {
		$this->arm( 'smart_alloc_is_not_there();' );
		$code = 'require $argv[1]; $places = new SmartAllocOps\Recovery\Places( $argv[2], $argv[3] );
			( new SmartAllocOps\Recovery\Swap( "$argv[3]/$argv[4]", "$argv[2]/" . SmartAllocOps\Recovery\Places::WORK . $argv[4], static fn ( string $point ) => "moved_away" === $point ? posix_kill( getmypid(), SIGKILL ) : null ) )->bring( $places->vault(), $places->vault()->all()[0] );';
		exec( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', WP_CONTENT_DIR, WP_PLUGIN_DIR, DyingSmartAlloc::FOLDER ] ) ) . ' 2>&1', $said, $status );
		self::assertSame( 137, $status, implode( "\n", $said ) );
		self::assertDirectoryDoesNotExist( $this->smart_alloc->folder() );
		self::assertSame( 'good', HttpClient::anonymous()->get( '/' )->header( 'X-Smart-Alloc' ) );
	}

	public function test_wp_cli_brings_it_back_while_no_plugin_is_loaded(): void {
		$this->smart_alloc->lay( 'smart_alloc_is_not_there();' );
		$door = fn ( string ...$args ): ProcessResult => $this->wp( [ 'smartalloc-ops', 'rollback', ...array_values( $args ), '--skip-plugins', '--skip-themes' ] );
		self::assertStringContainsString( 'last known good', $door( 'status' )->stdout );
		self::assertSame( 2, $door( 'revert' )->code, 'Why?' );
		$dry = $door( 'revert', '--dry-run' );
		self::assertSame( [ 0, false ], [ $dry->code, $this->smart_alloc->stands_well() ], $dry->describe() );
		$done = $door( 'revert', '--reason=every page is white' );
		self::assertSame( [ 0, true ], [ $done->code, $this->smart_alloc->stands_well() ], $done->describe() );
		self::assertStringNotContainsString( 'rescue.php', $done->stdout );
		self::assertSame( 0, $door( 'undo', '--reason=it was the proxy' )->code );
		self::assertFalse( $this->smart_alloc->stands_well() );
	}

	public function test_a_stray_maintenance_file_of_ours_goes_and_that_of_others_stays(): void {
		foreach ( [ 'smartalloc-ops' => false, 'another updater' => true ] as $whose => $stays ) {
			file_put_contents( ABSPATH . '.maintenance', "<?php /* $whose */ \$upgrading = 1;" );
			touch( ABSPATH . '.maintenance', time() - 60 );
			HttpClient::anonymous()->get( '/' );
			clearstatcache();
			self::assertSame( $stays, is_file( ABSPATH . '.maintenance' ), $whose );
		}
	}

	private function service(): WatchdogService {
		global $wpdb;
		wp_cache_flush();
		return WatchdogServices::of( new Services( $wpdb ) );
	}

	/** A build is laid, known to the web server, and a window opened. */
	private function arm( string $code, string $inner = '' ): void {
		$this->smart_alloc->lay( $code, $inner );
		$this->smart_alloc->watch()->disarm();
		HttpClient::anonymous()->get( '/?forget=1' );
		$this->smart_alloc->watch()->arm( $this->smart_alloc->good->id, 7, 1000 * ( time() + 300 ) );
	}

	/** As if requests had died that many seconds ago. */
	private function died( int ...$seconds ): void {
		$file   = WP_CONTENT_DIR . '/' . Places::WATCH . '/' . WatchFile::NAME;
		$fatals = (string) json_encode( array_map( static fn ( int $ago ): int => 1000 * ( time() - $ago ), $seconds ) );
		file_put_contents( $file, preg_replace( '/"fatals":(\[\]|\{[^}]*\})/', "\"fatals\":{\"front\":$fatals}", (string) file_get_contents( $file ) ) );
	}

	private function run_cron(): mixed {
		wp_schedule_single_event( time() - 5, 'smart_alloc_cron' );
		delete_transient( 'doing_cron' );
		HttpClient::anonymous()->get( '/wp-cron.php?doing_wp_cron' );
		$this->wait_for( fn (): bool => null !== $this->smart_alloc->watch()->state()->acted, 'WP-Cron died' );
		return null;
	}

	/** WordPress in a process of its own, without WP-CLI. */
	private function load(): ProcessResult {
		return \SmartAllocOps\Tests\Support\Process::start( [ PHP_BINARY, '-r', '$_SERVER["HTTP_HOST"] = $argv[2]; require $argv[1];', ABSPATH . 'wp-load.php', \SmartAllocOps\Tests\Support\Environment::host() ] )->wait();
	}
}
