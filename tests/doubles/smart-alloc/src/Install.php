<?php
/**
 * Tables, form 150 and the page that shows it.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Install {

	private const OPTION = 'smartalloc_double_installed';
	private const SCHEMA = '1';

	public static function activate(): void {
		self::tables();
		update_option( self::OPTION, '' );
	}

	public static function deactivate(): void {
		Scheduler::end_recurring( Exports::HOOK_SWEEP );
	}

	/**
	 * The stamp says what was installed, so Gravity Forms may come later than this plugin.
	 */
	public static function install_when_outdated(): void {
		$wanted = self::SCHEMA . ( class_exists( 'GFAPI' ) ? '+form' : '' );
		if ( get_option( self::OPTION ) !== $wanted ) {
			self::tables();
			if ( class_exists( 'GFAPI' ) ) {
				Form::seed();
			}
			update_option( self::OPTION, $wanted );
		}
	}

	public static function allocations_table(): string {
		return $GLOBALS['wpdb']->prefix . 'smartalloc_allocations';
	}

	public static function exports_table(): string {
		return $GLOBALS['wpdb']->prefix . 'smartalloc_exports';
	}

	private static function tables(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$collate     = $wpdb->get_charset_collate();
		$sink        = Sink::table();
		$allocations = self::allocations_table();
		$exports     = self::exports_table();
		dbDelta(
			array(
				"CREATE TABLE $sink (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				kind varchar(20) NOT NULL,
				effect_key varchar(120) NOT NULL,
				detail longtext,
				process varchar(40) NOT NULL,
				created_at bigint(20) unsigned NOT NULL,
				PRIMARY KEY  (id),
				KEY kind_effect (kind,effect_key)
				) $collate",
				"CREATE TABLE $allocations (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				entry_id bigint(20) unsigned NOT NULL,
				student_hash varchar(64) NOT NULL,
				status varchar(20) NOT NULL,
				mentor_id bigint(20) unsigned DEFAULT NULL,
				reason_code varchar(40) DEFAULT NULL,
				created_at datetime NOT NULL,
				updated_at datetime NOT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY alloc_entry (entry_id),
				KEY mentor_id (mentor_id),
				KEY created_at (created_at)
				) $collate",
				"CREATE TABLE $exports (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				filename varchar(120) NOT NULL,
				filters longtext,
				size bigint(20) unsigned NOT NULL DEFAULT 0,
				rows_total bigint(20) unsigned NOT NULL DEFAULT 0,
				checksum varchar(64) NOT NULL DEFAULT '',
				status varchar(20) NOT NULL,
				created_at datetime NOT NULL,
				finished_at datetime DEFAULT NULL,
				PRIMARY KEY  (id),
				KEY created_at (created_at)
				) $collate",
			)
		);
	}
}
