<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** GP Populate Anything as it is found here, and the fields it fills. */
final class Gppa {
	public function presence(): Presence {
		if ( ! class_exists( 'GP_Populate_Anything', false ) && ! defined( 'GPPA_VERSION' ) ) {
			return Presence::absent( __( 'GP Populate Anything is not active on this site.', 'smartalloc-ops' ) );
		}
		$version = defined( 'GPPA_VERSION' ) ? (string) constant( 'GPPA_VERSION' ) : '';
		/* translators: %s: version number. */
		return Presence::present( trim( sprintf( __( 'GP Populate Anything %s.', 'smartalloc-ops' ), $version ) ), $version );
	}

	/**
	 * Fields whose choices or value come from GPPA. Null: the form cannot be read.
	 *
	 * @return list<array{id: int, required: bool, stored_choices: int}>|null
	 */
	public function populated_fields( int $form_id ): ?array {
		$form = class_exists( 'GFAPI', false ) ? \GFAPI::get_form( $form_id ) : null;
		if ( ! is_array( $form ) || ! is_array( $form['fields'] ?? null ) ) {
			return null;
		}
		$fields = [];
		foreach ( $form['fields'] as $field ) {
			if ( ! $field instanceof \ArrayAccess && ! is_array( $field ) ) {
				continue;
			}
			if ( ! empty( $field['gppa-choices-enabled'] ) || ! empty( $field['gppa-values-enabled'] ) ) {
				$choices  = $field['choices'] ?? null;
				$fields[] = [
					'id'             => (int) $field['id'],
					'required'       => ! empty( $field['isRequired'] ),
					// Only fields that take choices can be left without any.
					'stored_choices' => empty( $field['gppa-choices-enabled'] ) ? 1 : ( is_array( $choices ) ? count( $choices ) : 0 ),
				];
			}
		}
		return $fields;
	}
}
