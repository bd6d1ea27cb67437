<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Folders;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\WebServer;

/** A release of SmartAlloc on a site that nginx and PHP-FPM serve; the code is looked at once and never again. */
abstract class ChaosTestCase extends PipelineTestCase {
	private static ?string $good = null;

	protected function setUp(): void {
		parent::setUp();
		// As it was installed, whatever the test before has put there.
		self::$good ??= $this->copied( WP_PLUGIN_DIR . '/smart-alloc' );
		$this->stand( self::$good );
		$this->places()->remove();
		// Every request says which build it has loaded, and which file of it came late.
		$this->must_use( "add_action( 'template_redirect', static function (): void { if ( isset( \$_GET['build'] ) ) { nocache_headers(); exit( defined( 'SMARTALLOC_VERSION' ) ? SMARTALLOC_VERSION . ( defined( 'CHAOS_BUILD' ) ? '+' . CHAOS_BUILD : '' ) : 'none' ); } }, 0 );" );
		WebServer::forget_code();
	}

	protected function tearDown(): void {
		$this->stand( (string) self::$good );
		$this->places()->remove();
		parent::tearDown();
		WebServer::forget_code();
	}

	protected function places(): Places {
		return new Places( WP_CONTENT_DIR, WP_PLUGIN_DIR );
	}

	/** Puts a later release in place, as a deployment by files does: its main file begins with this code. */
	protected function release( string $code ): void {
		$main = WP_PLUGIN_DIR . '/smart-alloc/smart-alloc.php';
		$text = (string) file_get_contents( $main );
		file_put_contents( "$main.new", (string) preg_replace( "/^defined\\( 'ABSPATH' \\).*$/m", "$0\n$code", $text, 1 ) );
		rename( "$main.new", $main );
	}

	/** What a visitor's request has loaded. */
	protected function build(): string {
		$answer = HttpClient::anonymous()->get( '/?build=' . bin2hex( random_bytes( 4 ) ) );
		return 200 === $answer->status ? $answer->body : "HTTP $answer->status";
	}

	protected function rescue( string ...$args ): ProcessResult {
		return Process::start( [ PHP_BINARY, WP_PLUGIN_DIR . '/smartalloc-ops/rescue.php', ...array_values( $args ), '--allow-root' ] )->wait();
	}

	/** Keeps what stands and names it good. */
	protected function keep_as_good(): string {
		$kept = $this->places()->ensured_vault()->keep( WP_PLUGIN_DIR . '/smart-alloc', 'smart-alloc.php', '1.0.0', '1', 'user:0', 1 );
		$this->places()->vault()->pin( $kept->id, 0, 'user:0', 1 );
		return $kept->id;
	}

	private function copied( string $folder ): string {
		$to = sys_get_temp_dir() . '/smartalloc-chaos-' . bin2hex( random_bytes( 6 ) );
		Folders::copy( $folder, $to );
		register_shutdown_function( static fn () => Tree::delete( $to ) );
		return $to;
	}

	private function stand( string $from ): void {
		Tree::delete( WP_PLUGIN_DIR . '/smart-alloc' );
		Folders::copy( $from, WP_PLUGIN_DIR . '/smart-alloc' );
	}
}
