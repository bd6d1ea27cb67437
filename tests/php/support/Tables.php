<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** Tables of the site, read past the code under test. */
final class Tables {
	/**
	 * @param string $prefix After the site's own prefix.
	 * @return list<string> Full names of those that exist.
	 */
	public static function named( string $prefix ): array {
		global $wpdb;
		$names = $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->prefix . $prefix ) . '%' ) );
		sort( $names );
		return $names;
	}

	/** @return list<string> Tables that a refused request must leave as they are. */
	public static function guarded(): array {
		return [ ...self::named( 'smartalloc_ops_' ), ...self::named( 'actionscheduler_' ), ...self::named( 'gf_' ), ...self::named( 'smartalloc_double_' ) ];
	}

	/**
	 * A digest of all rows of each table; equal digests mean equal contents.
	 *
	 * @param list<string>|null $tables Full names, null for the guarded ones.
	 * @return array<string, string> By table.
	 */
	public static function checksums( ?array $tables = null ): array {
		global $wpdb;
		$digests = [];
		foreach ( $tables ?? self::guarded() as $table ) {
			$rows = array_map( static fn ( array $row ): string => json_encode( $row, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE ), (array) $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i', $table ), ARRAY_A ) );
			// A table has no order of its own.
			sort( $rows );
			$digests[ $table ] = hash( 'sha256', implode( "\n", $rows ) );
		}
		return $digests;
	}
}
