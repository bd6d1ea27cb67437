<?php
/**
 * Every hook the double adds.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Plugin {

	public const FORM_ID = 150;

	public static function register(): void {
		add_action( 'init', array( Install::class, 'install_when_outdated' ), 20 );
		add_action( 'admin_init', array( Exports::class, 'ensure_sweep' ) );

		// A static string callback, as in the real plugin, so that it can be removed from outside by name.
		add_action( 'gform_after_submission_' . self::FORM_ID, array( Pipeline::class, 'handle' ), 10, 2 );
		if ( Faults::is_set( 'double_path' ) ) {
			add_action( 'gform_after_submission', array( Pipeline::class, 'handle_generic' ), 10, 2 );
		}

		add_action( Pipeline::HOOK_ALLOCATE, array( Pipeline::class, 'allocate' ) );
		add_action( Notifications::HOOK, array( Notifications::class, 'handle' ) );
		add_action( Webhooks::HOOK, array( Webhooks::class, 'handle' ) );
		add_action( Exports::HOOK_RUN, array( Exports::class, 'run' ) );
		add_action( Exports::HOOK_SWEEP, array( Exports::class, 'sweep' ) );

		add_action( 'action_scheduler_before_execute', array( Scheduler::class, 'remember_action' ), PHP_INT_MIN );
		add_action( 'action_scheduler_after_execute', array( Scheduler::class, 'forget_action' ), PHP_INT_MAX, 0 );
		add_action( 'action_scheduler_failed_execution', array( Scheduler::class, 'forget_action' ), PHP_INT_MAX, 0 );
		add_action( 'gppa_double_hydrated', array( Sink::class, 'record_hydration' ), 10, 3 );
		add_filter( 'gform_pre_send_email', array( Transport::class, 'mark_notification' ), 1, 4 );
		add_filter( 'wp_mail', array( Transport::class, 'take_over' ), PHP_INT_MIN );
		add_filter( 'wp_mail_from', array( Transport::class, 'valid_sender' ) );
		add_action( 'phpmailer_init', array( Transport::class, 'choose_mailer' ) );
		// Last, so that a refusal by anyone else stands.
		add_filter( 'pre_http_request', array( Webhooks::class, 'receive' ), PHP_INT_MAX, 3 );

		Demo::register();
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'smartalloc-double', Command::class );
		}
	}

	/**
	 * Asks a contract filter, unless this SmartAlloc is told not to know the contract.
	 *
	 * @param string               $flag    Flag slug.
	 * @param array<string, mixed> $context What is about to happen.
	 */
	public static function feature_enabled( string $flag, array $context ): bool {
		return ! self::speaks_contract() || (bool) apply_filters( 'smartalloc_feature_enabled', true, $flag, $context );
	}

	/**
	 * How an export is to be written: SmartAlloc's own setting, over which the contract filter has the last word.
	 *
	 * @param array<string, mixed> $context What is about to happen.
	 */
	public static function streams_exports( array $context ): bool {
		$streaming = 'streaming' === get_option( 'smartalloc_export_mode', 'normal' );
		return self::speaks_contract() ? (bool) apply_filters( 'smartalloc_feature_enabled', $streaming, 'export_streaming', $context ) : $streaming;
	}

	public static function form_enabled( int $form_id ): bool {
		return ! self::speaks_contract() || (bool) apply_filters( 'smartalloc_form_enabled', true, $form_id );
	}

	/**
	 * Fires a contract action, unless this SmartAlloc is told not to know the contract.
	 *
	 * @param array<string, mixed> $fields Fields of the contract.
	 */
	public static function tell( string $hook, array $fields ): void {
		if ( self::speaks_contract() ) {
			do_action( $hook, $fields );
		}
	}

	private static function speaks_contract(): bool {
		return 'off' !== get_option( 'smartalloc_double_contract', 'on' );
	}
}
