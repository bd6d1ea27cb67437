<?php
/**
 * Rows of entries and of their meta. Field values are meta rows whose key is the field id.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFEntryStore {

	private const COLUMNS = array( 'id', 'form_id', 'post_id', 'date_created', 'date_updated', 'is_starred', 'is_read', 'ip', 'source_url', 'user_agent', 'currency', 'payment_status', 'payment_date', 'payment_amount', 'payment_method', 'transaction_id', 'is_fulfilled', 'created_by', 'transaction_type', 'status' );

	public static function is_column( string $key ): bool {
		return in_array( $key, self::COLUMNS, true );
	}

	/**
	 * @param array<int|string, mixed> $entry Entry columns and field values by field id.
	 * @return int New entry id, 0 on failure.
	 */
	public static function insert( array $entry ): int {
		global $wpdb;
		$now    = gmdate( 'Y-m-d H:i:s' );
		$values = array(
			'form_id'      => (int) $entry['form_id'],
			'date_created' => $entry['date_created'] ?? $now,
			'date_updated' => $entry['date_updated'] ?? $now,
			'ip'           => (string) ( $entry['ip'] ?? '127.0.0.1' ),
			'source_url'   => (string) ( $entry['source_url'] ?? home_url( '/' ) ),
			'user_agent'   => (string) ( $entry['user_agent'] ?? 'double' ),
			'currency'     => (string) ( $entry['currency'] ?? 'USD' ),
			'created_by'   => $entry['created_by'] ?? ( get_current_user_id() ?: null ),
			'status'       => (string) ( $entry['status'] ?? 'active' ),
		);
		if ( false === $wpdb->insert( GFFormsModel::get_entry_table_name(), $values ) ) {
			return 0;
		}
		$entry_id = (int) $wpdb->insert_id;
		foreach ( $entry as $key => $value ) {
			if ( is_numeric( $key ) ) {
				self::update_meta( $entry_id, (string) $key, $value, $values['form_id'] );
			}
		}
		return $entry_id;
	}

	/**
	 * Columns and field values; other meta is left out unless it is registered as entry meta.
	 *
	 * @return array<int|string, mixed>|null
	 */
	public static function get( int $entry_id ): ?array {
		global $wpdb;
		$entry = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', GFFormsModel::get_entry_table_name(), $entry_id ), ARRAY_A );
		if ( ! is_array( $entry ) ) {
			return null;
		}
		$form       = GFFormsModel::get_form_meta( $entry['form_id'] );
		$registered = array_keys( (array) apply_filters( 'gform_entry_meta', array(), (int) $entry['form_id'] ) );
		foreach ( $form['fields'] ?? array() as $field ) {
			$entry[ (string) $field->id ] = '';
		}
		foreach ( $registered as $key ) {
			$entry[ $key ] = false;
		}
		foreach ( $wpdb->get_results( $wpdb->prepare( 'SELECT meta_key, meta_value FROM %i WHERE entry_id = %d ORDER BY id', GFFormsModel::get_entry_meta_table_name(), $entry_id ), ARRAY_A ) as $row ) {
			if ( is_numeric( $row['meta_key'] ) || in_array( $row['meta_key'], $registered, true ) ) {
				$entry[ $row['meta_key'] ] = maybe_unserialize( $row['meta_value'] );
			}
		}
		return $entry;
	}

	public static function update_property( int $entry_id, string $column, $value ): bool {
		global $wpdb;
		if ( ! self::is_column( $column ) || 'id' === $column ) {
			return false;
		}
		return false !== $wpdb->update( GFFormsModel::get_entry_table_name(), array( $column => $value ), array( 'id' => $entry_id ) );
	}

	public static function delete( int $entry_id ): bool {
		global $wpdb;
		do_action( 'gform_delete_entry', $entry_id );
		$wpdb->delete( GFFormsModel::get_entry_meta_table_name(), array( 'entry_id' => $entry_id ) );
		return 0 < (int) $wpdb->delete( GFFormsModel::get_entry_table_name(), array( 'id' => $entry_id ) );
	}

	/**
	 * @return mixed False when it is not there.
	 */
	public static function get_meta( int $entry_id, string $key ) {
		global $wpdb;
		$value = $wpdb->get_var( $wpdb->prepare( 'SELECT meta_value FROM %i WHERE entry_id = %d AND meta_key = %s ORDER BY id LIMIT 1', GFFormsModel::get_entry_meta_table_name(), $entry_id, $key ) );
		return null === $value ? false : maybe_unserialize( $value );
	}

	public static function update_meta( int $entry_id, string $key, $value, ?int $form_id ): void {
		global $wpdb;
		$table = GFFormsModel::get_entry_meta_table_name();
		$where = array(
			'entry_id' => $entry_id,
			'meta_key' => $key,
		);
		$value = maybe_serialize( $value );
		if ( null !== $wpdb->get_var( $wpdb->prepare( 'SELECT id FROM %i WHERE entry_id = %d AND meta_key = %s LIMIT 1', $table, $entry_id, $key ) ) ) {
			$wpdb->update( $table, array( 'meta_value' => $value ), $where );
			return;
		}
		if ( null === $form_id ) {
			$form_id = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT form_id FROM %i WHERE id = %d', GFFormsModel::get_entry_table_name(), $entry_id ) );
		}
		$wpdb->insert( $table, $where + array( 'form_id' => $form_id, 'meta_value' => $value ) );
	}

	public static function delete_meta( int $entry_id, string $key ): void {
		global $wpdb;
		$where = array( 'entry_id' => $entry_id );
		if ( '' !== $key ) {
			$where['meta_key'] = $key;
		}
		$wpdb->delete( GFFormsModel::get_entry_meta_table_name(), $where );
	}
}
