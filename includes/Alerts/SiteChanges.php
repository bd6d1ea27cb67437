<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Journals what changed on the site outside of this console: plugins, theme, WordPress, PHP.
 *
 * It compares what is there with what was there at the last look, so that also what came by Git or over FTP is seen;
 * where WordPress says that something was changed it looks at once, and knows who did it.
 */
final class SiteChanges {
	public const OPTION = 'smartalloc_ops_site';

	private bool $is_due = false;

	public function __construct( private readonly Database $db, private readonly Journal $journal ) {}

	public function register(): void {
		foreach ( [ 'activated_plugin', 'deactivated_plugin', 'switch_theme', 'upgrader_process_complete' ] as $hook ) {
			add_action( $hook, [ $this, 'look_at_the_end' ], PHP_INT_MAX, 0 );
		}
	}

	public function look_at_the_end(): void {
		if ( ! $this->is_due ) {
			$this->is_due = true;
			add_action( 'shutdown', [ $this, 'shutdown' ], 0, 0 );
		}
	}

	public function shutdown(): void {
		try {
			// Also at the end of the request that took us off this site.
			if ( ! $this->db->has_table( $this->db->table( 'journal' ) ) ) {
				return;
			}
			$this->look( is_user_logged_in() ? Actor::current_user() : ( defined( 'WP_CLI' ) && WP_CLI ? Actor::cli() : Actor::system() ) );
		} catch ( \Throwable $thrown ) {
			// The request is over; the next tick sees it too.
			error_log( 'SmartAlloc Ops: changes of the site could not be noted: ' . get_class( $thrown ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	/** Of two that look at once one journals: the swap of the option decides. */
	public function look( Actor $actor ): void {
		$text = $this->db->value( 'SELECT option_value FROM %i WHERE option_name = %s', [ $this->db->foreign( 'options' ), self::OPTION ] );
		$seen = json_decode( (string) $text, true );
		$seen = is_array( $seen ) ? array_map( 'strval', array_filter( $seen, 'is_scalar' ) ) : [];
		$now  = $this->present();
		// PHP of the shell and of the web may be two, so what this process cannot see stays as it was.
		$next = $now + array_filter( $seen, static fn ( string $key ): bool => str_starts_with( $key, 'php' ), ARRAY_FILTER_USE_KEY );
		ksort( $next );
		if ( $next === $seen || ! $this->swap( $text, (string) wp_json_encode( $next ) ) || null === $text ) {
			return;
		}
		foreach ( array_unique( [ ...array_keys( $next ), ...array_keys( $seen ) ] ) as $what ) {
			$from = $seen[ $what ] ?? null;
			$to   = $next[ $what ] ?? null;
			// A kind of process that is seen for the first time is no change.
			if ( $from !== $to && ( null !== $from || ! str_starts_with( $what, 'php' ) ) ) {
				$this->journal->record(
					$actor,
					'site.changed',
					"site:$what",
					'',
					[
						'from' => $from,
						'to'   => $to,
					]
				);
			}
		}
	}

	/** @return array<string, string> Version by `plugin/<folder>`, `theme/<folder>`, `wordpress`, `php_web` and `php_shell`. */
	private function present(): array {
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		$found = [
			'wordpress'                                       => get_bloginfo( 'version' ),
			'cli' === PHP_SAPI ? 'php_shell' : 'php_web'       => PHP_VERSION,
			'theme/' . sanitize_key( get_stylesheet() )       => (string) wp_get_theme()->get( 'Version' ),
		];
		// Not by core's list of what is loaded: that leaves out what is paused while a fatal error is looked at.
		foreach ( [ ...(array) get_option( 'active_plugins', [] ), ...( is_multisite() ? array_keys( (array) get_site_option( 'active_sitewide_plugins', [] ) ) : [] ) ] as $file ) {
			$path = WP_PLUGIN_DIR . '/' . ( is_string( $file ) ? $file : '' );
			if ( is_string( $file ) && 0 === validate_file( $file ) && is_file( $path ) ) {
				$found[ 'plugin/' . sanitize_key( strtok( str_replace( '.php', '', $file ), '/' ) ?: $file ) ] = (string) ( get_plugin_data( $path, false, false )['Version'] ?? '' );
			}
		}
		return $found;
	}

	private function swap( ?string $from, string $to ): bool {
		$options = $this->db->foreign( 'options' );
		return null === $from
			? 1 === $this->db->execute( 'INSERT IGNORE INTO %i (option_name, option_value, autoload) VALUES (%s, %s, %s)', [ $options, self::OPTION, $to, 'off' ] )
			: 1 === $this->db->execute( 'UPDATE %i SET option_value = %s WHERE option_name = %s AND option_value = %s', [ $options, $to, self::OPTION, $from ] );
	}
}
