<?php
/**
 * Puts the recording mailer in the place of PHPMailer, so that the whole of wp_mail() runs and nothing leaves.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Transport {

	public const KEY_HEADER = 'X-SmartAlloc-Key';

	/**
	 * The first filter of wp_mail() is the last moment before it looks for a mailer.
	 *
	 * @param array<string, mixed> $attributes Mail.
	 * @return array<string, mixed>
	 */
	public static function take_over( $attributes ) {
		global $phpmailer;
		if ( ! $phpmailer instanceof Mailer ) {
			require_once ABSPATH . WPINC . '/PHPMailer/PHPMailer.php';
			require_once ABSPATH . WPINC . '/PHPMailer/SMTP.php';
			require_once ABSPATH . WPINC . '/PHPMailer/Exception.php';
			$phpmailer = new Mailer( true ); // phpcs:ignore WordPress.WP.GlobalVariablesOverride -- wp_mail() keeps a mailer it finds.
		}
		return $attributes;
	}

	/**
	 * On a site whose host is an address (127.0.0.1) core's default sender is invalid and every such mail would fail.
	 *
	 * @param string $from Sender.
	 */
	public static function valid_sender( $from ): string {
		return is_email( $from ) && ! str_ends_with( $from, '@127.0.0.1' ) ? $from : 'no-reply@example.test';
	}

	/**
	 * Where an SMTP plugin says that mail leaves by it. Here it ends in the sink.
	 *
	 * @param \PHPMailer\PHPMailer\PHPMailer $phpmailer Mailer.
	 */
	public static function choose_mailer( $phpmailer ): void {
		$phpmailer->Mailer = 'smtp'; // phpcs:ignore WordPress.NamingConventions.ValidVariableName -- PHPMailer's own.
	}

	/**
	 * Gives a Gravity Forms notification its key.
	 *
	 * @param array<string, mixed>                   $email        Mail.
	 * @param string                                 $format       Message format.
	 * @param array<string, mixed>|false             $notification Notification.
	 * @param array<int|string, mixed>|false         $entry        Entry.
	 * @return array<string, mixed>
	 */
	public static function mark_notification( $email, $format, $notification, $entry ) {
		if ( is_array( $notification ) && is_array( $entry ) && Plugin::FORM_ID === (int) ( $entry['form_id'] ?? 0 ) ) {
			$email['headers'][ self::KEY_HEADER ] = self::KEY_HEADER . ': ' . self::notification_key( (int) $entry['id'], (string) $notification['id'] );
		}
		return $email;
	}

	public static function notification_key( int $entry_id, string $notification_id ): string {
		return 'gf:' . Plugin::FORM_ID . ":$entry_id:$notification_id";
	}
}
