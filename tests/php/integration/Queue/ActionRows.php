<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Queue;

/** Puts rows into Action Scheduler's tables past its functions, so that a test knows every number in them. */
final class ActionRows {
	private const COLUMNS = 'hook, status, scheduled_date_gmt, scheduled_date_local, args, schedule, group_id, attempts, last_attempt_gmt, last_attempt_local, claim_id';

	/** Adds `$n` rows due so many seconds from now (negative: overdue), up to 100 of them one second apart. */
	public static function add( string $status, string $hook, string $group, int $due_in_s, int $n = 1 ): void {
		global $wpdb;
		$group_id = self::group_id( $group );
		$rows     = [];
		for ( $index = 0; $index < min( $n, 100 ); $index++ ) {
			$date   = gmdate( 'Y-m-d H:i:s', time() + $due_in_s + $index );
			$rows[] = $wpdb->prepare( "(%s, %s, %s, %s, '[]', '', %d, 0, '0000-00-00 00:00:00', '0000-00-00 00:00:00', 0)", $hook, $status, $date, $date, $group_id );
		}
		$table = $wpdb->prefix . 'actionscheduler_actions';
		$wpdb->query( "INSERT INTO $table (" . self::COLUMNS . ') VALUES ' . implode( ', ', $rows ) );
		// By doubling: thousands of written-out rows take the SQLite drop-in many seconds to parse.
		for ( $have = count( $rows ); $have < $n; $have += $more ) {
			$more = min( $have, $n - $have );
			$wpdb->query( $wpdb->prepare( "INSERT INTO $table (" . self::COLUMNS . ') SELECT ' . self::COLUMNS . ' FROM (SELECT ' . self::COLUMNS . " FROM $table WHERE hook = %s AND status = %s AND group_id = %d LIMIT %d) doubled", $hook, $status, $group_id, $more ) );
		}
	}

	public static function group_id( string $slug ): int {
		global $wpdb;
		$table = $wpdb->prefix . 'actionscheduler_groups';
		$id    = $wpdb->get_var( $wpdb->prepare( 'SELECT group_id FROM %i WHERE slug = %s', $table, $slug ) );
		if ( null === $id ) {
			$wpdb->insert( $table, [ 'slug' => $slug ] );
			return (int) $wpdb->insert_id;
		}
		return (int) $id;
	}

	/**
	 * Runs `$body` while a table is really gone, and puts it back empty.
	 *
	 * @param string          $name After the site's prefix.
	 * @param callable(): void $body
	 */
	public static function without_table( string $name, callable $body ): void {
		global $wpdb;
		$table  = $wpdb->prefix . $name;
		$create = (string) $wpdb->get_var( $wpdb->prepare( 'SHOW CREATE TABLE %i', $table ), 1 );
		$wpdb->query( $wpdb->prepare( 'DROP TABLE %i', $table ) );
		try {
			$body();
		} finally {
			$wpdb->query( $create );
		}
	}

	/** Makes SmartAlloc listen to nothing in this request, as if it had not loaded: its jobs cannot be looked for by hook then. */
	public static function silence_smartalloc(): void {
		global $wp_filter;
		foreach ( array_keys( $wp_filter ) as $hook ) {
			if ( str_starts_with( (string) $hook, 'smartalloc_' ) ) {
				remove_all_filters( (string) $hook );
			}
		}
	}
}
