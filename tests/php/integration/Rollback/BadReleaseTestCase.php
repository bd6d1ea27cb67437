<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Tests\Integration\Run\RunTestCase;
use SmartAllocOps\Tests\Support\Folders;
use SmartAllocOps\Tests\Support\WebServer;
use SmartAllocOps\VaultServices;

/** A site on which SmartAlloc lies in a real folder: 1.0.0 was named good, and a bad 1.1.0 runs. */
abstract class BadReleaseTestCase extends RunTestCase {
	protected Kept $good;
	private string $original = '';

	protected function setUp(): void {
		parent::setUp();
		$this->stop_loopback_runner();
		$this->original = sys_get_temp_dir() . '/smartalloc-original-' . bin2hex( random_bytes( 6 ) );
		Folders::copy( self::folder(), $this->original );
		self::put_in_place( $this->original );
		self::places()->remove();
		$vault      = $this->services()->vault_services()->vault();
		$this->good = $vault->keep( 'it runs', Actor::cli() );
		$vault->pin( $this->good->id, 0, 'it ran for a week', Actor::cli() );
		self::release( '1.1.0' );
		WebServer::forget_code();
	}

	protected function tearDown(): void {
		self::put_in_place( $this->original );
		self::places()->remove();
		Tree::delete( $this->original );
		WebServer::forget_code();
		parent::tearDown();
	}

	/** Puts another release of SmartAlloc in place, whole. */
	protected static function release( string $version ): void {
		$main = self::folder() . '/smart-alloc.php';
		$text = (string) file_get_contents( $main );
		file_put_contents( "$main.new", (string) preg_replace( "/(Version: |SMARTALLOC_VERSION', ')[\d.]+/", '${1}' . $version, $text ) );
		rename( "$main.new", $main );
		clearstatcache();
	}

	/** A build in a folder of its own, whatever stood there. */
	protected static function put_in_place( string $from ): void {
		Folders::copy( $from, self::folder() . '.new' );
		Tree::delete( self::folder() );
		rename( self::folder() . '.new', self::folder() );
		clearstatcache();
	}

	protected function original(): string {
		return $this->original;
	}

	protected static function folder(): string {
		return WP_PLUGIN_DIR . '/smart-alloc';
	}

	protected static function places(): Places {
		clearstatcache();
		return VaultServices::places();
	}

	protected static function standing(): ?string {
		clearstatcache();
		return self::places()->standing( 'smart-alloc' );
	}

	/** @return Run As it rests after a start from the shell. */
	protected function roll_back( string ...$options ): Run {
		$started = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=1.1.0 is bad', '--yes', ...array_values( $options ) ] );
		wp_cache_flush();
		self::assertContains( $started->code, [ 0, 11 ], $started->describe() );
		return $this->run_now();
	}
}
