<?php
/**
 * Tables of the double, with Gravity Forms' names and columns.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFDoubleSchema {

	private const OPTION = 'gf_db_version';

	public static function is_current(): bool {
		return get_option( self::OPTION ) === GFForms::$version;
	}

	public static function install(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$collate = $wpdb->get_charset_collate();

		$form       = GFFormsModel::get_form_table_name();
		$form_meta  = GFFormsModel::get_meta_table_name();
		$entry      = GFFormsModel::get_entry_table_name();
		$entry_meta = GFFormsModel::get_entry_meta_table_name();

		dbDelta(
			array(
				"CREATE TABLE $form (
				id mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
				title varchar(150) NOT NULL,
				date_created datetime NOT NULL,
				date_updated datetime DEFAULT NULL,
				is_active tinyint(10) NOT NULL DEFAULT 1,
				is_trash tinyint(10) NOT NULL DEFAULT 0,
				PRIMARY KEY  (id)
				) $collate",
				"CREATE TABLE $form_meta (
				form_id mediumint(8) unsigned NOT NULL,
				display_meta longtext,
				entries_grid_meta longtext,
				confirmations longtext,
				notifications longtext,
				PRIMARY KEY  (form_id)
				) $collate",
				"CREATE TABLE $entry (
				id int(10) unsigned NOT NULL AUTO_INCREMENT,
				form_id mediumint(10) unsigned NOT NULL,
				post_id bigint(10) unsigned DEFAULT NULL,
				date_created datetime NOT NULL,
				date_updated datetime DEFAULT NULL,
				is_starred tinyint(10) NOT NULL DEFAULT 0,
				is_read tinyint(10) NOT NULL DEFAULT 0,
				ip varchar(39) NOT NULL,
				source_url varchar(200) NOT NULL DEFAULT '',
				user_agent varchar(250) NOT NULL DEFAULT '',
				currency varchar(5) DEFAULT NULL,
				payment_status varchar(15) DEFAULT NULL,
				payment_date datetime DEFAULT NULL,
				payment_amount decimal(19,2) DEFAULT NULL,
				payment_method varchar(30) DEFAULT NULL,
				transaction_id varchar(50) DEFAULT NULL,
				is_fulfilled tinyint(10) DEFAULT NULL,
				created_by bigint(20) unsigned DEFAULT NULL,
				transaction_type tinyint(10) DEFAULT NULL,
				status varchar(20) NOT NULL DEFAULT 'active',
				PRIMARY KEY  (id),
				KEY form_id (form_id),
				KEY form_id_status (form_id,status)
				) $collate",
				"CREATE TABLE $entry_meta (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				form_id mediumint(10) unsigned NOT NULL DEFAULT 0,
				entry_id bigint(20) unsigned NOT NULL,
				meta_key varchar(255) DEFAULT NULL,
				meta_value longtext,
				item_index varchar(60) DEFAULT NULL,
				PRIMARY KEY  (id),
				KEY meta_key (meta_key(191)),
				KEY entry_id (entry_id),
				KEY meta_value (meta_value(191))
				) $collate",
			)
		);

		update_option( self::OPTION, GFForms::$version );
		update_option( 'rg_form_version', GFForms::$version );
	}
}
