<?php
/**
 * One form field: properties by arrow or by array key, missing ones read as an empty string.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Names with a hyphen (`gppa-choices-enabled`) are read by array key.
 *
 * @property int                               $id
 * @property int                               $formId
 * @property string                            $label
 * @property string                            $inputType
 * @property bool|string                       $isRequired
 * @property list<array<string, mixed>>|string $choices
 * @property bool|string                       $failed_validation
 * @property string                            $validation_message
 * @implements ArrayAccess<string, mixed>
 */
#[AllowDynamicProperties]
class GF_Field implements ArrayAccess, JsonSerializable {

	/** @var string */
	public $type = 'text';

	/**
	 * @param array<string, mixed> $properties Field properties as stored.
	 */
	public function __construct( array $properties = array() ) {
		foreach ( $properties as $name => $value ) {
			$this->$name = $value;
		}
		if ( isset( $this->id ) ) {
			$this->id = (int) $this->id;
		}
	}

	/**
	 * @param string $name Property that is not there.
	 */
	public function __get( $name ): string {
		return '';
	}

	public function __isset( $name ): bool {
		return false;
	}

	#[ReturnTypeWillChange]
	public function offsetExists( $offset ) {
		return isset( $this->$offset );
	}

	#[ReturnTypeWillChange]
	public function offsetGet( $offset ) {
		return isset( $this->$offset ) ? $this->$offset : '';
	}

	public function offsetSet( $offset, $value ): void {
		$this->$offset = $value;
	}

	public function offsetUnset( $offset ): void {
		unset( $this->$offset );
	}

	public function get_input_type(): string {
		return isset( $this->inputType ) && '' !== $this->inputType ? (string) $this->inputType : (string) $this->type;
	}

	public function get_field_label( bool $force_frontend_label = true, $value = '' ): string {
		return (string) $this['label'];
	}

	public function is_value_submission_empty( $form_id ): bool {
		$value = $this->get_value_submission( array() );
		return is_array( $value ) ? array() === array_filter( $value, array( self::class, 'is_filled' ) ) : ! self::is_filled( $value );
	}

	/**
	 * @param array<string, mixed> $field_values Dynamic population values.
	 * @return mixed
	 */
	public function get_value_submission( $field_values, $get_from_post = true ) {
		return $get_from_post ? rgpost( 'input_' . $this->id ) : rgar( $field_values, (string) $this['inputName'] );
	}

	/**
	 * A list of values (merged submissions, see README) is stored joined.
	 *
	 * @param mixed $value Submitted value.
	 */
	public function get_value_save_entry( $value, $form, $input_name, $entry_id, $entry ): string {
		$values = array_map( 'sanitize_text_field', array_map( 'strval', array_filter( (array) $value, 'is_scalar' ) ) );
		return implode( ', ', $values );
	}

	public function validate( $value, $form ): void {
	}

	public function get_entry_inputs(): ?array {
		return null;
	}

	/**
	 * @return array<string, mixed>
	 */
	#[ReturnTypeWillChange]
	public function jsonSerialize() {
		return get_object_vars( $this );
	}

	private static function is_filled( $value ): bool {
		return is_scalar( $value ) && '' !== trim( (string) $value );
	}
}
