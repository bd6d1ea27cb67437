<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Tables;

/** What a refused request must leave as it is: our tables, those of the others, and the options. */
final class Footprint {
	/** Lets the plugins of the site put in place what the reset took away, as they do on any request. */
	public static function settle(): void {
		HttpClient::anonymous()->get( '/wp-json/' );
	}

	/** @return array<string, string> Digest by table; equal digests mean that nothing was changed. */
	public static function now(): array {
		// After a flip any request at all notes that its kind has seen it, refused or not.
		return array_diff_key( Tables::checksums(), [ $GLOBALS['wpdb']->prefix . 'smartalloc_ops_flag_sightings' => '' ] ) + [ 'options' => self::options() ];
	}

	/** Transients and locks come and go with any request of WordPress. */
	private static function options(): string {
		global $wpdb;
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				"SELECT option_name, option_value, autoload FROM %i WHERE option_name NOT LIKE %s AND option_name NOT LIKE %s AND option_name NOT LIKE %s AND option_name NOT LIKE %s ORDER BY option_name",
				$wpdb->options,
				$wpdb->esc_like( '_transient_' ) . '%',
				$wpdb->esc_like( '_site_transient_' ) . '%',
				$wpdb->esc_like( 'action_scheduler_lock_' ) . '%',
				$wpdb->esc_like( 'smartalloc_ops_flags_seen_' ) . '%'
			),
			ARRAY_N
		);
		return hash( 'sha256', json_encode( $rows, JSON_THROW_ON_ERROR ) );
	}
}
