<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** What the routes of the queues work on, written past the code under test. */
final class QueueScene {
	/** A failed job of SmartAlloc that somebody saw failing. */
	public static function failure(): int {
		global $wpdb;
		$groups = $wpdb->prefix . 'actionscheduler_groups';
		$group  = $wpdb->get_var( $wpdb->prepare( 'SELECT group_id FROM %i WHERE slug = %s', $groups, 'smartalloc_notify' ) );
		if ( null === $group ) {
			$wpdb->insert( $groups, [ 'slug' => 'smartalloc_notify' ] );
			$group = $wpdb->insert_id;
		}
		$wpdb->insert(
			$wpdb->prefix . 'actionscheduler_actions',
			[
				'hook'               => 'smartalloc_notify',
				'status'             => 'failed',
				'scheduled_date_gmt' => '2026-01-01 00:00:00',
				'args'               => '[{"entry_id":5,"key":"k"}]',
				'group_id'           => $group,
				'attempts'           => 1,
				'last_attempt_gmt'   => '2026-01-01 00:00:05',
			]
		);
		$id = (int) $wpdb->insert_id;
		$wpdb->insert(
			$wpdb->prefix . 'smartalloc_ops_failure_causes',
			[
				'action_id'   => $id,
				'kind'        => 'exception',
				'error_class' => 'RuntimeException',
				'error_code'  => '421',
				'error_frame' => 'Transport.php:40',
				'at'          => 1_000_000_000_000,
			]
		);
		return $id;
	}

	/** A lock of Action Scheduler that ended long ago; gives its fingerprint. */
	public static function lock(): string {
		global $wpdb;
		$name = 'action_scheduler_lock_async-request-runner';
		$wpdb->delete( $wpdb->options, [ 'option_name' => $name ] );
		$wpdb->insert( $wpdb->options, [ 'option_name' => $name, 'option_value' => 'scene|1000000000', 'autoload' => 'no' ] );
		wp_cache_flush();
		return substr( hash( 'sha256', 'scene|1000000000' ), 0, 32 );
	}

	/** A queue of which no batch is under way and in which nothing is due. */
	public static function queue(): string {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET active_slot = NULL, state = 'done' WHERE active_slot IS NOT NULL", $wpdb->prefix . 'smartalloc_ops_batches' ) );
		return 'cron:smartalloc_scene_of_the_tests';
	}

	/** A batch that ended. */
	public static function batch(): int {
		global $wpdb;
		$wpdb->insert(
			$wpdb->prefix . 'smartalloc_ops_batches',
			[
				'queue'           => 'as:smartalloc_notify',
				'state'           => 'failed',
				'idempotency_key' => 'scene-' . bin2hex( random_bytes( 6 ) ),
				'payload_hash'    => str_repeat( '0', 64 ),
				'size'            => 5,
				'place'           => 'loopback',
				'reason'          => 'a scene of the tests',
				'actor_kind'      => 'user',
				'actor_id'        => 1,
				'ran_as'          => 0,
				'processed'       => 2,
				'done'            => 1,
				'failed'          => 1,
				'held'            => 0,
				'stopped'         => 'error',
				'error_class'     => 'TypeError',
				'error_frame'     => 'Transport.php:40',
				'asked_at'        => 1_000_000_000_000,
				'started_at'      => 1_000_000_000_500,
				'alive_at'        => 1_000_000_001_000,
				'finished_at'     => 1_000_000_001_000,
			]
		);
		return (int) $wpdb->insert_id;
	}
}
