<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Watchdog;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Watch;

/** A SmartAlloc of a few lines in the real folder of plugins, of which one build is good and the others die. */
final class DyingSmartAlloc {
	public const FOLDER = 'smart-alloc-dying';
	public const MAIN   = self::FOLDER . '/smart-alloc.php';

	/** It greets in each page that it had a part in. */
	private const GOOD = "add_action( 'wp_loaded', static function () { headers_sent() || header( 'X-Smart-Alloc: good' ); } );";

	public readonly Kept $good;

	public readonly Places $places;

	/** @var list<string> */
	private array $active;

	/** The good build is kept and named good. */
	public function __construct() {
		$this->places = new Places( WP_CONTENT_DIR, WP_PLUGIN_DIR );
		// What tests of the vault have kept and pinned on this site.
		$this->places->remove();
		$this->lay( self::GOOD );
		$this->good = $this->places->ensured_vault()->keep( $this->folder(), 'smart-alloc.php', '1.0', null, 'cli:0', 1_795_608_000_000 );
		$this->places->vault()->pin( $this->good->id, 0, 'cli:0', 1_795_608_000_000 );
		$this->active = array_values( array_map( 'strval', (array) get_option( 'active_plugins' ) ) );
		update_option( 'active_plugins', [ self::MAIN, ...array_values( array_filter( $this->active, static fn ( string $plugin ): bool => 'smart-alloc.php' !== basename( $plugin ) ) ) ] );
	}

	public function watch(): Watch {
		return $this->places->watch( self::FOLDER );
	}

	/**
	 * Another build stands there from the next request on.
	 *
	 * @param string $code  Statements of its main file.
	 * @param string $inner Of a second file, which the main file can require.
	 */
	public function lay( string $code, string $inner = '' ): void {
		Tree::delete( $this->folder() );
		mkdir( $this->folder() );
		// Never the same twice, and so never what a cache of code has.
		file_put_contents( "{$this->folder()}/smart-alloc.php", "<?php\n/* Plugin Name: Dying SmartAlloc\n Version: 2.0 */\n// " . bin2hex( random_bytes( 6 ) ) . "\n$code\n" );
		file_put_contents( "{$this->folder()}/inner.php", "<?php\n$inner\n" );
		clearstatcache();
	}

	public function folder(): string {
		return WP_PLUGIN_DIR . '/' . self::FOLDER;
	}

	public function stands_well(): bool {
		clearstatcache();
		return $this->places->standing( self::FOLDER ) === $this->good->digest;
	}

	public function remove(): void {
		update_option( 'active_plugins', $this->active );
		is_link( $this->folder() ) ? unlink( $this->folder() ) : Tree::delete( $this->folder() );
		$this->places->remove();
	}
}
