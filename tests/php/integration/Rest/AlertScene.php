<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** Alerts in the states that the routes work on, written past the code under test. */
final class AlertScene {
	private const BEFORE = 1_000_000_000_000;

	/** One that is firing; an earlier one is over. */
	public static function firing(): int {
		global $wpdb;
		$table = $wpdb->prefix . 'smartalloc_ops_alerts';
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'resolved', active_key = NULL, resolved_at = %d WHERE active_key IS NOT NULL", $table, self::BEFORE ) );
		$wpdb->insert(
			$table,
			[
				'signal_id'   => 'smtp',
				'active_key'  => 'v1:smtp',
				'state'       => 'firing',
				'severity'    => 'critical',
				'bad_rounds'  => 2,
				'good_rounds' => 0,
				'seen_at'     => self::BEFORE,
				'onset_at'    => self::BEFORE,
				'fired_at'    => self::BEFORE,
				'actor_kind'  => 'system',
				'actor_id'    => 0,
				'reason'      => '',
				'untold'      => 0,
				'fence'       => 2,
				'created_at'  => self::BEFORE,
				'updated_at'  => self::BEFORE,
			]
		);
		return (int) $wpdb->insert_id;
	}

	/** The decision of one that is firing, as an earlier version may have frozen it: with less in it. */
	public static function decision(): int {
		global $wpdb;
		$alert = self::firing();
		$wpdb->insert(
			$wpdb->prefix . 'smartalloc_ops_decisions',
			[
				'alert_id'   => $alert,
				'signal_id'  => 'smtp',
				'data'       => '{"label":"Mail (SMTP)","rule":"Critical when ...","severity":"critical","status":"critical","finding":"The last 3 mails were refused.","value":3,"unit":"mails","n":20,"flags":[{"flag":"comms","scope":"","value":"on","revision":0}],"changes":[{"at":"2001-09-09T01:46:40.000Z","kind":"act","subject":"site:plugin/smtp","change":"plugin/smtp was changed from 1 to 2."}]}',
				'created_at' => self::BEFORE,
			]
		);
		$id = (int) $wpdb->insert_id;
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET decision_id = %d WHERE id = %d', $wpdb->prefix . 'smartalloc_ops_alerts', $id, $alert ) );
		return $id;
	}
}
