<?php
/**
 * Processing of one submission, hook by hook.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFFormDisplay {

	public const SUBMISSION_INITIATED_BY_WEBFORM = 1;
	public const SUBMISSION_INITIATED_BY_API     = 2;

	/**
	 * First result of each form in this process; a later submission does not overwrite it.
	 *
	 * @var array<int, array<string, mixed>>
	 */
	public static $submission = array();

	/** @var int|string */
	public static $submission_initiated_by = '';

	/**
	 * @param int|string $form_id Form id.
	 */
	public static function process_form( $form_id, $initiated_by = self::SUBMISSION_INITIATED_BY_API ): void {
		$form_id                       = (int) $form_id;
		self::$submission_initiated_by = $initiated_by;

		$form = GFAPI::get_form( $form_id );
		if ( false === $form ) {
			return;
		}
		$form = gf_apply_filters( array( 'gform_pre_process', $form_id ), $form ) ?? $form;
		if ( empty( $form['is_active'] ) || ! empty( $form['is_trash'] ) ) {
			return;
		}

		$lead         = array();
		$confirmation = '';
		$is_valid     = self::validate( $form );
		$page_number  = $is_valid ? 0 : 1;
		if ( $is_valid ) {
			gf_do_action( array( 'gform_pre_submission', $form_id ), $form );
			$form         = gf_apply_filters( array( 'gform_pre_submission_filter', $form_id ), $form );
			$confirmation = self::handle_submission( $form, $lead );
			gf_do_action( array( 'gform_after_submission', $form_id ), $lead, $form );
		}

		$result = array(
			'is_valid'             => $is_valid,
			'form'                 => $form,
			'lead'                 => $lead,
			'confirmation_message' => $confirmation,
			'page_number'          => $page_number,
			'source_page_number'   => 1,
		);
		self::$submission[ $form_id ] = ( self::$submission[ $form_id ] ?? array() ) + $result;

		gf_do_action( array( 'gform_post_process', $form_id ), $form, $page_number, 1 );
	}

	/**
	 * What GFAPI::submit_form() answers.
	 *
	 * @return array<string, mixed>
	 */
	public static function submission_result( int $form_id ): array {
		$submission = self::$submission[ $form_id ];
		$result     = array( 'is_valid' => $submission['is_valid'] );
		if ( ! $submission['is_valid'] ) {
			$result['validation_messages'] = array();
			foreach ( $submission['form']['fields'] as $field ) {
				if ( $field['failed_validation'] ) {
					$result['validation_messages'][ $field->id ] = $field['validation_message'];
				}
			}
		}
		$result['page_number']          = $submission['page_number'];
		$result['source_page_number']   = $submission['source_page_number'];
		$result['confirmation_message'] = $submission['confirmation_message'];
		$result['confirmation_type']    = 'message';
		if ( isset( $submission['lead']['id'] ) ) {
			$result['entry_id'] = $submission['lead']['id'];
		}
		return $result;
	}

	/**
	 * @param array<string, mixed> $form Form, replaced by what the filters return.
	 */
	private static function validate( array &$form ): bool {
		$form = gf_apply_filters( array( 'gform_pre_validation', $form['id'] ), $form );
		if ( empty( rgpost( 'is_submit_' . $form['id'] ) ) ) {
			return false;
		}

		$is_valid = true;
		foreach ( $form['fields'] as $field ) {
			$value = $field->get_value_submission( array() );
			if ( $field['isRequired'] && $field->is_value_submission_empty( $form['id'] ) ) {
				$field->failed_validation  = true;
				$field->validation_message = $field['errorMessage'] ?: 'This field is required.';
			} else {
				$field->validate( $value, $form );
			}
			$result = array(
				'is_valid' => ! $field['failed_validation'],
				'message'  => (string) $field['validation_message'],
			);
			$result = gf_apply_filters( array( 'gform_field_validation', $form['id'], $field->id ), $result, $value, $form, $field );

			$field->failed_validation  = ! rgar( $result, 'is_valid' );
			$field->validation_message = rgar( $result, 'message' );
			$is_valid                  = $is_valid && ! $field->failed_validation;
		}

		$result = gf_apply_filters(
			array( 'gform_validation', $form['id'] ),
			array(
				'is_valid'               => $is_valid,
				'form'                   => $form,
				'failed_validation_page' => 1,
			)
		);
		$form   = $result['form'];
		return (bool) $result['is_valid'];
	}

	/**
	 * Saves the entry, sends its notifications (before `gform_after_submission`) and builds the confirmation.
	 *
	 * @param array<string, mixed>     $form Form.
	 * @param array<int|string, mixed> $lead Entry, filled in.
	 * @return mixed Confirmation.
	 */
	private static function handle_submission( array $form, array &$lead ) {
		$entry_id = gf_apply_filters( array( 'gform_entry_id_pre_save_lead', $form['id'] ), null, $form );
		$entry_id = $entry_id ? (int) $entry_id : self::save_lead( $form );
		$lead     = GFAPI::get_entry( $entry_id );
		if ( is_wp_error( $lead ) ) {
			$message = $lead->get_error_message();
			$lead    = array();
			throw new RuntimeException( $message );
		}

		$is_spam = (bool) gf_apply_filters( array( 'gform_entry_is_spam', $form['id'] ), false, $form, $lead );
		if ( $is_spam ) {
			GFAPI::update_entry_property( $entry_id, 'status', 'spam' );
			$lead['status'] = 'spam';
		}

		gf_do_action( array( 'gform_entry_created', $form['id'] ), $lead, $form );
		$lead = gf_apply_filters( array( 'gform_entry_post_save', $form['id'] ), $lead, $form );
		GFFormsModel::set_current_lead( $lead );
		if ( ! $is_spam ) {
			GFCommon::send_form_submission_notifications( $form, $lead );
		}

		$lead         = gf_apply_filters( array( 'gform_pre_handle_confirmation', $form['id'] ), $lead, $form );
		$confirmation = GFFormMarkup::confirmation( $form, $lead );
		return gf_apply_filters( array( 'gform_confirmation', $form['id'] ), $confirmation, $form, $lead, false );
	}

	/**
	 * @param array<string, mixed> $form Form.
	 */
	private static function save_lead( array $form ): int {
		$entry    = array( 'form_id' => $form['id'] );
		$entry_id = GFEntryStore::insert( $entry );
		foreach ( $form['fields'] as $field ) {
			$input_id = (string) $field->id;
			$value    = $field->get_value_save_entry( $field->get_value_submission( array() ), $form, 'input_' . $input_id, $entry_id, $entry );
			$value    = gf_apply_filters( array( 'gform_save_field_value', $form['id'], $field->id ), $value, $entry + array( 'id' => $entry_id ), $field, $form, $input_id );
			if ( '' !== (string) $value ) {
				gform_update_meta( $entry_id, $input_id, $value, $form['id'] );
			}
		}
		return $entry_id;
	}
}
