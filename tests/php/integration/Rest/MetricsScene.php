<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** A token of scrapers, written past the code under test. */
final class MetricsScene {
	public const TOKEN = '5f0c1b7a9d2e4f68a1b3c5d7e9f01234567890abcdef1234567890abcdef1f2e';

	private const BEFORE = 1_000_000_000_000;

	/** @return array{revision: int, reason: string} A request that changes the token, which is put there for it. */
	public static function change(): array {
		return [
			'revision' => self::on(),
			'reason'   => 'a test changes it',
		];
	}

	/** Puts the token there; gives its revision. */
	public static function on(): int {
		global $wpdb;
		$table    = $wpdb->prefix . 'smartalloc_ops_access_tokens';
		$revision = 1 + (int) $wpdb->get_var( $wpdb->prepare( 'SELECT revision FROM %i', $table ) );
		$wpdb->replace(
			$table,
			[
				'name'       => 'metrics',
				'revision'   => $revision,
				'token_hash' => hash( 'sha256', self::TOKEN ),
				'ends'       => substr( self::TOKEN, -4 ),
				'changed_at' => self::BEFORE,
			]
		);
		return $revision;
	}
}
