<?php
/**
 * Forms: table names, reading, writing and the per-request cache.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFFormsModel {

	/**
	 * Forms of this process. Field objects are shared by everyone who reads the form, as in Gravity Forms: who changes one changes it for all.
	 *
	 * @var array<int, array<string, mixed>>
	 */
	private static $current_forms = array();

	/** @var array<string, mixed>|null */
	private static $current_lead = null;

	public static function get_form_table_name(): string {
		return $GLOBALS['wpdb']->prefix . 'gf_form';
	}

	public static function get_meta_table_name(): string {
		return $GLOBALS['wpdb']->prefix . 'gf_form_meta';
	}

	public static function get_entry_table_name(): string {
		return $GLOBALS['wpdb']->prefix . 'gf_entry';
	}

	public static function get_entry_meta_table_name(): string {
		return $GLOBALS['wpdb']->prefix . 'gf_entry_meta';
	}

	public static function get_form( $form_id ): ?object {
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', self::get_form_table_name(), (int) $form_id ) );
	}

	/**
	 * @return list<int>
	 */
	public static function get_form_ids( $active = true, $trash = false ): array {
		global $wpdb;
		$sql  = 'SELECT id FROM %i WHERE is_trash = %d';
		$args = array( self::get_form_table_name(), (int) $trash );
		if ( null !== $active ) {
			$sql   .= ' AND is_active = %d';
			$args[] = (int) $active;
		}
		return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( $sql . ' ORDER BY id', $args ) ) );
	}

	/**
	 * The form with its fields as objects, from the cache of this process when it was read before.
	 *
	 * @param int|string $form_id Form id.
	 * @return array<string, mixed>|null
	 */
	public static function get_form_meta( $form_id ): ?array {
		$form_id = (int) $form_id;
		if ( isset( self::$current_forms[ $form_id ] ) ) {
			return self::$current_forms[ $form_id ];
		}
		$form = self::read_form_meta( $form_id );
		if ( null === $form ) {
			return null;
		}
		self::$current_forms[ $form_id ] = gf_apply_filters( array( 'gform_form_post_get_meta', $form_id ), $form );
		return self::$current_forms[ $form_id ];
	}

	/**
	 * @return array<string, mixed>|null
	 */
	private static function read_form_meta( int $form_id ): ?array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT display_meta, confirmations, notifications FROM %i WHERE form_id = %d', self::get_meta_table_name(), $form_id ), ARRAY_A );
		if ( ! is_array( $row ) ) {
			return null;
		}
		$form = json_decode( (string) $row['display_meta'], true );
		if ( ! is_array( $form ) ) {
			return null;
		}
		$form['id']            = $form_id;
		$form['notifications'] = json_decode( (string) $row['notifications'], true ) ?: array();
		$form['confirmations'] = json_decode( (string) $row['confirmations'], true ) ?: array();
		return self::convert_field_objects( $form );
	}

	/**
	 * @param array<string, mixed> $form Form with fields as arrays or objects.
	 * @return array<string, mixed>
	 */
	public static function convert_field_objects( array $form ): array {
		$fields = isset( $form['fields'] ) && is_array( $form['fields'] ) ? $form['fields'] : array();
		foreach ( $fields as $index => $field ) {
			$fields[ $index ]           = GF_Fields::create( $field );
			$fields[ $index ]['formId'] = (int) $form['id'];
		}
		$form['fields'] = $fields;
		return $form;
	}

	public static function insert_form( string $title ): int {
		global $wpdb;
		$wpdb->insert(
			self::get_form_table_name(),
			array(
				'title'        => $title,
				'date_created' => gmdate( 'Y-m-d H:i:s' ),
			)
		);
		return (int) $wpdb->insert_id;
	}

	/**
	 * Stores a form's meta; notifications and confirmations have columns of their own.
	 *
	 * @param array<string, mixed> $form Form.
	 */
	public static function update_form_meta( int $form_id, array $form ): bool {
		global $wpdb;
		$values = array(
			'notifications' => wp_json_encode( (object) ( $form['notifications'] ?? array() ) ),
			'confirmations' => wp_json_encode( (object) ( $form['confirmations'] ?? array() ) ),
		);
		unset( $form['notifications'], $form['confirmations'], $form['is_active'], $form['is_trash'], $form['date_created'] );
		$form['id']             = $form_id;
		$values['display_meta'] = wp_json_encode( $form );
		$values['form_id']      = $form_id;

		$result = $wpdb->replace( self::get_meta_table_name(), $values );
		unset( self::$current_forms[ $form_id ] );
		return false !== $result;
	}

	public static function update_form_property( int $form_id, string $column, $value ): bool {
		global $wpdb;
		if ( ! in_array( $column, array( 'title', 'is_active', 'is_trash', 'date_updated' ), true ) ) {
			return false;
		}
		$result = $wpdb->update( self::get_form_table_name(), array( $column => $value ), array( 'id' => $form_id ) );
		unset( self::$current_forms[ $form_id ] );
		return false !== $result;
	}

	public static function update_form_active( $form_id, $is_active ): void {
		self::update_form_property( (int) $form_id, 'is_active', $is_active ? 1 : 0 );
	}

	public static function delete_form( $form_id ): void {
		global $wpdb;
		$wpdb->delete( self::get_form_table_name(), array( 'id' => (int) $form_id ) );
		$wpdb->delete( self::get_meta_table_name(), array( 'form_id' => (int) $form_id ) );
		unset( self::$current_forms[ (int) $form_id ] );
	}

	/**
	 * @param array<string, mixed>|int $form_or_id Form or its id.
	 */
	public static function get_field( $form_or_id, $field_id ): ?GF_Field {
		$form = is_array( $form_or_id ) ? $form_or_id : self::get_form_meta( $form_or_id );
		foreach ( $form['fields'] ?? array() as $field ) {
			if ( (int) $field->id === (int) $field_id ) {
				return $field;
			}
		}
		return null;
	}

	public static function get_current_lead(): ?array {
		return self::$current_lead;
	}

	public static function set_current_lead( ?array $lead ): void {
		self::$current_lead = $lead;
	}

	public static function flush_current_forms(): void {
		self::$current_forms = array();
	}

	public static function flush_current_lead(): void {
		self::$current_lead = null;
	}
}
