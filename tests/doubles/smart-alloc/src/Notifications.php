<?php
/**
 * The notification job: one mail; a failed one is tried again after 1, 5, 15 and 30 minutes and is then dead.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Notifications {

	public const HOOK          = 'smartalloc_notify';
	public const RETRY_MINUTES = array( 1, 5, 15, 30 );

	private const GROUP           = 'smartalloc_notify';
	private const ASK_AGAIN_AFTER = 5 * MINUTE_IN_SECONDS;

	public static function key( string $event_name, int $entry_id ): string {
		return "notify:$entry_id:$event_name";
	}

	public static function enqueue( string $event_name, int $entry_id ): void {
		Scheduler::enqueue(
			self::HOOK,
			array(
				array(
					'event_name' => $event_name,
					'entry_id'   => $entry_id,
					'key'        => self::key( $event_name, $entry_id ),
					'_attempt'   => 0,
				),
			),
			self::GROUP
		);
	}

	/**
	 * @param array{event_name: string, entry_id: int, key: string, _attempt?: int} $message Job argument.
	 * @throws \RuntimeException When the last attempt has failed, so that the action reads failed.
	 */
	public static function handle( array $message ): void {
		$attempt = (int) ( $message['_attempt'] ?? 0 );
		if ( ! Plugin::feature_enabled( 'comms', $message ) ) {
			self::tell( $message, $attempt, 'throttled' );
			Scheduler::enqueue( self::HOOK, array( $message ), self::GROUP, self::ASK_AGAIN_AFTER );
			return;
		}
		Sink::record(
			'run',
			$message['key'],
			array(
				'attempt' => $attempt,
				'source'  => Scheduler::source_ref(),
			)
		);
		Faults::burden( self::HOOK );

		if ( ! Faults::take( 'fail', self::HOOK ) && self::send( $message ) ) {
			self::tell( $message, $attempt, 'sent' );
			return;
		}
		self::tell( $message, $attempt, 'failed' );
		if ( isset( self::RETRY_MINUTES[ $attempt ] ) ) {
			$message['_attempt'] = $attempt + 1;
			Scheduler::enqueue( self::HOOK, array( $message ), self::GROUP, self::RETRY_MINUTES[ $attempt ] * MINUTE_IN_SECONDS );
			return;
		}
		self::bury( $message['key'], self::HOOK );
	}

	/**
	 * Announces a dead letter and lets its action fail.
	 *
	 * @throws \RuntimeException Always.
	 */
	public static function bury( string $key, string $topic ): void {
		Plugin::tell(
			'smartalloc_dlq_pushed',
			array(
				'id'         => $key,
				'topic'      => $topic,
				'source_ref' => Scheduler::source_ref(),
			)
		);
		throw new \RuntimeException( esc_html( "$topic has run out of attempts." ) );
	}

	/**
	 * @param array<string, mixed> $message Job argument.
	 */
	private static function send( array $message ): bool {
		$copies = Faults::take( 'duplicate', self::HOOK ) ? 2 : 1;
		$sent   = false;
		for ( $copy = 0; $copy < $copies; $copy++ ) {
			$sent = wp_mail(
				'mentor@example.test',
				'Registration ' . $message['entry_id'],
				'A registration has been assigned to you.',
				array( Transport::KEY_HEADER . ': ' . $message['key'] )
			);
		}
		return $sent;
	}

	/**
	 * @param array<string, mixed> $message Job argument.
	 */
	private static function tell( array $message, int $attempt, string $result ): void {
		Plugin::tell(
			'smartalloc_notification_result',
			array(
				'id'         => $message['key'],
				'channel'    => 'mail',
				'event_name' => $message['event_name'],
				'attempt'    => $attempt,
				'result'     => $result,
			)
		);
	}
}
