<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use PHPUnit\Framework\TestCase;

/** A test inside the real WordPress: before each one the site is as it was installed, with nobody logged in. */
abstract class IntegrationTestCase extends TestCase {
	/** @var array<string, \WP_Hook> */
	private array $hooks_before = [];

	/** @var list<string> */
	private array $must_use_files = [];

	protected function setUp(): void {
		parent::setUp();
		SiteReset::run();
		global $wp_filter;
		$this->hooks_before = array_map( static fn ( \WP_Hook $hook ): \WP_Hook => clone $hook, $wp_filter );
	}

	protected function tearDown(): void {
		global $wp_filter;
		$wp_filter = $this->hooks_before;
		$this->remove_must_use();
		parent::tearDown();
	}

	/**
	 * Runs WP-CLI on the site in a process of its own.
	 *
	 * @param list<string>          $args As in `[ 'smartalloc-ops', 'flags', 'list', '--format=json' ]`.
	 * @param array<string, string> $env  For example the crash point.
	 */
	protected function wp( array $args, array $env = [] ): ProcessResult {
		return $this->start_wp( $args, $env )->wait();
	}

	/**
	 * Starts WP-CLI and does not wait, so that the test can kill it.
	 *
	 * @param list<string>          $args
	 * @param array<string, string> $env
	 */
	protected function start_wp( array $args, array $env = [] ): Process {
		return Process::start( [ PHP_BINARY, Environment::wp_cli(), '--path=' . Environment::site(), '--allow-root', '--no-color', ...$args ], $env );
	}

	/**
	 * Runs a script in many WordPress processes that begin together.
	 *
	 * @param string                $script Path of a PHP file, or PHP statements; sees `$index` and `$args`, returns something JSON can say.
	 * @param array<string, mixed>  $args
	 * @param array<string, string> $env
	 * @return list<WorkerResult> In the order of the index.
	 */
	protected function parallel( int $count, string $script, array $args = [], array $env = [] ): array {
		return Worker::run( $count, $script, $args, $env );
	}

	/**
	 * Runs a script in one WordPress process that remembers nothing of this one.
	 *
	 * @param array<string, mixed>  $args
	 * @param array<string, string> $env
	 */
	protected function fresh_process( string $script, array $args = [], array $env = [] ): WorkerResult {
		return Worker::run( 1, $script, $args, $env )[0];
	}

	/** Puts a must-use plugin on the site until the test ends: the web server and every new process load it. */
	protected function must_use( string $php ): void {
		// Letters only: digits in a row may read as somebody's number, and the log leaves out what may be one.
		$file = WPMU_PLUGIN_DIR . '/test-' . strtr( bin2hex( random_bytes( 6 ) ), '0123456789', 'ghijklmnop' ) . '.php';
		// In place at once: the web server must never read half of it.
		file_put_contents( "{$file}.new", "<?php\n{$php}\n" );
		rename( "{$file}.new", $file );
		$this->must_use_files[] = $file;
	}

	/** Takes what the test has put there away before it ends. */
	protected function remove_must_use(): void {
		foreach ( $this->must_use_files as $file ) {
			if ( is_file( $file ) ) {
				unlink( $file );
			}
		}
		$this->must_use_files = [];
	}

	/**
	 * Waits for a state that another process brings about.
	 *
	 * @param callable(): bool $reached
	 */
	protected function wait_for( callable $reached, string $what, float $seconds = 30.0 ): void {
		$until = microtime( true ) + $seconds;
		while ( ! $reached() ) {
			if ( microtime( true ) > $until ) {
				self::fail( "Not reached in {$seconds} s: {$what}." );
			}
			usleep( 20_000 );
			wp_cache_flush();
		}
	}

	/** Runs a check that must leave every guarded table as it is. */
	protected function assert_changes_nothing( callable $act, string $message = '' ): void {
		$before = Tables::checksums();
		$act();
		self::assertSame( $before, Tables::checksums(), $message );
	}
}
