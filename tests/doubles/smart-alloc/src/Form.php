<?php
/**
 * Form 150 ("Sabt"), its page and made-up input.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Form {

	public const NOTIFICATION = 'sabt-admin';
	public const PAGE         = 'sabt';

	/**
	 * Gravity Forms gives ids itself; the row is inserted first to claim 150, then filled through the API.
	 */
	public static function seed(): void {
		global $wpdb;
		if ( ! \GFAPI::form_id_exists( Plugin::FORM_ID ) ) {
			$wpdb->insert(
				\GFFormsModel::get_form_table_name(),
				array(
					'id'           => Plugin::FORM_ID,
					'title'        => 'Sabt',
					'date_created' => gmdate( 'Y-m-d H:i:s' ),
					'is_active'    => 1,
				)
			);
		}
		\GFFormsModel::update_form_meta( Plugin::FORM_ID, self::meta() );
		\GFAPI::update_form( self::meta(), Plugin::FORM_ID );
		update_option( 'smartalloc_form_id', Plugin::FORM_ID );
		if ( null === get_page_by_path( self::PAGE ) ) {
			wp_insert_post(
				array(
					'post_type'    => 'page',
					'post_status'  => 'publish',
					'post_name'    => self::PAGE,
					'post_title'   => 'Sabt',
					'post_content' => '[gravityform id="' . Plugin::FORM_ID . '"]',
				)
			);
		}
	}

	/**
	 * @return array<string, mixed>
	 */
	public static function meta(): array {
		return array(
			'id'            => Plugin::FORM_ID,
			'title'         => 'Sabt',
			'is_active'     => true,
			'fields'        => array(
				self::field( 39, 'select', 'School', false, array() ) + array( 'gppa-choices-enabled' => true ),
				self::field( 20, 'phone', 'Mobile', true ),
				self::field( 92, 'radio', 'Gender', true, array( 'girl', 'boy' ) ),
				self::field( 93, 'radio', 'Status', true, array( 'student', 'graduate' ) ),
				self::field( 94, 'select', 'Center', true, array( 'center-1', 'center-2', 'center-3' ) ),
				self::field( 75, 'radio', 'Finance', true, array( 'normal', 'scholarship' ) ),
			),
			'notifications' => array(
				self::NOTIFICATION => array(
					'id'       => self::NOTIFICATION,
					'name'     => 'Office',
					'event'    => 'form_submission',
					'isActive' => true,
					'toType'   => 'email',
					'to'       => 'office@example.test',
					'subject'  => 'New registration {entry_id}',
					'message'  => 'Registration {entry_id} has arrived.',
				),
			),
			'confirmations' => array(
				'default' => array(
					'id'        => 'default',
					'name'      => 'Default',
					'isDefault' => true,
					'type'      => 'message',
					'message'   => 'Registration {entry_id} received.',
				),
			),
		);
	}

	/**
	 * Input values that pass validation, without any real person in them.
	 *
	 * @return array<string, string>
	 */
	public static function sample_input(): array {
		return array(
			'input_39' => 'gppa-school-' . wp_rand( 1, 4 ),
			'input_20' => '0900' . str_pad( (string) wp_rand( 0, 9999999 ), 7, '0', STR_PAD_LEFT ),
			'input_92' => wp_rand( 0, 1 ) ? 'girl' : 'boy',
			'input_93' => wp_rand( 0, 3 ) ? 'student' : 'graduate',
			'input_94' => 'center-' . wp_rand( 1, 3 ),
			'input_75' => wp_rand( 0, 3 ) ? 'normal' : 'scholarship',
		);
	}

	/**
	 * @param list<string>|null $values Choice values.
	 * @return array<string, mixed>
	 */
	private static function field( int $id, string $type, string $label, bool $required, ?array $values = null ): array {
		$field = array(
			'id'         => $id,
			'type'       => $type,
			'label'      => $label,
			'isRequired' => $required,
		);
		if ( null !== $values ) {
			$field['choices'] = array_map(
				static fn ( string $value ): array => array(
					'text'  => ucfirst( str_replace( '-', ' ', $value ) ),
					'value' => $value,
				),
				$values
			);
		}
		return $field;
	}
}
