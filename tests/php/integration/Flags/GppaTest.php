<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Users;

/** GPPA off: nothing is filled while a form is shown, refreshed or sent, and nothing of the form is changed. */
final class GppaTest extends PipelineTestCase {
	private const CHOICE = 'gppa-school-1';

	/** @return array<string, array{string}> */
	public static function scopes(): array {
		return [
			'for all forms'     => [ '' ],
			'for the form only' => [ '150' ],
		];
	}

	public function test_while_it_is_on_the_form_is_filled_when_it_is_shown_and_sent(): void {
		self::assertStringContainsString( self::CHOICE, HttpClient::anonymous()->get( '/sabt/' )->body );
		$this->submit_as_visitor();
		self::assertSame( [ 'gform_pre_render', 'gform_pre_process', 'gform_pre_validation', 'gform_pre_submission_filter' ], $this->filled_at() );
	}

	#[DataProvider( 'scopes' )]
	public function test_off_nothing_is_filled_when_it_is_shown_or_sent_and_registrations_go_in( string $scope ): void {
		$this->set_flag( 'gppa', 'off', $scope );
		$page = HttpClient::anonymous()->get( '/sabt/' );
		self::assertStringContainsString( 'name="input_39"', $page->body, 'The field itself stays.' );
		self::assertStringNotContainsString( self::CHOICE, $page->body );
		$answer = $this->submit_as_visitor();
		self::assertStringContainsString( 'gform_confirmation_message_150', $answer->body, $answer->describe() );
		self::assertSame( [], $this->filled_at() );
		self::assertSame( 1, \GFAPI::count_entries( 150 ) );
	}

	public function test_off_for_another_form_fills_this_one(): void {
		$this->configure( [ 'forms' => [ 150, 151 ] ] );
		$this->set_flag( 'gppa', 'off', '151' );
		HttpClient::anonymous()->get( '/sabt/' );
		self::assertSame( [ 'gform_pre_render' ], $this->filled_at() );
	}

	public function test_off_for_all_beats_on_for_one(): void {
		$this->set_flag( 'gppa', 'off', '150' );
		$this->set_flag( 'gppa', 'off' );
		$this->set_flag( 'gppa', 'on', '150' );
		HttpClient::anonymous()->get( '/sabt/' );
		self::assertSame( [], $this->filled_at() );
	}

	public function test_off_reaches_gppas_own_refresh_of_a_field(): void {
		// The stand-in has no such request: as GPPA does, it loads the form anew and looks at the fields' properties.
		$this->must_use(
			'add_action( "wp_ajax_nopriv_gppa_get_batch_field_html", static function () {
				foreach ( GFAPI::get_form( 150 )["fields"] as $field ) {
					if ( $field["gppa-choices-enabled"] ) {
						do_action( "gppa_double_hydrated", 150, $field->id, "refresh" );
					}
				}
				wp_send_json( [] );
			} );'
		);
		$refresh = static fn (): int => HttpClient::anonymous()->request( 'POST', '/wp-admin/admin-ajax.php', 'action=gppa_get_batch_field_html', [ 'Content-Type' => 'application/x-www-form-urlencoded' ] )->status;
		self::assertSame( 200, $refresh() );
		self::assertSame( [ 'refresh' ], $this->filled_at() );
		$this->set_flag( 'gppa', 'off', '150' );
		self::assertSame( 200, $refresh() );
		self::assertSame( [ 'refresh' ], $this->filled_at() );
	}

	public function test_the_editor_and_the_stored_form_keep_the_settings(): void {
		global $wpdb;
		// Saved once as Gravity Forms writes it, to compare with.
		$form = \GFAPI::get_form( 150 );
		self::assertIsArray( $form );
		\GFAPI::update_form( $form, 150 );
		$stored = $wpdb->get_var( "SELECT display_meta FROM {$wpdb->prefix}gf_form_meta WHERE form_id = 150" );
		self::assertStringContainsString( 'gppa-choices-enabled', (string) $stored );
		$this->set_flag( 'gppa', 'off' );
		// Somebody saves the form, as it is in memory, in the middle of a submission.
		$this->must_use( 'add_action( "gform_after_submission_150", static fn () => GFAPI::update_form( GFAPI::get_form( 150 ) ) );' );
		HttpClient::anonymous()->get( '/sabt/' );
		$this->submit_as_visitor();
		self::assertSame( 1, \GFAPI::count_entries( 150 ) );
		$editor = Users::browser( 'administrator' )->without_nonce()->get( '/wp-admin/admin.php?page=gf_edit_forms&id=150' );
		self::assertStringContainsString( 'gppa-choices-enabled', $editor->body );
		self::assertSame( 1, preg_match( '/gppa-choices-enabled(?:"|&quot;)\s*:\s*true/', $editor->body ), 'The editor was given other settings than those that are stored.' );
		self::assertSame( json_decode( (string) $stored, true ), json_decode( (string) $wpdb->get_var( "SELECT display_meta FROM {$wpdb->prefix}gf_form_meta WHERE form_id = 150" ), true ) );
	}

	public function test_a_handler_after_ours_still_gets_the_form(): void {
		$this->set_flag( 'gppa', 'off' );
		$this->must_use( 'add_filter( "gform_pre_process", static function ( $form ) { update_option( "smartalloc_ops_test_seen", is_array( $form ) ? $form["id"] : "nothing" ); return $form; }, 20 );' );
		$this->submit_as_visitor();
		wp_cache_flush();
		self::assertSame( '150', (string) get_option( 'smartalloc_ops_test_seen' ) );
	}

	public function test_the_preview_names_required_fields_that_would_have_no_choice(): void {
		$form = \GFAPI::get_form( 150 );
		self::assertIsArray( $form );
		$preview = $this->services()->flags()->preview( 'gppa', '150', 'off' );
		self::assertSame( [], $preview['warnings'], 'Field 39 is not required.' );
		foreach ( $form['fields'] as $field ) {
			if ( 39 === (int) $field['id'] ) {
				$field['isRequired'] = true;
			}
		}
		\GFAPI::update_form( $form, 150 );
		$preview = $this->services()->flags()->preview( 'gppa', '150', 'off' );
		self::assertCount( 1, $preview['warnings'] );
		self::assertStringContainsString( 'field 39 of form 150', $preview['warnings'][0] );
		self::assertSame( [ 1, 1, 0 ], array_map( static fn ( array $line ): ?int => $line['count']['value'] ?? null, $preview['reach'] ) );
	}

	public function test_the_preview_of_a_form_that_cannot_be_read_is_not_zero(): void {
		$this->configure( [ 'forms' => [ 150, 999 ] ] );
		$preview = $this->services()->flags()->preview( 'gppa', '999', 'off' );
		self::assertNull( $preview['reach'][0]['count'] );
	}

	/** @return list<string> Hooks at which the stand-in has filled a field, in order. */
	private function filled_at(): array {
		return array_map( static fn ( array $row ): string => (string) $row['detail']['hook'], \SmartAllocDouble\Sink::rows( 'gppa' ) );
	}
}
