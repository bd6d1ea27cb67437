<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

defined( 'ABSPATH' ) || exit;

/** The hooks by which SmartAlloc can tell this console what it does, and where each signal comes from otherwise. */
final class ContractSignals {
	/** How often at most it is written down that a hook was seen. */
	public const NOTE_EVERY_MS = 3_600_000;

	/** Name of a hook's heartbeat: this and the hook. */
	public const BEAT = 'hook.';

	/** @var array<string, 'forms'|'jobs'|''> Hook to what the signal can be derived from. */
	public const SOURCES = [
		'smartalloc_form_submission'     => 'forms',
		'smartalloc_allocation_finished' => 'jobs',
		'smartalloc_export_started'      => 'jobs',
		'smartalloc_export_finished'     => 'jobs',
		'smartalloc_notification_result' => 'jobs',
		'smartalloc_webhook_result'      => 'jobs',
		'smartalloc_dlq_pushed'          => 'jobs',
		'smartalloc_feature_enabled'     => '',
		'smartalloc_form_enabled'        => '',
	];

	/** Hooks that are filters: their value passes through. */
	public const FILTERS = [ 'smartalloc_feature_enabled', 'smartalloc_form_enabled' ];

	public static function label( string $hook ): string {
		return match ( $hook ) {
			'smartalloc_form_submission'     => __( 'A form was submitted', 'smartalloc-ops' ),
			'smartalloc_allocation_finished' => __( 'An allocation finished', 'smartalloc-ops' ),
			'smartalloc_export_started'      => __( 'An export started', 'smartalloc-ops' ),
			'smartalloc_export_finished'     => __( 'An export finished', 'smartalloc-ops' ),
			'smartalloc_notification_result' => __( 'A notification was sent or failed', 'smartalloc-ops' ),
			'smartalloc_webhook_result'      => __( 'A webhook was sent or failed', 'smartalloc-ops' ),
			'smartalloc_dlq_pushed'          => __( 'A job became a dead letter', 'smartalloc-ops' ),
			'smartalloc_feature_enabled'     => __( 'SmartAlloc asks whether a feature is on', 'smartalloc-ops' ),
			'smartalloc_form_enabled'        => __( 'SmartAlloc asks whether a form is enabled', 'smartalloc-ops' ),
			default                          => $hook,
		};
	}
}
