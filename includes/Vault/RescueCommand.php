<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Recovery\Places;

defined( 'ABSPATH' ) || exit;

/** The line that is typed on the worst day, with what this site's own folders make necessary. */
final class RescueCommand {
	private const SCRIPT = 'rescue.php';

	public function __construct( private readonly Places $places ) {}

	/** From anywhere on the server. */
	public function absolute( string $what ): string {
		return $this->line( $this->script(), $what );
	}

	/** From the folder of WordPress where the script lies below it, else from anywhere. */
	public function short( string $what ): string {
		$script = $this->script();
		$root   = wp_normalize_path( ABSPATH );
		return $this->line( str_starts_with( $script, $root ) ? substr( $script, strlen( $root ) ) : $script, $what );
	}

	/** In the folder of plugins, not where a link of it leads to: from there it finds wp-content. */
	private function script(): string {
		$script = "{$this->places->plugins}/" . dirname( plugin_basename( SMARTALLOC_OPS_FILE ) ) . '/' . self::SCRIPT;
		return wp_normalize_path( is_file( $script ) ? $script : dirname( __DIR__, 2 ) . '/' . self::SCRIPT );
	}

	private function line( string $script, string $what ): string {
		$content = wp_normalize_path( $this->places->content );
		$plugins = wp_normalize_path( $this->places->plugins );
		$default = dirname( $this->script(), 3 );
		return implode(
			' ',
			[
				'php',
				self::quoted( $script ),
				$what,
				...( $default === $content ? [] : [ '--content=' . self::quoted( $content ) ] ),
				...( "$content/plugins" === $plugins ? [] : [ '--plugins=' . self::quoted( $plugins ) ] ),
			]
		);
	}

	/** Only where a shell would take it apart: what is read from paper and typed should have no more signs than it needs. */
	public static function quoted( string $path ): string {
		return 1 === preg_match( '~^[\w./:@%+=,-]+$~D', $path ) ? $path : escapeshellarg( $path );
	}
}
