<?php
/**
 * Boot, shortcode and the handler of posted forms.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFForms {

	/** @var string */
	public static $version = '2.8.0';

	public static function loaded(): void {
		if ( ! GFDoubleSchema::is_current() ) {
			GFDoubleSchema::install();
		}
		GFProcessors::start();
		do_action( 'gform_loaded' );
	}

	public static function init(): void {
		add_shortcode( 'gravityform', array( self::class, 'shortcode' ) );
		add_shortcode( 'gravityforms', array( self::class, 'shortcode' ) );
	}

	/**
	 * @param array<string, string>|string $attributes Shortcode attributes.
	 */
	public static function shortcode( $attributes ): string {
		return GFFormMarkup::form( (int) ( is_array( $attributes ) ? ( $attributes['id'] ?? 0 ) : 0 ) );
	}

	/**
	 * Posted forms are processed before the template is chosen.
	 */
	public static function maybe_process_form(): void {
		$form_id = (int) rgpost( 'gform_submit' );
		if ( $form_id > 0 && ! is_admin() ) {
			GFFormDisplay::process_form( $form_id, GFFormDisplay::SUBMISSION_INITIATED_BY_WEBFORM );
		}
	}

	/**
	 * Which Gravity Forms screen this is: form_list, form_editor, entry_list, or false.
	 *
	 * @return string|false
	 */
	public static function get_page() {
		// Only names the screen, changes nothing.
		$page = sanitize_key( (string) ( $_GET['page'] ?? '' ) ); // phpcs:ignore WordPress.Security.NonceVerification
		if ( ! is_admin() || ! in_array( $page, array( 'gf_edit_forms', 'gf_entries' ), true ) ) {
			return false;
		}
		if ( 'gf_entries' === $page ) {
			return 'entry_list';
		}
		return isset( $_GET['id'] ) ? 'form_editor' : 'form_list'; // phpcs:ignore WordPress.Security.NonceVerification
	}
}
