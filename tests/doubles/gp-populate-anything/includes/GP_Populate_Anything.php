<?php
/**
 * Fills choices of fields with `gppa-choices-enabled` and says so.
 *
 * @package GPPADouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GP_Populate_Anything {

	/** Values of the known list; a test recognises them by the prefix. */
	public const CHOICES = array( 'gppa-school-1', 'gppa-school-2', 'gppa-school-3', 'gppa-school-4' );

	private static ?self $instance = null;

	/**
	 * Fields filled by this process, by hook.
	 *
	 * @var array<string, int>
	 */
	private array $hydrated = array();

	public static function get_instance(): self {
		self::$instance ??= new self();
		return self::$instance;
	}

	public function init(): void {
		add_filter( 'gform_pre_render', array( $this, 'hydrate_form' ), 8 );
		foreach ( array( 'gform_pre_process', 'gform_pre_validation', 'gform_pre_submission_filter' ) as $hook ) {
			add_filter( $hook, array( $this, 'hydrate_form' ) );
		}
	}

	/**
	 * @param array<string, mixed>|mixed $form Form.
	 * @return array<string, mixed>|mixed
	 */
	public function hydrate_form( $form ) {
		if ( ! is_array( $form ) || empty( $form['fields'] ) ) {
			return $form;
		}
		foreach ( $form['fields'] as $field ) {
			if ( $field['gppa-choices-enabled'] ) {
				$this->hydrate_field( $field, (int) $form['id'], (string) current_filter() );
			}
		}
		return $form;
	}

	/**
	 * @return array<string, int> Fields filled by this process, by hook.
	 */
	public function hydrated(): array {
		return $this->hydrated;
	}

	private function hydrate_field( object $field, int $form_id, string $hook ): void {
		$choices = array();
		foreach ( self::CHOICES as $value ) {
			$choices[] = array(
				'text'       => ucwords( str_replace( '-', ' ', $value ) ),
				'value'      => $value,
				'isSelected' => false,
			);
		}
		$field->choices          = $choices;
		$this->hydrated[ $hook ] = ( $this->hydrated[ $hook ] ?? 0 ) + 1;

		/**
		 * Fires when the double has filled a field; the SmartAlloc double writes it to its sink.
		 *
		 * @param int    $form_id  Form.
		 * @param int    $field_id Field.
		 * @param string $hook     Hook that asked for it.
		 */
		do_action( 'gppa_double_hydrated', $form_id, (int) $field->id, $hook );
	}
}
