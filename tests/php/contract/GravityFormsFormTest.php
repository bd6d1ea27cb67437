<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * Forms, their fields, how they are shown, and what GP Populate Anything does to them.
 */
final class GravityFormsFormTest extends SmartAllocTestCase {

	public function test_sabt_form_has_the_fields_smartalloc_consumes(): void {
		$fields = [];
		foreach ( $this->form()['fields'] as $field ) {
			$fields[ $field->id ] = [ $field->type, (bool) $field->isRequired ];
		}

		self::assertSame(
			[
				39 => [ 'select', false ],
				20 => [ 'phone', true ],
				92 => [ 'radio', true ],
				93 => [ 'radio', true ],
				94 => [ 'select', true ],
				75 => [ 'radio', true ],
			],
			$fields
		);
	}

	public function test_field_is_read_by_arrow_and_by_key_and_a_missing_property_is_empty(): void {
		$field = \GFFormsModel::get_field( $this->form(), 39 );

		self::assertNotNull( $field );
		self::assertSame( $field->type, $field['type'] );
		self::assertTrue( $field['gppa-choices-enabled'] );
		self::assertSame( '', $field['no_such_property'] );
		self::assertFalse( isset( $field['no_such_property'] ) );
	}

	public function test_form_is_read_once_a_process_and_its_fields_are_shared(): void {
		\GFFormsModel::flush_current_forms();
		$names = $this->watch_hooks( '/^gform_form_post_get_meta$/' );

		$this->form()['fields'][0]->label = 'Changed by one reader';

		self::assertSame( 'Changed by one reader', $this->form()['fields'][0]->label );
		self::assertCount( 1, $names() );
	}

	public function test_saved_form_keeps_field_properties_and_notifications(): void {
		$form          = $this->form();
		$form['title'] = 'Renamed';
		self::assertTrue( \GFAPI::update_form( $form ) );
		\GFFormsModel::flush_current_forms();

		$saved = $this->form();
		self::assertSame( 'Renamed', $saved['title'] );
		self::assertTrue( $saved['fields'][0]['gppa-choices-enabled'] );
		self::assertSame( $form['notifications'], $saved['notifications'] );
	}

	public function test_inactive_form_is_left_out_of_the_active_list(): void {
		\GFAPI::update_form_property( 150, 'is_active', 0 );

		self::assertNotContains( 150, array_column( \GFAPI::get_forms(), 'id' ) );
		self::assertContains( 150, array_column( \GFAPI::get_forms( false ), 'id' ) );
	}

	public function test_unknown_form_is_false(): void {
		self::assertFalse( \GFAPI::get_form( 999999 ) );
		self::assertFalse( \GFAPI::form_id_exists( 999999 ) );
	}

	public function test_added_form_gets_an_id_from_the_table_and_can_be_deleted(): void {
		$form_id = \GFAPI::add_form( [ 'title' => 'Second', 'fields' => [ [ 'id' => 1, 'type' => 'text', 'label' => 'Name' ] ] ] );
		self::assertIsInt( $form_id );

		self::assertNotSame( 150, $form_id );
		self::assertTrue( \GFAPI::form_id_exists( $form_id ) );
		\GFAPI::delete_form( $form_id );
		self::assertFalse( \GFAPI::form_id_exists( $form_id ) );
	}

	public function test_display_reads_the_form_and_then_asks_pre_render(): void {
		\GFFormsModel::flush_current_forms();
		$names = $this->watch_hooks( '/^gform_(form_post_get_meta|pre_render|pre_process)$/' );

		$html = do_shortcode( '[gravityform id="150"]' );

		self::assertSame( [ 'gform_form_post_get_meta', 'gform_pre_render' ], $names() );
		self::assertStringContainsString( 'name="input_94"', $html );
	}

	public function test_labels_are_escaped(): void {
		add_filter(
			'gform_pre_render_150',
			static function ( array $form ): array {
				$form['fields'][1]->label = '<script>alert(1)</script>';
				return $form;
			}
		);

		self::assertStringNotContainsString( '<script>', do_shortcode( '[gravityform id="150"]' ) );
	}

	public function test_gppa_fills_choices_on_display_and_three_times_on_submission(): void {
		$before = gp_populate_anything()->hydrated();
		$html   = do_shortcode( '[gravityform id="150"]' );
		$this->submit();

		$more = [];
		foreach ( gp_populate_anything()->hydrated() as $hook => $count ) {
			$more[ $hook ] = $count - ( $before[ $hook ] ?? 0 );
		}
		self::assertStringContainsString( 'value="gppa-school-1"', $html );
		self::assertEquals(
			[
				'gform_pre_render'            => 1,
				'gform_pre_process'           => 1,
				'gform_pre_validation'        => 1,
				'gform_pre_submission_filter' => 1,
			],
			$more
		);
		self::assertSame( [ '150:39' => 4 ], \SmartAllocDouble\Testbench::counts_by_key( 'gppa' ) );
	}

	public function test_property_taken_away_before_priority_eight_leaves_the_field_empty(): void {
		add_filter( 'gform_pre_render', [ self::class, 'strip' ], 7 );

		self::assertStringNotContainsString( 'gppa-school', do_shortcode( '[gravityform id="150"]' ) );
	}

	public function test_property_taken_away_after_priority_eight_is_too_late(): void {
		add_filter( 'gform_pre_render', [ self::class, 'strip' ], 9 );

		self::assertStringContainsString( 'gppa-school', do_shortcode( '[gravityform id="150"]' ) );
	}

	/**
	 * @param array<string, mixed> $form Form.
	 * @return array<string, mixed>
	 */
	public static function strip( array $form ): array {
		foreach ( $form['fields'] as $field ) {
			$field['gppa-choices-enabled'] = false;
		}
		return $form;
	}
}
