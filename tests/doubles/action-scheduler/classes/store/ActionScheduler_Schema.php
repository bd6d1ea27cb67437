<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * The four tables, columns and indexes of schema 7 (store) and 3 (logs).
 */
final class ActionScheduler_Schema {

	public const STORE_VERSION  = 7;
	public const LOGGER_VERSION = 3;
	private const STORE_TABLES  = [ 'actionscheduler_actions', 'actionscheduler_claims', 'actionscheduler_groups' ];
	private const LOGGER_TABLES = [ 'actionscheduler_logs' ];

	public static function register_store(): void {
		self::register( 'ActionScheduler_StoreSchema', self::STORE_VERSION, self::STORE_TABLES );
	}

	public static function register_logger(): void {
		self::register( 'ActionScheduler_LoggerSchema', self::LOGGER_VERSION, self::LOGGER_TABLES );
	}

	public static function now(): string {
		return gmdate( 'Y-m-d H:i:s' );
	}

	public static function now_local(): string {
		return (string) wp_date( 'Y-m-d H:i:s' );
	}

	/** @param list<string> $tables Names without prefix. */
	private static function register( string $name, int $version, array $tables ): void {
		global $wpdb;
		foreach ( $tables as $table ) {
			$wpdb->tables[] = $table;
			$wpdb->$table   = $wpdb->prefix . $table;
		}
		if ( version_compare( (string) get_option( 'schema-' . $name, '0' ), (string) $version, '<' ) ) {
			require_once ABSPATH . 'wp-admin/includes/upgrade.php';
			foreach ( $tables as $table ) {
				dbDelta( self::definition( $table ) );
			}
			update_option( 'schema-' . $name, $version . '.0.' . time() );
		}
	}

	private static function definition( string $table ): string {
		global $wpdb;
		$zero    = "datetime NULL default '0000-00-00 00:00:00'";
		$columns = match ( $table ) {
			'actionscheduler_actions' => "action_id bigint(20) unsigned NOT NULL auto_increment,
				hook varchar(191) NOT NULL,
				status varchar(20) NOT NULL,
				scheduled_date_gmt {$zero},
				scheduled_date_local {$zero},
				priority tinyint unsigned NOT NULL default '10',
				args varchar(191),
				schedule longtext,
				group_id bigint(20) unsigned NOT NULL default '0',
				attempts int(11) NOT NULL default '0',
				last_attempt_gmt {$zero},
				last_attempt_local {$zero},
				claim_id bigint(20) unsigned NOT NULL default '0',
				extended_args varchar(8000) DEFAULT NULL,
				PRIMARY KEY  (action_id),
				KEY hook_status_scheduled_date_gmt (hook(163),status,scheduled_date_gmt),
				KEY status_scheduled_date_gmt (status,scheduled_date_gmt),
				KEY scheduled_date_gmt (scheduled_date_gmt),
				KEY args (args(191)),
				KEY group_id (group_id),
				KEY last_attempt_gmt (last_attempt_gmt),
				KEY claim_id_status_scheduled_date_gmt (claim_id,status,scheduled_date_gmt)",
			'actionscheduler_claims'  => "claim_id bigint(20) unsigned NOT NULL auto_increment,
				date_created_gmt {$zero},
				PRIMARY KEY  (claim_id),
				KEY date_created_gmt (date_created_gmt)",
			'actionscheduler_groups'  => 'group_id bigint(20) unsigned NOT NULL auto_increment,
				slug varchar(255) NOT NULL,
				PRIMARY KEY  (group_id),
				KEY slug (slug(191))',
			default                   => "log_id bigint(20) unsigned NOT NULL auto_increment,
				action_id bigint(20) unsigned NOT NULL,
				message text NOT NULL,
				log_date_gmt {$zero},
				log_date_local {$zero},
				PRIMARY KEY  (log_id),
				KEY action_id (action_id),
				KEY log_date_gmt (log_date_gmt)",
		};
		return "CREATE TABLE {$wpdb->prefix}{$table} (\n{$columns}\n) " . $wpdb->get_charset_collate();
	}
}
