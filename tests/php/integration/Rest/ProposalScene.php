<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Services;

/** A proposed rollback that waits for a decision, and armings, written past the code under test. */
final class ProposalScene {
	private const BEFORE = 1_000_000_000_000;

	/** An open one, bound to how the site stands. */
	public static function open(): int {
		global $wpdb;
		$facts = ( new Services( $wpdb ) )->trigger_services()->facts();
		$table = $wpdb->prefix . 'smartalloc_ops_rollback_proposals';
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'expired', open_key = NULL, closed_at = %d WHERE open_key IS NOT NULL", $table, self::BEFORE ) );
		$wpdb->insert(
			$table,
			[
				'state'          => 'open',
				'open_key'       => (string) $facts->build,
				'build'          => (string) $facts->build,
				'build_version'  => $facts->version,
				'build_since'    => (int) $facts->since,
				'archive'        => $facts->archive,
				'good'           => $facts->good,
				'good_version'   => $facts->good_version,
				'pin_revision'   => $facts->pin,
				'flags_revision' => $facts->flags,
				'evidence'       => '[{"trigger":"queue_failures","signal":"queue.failure_rate","label":"Jobs that fail","finding":"Many fail.","rule":"Critical above 1 %.","value":4.5,"unit":"%","n":212,"window_s":900,"threshold":1,"measured_at":1000000000000,"onset_at":1000000000000,"seen_at":1000000001000,"decision":3}]',
				'held_back'      => '[{"code":"cooling","message":"Not yet."}]',
				'revision'       => 1,
				'automatic'      => 0,
				'actor_kind'     => 'system',
				'actor_id'       => 0,
				'reason'         => '',
				'created_at'     => self::BEFORE,
				'updated_at'     => self::BEFORE,
				'expires_at'     => self::BEFORE,
			]
		);
		return (int) $wpdb->insert_id;
	}

	/** @return array{armed: bool, revision: int, reason: string} A request that arms a trigger. */
	public static function arming( string $trigger ): array {
		global $wpdb;
		return [
			'armed'    => true,
			'revision' => (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(revision) FROM %i WHERE trigger_id = %s', $wpdb->prefix . 'smartalloc_ops_rollback_armings', $trigger ) ),
			'reason'   => 'a test arms it',
		];
	}

	/** @return array<string, mixed> A request that starts it. */
	public static function start(): array {
		global $wpdb;
		return [
			'revision'     => 1,
			'reason'       => 'a test starts it',
			'confirmation' => ( new Services( $wpdb ) )->rollbacks()->confirmation(),
		];
	}
}
