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
}
