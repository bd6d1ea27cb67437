<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

defined( 'ABSPATH' ) || exit;

/**
 * The fields that SmartAlloc reads from a registration, as its form template (form 150, version 2.2) has them.
 *
 * SmartAlloc's own list is not shipped with it, so the console carries this one.
 */
final class FormSpec {
	/** Type by field id. */
	public const TYPES = [
		39 => 'select',
		20 => 'phone',
		92 => 'radio',
		93 => 'radio',
		94 => 'select',
		75 => 'radio',
	];

	/** Fields that nobody may leave empty. Field 39 may be: its choices come from elsewhere. */
	public const REQUIRED = [ 20, 92, 93, 94, 75 ];

	/**
	 * @param array<int, array{type: string, input_type: string, required: bool}> $fields By id.
	 * @return list<string> What differs, one sentence part each; empty when the form fits.
	 */
	public static function differences( array $fields ): array {
		$found = [];
		foreach ( self::TYPES as $id => $type ) {
			$field = $fields[ $id ] ?? null;
			if ( null === $field ) {
				/* translators: %d: number of a field. */
				$found[] = sprintf( __( 'field %d is missing', 'smartalloc-ops' ), $id );
				continue;
			}
			if ( $type !== $field['type'] && $type !== $field['input_type'] ) {
				/* translators: 1: number of a field, 2: type of a field, 3: type of a field. */
				$found[] = sprintf( __( 'field %1$d is of type %2$s instead of %3$s', 'smartalloc-ops' ), $id, '' === $field['type'] ? '?' : sanitize_key( $field['type'] ), $type );
			}
			if ( ! $field['required'] && in_array( $id, self::REQUIRED, true ) ) {
				/* translators: %d: number of a field. */
				$found[] = sprintf( __( 'field %d is not required', 'smartalloc-ops' ), $id );
			}
		}
		return $found;
	}
}
