<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Handler;

use SmartAllocOps\Flags\Enforcer\CommsEnforcer;
use SmartAllocOps\Work\WorkError;
use SmartAllocOps\Work\WorkHandler;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkOutcome;

defined( 'ABSPATH' ) || exit;

/** Sends a held notification through Gravity Forms, from the entry and form as they are now. */
final class HeldNotificationHandler implements WorkHandler {
	/** Waits before the next attempt, in minutes; after the last it is a dead letter. */
	private const BACKOFF_MIN = [ 1, 5, 15, 30 ];

	public function __construct( private readonly CommsEnforcer $comms ) {}

	public function source(): string {
		return 'gf_notification';
	}

	public function is_idempotent(): bool {
		// A mail that may have left must not leave again on its own.
		return false;
	}

	public function perform( WorkItem $item ): WorkOutcome {
		if ( ! class_exists( 'GFAPI', false ) || ! is_callable( [ 'GFCommon', 'send_notifications' ] ) ) {
			return $this->later( $item, 'gravity_forms_absent' );
		}
		$entry = \GFAPI::get_entry( (int) $item->entry_id );
		$form  = \GFAPI::get_form( (int) $item->form_id );
		if ( ! is_array( $entry ) ) {
			return WorkOutcome::closed( 'entry_gone' );
		}
		$id    = (string) ( $item->payload['notification_id'] ?? '' );
		$event = is_array( $form ) ? self::event( $form, $id ) : null;
		if ( ! is_array( $form ) || null === $event ) {
			return WorkOutcome::closed( 'notification_gone' );
		}
		$sent   = null;
		$listen = static function ( $is_success ) use ( &$sent ): void {
			$sent = (bool) $is_success;
		};
		add_action( 'gform_after_email', $listen, PHP_INT_MIN );
		try {
			// Through the door that asks whether it is active and its conditions are met: it may have been held before that.
			$this->comms->while_releasing( static fn () => \GFCommon::send_notifications( [ $id ], $form, $entry, true, $event ) );
		} finally {
			remove_action( 'gform_after_email', $listen, PHP_INT_MIN );
		}
		return match ( $sent ) {
			true    => WorkOutcome::done(),
			false   => $this->later( $item, 'mail_refused' ),
			// Gravity Forms decided not to send: it is inactive, its conditions are not met, or it has no address.
			default => WorkOutcome::closed( 'not_sent_by_gravity_forms' ),
		};
	}

	/**
	 * What the notification is sent for; null when the form has it no more.
	 *
	 * @param array<mixed> $form
	 */
	private static function event( array $form, string $id ): ?string {
		$notification = is_array( $form['notifications'] ?? null ) ? $form['notifications'][ $id ] ?? null : null;
		return is_array( $notification ) ? (string) ( $notification['event'] ?? 'form_submission' ) : null;
	}

	private function later( WorkItem $item, string $code ): WorkOutcome {
		$minutes = self::BACKOFF_MIN[ $item->attempts - 1 ] ?? null;
		return null === $minutes ? WorkOutcome::failed( WorkError::named( $code ) ) : WorkOutcome::retry( WorkError::named( $code ), $minutes * 60_000 );
	}
}
