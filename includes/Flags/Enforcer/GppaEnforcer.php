<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Gppa;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/**
 * `gppa`: the field properties that GP Populate Anything works from are taken off before it hydrates (priority 8 on
 * display, 10 on submission), for this request only and never in the form editor.
 */
final class GppaEnforcer implements FlagEnforcer {
	private const PROPERTIES = [ 'gppa-choices-enabled', 'gppa-values-enabled' ];

	public function __construct( private readonly FlagReader $flags, private readonly Config $config, private readonly Gppa $gppa, private readonly SubmissionReach $submissions ) {}

	public function register(): void {
		foreach ( [ 'gform_pre_render', 'gform_pre_process', 'gform_pre_validation', 'gform_pre_submission_filter' ] as $filter ) {
			add_filter( $filter, [ $this, 'strip' ], 1 );
		}
		add_filter( 'gform_form_post_get_meta', [ $this, 'gform_form_post_get_meta' ], PHP_INT_MAX );
	}

	/**
	 * @param mixed $form
	 * @return mixed
	 */
	public function strip( $form ) {
		if ( ! is_array( $form ) || ! is_array( $form['fields'] ?? null ) || $this->is_editor() || ! $this->is_off( (int) ( $form['id'] ?? 0 ) ) ) {
			return $form;
		}
		foreach ( $form['fields'] as $key => $field ) {
			// A copy: Gravity Forms keeps the form of this request in memory, and somebody may save it.
			$form['fields'][ $key ] = $field instanceof \ArrayAccess ? self::stripped( clone $field ) : array_diff_key( (array) $field, array_flip( self::PROPERTIES ) );
		}
		return $form;
	}

	/**
	 * GPPA's own refresh of a field loads the form anew and renders none of the hooks above.
	 *
	 * @param mixed $form
	 * @return mixed
	 */
	public function gform_form_post_get_meta( $form ) {
		// Read to recognise GPPA's request only; nothing is done with it.
		$action = isset( $_REQUEST['action'] ) && is_string( $_REQUEST['action'] ) ? sanitize_key( wp_unslash( $_REQUEST['action'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Recommended
		return wp_doing_ajax() && str_starts_with( $action, 'gppa_' ) ? $this->strip( $form ) : $form;
	}

	public function enforcement( string $scope ): Enforcement {
		$presence = $this->gppa->presence();
		return $presence->is_present()
			? Enforcement::full( __( 'Obeyed when a form is shown, refreshed and submitted. The form editor is left alone.', 'smartalloc-ops' ) )
			: Enforcement::none( $presence->detail );
	}

	public function reach( string $scope, string $value ): Reach {
		$reach = new Reach();
		$forms = '' === $scope ? $this->config->forms() : [ (int) $scope ];
		$seen  = 0;
		$empty = [];
		foreach ( $forms as $form_id ) {
			$fields = $this->gppa->populated_fields( $form_id );
			if ( null === $fields ) {
				/* translators: %d: number of a form. */
				$reach->line( sprintf( __( 'Form %d', 'smartalloc-ops' ), $form_id ), null, __( 'could not be read: Gravity Forms or the form is missing', 'smartalloc-ops' ) );
				continue;
			}
			$seen += [] === $fields ? 0 : 1;
			/* translators: %d: number of a form. */
			$reach->line( sprintf( __( 'Fields of form %d that GPPA fills', 'smartalloc-ops' ), $form_id ), new Count( count( $fields ) ) );
			foreach ( $fields as $field ) {
				if ( $field['required'] && 0 === $field['stored_choices'] ) {
					/* translators: 1: number of a field, 2: number of a form. */
					$empty[] = sprintf( __( 'field %1$d of form %2$d', 'smartalloc-ops' ), $field['id'], $form_id );
				}
			}
		}
		$reach->line( __( 'Forms it changes', 'smartalloc-ops' ), new Count( $seen ) );
		$this->submissions->last_hour( $reach, $forms );
		if ( 'off' === $value ) {
			if ( [] !== $empty ) {
				/* translators: %s: list of fields. */
				$reach->warn( sprintf( __( 'Required and without a stored choice, so the form cannot be sent: %s.', 'smartalloc-ops' ), Sentences::listed( $empty ) ) );
			}
			$reach->reassure( __( 'Nothing is deleted: the settings of the fields stay as they are in the editor.', 'smartalloc-ops' ) );
		}
		return $reach;
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}

	private function is_off( int $form_id ): bool {
		// Off for all beats on for one.
		return 'off' === $this->flags->value( 'gppa' ) || 'off' === $this->flags->value( 'gppa', (string) $form_id );
	}

	private function is_editor(): bool {
		return is_admin() && ! wp_doing_ajax();
	}

	/**
	 * @param \ArrayAccess<string, mixed> $field A field of Gravity Forms.
	 * @return \ArrayAccess<string, mixed>
	 */
	private static function stripped( \ArrayAccess $field ): \ArrayAccess {
		foreach ( self::PROPERTIES as $property ) {
			if ( ! empty( $field[ $property ] ) ) {
				$field[ $property ] = false;
			}
		}
		return $field;
	}
}
