<?php
/**
 * Field factory.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GF_Fields {

	/**
	 * @param array<string, mixed>|GF_Field $properties Stored properties, or a field that is already one.
	 */
	public static function create( $properties ): GF_Field {
		return $properties instanceof GF_Field ? $properties : new GF_Field( $properties );
	}
}
