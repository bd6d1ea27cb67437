<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Platform\SecretBox;

/** What the routes of the outbox work on, written past the code under test. */
final class OutboxScene {
	private const BEFORE = 1_000_000_000_000;

	/** @return array{url: null, revision: int, reason: string} A request that removes the address of the webhook, which is set again for it. */
	public static function removal(): array {
		global $wpdb;
		$table    = $wpdb->prefix . 'smartalloc_ops_addresses';
		$revision = 1 + (int) $wpdb->get_var( $wpdb->prepare( "SELECT revision FROM %i WHERE name = 'webhook'", $table ) );
		$wpdb->replace(
			$table,
			[
				'name'       => 'webhook',
				'revision'   => $revision,
				'secret'     => SecretBox::of_site()->close( 'https://hooks.example.com/services/scene/secret' ),
				'key_id'     => SecretBox::of_site()->key_id(),
				'shown'      => 'hooks.example.com/…cret',
				'changed_at' => self::BEFORE,
			]
		);
		return [
			'url'      => null,
			'revision' => $revision,
			'reason'   => 'a test removes it',
		];
	}

	/** An announcement that one person was told and another could not be. */
	public static function failed(): int {
		global $wpdb;
		$wpdb->insert(
			$wpdb->prefix . 'smartalloc_ops_announcements',
			[
				'dedupe_key' => 'scene:' . bin2hex( random_bytes( 6 ) ),
				'kind'       => 'alert',
				'severity'   => 'critical',
				'subject'    => 'alert:1',
				'message'    => '{"title":"Mail: the last 3 mails were refused.","lines":["Since 14:05."],"link":""}',
				'created_at' => self::BEFORE,
				'fanned_at'  => self::BEFORE,
			]
		);
		$id = (int) $wpdb->insert_id;
		foreach ( [ 'sent' => 'accepted', 'failed' => 'phpmailer_2' ] as $state => $outcome ) {
			$wpdb->insert(
				$wpdb->prefix . 'smartalloc_ops_deliveries',
				[
					'announcement_id' => $id,
					'channel'         => 'mail',
					'target'          => "person-{$state}",
					'state'           => $state,
					'attempts'        => 'sent' === $state ? 1 : 6,
					'due_at'          => self::BEFORE,
					'outcome'         => $outcome,
					'together'        => 'sent' === $state ? 1 : null,
					'sent_at'         => 'sent' === $state ? self::BEFORE : null,
					'created_at'      => self::BEFORE,
					'updated_at'      => self::BEFORE,
				]
			);
		}
		return $id;
	}
}
