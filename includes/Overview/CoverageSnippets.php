<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

defined( 'ABSPATH' ) || exit;

/** The line SmartAlloc needs where the thing happens, ready to paste. Ids and numbers only, never personal data. */
final class CoverageSnippets {
	/** @var array<string, array<string, string>> Action to the fields of its one argument, as PHP. */
	private const FIELDS = [
		'smartalloc_form_submission'     => [ 'form_id' => '$form_id', 'entry_id' => '$entry_id', 'path' => "'per_form'", 'result' => "'accepted'" ],
		'smartalloc_allocation_finished' => [ 'form_id' => '$form_id', 'entry_id' => '$entry_id', 'status' => "'auto'", 'duration_ms' => '$milliseconds', 'conflict' => 'false', 'mentor_id' => '$mentor_id' ],
		'smartalloc_export_started'      => [ 'export_id' => '$export_id', 'rows' => '$rows' ],
		'smartalloc_export_finished'     => [ 'export_id' => '$export_id', 'rows' => '$rows', 'duration_ms' => '$milliseconds', 'peak_bytes' => 'memory_get_peak_usage( true )', 'ok' => 'true', 'error' => "''" ],
		'smartalloc_notification_result' => [ 'id' => '$idempotency_key', 'channel' => "'mail'", 'event_name' => '$event', 'attempt' => '$attempt', 'result' => "'sent'" ],
		'smartalloc_webhook_result'      => [ 'request_id' => '$request_id', 'result' => "'sent'" ],
		'smartalloc_dlq_pushed'          => [ 'id' => '$id', 'topic' => '$topic', 'source_ref' => '"as_action:{$action_id}"' ],
	];

	public static function of( string $hook ): string {
		if ( 'smartalloc_form_enabled' === $hook ) {
			return "if ( ! apply_filters( 'smartalloc_form_enabled', true, \$form_id ) ) {\n\treturn;\n}";
		}
		if ( 'smartalloc_feature_enabled' === $hook ) {
			return "if ( ! apply_filters( 'smartalloc_feature_enabled', true, 'comms', [ 'entry_id' => \$entry_id, 'key' => \$idempotency_key ] ) ) {\n\treturn;\n}";
		}
		$lines = [];
		foreach ( self::FIELDS[ $hook ] ?? [] as $field => $php ) {
			$lines[] = "\t\t'$field' => $php,";
		}
		return "do_action(\n\t'$hook',\n\t[\n" . implode( "\n", $lines ) . "\n\t]\n);";
	}
}
