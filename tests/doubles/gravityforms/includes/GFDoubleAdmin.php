<?php
/**
 * Two read-only admin screens at Gravity Forms' addresses, so that links from elsewhere lead somewhere.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFDoubleAdmin {

	public static function add_menu(): void {
		add_menu_page( 'Forms', 'Forms (double)', 'manage_options', 'gf_edit_forms', array( self::class, 'render_forms' ), 'dashicons-feedback' );
		add_submenu_page( 'gf_edit_forms', 'Entries', 'Entries', 'manage_options', 'gf_entries', array( self::class, 'render_entries' ) );
	}

	public static function render_forms(): void {
		$form_id = (int) ( $_GET['id'] ?? 0 ); // phpcs:ignore WordPress.Security.NonceVerification
		echo '<div class="wrap"><h1>' . esc_html( 'Forms (contract double)' ) . '</h1>';
		if ( $form_id > 0 ) {
			// The form as an editor would load it, field properties included.
			echo '<pre id="gform_editor_meta">' . esc_html( (string) wp_json_encode( GFAPI::get_form( $form_id ), JSON_PRETTY_PRINT ) ) . '</pre></div>';
			return;
		}
		echo '<table class="widefat"><thead><tr><th>ID</th><th>Title</th><th>Active</th><th>Entries</th></tr></thead><tbody>';
		foreach ( GFAPI::get_forms( null ) as $form ) {
			$url = add_query_arg(
				array(
					'page' => 'gf_edit_forms',
					'id'   => $form['id'],
				),
				admin_url( 'admin.php' )
			);
			printf( '<tr><td>%d</td><td><a href="%s">%s</a></td><td>%s</td><td>%d</td></tr>', (int) $form['id'], esc_url( $url ), esc_html( (string) $form['title'] ), esc_html( $form['is_active'] ? 'yes' : 'no' ), (int) GFAPI::count_entries( $form['id'] ) );
		}
		echo '</tbody></table></div>';
	}

	public static function render_entries(): void {
		echo '<div class="wrap"><h1>' . esc_html( 'Entries (contract double)' ) . '</h1><table class="widefat"><thead><tr><th>ID</th><th>Form</th><th>Created (UTC)</th><th>Status</th></tr></thead><tbody>';
		foreach ( GFAPI::get_entries( 0 ) as $entry ) {
			printf( '<tr><td>%d</td><td>%d</td><td>%s</td><td>%s</td></tr>', (int) $entry['id'], (int) $entry['form_id'], esc_html( (string) $entry['date_created'] ), esc_html( (string) $entry['status'] ) );
		}
		echo '</tbody></table></div>';
	}
}
