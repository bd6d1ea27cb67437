<?php
/**
 * Markup of the front-end form.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFFormMarkup {

	/**
	 * The form, or its confirmation when this request has submitted it.
	 */
	public static function form( int $form_id ): string {
		$form = GFAPI::get_form( $form_id );
		if ( false === $form || ! $form['is_active'] || $form['is_trash'] ) {
			return '<p class="gform_not_found">' . esc_html( 'Oops! We could not locate your form.' ) . '</p>';
		}
		$submission = GFFormDisplay::$submission[ $form_id ] ?? null;
		if ( null !== $submission && $submission['is_valid'] ) {
			return wp_kses_post( (string) $submission['confirmation_message'] );
		}

		$form = gf_apply_filters( array( 'gform_pre_render', $form_id ), $form, false, array() );
		$html = sprintf( '<div class="gform_wrapper" id="gform_wrapper_%1$d"><form method="post" id="gform_%1$d" action=""><h3 class="gform_title">%2$s</h3>', $form_id, esc_html( (string) $form['title'] ) );
		foreach ( $form['fields'] as $field ) {
			$html .= self::field( $field, $form_id );
		}
		$html .= sprintf( '<input type="hidden" name="is_submit_%1$d" value="1"><input type="hidden" name="gform_submit" value="%1$d">', $form_id );
		return $html . sprintf( '<input type="submit" id="gform_submit_button_%d" class="gform_button button" value="%s"></form></div>', $form_id, esc_attr( 'Submit' ) );
	}

	/**
	 * @param array<string, mixed>     $form Form.
	 * @param array<int|string, mixed> $lead Entry.
	 */
	public static function confirmation( array $form, array $lead ): string {
		$confirmations = array_values( (array) ( $form['confirmations'] ?? array() ) );
		$message       = GFCommon::replace_variables( (string) ( $confirmations[0]['message'] ?? 'Thanks for contacting us!' ), $form, $lead );
		return sprintf( '<div id="gform_confirmation_wrapper_%1$d" class="gform_confirmation_wrapper"><div id="gform_confirmation_message_%1$d">%2$s</div></div>', $form['id'], wp_kses_post( $message ) );
	}

	private static function field( GF_Field $field, int $form_id ): string {
		$id       = sprintf( 'input_%d_%d', $form_id, $field->id );
		$value    = rgpost( 'input_' . $field->id );
		$value    = is_scalar( $value ) ? (string) $value : '';
		$required = $field['isRequired'] ? ' <span class="gfield_required">*</span>' : '';
		$error    = $field['failed_validation'] ? sprintf( '<div class="gfield_validation_message">%s</div>', esc_html( (string) $field['validation_message'] ) ) : '';
		return sprintf( '<div class="gfield" id="field_%d_%d"><label for="%s">%s%s</label>%s%s</div>', $form_id, $field->id, esc_attr( $id ), esc_html( (string) $field['label'] ), $required, self::input( $field, $id, $value ), $error );
	}

	private static function input( GF_Field $field, string $id, string $value ): string {
		$name    = 'input_' . $field->id;
		$choices = is_array( $field['choices'] ) ? $field['choices'] : array();
		$html    = '';
		switch ( $field->get_input_type() ) {
			case 'select':
				foreach ( $choices as $choice ) {
					$html .= sprintf( '<option value="%s"%s>%s</option>', esc_attr( (string) $choice['value'] ), selected( $value, (string) $choice['value'], false ), esc_html( (string) $choice['text'] ) );
				}
				return sprintf( '<select name="%s" id="%s"><option value=""></option>%s</select>', esc_attr( $name ), esc_attr( $id ), $html );
			case 'radio':
				foreach ( $choices as $index => $choice ) {
					$html .= sprintf( '<label><input type="radio" name="%s" id="%s" value="%s"%s>%s</label>', esc_attr( $name ), esc_attr( 0 === $index ? $id : "{$id}_$index" ), esc_attr( (string) $choice['value'] ), checked( $value, (string) $choice['value'], false ), esc_html( (string) $choice['text'] ) );
				}
				return $html;
			default:
				return sprintf( '<input type="text" name="%s" id="%s" value="%s">', esc_attr( $name ), esc_attr( $id ), esc_attr( $value ) );
		}
	}
}
