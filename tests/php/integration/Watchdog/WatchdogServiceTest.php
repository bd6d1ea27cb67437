<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Watchdog;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Services;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Watchdog\WatchdogService;

/** Who may install it and take it away, in folders of the test's own. */
final class WatchdogServiceTest extends IntegrationTestCase {
	private string $content = '';

	protected function setUp(): void {
		parent::setUp();
		$this->content = sys_get_temp_dir() . '/smartalloc-watchdog-' . bin2hex( random_bytes( 6 ) );
		mkdir( "$this->content/plugins/smart-alloc", 0755, true );
	}

	protected function tearDown(): void {
		Tree::delete( $this->content );
		parent::tearDown();
	}

	public function test_whoever_decides_about_code_installs_it_and_each_act_is_journaled_once(): void {
		foreach ( [ 'smartalloc_owner', 'smartalloc_support', 'editor' ] as $role ) {
			foreach ( [ 'install', 'remove' ] as $act ) {
				try {
					$this->service()->$act( 'mine', Actor::user( Users::become( $role ) ) );
					self::fail( "$role may $act." );
				} catch ( Forbidden ) {
					self::assertSame( 'absent', $this->service()->status()->state );
				}
			}
		}
		$admin = Actor::user( Users::become( 'administrator' ) );
		self::assertSame( [ 'not_set_up', 'installed' ], [ $this->service()->readiness()['status']->value, $this->service()->change( true, true, 'Watch it.', $admin )->state ] );
		self::assertTrue( $this->service()->change( true, true, 'Again.', $admin )->watch->act_alone );
		self::assertSame( 'good', $this->service()->readiness()['status']->value );
		$this->service()->change( false, false, 'No more.', $admin );
		$this->service()->change( false, false, 'No more.', $admin );
		self::assertSame( [ 'watchdog.removed', 'watchdog.policy', 'watchdog.installed' ], $this->acts() );
		self::assertFileDoesNotExist( "$this->content/mu-plugins/" . WatchdogService::FILE );
		self::assertDirectoryDoesNotExist( "$this->content/" . Places::WATCH );
	}

	public function test_what_stands_there_is_told_apart_and_what_is_not_ours_stays(): void {
		$this->service()->install( 'a test', Actor::cli() );
		$file = "$this->content/mu-plugins/" . WatchdogService::FILE;
		file_put_contents( $file, "\n// of yesterday", FILE_APPEND );
		self::assertSame( 'outdated', $this->service()->status()->state );
		self::assertSame( 'installed', $this->service()->change( true, false, 'anew', Actor::cli() )->state );
		unlink( "$this->content/" . Places::WATCH . '/state.php' );
		self::assertSame( [ 'broken', 'critical' ], [ $this->service()->status()->state, $this->service()->readiness()['status']->value ], 'It watches nothing.' );
		file_put_contents( $file, '<?php // of somebody else' );
		self::assertSame( 'broken', $this->service()->status()->state );
		$this->assert_refused( 'not_ours', fn () => $this->service()->install( 'mine', Actor::cli() ) );
		$this->assert_refused( 'not_installed', fn () => $this->service()->set_policy( true, 'mine', Actor::cli() ) );
		$this->service()->remove( 'mine', Actor::cli() );
		self::assertSame( '<?php // of somebody else', file_get_contents( $file ) );
		self::assertSame( [], (array) glob( "$this->content/mu-plugins/*.part" ) );
	}

	public function test_where_nothing_can_be_put_that_is_said(): void {
		file_put_contents( "$this->content/mu-plugins", 'no folder' );
		$this->assert_refused( 'not_writable', fn () => $this->service()->install( 'mine', Actor::cli() ) );
		self::assertSame( [], $this->acts() );
	}

	public function test_the_file_is_short_and_parses_on_old_php(): void {
		$lines = file( WatchdogService::source() );
		self::assertLessThan( 200, count( $lines ? $lines : [] ) );
		exec( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, dirname( __DIR__, 4 ) . '/vendor/bin/phpcs', '--standard=PHPCompatibilityWP', '--runtime-set', 'testVersion', '5.6-', '-q', '-d', 'error_reporting=0', WatchdogService::source() ] ) ) . ' 2>/dev/null', $said, $code );
		self::assertSame( 0, $code, implode( "\n", $said ) );
	}

	private function service(): WatchdogService {
		global $wpdb;
		wp_cache_flush();
		$services = new Services( $wpdb );
		return new WatchdogService( new Places( $this->content, "$this->content/plugins" ), "$this->content/mu-plugins", 'smartalloc-ops', $services->smart_alloc(), $services->journal() );
	}

	/** @return list<string> Newest first. */
	private function acts(): array {
		global $wpdb;
		return array_values( array_map( 'strval', $wpdb->get_col( "SELECT event FROM {$wpdb->prefix}smartalloc_ops_journal WHERE subject = 'watchdog' ORDER BY id DESC" ) ) );
	}

	private function assert_refused( string $code, callable $act ): void {
		try {
			$act();
		} catch ( Refused $refused ) {
			self::assertSame( $code, $refused->refusals[0]->code );
			return;
		}
		self::fail( "Not refused: $code" );
	}
}
