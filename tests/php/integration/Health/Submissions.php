<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

/** Counts of submissions, written past the code under test. */
final class Submissions {
	/** So many in each hour of the last five weeks, none in the last `$silent_hours` whole ones. */
	public static function steady( int $an_hour = 3, int $silent_hours = 0, int $form_id = 150, int $weeks = 5 ): void {
		global $wpdb;
		$now   = intdiv( time(), 3600 );
		$since = $now - $weeks * 168;
		$table = $wpdb->prefix . 'smartalloc_ops_hourly_counts';
		$rows  = [ "($form_id, 0, $since)" ];
		for ( $hour = $since; $hour <= $now; $hour++ ) {
			if ( $hour < $now - $silent_hours || 0 === $silent_hours ) {
				$rows[] = "($form_id, $hour, $an_hour)";
			}
		}
		foreach ( array_chunk( $rows, 200 ) as $chunk ) {
			$wpdb->query( "INSERT INTO $table (form_id, hour, n) VALUES " . implode( ', ', $chunk ) );
		}
	}
}
