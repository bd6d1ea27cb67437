<?php
declare(strict_types=1);

namespace SmartAllocOps\Admin;

use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Rest\Router;

defined( 'ABSPATH' ) || exit;

/** The one page in wp-admin: a node to mount on, our script, the first answer of the API beside it, and what to do when nothing answers. */
final class Screen {
	public const SLUG = 'smartalloc-ops';

	private const HANDLE = 'smartalloc-ops';

	/** What the first screen asks for, so that it paints without a round trip. */
	private const FIRST = '/' . Router::NAMESPACE . '/overview';

	/**
	 * @param \Closure(): (array<mixed>|null)     $first  What the first screen asks for; null when that cannot be said.
	 * @param \Closure(): non-empty-list<string> $rescue Lines that bring the good build back without WordPress.
	 */
	public function __construct( private readonly string $file, private readonly \Closure $first, private readonly \Closure $rescue ) {}

	public function register(): void {
		add_action( 'admin_menu', [ $this, 'admin_menu' ] );
		add_action( 'admin_enqueue_scripts', [ $this, 'admin_enqueue_scripts' ] );
	}

	public function admin_menu(): void {
		// Holders of manage_options may do everything here, also on a site whose roles were never granted ours.
		$capability = current_user_can( Capability::VIEW ) ? Capability::VIEW : 'manage_options';
		add_menu_page( 'SmartAlloc Ops', 'SmartAlloc Ops', $capability, self::SLUG, [ $this, 'render' ], 'dashicons-dashboard', 3 );
	}

	public function render(): void {
		echo '<div class="wrap"><div id="smartalloc-ops-root"><noscript>' . esc_html__( 'This screen needs JavaScript. Without it, use WP-CLI: wp smartalloc-ops health list', 'smartalloc-ops' ) . '</noscript></div>';
		if ( Capability::has( get_current_user_id(), Capability::ROLLBACK ) ) {
			$this->render_rescue();
		}
		echo '</div>';
	}

	/** By the server itself: whoever needs it has a screen that says nothing. */
	private function render_rescue(): void {
		echo '<details class="smartalloc-ops__rescue"><summary>' . esc_html__( 'When this screen does not answer', 'smartalloc-ops' ) . '</summary><p>' . esc_html__( 'These lines need neither this screen nor WordPress. In a shell of the server, in the folder of WordPress, as the owner of wp-content: the first says what is kept and known to be good, the second brings that back.', 'smartalloc-ops' ) . '</p>';
		foreach ( ( $this->rescue )() as $line ) {
			echo '<p><code dir="ltr">' . esc_html( $line ) . '</code></p>';
		}
		echo '</details>';
	}

	public function admin_enqueue_scripts( string $hook_suffix ): void {
		if ( 'toplevel_page_' . self::SLUG !== $hook_suffix ) {
			return;
		}
		$built = dirname( $this->file ) . '/build/index.asset.php';
		if ( ! is_file( $built ) ) {
			add_action( 'admin_notices', [ $this, 'not_built_notice' ] );
			return;
		}
		$asset = require $built;
		wp_enqueue_script( self::HANDLE, plugins_url( 'build/index.js', $this->file ), $asset['dependencies'], $asset['version'], [ 'in_footer' => true ] );
		wp_set_script_translations( self::HANDLE, 'smartalloc-ops', dirname( $this->file ) . '/build/languages' );
		wp_enqueue_style( self::HANDLE, plugins_url( 'build/style-index.css', $this->file ), [ 'wp-components' ], $asset['version'] );
		wp_style_add_data( self::HANDLE, 'rtl', 'replace' );
		$first   = ( $this->first )();
		$preload = null === $first ? [] : [
			self::FIRST => [
				'body'    => $first,
				'headers' => [],
			],
		];
		wp_add_inline_script( self::HANDLE, sprintf( 'wp.apiFetch.use( wp.apiFetch.createPreloadingMiddleware( %s ) );', (string) wp_json_encode( (object) $preload, JSON_HEX_TAG | JSON_UNESCAPED_SLASHES ) ), 'before' );
	}

	public function not_built_notice(): void {
		echo '<div class="notice notice-error"><p>' . esc_html__( 'The script of this screen is missing: the plugin was copied without its build folder. Install the plugin from its zip, or run npm run build.', 'smartalloc-ops' ) . '</p></div>';
	}
}
