<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** A background processor of Gravity Forms or one of its add-ons, by the names under which it stores and listens. */
final class Processor {
	/** The database upgrade of Gravity Forms: it blocks submissions from its first task to its last. */
	public const UPGRADER = 'gf_upgrader';

	/** Short name: its identifier without the prefix that all have. */
	public readonly string $name;

	/** @param object $processor Whose callbacks were found; never called by us. */
	public function __construct( public readonly string $identifier, private readonly object $processor ) {
		$this->name = str_starts_with( $identifier, 'wp_' ) ? substr( $identifier, 3 ) : $identifier;
	}

	/** The WP-Cron event that works on what no request came for. */
	public function health_check(): string {
		return $this->identifier . '_cron';
	}

	/** Asked after each task: true ends the process with the rest of its batch in place. */
	public function limit_filter(): string {
		return $this->identifier . '_time_exceeded';
	}

	/** Site option, until 2.9.6 in itself and since then as a site transient. */
	public function lock(): string {
		return $this->identifier . '_process_lock';
	}

	/** What the batches of this site begin with, within a table that sites of a network share. */
	public function batches(): string {
		return $this->identifier . '_batch_blog_id_' . get_current_blog_id() . '_';
	}

	public function is_upgrader(): bool {
		return str_ends_with( $this->name, self::UPGRADER );
	}

	/** Its health check as it was added, so that it can be taken off while its event fires. */
	public function health_callback(): HookCallback {
		return new HookCallback( $this->health_check(), [ $this->processor, BackgroundProcessors::HEALTH_METHOD ], 10, 1 );
	}

	/** What its tasks do, in a sentence. */
	public function said(): string {
		return match ( true ) {
			'gf_notifications_processor' === $this->name => __( 'Mails of forms, where Gravity Forms sends them in the background.', 'smartalloc-ops' ),
			'gf_telemetry_processor' === $this->name => __( 'What Gravity Forms tells its makers.', 'smartalloc-ops' ),
			'gf_entry_bulk_action' === $this->name => __( 'Changes of many entries that somebody asked for on the screen of entries.', 'smartalloc-ops' ),
			$this->is_upgrader() => __( 'The upgrade of the tables of Gravity Forms.', 'smartalloc-ops' ),
			str_ends_with( $this->name, '_feed_processor' ) => __( 'Feeds of forms: what add-ons of Gravity Forms send elsewhere, also its own webhooks.', 'smartalloc-ops' ),
			default => __( 'Tasks of an add-on of Gravity Forms.', 'smartalloc-ops' ),
		};
	}
}
