<?php
/**
 * Global functions of the double, named as Gravity Forms documents them.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Reads a key from an array or ArrayAccess, or the default.
 *
 * @param mixed      $source  Array or ArrayAccess.
 * @param int|string $key     Key.
 * @param mixed      $default Returned when the key is missing.
 * @return mixed
 */
function rgar( $source, $key, $default = null ) {
	if ( ! is_array( $source ) && ! $source instanceof ArrayAccess ) {
		return $default;
	}
	$value = isset( $source[ $key ] ) ? $source[ $key ] : '';
	return ( '' === $value || null === $value ) && null !== $default ? $default : $value;
}

/**
 * Reads one posted value, unslashed.
 *
 * @param string $name Key in the posted data.
 * @return mixed
 */
function rgpost( string $name ) {
	// Like Gravity Forms, public forms carry no nonce.
	return isset( $_POST[ $name ] ) ? wp_unslash( $_POST[ $name ] ) : ''; // phpcs:ignore WordPress.Security
}

/**
 * Runs the generic filter, then its variants with ids appended.
 *
 * @param array<int, int|string> $filter Base name followed by modifiers.
 * @param mixed                  $value  Filtered value.
 * @param mixed                  ...$args Further arguments.
 * @return mixed
 */
function gf_apply_filters( array $filter, $value, ...$args ) {
	$name  = (string) array_shift( $filter );
	$value = apply_filters( $name, $value, ...$args );
	foreach ( $filter as $modifier ) {
		$name .= '_' . $modifier;
		$value = apply_filters( $name, $value, ...$args );
	}
	return $value;
}

/**
 * Runs the generic action, then its variants with ids appended.
 *
 * @param array<int, int|string> $action  Base name followed by modifiers.
 * @param mixed                  ...$args Arguments.
 */
function gf_do_action( array $action, ...$args ): void {
	$name = (string) array_shift( $action );
	do_action( $name, ...$args );
	foreach ( $action as $modifier ) {
		$name .= '_' . $modifier;
		do_action( $name, ...$args );
	}
}

/**
 * Reads one meta value of an entry.
 *
 * @param int|string $entry_id Entry id.
 * @param string     $meta_key Key.
 * @return mixed False when it is not there.
 */
function gform_get_meta( $entry_id, string $meta_key ) {
	return GFEntryStore::get_meta( (int) $entry_id, $meta_key );
}

/**
 * Writes one meta value of an entry.
 *
 * @param int|string      $entry_id   Entry id.
 * @param string          $meta_key   Key.
 * @param mixed           $meta_value Value, serialized when it is no scalar.
 * @param int|string|null $form_id    Form id, read from the entry when missing.
 */
function gform_update_meta( $entry_id, string $meta_key, $meta_value, $form_id = null ): void {
	GFEntryStore::update_meta( (int) $entry_id, $meta_key, $meta_value, null === $form_id ? null : (int) $form_id );
}

/**
 * Adds one meta value of an entry.
 *
 * @param int|string      $entry_id   Entry id.
 * @param string          $meta_key   Key.
 * @param mixed           $meta_value Value.
 * @param int|string|null $form_id    Form id.
 */
function gform_add_meta( $entry_id, string $meta_key, $meta_value, $form_id = null ): void {
	gform_update_meta( $entry_id, $meta_key, $meta_value, $form_id );
}

/**
 * Deletes one meta value of an entry, or all of them.
 *
 * @param int|string $entry_id Entry id.
 * @param string     $meta_key Key, empty for all.
 */
function gform_delete_meta( $entry_id, string $meta_key = '' ): void {
	GFEntryStore::delete_meta( (int) $entry_id, $meta_key );
}
