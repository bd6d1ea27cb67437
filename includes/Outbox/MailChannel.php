<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/**
 * The mail of the site, to each recipient of the settings by itself: nobody sees who else is told, and one bad address
 * makes nobody else get a message twice.
 */
final class MailChannel implements Channel {
	public const ID = 'mail';

	/** Seconds that a mail server may take to answer; PHPMailer itself waits five minutes. */
	private const TIMEOUT_S = 15;

	/** @param \Closure(): Config $config As it stands now: recipients may change while a runner lives. */
	public function __construct( private readonly \Closure $config ) {}

	public function id(): string {
		return self::ID;
	}

	public function targets(): array {
		return array_map( [ self::class, 'reference' ], ( $this->config )()->recipients() );
	}

	public function send( string $target, Message $message, string $message_id ): Receipt {
		$address = null;
		foreach ( ( $this->config )()->recipients() as $recipient ) {
			$address = self::reference( $recipient ) === $target ? $recipient : $address;
		}
		if ( null === $address ) {
			return Receipt::gone( 'recipient_removed', 0 );
		}
		$started = hrtime( true );
		$code    = 'refused_by_mailer';
		$failed  = static function ( mixed $error ) use ( &$code ): void {
			$data = $error instanceof \WP_Error ? $error->get_error_data() : null;
			$code = is_array( $data ) && is_int( $data['phpmailer_exception_code'] ?? null ) ? "phpmailer_{$data['phpmailer_exception_code']}" : $code;
		};
		$hurry   = static function ( mixed $mailer ): void {
			if ( is_object( $mailer ) && property_exists( $mailer, 'Timeout' ) ) {
				$mailer->Timeout = min( (int) $mailer->Timeout, self::TIMEOUT_S );
			}
		};
		add_action( 'wp_mail_failed', $failed );
		add_action( 'phpmailer_init', $hurry, PHP_INT_MAX );
		try {
			$sent = wp_mail( $address, self::title( $message ), self::body( $message ), [ 'Auto-Submitted: auto-generated', "X-SmartAlloc-Ops-Message: $message_id" ] );
		} catch ( \Throwable $thrown ) {
			// A mailer of others may throw anything.
			$sent = false;
			$code = 'threw';
		} finally {
			remove_action( 'wp_mail_failed', $failed );
			remove_action( 'phpmailer_init', $hurry, PHP_INT_MAX );
		}
		$ms = intdiv( (int) hrtime( true ) - (int) $started, 1_000_000 );
		return true === $sent ? Receipt::sent( 'accepted', $ms ) : Receipt::failed( $code, $ms );
	}

	/** Stands for an address where none may be written. */
	public static function reference( string $address ): string {
		return substr( hash_hmac( 'sha256', strtolower( $address ), wp_salt( 'nonce' ) ), 0, 16 );
	}

	private static function title( Message $message ): string {
		return sprintf( '[%s] %s', self::site(), $message->title );
	}

	private static function body( Message $message ): string {
		return implode( "\n", [ $message->title, '', ...$message->lines, '', $message->link, '', '-- ', self::site() . ' (SmartAlloc Ops)' ] ) . "\n";
	}

	private static function site(): string {
		return trim( (string) preg_replace( '/[\s\p{Cc}]+/u', ' ', wp_specialchars_decode( (string) get_option( 'blogname' ), ENT_QUOTES ) ) );
	}
}
