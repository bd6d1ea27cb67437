<?php
/**
 * Search criteria of GFAPI::get_entries() as SQL that runs on MariaDB, MySQL and the SQLite drop-in.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFEntryQuery {

	private const OPERATORS = array(
		'is'       => '= %s',
		'='        => '= %s',
		'isnot'    => '<> %s',
		'!='       => '<> %s',
		'<>'       => '<> %s',
		'>'        => '> %s',
		'<'        => '< %s',
		'>='       => '>= %s',
		'<='       => '<= %s',
		'contains' => 'LIKE %s',
		'like'     => 'LIKE %s',
	);

	/**
	 * @param int|list<int>        $form_ids Form id, ids, or 0 for all.
	 * @param array<string, mixed> $criteria status, start_date, end_date, field_filters.
	 */
	public static function count( $form_ids, array $criteria ): int {
		global $wpdb;
		return (int) $wpdb->get_var( 'SELECT COUNT(*) ' . self::from_where( $form_ids, $criteria ) );
	}

	/**
	 * @param int|list<int>             $form_ids Form id, ids, or 0 for all.
	 * @param array<string, mixed>      $criteria As in count().
	 * @param array<string, mixed>|null $sorting  key, direction.
	 * @param array<string, mixed>|null $paging   offset, page_size (default 20).
	 * @return list<int>
	 */
	public static function ids( $form_ids, array $criteria, ?array $sorting, ?array $paging ): array {
		global $wpdb;
		$column    = (string) ( $sorting['key'] ?? 'id' );
		$column    = GFEntryStore::is_column( $column ) ? $column : 'id';
		$direction = 'ASC' === strtoupper( (string) ( $sorting['direction'] ?? 'DESC' ) ) ? 'ASC' : 'DESC';
		$limit     = $wpdb->prepare( ' LIMIT %d OFFSET %d', (int) ( $paging['page_size'] ?? 20 ), (int) ( $paging['offset'] ?? 0 ) );
		return array_map( 'intval', $wpdb->get_col( 'SELECT e.id ' . self::from_where( $form_ids, $criteria ) . " ORDER BY e.$column $direction, e.id $direction" . $limit ) );
	}

	private static function from_where( $form_ids, array $criteria ): string {
		global $wpdb;
		$where = array( '1=1' );
		$ids   = array_values( array_filter( array_map( 'intval', (array) $form_ids ) ) );
		if ( array() !== $ids ) {
			$where[] = 'e.form_id IN (' . implode( ',', $ids ) . ')';
		}
		if ( isset( $criteria['status'] ) ) {
			$where[] = $wpdb->prepare( 'e.status = %s', $criteria['status'] );
		}
		foreach ( array( 'start_date' => '>=', 'end_date' => '<=' ) as $key => $operator ) {
			if ( ! empty( $criteria[ $key ] ) ) {
				$where[] = $wpdb->prepare( "e.date_created $operator %s", $criteria[ $key ] );
			}
		}
		$filters = self::field_filters( (array) ( $criteria['field_filters'] ?? array() ) );
		if ( '' !== $filters ) {
			$where[] = "($filters)";
		}
		return $wpdb->prepare( 'FROM %i e', GFFormsModel::get_entry_table_name() ) . ' WHERE ' . implode( ' AND ', $where );
	}

	private static function field_filters( array $filters ): string {
		global $wpdb;
		$glue = 'any' === strtolower( (string) ( $filters['mode'] ?? 'all' ) ) ? ' OR ' : ' AND ';
		unset( $filters['mode'] );
		$parts = array();
		foreach ( $filters as $filter ) {
			$key       = (string) ( $filter['key'] ?? '' );
			$condition = self::condition( (string) ( $filter['operator'] ?? 'is' ), $filter['value'] ?? '' );
			if ( GFEntryStore::is_column( $key ) ) {
				$parts[] = "e.$key $condition";
				continue;
			}
			$by_key  = '' === $key || '0' === $key ? '' : $wpdb->prepare( ' AND m.meta_key = %s', $key );
			$parts[] = $wpdb->prepare( 'EXISTS (SELECT 1 FROM %i m WHERE m.entry_id = e.id', GFFormsModel::get_entry_meta_table_name() ) . "$by_key AND m.meta_value $condition)";
		}
		return implode( $glue, $parts );
	}

	private static function condition( string $operator, $value ): string {
		global $wpdb;
		$operator = strtolower( $operator );
		if ( in_array( $operator, array( 'in', 'not in' ), true ) || is_array( $value ) ) {
			$values = array_map( 'strval', (array) $value );
			$marks  = implode( ',', array_fill( 0, max( 1, count( $values ) ), '%s' ) );
			$not    = in_array( $operator, array( 'not in', 'isnot', '!=', '<>' ), true ) ? 'NOT ' : '';
			return $wpdb->prepare( "{$not}IN ($marks)", array() === $values ? array( '' ) : $values );
		}
		$value = 'contains' === $operator ? '%' . $wpdb->esc_like( (string) $value ) . '%' : (string) $value;
		return $wpdb->prepare( self::OPERATORS[ $operator ] ?? '= %s', $value );
	}
}
