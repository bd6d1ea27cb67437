<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\GravityForms;

defined( 'ABSPATH' ) || exit;

/** Counts what comes in through SmartAlloc's forms. A submission never fails because it could not be counted. */
final class SubmissionCounter {
	public function __construct( private readonly HourlyCounts $counts, private readonly GravityForms $gravity_forms, private readonly Config $config ) {}

	public function register(): void {
		foreach ( $this->config->forms() as $form_id ) {
			// First, so that a handler that throws does not make a form look silent.
			add_action( "gform_after_submission_$form_id", [ $this, 'gform_after_submission' ], PHP_INT_MIN );
		}
	}

	/** @param mixed $entry */
	public function gform_after_submission( $entry = [] ): void {
		$form_id = is_array( $entry ) ? (int) ( $entry['form_id'] ?? 0 ) : 0;
		try {
			$this->counts->add( $form_id );
		} catch ( \Throwable $thrown ) {
			error_log( 'SmartAlloc Ops: a submission could not be counted. ' . get_class( $thrown ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	/** The tick's part: begins to count forms that are new here, and takes old hours away. */
	public function sweep(): void {
		$this->counts->begin( $this->config->forms(), $this->gravity_forms->presence()->is_present() );
	}
}
