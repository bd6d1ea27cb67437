<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use SmartAllocDouble\Form;
use SmartAllocDouble\Testbench;
use SmartAllocDouble\Transport;

/**
 * Where a notification can be held, and what its sender sees.
 */
final class GravityFormsNotificationTest extends SmartAllocTestCase {

	public function test_disable_notification_gets_notification_form_and_entry(): void {
		$seen = [];
		add_filter(
			'gform_disable_notification',
			static function ( bool $disabled, array $notification, array $form, array $entry, array $data ) use ( &$seen ): bool {
				$seen = [ $disabled, $notification['id'], $form['id'], (int) $entry['id'], $data ];
				return $disabled;
			},
			10,
			5
		);

		$entry_id = $this->submit();

		self::assertSame( [ false, Form::NOTIFICATION, 150, $entry_id, [] ], $seen );
	}

	public function test_disabled_notification_reaches_no_later_hook(): void {
		add_filter( 'gform_disable_notification_150', '__return_true' );
		$names = $this->watch_hooks( '/^(gform_notification|gform_pre_send_email|gform_after_email|wp_mail)$/' );

		$this->submit();

		self::assertCount( 0, $names() );
		self::assertSame( 0, Testbench::count( 'mail' ) );
	}

	public function test_aborted_mail_does_not_leave_but_after_email_says_not_sent(): void {
		add_filter( 'gform_pre_send_email', static fn ( array $email ): array => [ 'abort_email' => true ] + $email );
		$success = null;
		add_action(
			'gform_after_email',
			static function ( bool $is_success ) use ( &$success ): void {
				$success = $is_success;
			}
		);
		$names = $this->watch_hooks( '/^wp_mail$/' );

		$this->submit();

		self::assertFalse( $success );
		self::assertCount( 0, $names() );
		self::assertSame( 0, Testbench::count( 'mail' ) );
	}

	public function test_pre_send_email_gets_format_notification_and_entry(): void {
		$seen = [];
		add_filter(
			'gform_pre_send_email',
			static function ( array $email, string $format, array $notification, array $entry ) use ( &$seen ): array {
				$seen = [ array_keys( $email ), $format, $notification['id'], (int) $entry['id'] ];
				return $email;
			},
			10,
			4
		);

		$entry_id = $this->submit();

		self::assertSame( [ [ 'to', 'subject', 'message', 'headers', 'attachments', 'abort_email' ], 'html', Form::NOTIFICATION, $entry_id ], $seen );
	}

	public function test_after_email_gets_thirteen_arguments_with_the_entry_at_the_twelfth(): void {
		$seen = [];
		add_action(
			'gform_after_email',
			static function ( mixed ...$arguments ) use ( &$seen ): void {
				$seen = $arguments;
			},
			10,
			13
		);

		$entry_id = $this->submit();

		self::assertCount( 13, $seen );
		self::assertTrue( $seen[0] );
		self::assertSame( 'office@example.test', $seen[1] );
		self::assertSame( $entry_id, (int) $seen[11]['id'] );
	}

	public function test_transport_failure_is_false_in_after_email_and_not_send_email_failed(): void {
		Testbench::fault( 'smtp_down' );
		$names   = $this->watch_hooks( '/^(gform_send_email_failed|wp_mail_failed)$/' );
		$success = null;
		add_action(
			'gform_after_email',
			static function ( bool $is_success ) use ( &$success ): void {
				$success = $is_success;
			}
		);

		$this->submit();

		self::assertFalse( $success );
		self::assertSame( [ 'wp_mail_failed' ], $names() );
	}

	public function test_bad_address_fires_send_email_failed_with_error_email_and_entry(): void {
		$form = $this->form();
		$form['notifications'][ Form::NOTIFICATION ]['to'] = 'nobody';
		\GFAPI::update_form( $form );
		$seen = [];
		add_action(
			'gform_send_email_failed',
			static function ( \WP_Error $error, array $email, array $entry ) use ( &$seen ): void {
				$seen = [ $error->get_error_code(), array_keys( $email ), (int) $entry['id'] ];
			},
			10,
			3
		);
		$names = $this->watch_hooks( '/^(gform_pre_send_email|gform_after_email)$/' );

		$entry_id = $this->submit();

		self::assertSame( [ 'invalid_to', [ 'from', 'to', 'bcc', 'reply_to', 'subject', 'message', 'from_name', 'message_format', 'attachments', 'cc' ], $entry_id ], $seen );
		self::assertCount( 0, $names() );
	}

	public function test_pre_wp_mail_is_asked_last_and_its_answer_is_what_gravity_forms_sees(): void {
		add_filter( 'pre_wp_mail', '__return_false' );
		$success = null;
		add_action(
			'gform_after_email',
			static function ( bool $is_success ) use ( &$success ): void {
				$success = $is_success;
			}
		);

		$this->submit();

		self::assertFalse( $success );
		self::assertSame( 0, Testbench::count( 'mail' ) );
	}

	public function test_inactive_notification_is_asked_about_but_not_sent(): void {
		$form = $this->form();
		$form['notifications'][ Form::NOTIFICATION ]['isActive'] = false;
		\GFAPI::update_form( $form );
		$names = $this->watch_hooks( '/^gform_(disable_notification|notification)$/' );

		$this->submit();

		self::assertSame( [ 'gform_disable_notification' ], $names() );
	}

	public function test_held_notification_can_be_sent_later_under_the_same_key(): void {
		add_filter( 'gform_disable_notification', '__return_true' );
		$entry_id = $this->submit();
		remove_filter( 'gform_disable_notification', '__return_true' );
		self::assertSame( 0, Testbench::count( 'mail' ) );

		\GFCommon::send_notifications( [ Form::NOTIFICATION ], $this->form(), $this->entry( $entry_id ) );

		self::assertSame( [ Transport::notification_key( $entry_id, Form::NOTIFICATION ) => 1 ], Testbench::counts_by_key( 'mail' ) );
	}

	public function test_api_answers_which_notifications_it_handed_on(): void {
		$entry_id = $this->submit();

		self::assertSame( [ Form::NOTIFICATION ], \GFAPI::send_notifications( $this->form(), $this->entry( $entry_id ) ) );
		self::assertSame( [ Transport::notification_key( $entry_id, Form::NOTIFICATION ) => 2 ], Testbench::counts_by_key( 'mail' ) );
	}
}
