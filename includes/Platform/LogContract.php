<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Logs what SmartAlloc tells by the contract hooks, and what Gravity Forms tells of its own mails. Foreign data: only what the log's fields accept is kept. */
final class LogContract {
	private const EVENTS = [
		'smartalloc_form_submission'     => LogEvent::SubmissionReceived,
		'smartalloc_allocation_finished' => LogEvent::AllocationFinished,
		'smartalloc_export_started'      => LogEvent::ExportStarted,
		'smartalloc_export_finished'     => LogEvent::ExportFinished,
		'smartalloc_notification_result' => LogEvent::NotificationResult,
		'smartalloc_webhook_result'      => LogEvent::WebhookResult,
		'smartalloc_dlq_pushed'          => LogEvent::DeadLetterPushed,
	];

	/** Place of the entry among the arguments of `gform_after_email`. */
	private const GF_ENTRY = 11;

	/** The notification that Gravity Forms is about to send, for what it says after it. */
	private string $notification = '';

	public function __construct( private readonly Log $log, private readonly LogJobs $jobs, private readonly Config $config ) {}

	public function register(): void {
		foreach ( array_keys( self::EVENTS ) as $hook ) {
			// First, so that a listener that throws does not silence the log.
			add_action( $hook, [ $this, 'told' ], PHP_INT_MIN );
		}
		add_filter( 'gform_pre_send_email', [ $this, 'gform_pre_send_email' ], PHP_INT_MAX, 3 );
		add_action( 'gform_after_email', [ $this, 'gform_after_email' ], PHP_INT_MIN, 12 );
	}

	/** @param mixed $told */
	public function told( $told = null ): void {
		$event = self::EVENTS[ (string) current_filter() ] ?? null;
		if ( null !== $event && is_array( $told ) ) {
			$this->log->write( $event, $this->fields( $event, $told ) );
		}
	}

	/**
	 * What comes in goes out.
	 *
	 * @param mixed $email
	 * @param mixed $format
	 * @param mixed $notification
	 * @return mixed
	 */
	public function gform_pre_send_email( $email, $format = '', $notification = [] ) {
		$this->notification = is_array( $notification ) ? (string) ( $notification['id'] ?? '' ) : '';
		return $email;
	}

	/**
	 * @param mixed $is_success
	 * @param mixed ...$rest Addresses and texts, which are none of the log's business, and the entry.
	 */
	public function gform_after_email( $is_success, ...$rest ): void {
		$entry = $rest[ self::GF_ENTRY - 1 ] ?? null;
		$form  = is_array( $entry ) ? (int) ( $entry['form_id'] ?? 0 ) : 0;
		if ( is_array( $entry ) && in_array( $form, $this->config->forms(), true ) ) {
			$this->log->write(
				true === $is_success ? LogEvent::MailSent : LogEvent::MailFailed,
				[
					'form_id'  => $form,
					'entry_id' => $entry['id'] ?? null,
					'ref'      => '' === $this->notification ? null : Log::ref( ( $entry['id'] ?? '' ) . ':' . $this->notification ),
					'reason'   => true === $is_success ? null : 'refused_by_mailer',
				]
			);
		}
		$this->notification = '';
	}

	/**
	 * @param array<mixed> $told
	 * @return array<string, mixed>
	 */
	private function fields( LogEvent $event, array $told ): array {
		$id     = match ( $event ) {
			LogEvent::NotificationResult, LogEvent::DeadLetterPushed => $told['id'] ?? null,
			LogEvent::WebhookResult => $told['request_id'] ?? null,
			default => null,
		};
		$fields = [
			'outcome' => match ( $event ) {
				LogEvent::AllocationFinished => $told['status'] ?? null,
				LogEvent::ExportFinished => isset( $told['ok'] ) ? ( true === $told['ok'] ? 'ok' : 'failed' ) : null,
				default => null,
			},
			'hook'    => LogEvent::DeadLetterPushed === $event && is_string( $told['topic'] ?? null ) && $this->config->is_smartalloc_hook( $told['topic'] ) ? $told['topic'] : null,
			// An id may be made of anything: what matters is whether two are the same.
			'ref'     => is_scalar( $id ) ? Log::ref( (string) $id ) : null,
		] + array_intersect_key( $told, array_flip( [ 'form_id', 'entry_id', 'path', 'result', 'conflict', 'duration_ms', 'export_id', 'rows', 'peak_bytes', 'channel', 'attempt' ] ) ) + $this->jobs->context();
		return array_intersect_key( array_filter( $fields, static fn ( mixed $value ): bool => null !== $value ), array_flip( $event->fields() ) );
	}
}
