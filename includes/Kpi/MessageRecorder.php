<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Log;

defined( 'ABSPATH' ) || exit;

/**
 * Messages: what was accepted and what failed, how long handing over took, and under which key. No address, no text.
 *
 * SmartAlloc's word comes first. Where it tells nothing, the mails that its jobs send stand for them; the mails of the
 * forms are told by Gravity Forms. What a flag holds has not been tried, and does not count.
 */
final class MessageRecorder implements JobWatcher {
	private const MAIL    = 'mail';
	private const WEBHOOK = 'webhook';

	/** Place of the entry among the arguments of `gform_after_email`. */
	private const GF_ENTRY = 11;

	/** Channel of the job that runs, if it sends; null otherwise. */
	private ?string $job = null;

	/** Whether SmartAlloc has told of the job's message. */
	private bool $is_told = false;

	/** @var array{sent: int, failed: int} Mails of the job that runs. */
	private array $mails = [
		'sent'   => 0,
		'failed' => 0,
	];

	/** Notification that Gravity Forms is about to send, and when the mail that is being sent was begun. */
	private ?string $notification = null;
	private ?int $began_ns        = null;

	public function __construct( private readonly Recorder $recorder, private readonly Ledger $ledger, private readonly Config $config ) {}

	public function register(): void {
		add_action( 'smartalloc_notification_result', [ $this, 'smartalloc_notification_result' ], PHP_INT_MIN );
		add_action( 'smartalloc_webhook_result', [ $this, 'smartalloc_webhook_result' ], PHP_INT_MIN );
		add_filter( 'gform_pre_send_email', [ $this, 'gform_pre_send_email' ], PHP_INT_MAX, 4 );
		add_action( 'gform_after_email', [ $this, 'gform_after_email' ], PHP_INT_MIN, 12 );
		add_filter( 'wp_mail', [ $this, 'wp_mail' ], PHP_INT_MAX );
		add_action( 'wp_mail_succeeded', fn () => $this->mail_ended( 'sent' ), PHP_INT_MIN );
		add_action( 'wp_mail_failed', fn () => $this->mail_ended( 'failed' ), PHP_INT_MIN );
	}

	/** @param mixed $told */
	public function smartalloc_notification_result( $told = null ): void {
		$told = is_array( $told ) ? $told : [];
		$this->told( $told['id'] ?? null, $told['result'] ?? null, is_string( $told['channel'] ?? null ) && 'mail' !== $told['channel'] ? Recorder::OTHER : self::MAIL, (int) Told::number( $told, 'attempt' ) );
	}

	/** @param mixed $told */
	public function smartalloc_webhook_result( $told = null ): void {
		$told = is_array( $told ) ? $told : [];
		$this->told( $told['request_id'] ?? null, $told['result'] ?? null, self::WEBHOOK, 0 );
	}

	/**
	 * What comes in goes out.
	 *
	 * @param mixed $email
	 * @param mixed $format
	 * @param mixed $notification
	 * @param mixed $entry
	 * @return mixed
	 */
	public function gform_pre_send_email( $email, $format = '', $notification = [], $entry = [] ) {
		$is_ours            = is_array( $entry ) && in_array( (int) ( $entry['form_id'] ?? 0 ), $this->config->forms(), true );
		$this->notification = $is_ours ? ( is_array( $notification ) ? (string) ( $notification['id'] ?? '' ) : '' ) : null;
		return $email;
	}

	/**
	 * @param mixed $is_success
	 * @param mixed ...$rest Addresses and texts, which are none of our business, and the entry.
	 */
	public function gform_after_email( $is_success, ...$rest ): void {
		$entry              = $rest[ self::GF_ENTRY - 1 ] ?? null;
		$notification       = $this->notification;
		$this->notification = null;
		if ( null === $notification || ! is_array( $entry ) ) {
			return;
		}
		// Somebody who asks for a mail to be sent again wants it twice.
		$is_resent = wp_doing_ajax() && 'gf_resend_notifications' === sanitize_key( (string) ( $_POST['action'] ?? '' ) ); // phpcs:ignore WordPress.Security -- nothing is done with it.
		$this->count( $is_resent || '' === $notification ? null : 'gf:' . (int) ( $entry['id'] ?? 0 ) . ":$notification", true === $is_success, self::MAIL );
	}

	/**
	 * What comes in goes out.
	 *
	 * @param mixed $attributes
	 * @return mixed
	 */
	public function wp_mail( $attributes ) {
		$this->began_ns = self::MAIL === $this->job || null !== $this->notification ? (int) hrtime( true ) : null;
		return $attributes;
	}

	public function job_began( string $job_id, string $hook, string $group, ?int $due_ms ): void {
		$this->job     = match ( true ) {
			in_array( $hook, $this->config->notification_hooks(), true ) => self::MAIL,
			in_array( $hook, $this->config->webhook_hooks(), true ) => self::WEBHOOK,
			default => null,
		};
		$this->is_told = false;
		$this->mails   = [
			'sent'   => 0,
			'failed' => 0,
		];
	}

	public function job_ended( string $reason, float $ran_ms ): void {
		$job       = $this->job;
		$this->job = null;
		if ( null === $job ) {
			return;
		}
		if ( self::WEBHOOK === $job && 'cut_off' !== $reason ) {
			$this->recorder->sample( Metric::MessageRun, self::WEBHOOK, $ran_ms );
		}
		if ( $this->is_told ) {
			return;
		}
		$mails = array_sum( $this->mails );
		foreach ( $this->mails as $result => $n ) {
			if ( $n > 0 ) {
				$this->recorder->count( 'sent' === $result ? Metric::MessageSent : Metric::MessageFailed, self::MAIL, $n );
			}
		}
		if ( 0 === $mails && ( '' !== $reason || self::WEBHOOK === $job ) ) {
			$this->recorder->count( '' === $reason ? Metric::MessageSent : Metric::MessageFailed, $job );
		}
	}

	/** @param 'sent'|'failed' $result */
	private function mail_ended( string $result ): void {
		if ( null !== $this->began_ns ) {
			$this->recorder->sample( Metric::MessageRun, self::MAIL, ( (int) hrtime( true ) - $this->began_ns ) / 1e6 );
			$this->began_ns = null;
		}
		if ( self::MAIL === $this->job && null === $this->notification ) {
			++$this->mails[ $result ];
		}
	}

	private function told( mixed $id, mixed $result, string $channel, int $attempt ): void {
		$this->is_told = true;
		if ( 'bounced' === $result ) {
			$this->recorder->count( Metric::MessageBounced, $channel );
		} elseif ( 'sent' === $result || ( 'failed' === $result && 0 === $attempt ) ) {
			// Later attempts of a message that failed once are the same failure.
			$this->count( is_scalar( $id ) && '' !== (string) $id ? "$channel:$id" : null, 'sent' === $result, $channel );
		}
	}

	/** @param string|null $key What is the same for the same message; null when nobody can tell. */
	private function count( ?string $key, bool $is_sent, string $channel ): void {
		$this->recorder->count( $is_sent ? Metric::MessageSent : Metric::MessageFailed, $channel );
		if ( null !== $key ) {
			// An id may be made of anything: what matters is whether two are the same.
			$this->ledger->note( Ledger::MESSAGE, Log::ref( $key ), $channel, $is_sent );
		}
	}
}
