<?php
/**
 * Where effects end: one row for each mail, webhook, export, hydration and handler run. Rows hold no personal data.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Sink {

	public static function table(): string {
		return $GLOBALS['wpdb']->prefix . 'smartalloc_double_sink';
	}

	/**
	 * @param 'mail'|'webhook'|'export'|'gppa'|'run' $kind   Kind of effect.
	 * @param string                                 $key    Stable per effect; a duplicate shows as two rows with one key.
	 * @param array<string, scalar|null>             $detail No personal data.
	 */
	public static function record( string $kind, string $key, array $detail = array() ): void {
		global $wpdb;
		$wpdb->insert(
			self::table(),
			array(
				'kind'       => $kind,
				'effect_key' => substr( $key, 0, 120 ),
				'detail'     => wp_json_encode( $detail ),
				'process'    => PHP_SAPI . ':' . getmypid(),
				'created_at' => (int) floor( microtime( true ) * 1000 ),
			)
		);
	}

	public static function record_hydration( int $form_id, int $field_id, string $hook ): void {
		self::record( 'gppa', "$form_id:$field_id", array( 'hook' => $hook ) );
	}

	public static function count( ?string $kind = null, ?string $key = null ): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i', self::table() ) . self::where( $kind, $key ) );
	}

	/**
	 * @return array<string, int> Rows by key.
	 */
	public static function counts_by_key( string $kind ): array {
		global $wpdb;
		$counts = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( 'SELECT effect_key, COUNT(*) AS n FROM %i', self::table() ) . self::where( $kind, null ) . ' GROUP BY effect_key ORDER BY effect_key', ARRAY_A ) as $row ) {
			$counts[ (string) $row['effect_key'] ] = (int) $row['n'];
		}
		return $counts;
	}

	/**
	 * @return list<array{id: int, kind: string, key: string, detail: array<string, scalar|null>, process: string, created_at: int}>
	 */
	public static function rows( ?string $kind = null, ?string $key = null, int $limit = 1000 ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i', self::table() ) . self::where( $kind, $key ) . $wpdb->prepare( ' ORDER BY id LIMIT %d', $limit ), ARRAY_A );
		return array_map(
			static fn ( array $row ): array => array(
				'id'         => (int) $row['id'],
				'kind'       => (string) $row['kind'],
				'key'        => (string) $row['effect_key'],
				'detail'     => (array) json_decode( (string) $row['detail'], true ),
				'process'    => (string) $row['process'],
				'created_at' => (int) $row['created_at'],
			),
			$rows
		);
	}

	/**
	 * Keeps the newest rows.
	 */
	public static function prune( int $keep ): void {
		global $wpdb;
		$newest = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', self::table() ) );
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE id <= %d', self::table(), $newest - $keep ) );
	}

	private static function where( ?string $kind, ?string $key ): string {
		global $wpdb;
		$where = array();
		if ( null !== $kind ) {
			$where[] = $wpdb->prepare( 'kind = %s', $kind );
		}
		if ( null !== $key ) {
			$where[] = $wpdb->prepare( 'effect_key = %s', $key );
		}
		return array() === $where ? '' : ' WHERE ' . implode( ' AND ', $where );
	}
}
