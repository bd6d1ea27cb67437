<?php
/**
 * Notifications: from a list of ids to wp_mail, with the filters and actions in Gravity Forms' order.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFCommon {

	/** @var string */
	public static $version = '2.8.0';

	public static function get_base_path(): string {
		return dirname( GF_DOUBLE_FILE );
	}

	public static function get_base_url(): string {
		return plugins_url( '', GF_DOUBLE_FILE );
	}

	public static function is_form_editor(): bool {
		return 'form_editor' === GFForms::get_page();
	}

	public static function current_user_can_any( $caps ): bool {
		foreach ( (array) $caps as $cap ) {
			if ( current_user_can( $cap ) ) {
				return true;
			}
		}
		return current_user_can( 'manage_options' );
	}

	public static function is_valid_email( $email ): bool {
		return is_string( $email ) && false !== is_email( $email );
	}

	public static function is_valid_email_list( $list ): bool {
		foreach ( explode( ',', (string) $list ) as $email ) {
			if ( ! self::is_valid_email( trim( $email ) ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Notifications of a form for an event.
	 *
	 * @param array<string, mixed> $form Form.
	 * @return list<array<string, mixed>>
	 */
	public static function get_notifications( string $event, array $form ): array {
		$found = array();
		foreach ( (array) ( $form['notifications'] ?? array() ) as $notification ) {
			if ( 'resend_notifications' === $event || ( $notification['event'] ?? 'form_submission' ) === $event ) {
				$found[] = $notification;
			}
		}
		return $found;
	}

	public static function get_notifications_to_send( string $event, array $form, $lead ): array {
		return self::get_notifications( $event, $form );
	}

	public static function send_form_submission_notifications( $form, $lead ): void {
		GFAPI::send_notifications( $form, $lead );
	}

	/**
	 * Sends the active ones among the given notifications.
	 *
	 * @param list<string>             $notification_ids Ids.
	 * @param array<string, mixed>     $form             Form.
	 * @param array<int|string, mixed> $lead             Entry.
	 */
	public static function send_notifications( $notification_ids, $form, $lead, $do_conditional_logic = true, $event = 'form_submission', $data = array() ): void {
		foreach ( (array) $notification_ids as $id ) {
			$notification = $form['notifications'][ $id ] ?? null;
			if ( null === $notification || false === (bool) ( $notification['isActive'] ?? true ) ) {
				continue;
			}
			self::send_notification( $notification, $form, $lead, $data );
		}
	}

	/**
	 * Fills one notification in and hands it to send_email().
	 *
	 * @param array<string, mixed>     $notification Notification.
	 * @param array<string, mixed>     $form         Form.
	 * @param array<int|string, mixed> $lead         Entry.
	 * @return array<string, mixed> What was handed on.
	 */
	public static function send_notification( $notification, $form, $lead, $data = array() ): array {
		$notification = gf_apply_filters( array( 'gform_notification', $form['id'] ), $notification, $form, $lead );

		$to_type        = (string) ( $notification['toType'] ?? 'email' );
		$to             = 'field' === $to_type ? (string) rgar( $lead, (string) $notification['to'] ) : self::replace_variables( (string) ( $notification['to'] ?? '' ), $form, $lead );
		$from           = self::replace_variables( (string) ( $notification['from'] ?? '{admin_email}' ), $form, $lead );
		$from_name      = self::replace_variables( (string) ( $notification['fromName'] ?? '' ), $form, $lead );
		$bcc            = self::replace_variables( (string) ( $notification['bcc'] ?? '' ), $form, $lead );
		$cc             = self::replace_variables( (string) ( $notification['cc'] ?? '' ), $form, $lead );
		$reply_to       = self::replace_variables( (string) ( $notification['replyTo'] ?? '' ), $form, $lead );
		$subject        = self::replace_variables( (string) ( $notification['subject'] ?? '' ), $form, $lead );
		$message        = self::replace_variables( (string) ( $notification['message'] ?? '' ), $form, $lead );
		$message_format = (string) ( $notification['message_format'] ?? 'html' );
		$attachments    = (array) ( $notification['attachments'] ?? array() );

		self::send_email( $from, $to, $bcc, $reply_to, $subject, $message, $from_name, $message_format, $attachments, $lead, $notification, $cc );

		return compact( 'to', 'from', 'bcc', 'reply_to', 'subject', 'message', 'from_name', 'message_format', 'attachments', 'cc' );
	}

	/**
	 * Sends one mail. `gform_send_email_failed` means refused before sending; a transport failure shows as false in `gform_after_email`.
	 */
	public static function send_email( $from, $to, $bcc, $reply_to, $subject, $message, $from_name = '', $message_format = 'html', $attachments = '', $entry = false, $notification = false, $cc = null ): void {
		$to    = str_replace( ' ', '', (string) $to );
		$from  = self::is_valid_email( $from ) ? $from : (string) get_bloginfo( 'admin_email' );
		$email = compact( 'from', 'to', 'bcc', 'reply_to', 'subject', 'message', 'from_name', 'message_format', 'attachments', 'cc' );

		$error = null;
		if ( ! self::is_valid_email_list( $to ) ) {
			$error = new WP_Error( 'invalid_to', 'The TO address is invalid.' );
		} elseif ( '' === (string) $subject && '' === (string) $message ) {
			$error = new WP_Error( 'missing_subject_and_message', 'There is no SUBJECT and no MESSAGE.' );
		} elseif ( ! self::is_valid_email( $from ) ) {
			$error = new WP_Error( 'invalid_from', 'The FROM address is invalid.' );
		}
		if ( null !== $error ) {
			do_action( 'gform_send_email_failed', $error, $email, $entry );
			return;
		}

		$abort_email = false;
		$headers     = self::headers( $from, (string) ( $from_name ?: $from ), (string) $reply_to, (string) $bcc, (string) $cc, (string) $message_format );
		$email       = apply_filters( 'gform_pre_send_email', compact( 'to', 'subject', 'message', 'headers', 'attachments', 'abort_email' ), $message_format, $notification, $entry );

		$is_success = false;
		if ( empty( $email['abort_email'] ) ) {
			$is_success = wp_mail( $email['to'], $email['subject'], $email['message'], $email['headers'], $email['attachments'] );
		}
		do_action( 'gform_after_email', $is_success, $email['to'], $email['subject'], $email['message'], $email['headers'], $email['attachments'], $message_format, $from, $from_name, $bcc, $reply_to, $entry, $cc );
	}

	/**
	 * @return array<string, string>
	 */
	private static function headers( string $from, string $name, string $reply_to, string $bcc, string $cc, string $format ): array {
		$headers = array( 'From' => sprintf( 'From: "%s" <%s>', wp_strip_all_tags( $name, true ), $from ) );
		foreach ( array( 'Reply-To' => $reply_to, 'Bcc' => $bcc, 'Cc' => $cc ) as $header => $list ) {
			if ( self::is_valid_email_list( $list ) ) {
				$headers[ $header ] = "$header: $list";
			}
		}
		$type                    = 'text' === $format ? 'text/plain' : 'text/html';
		$headers['Content-type'] = "Content-type: $type; charset=" . get_option( 'blog_charset' );
		return $headers;
	}

	/**
	 * Merge tags: {admin_email}, {form_title}, {entry_id} and {anything:field id}.
	 */
	public static function replace_variables( $text, $form, $lead, ...$unused ): string {
		$text = strtr(
			(string) $text,
			array(
				'{admin_email}' => (string) get_bloginfo( 'admin_email' ),
				'{form_title}'  => (string) rgar( $form, 'title' ),
				'{entry_id}'    => (string) rgar( $lead, 'id' ),
			)
		);
		return (string) preg_replace_callback( '/\{[^{}:]*:(\d+)\}/', static fn ( array $match ): string => (string) rgar( $lead, $match[1] ), $text );
	}
}
