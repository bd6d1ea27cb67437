<?php
/**
 * The webhook job and, at the other end, the receiver: a signed request that goes through WordPress's HTTP API and ends in the sink.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Webhooks {

	public const HOOK = 'smartalloc_webhook';

	/** No such host exists; a loopback address would be exempt from any gate. */
	public const URL = 'https://receiver.example.test/smartalloc';

	private const GROUP           = 'smartalloc_notify';
	private const ASK_AGAIN_AFTER = 5 * MINUTE_IN_SECONDS;

	public static function key( string $event_name, int $entry_id ): string {
		return "webhook:$entry_id:$event_name";
	}

	public static function enqueue( string $event_name, int $entry_id ): void {
		Scheduler::enqueue(
			self::HOOK,
			array(
				array(
					'event_name' => $event_name,
					'entry_id'   => $entry_id,
					'key'        => self::key( $event_name, $entry_id ),
				),
			),
			self::GROUP
		);
	}

	/**
	 * @param array{event_name: string, entry_id: int, key: string} $message Job argument.
	 * @throws \RuntimeException When the receiver did not accept; there is no second attempt.
	 */
	public static function handle( array $message ): void {
		if ( ! Plugin::feature_enabled( 'webhooks', $message ) ) {
			self::tell( $message['key'], 'throttled' );
			Scheduler::enqueue( self::HOOK, array( $message ), self::GROUP, self::ASK_AGAIN_AFTER );
			return;
		}
		Sink::record( 'run', $message['key'], array( 'source' => Scheduler::source_ref() ) );
		Faults::burden( self::HOOK );

		$accepted = ! Faults::take( 'fail', self::HOOK ) && self::send( $message );
		if ( $accepted && Faults::take( 'duplicate', self::HOOK ) ) {
			$accepted = self::send( $message );
		}
		self::tell( $message['key'], $accepted ? 'sent' : 'failed' );
		if ( ! $accepted ) {
			Notifications::bury( $message['key'], self::HOOK );
		}
	}

	/**
	 * The receiver: answers only what nobody has answered or refused before.
	 *
	 * @param false|array<string, mixed>|\WP_Error $response Answer so far.
	 * @param array<string, mixed>                 $args     Request.
	 * @param string                               $url      Address.
	 * @return false|array<string, mixed>|\WP_Error
	 */
	public static function receive( $response, $args, $url ) {
		if ( false !== $response || self::URL !== $url ) {
			return $response;
		}
		$signed = hash_equals( self::sign( (string) $args['body'] ), (string) ( $args['headers']['X-SmartAlloc-Signature'] ?? '' ) );
		if ( $signed ) {
			Sink::record( 'webhook', (string) ( $args['headers'][ Transport::KEY_HEADER ] ?? '' ), array( 'source' => Scheduler::source_ref() ) );
		}
		return array(
			'headers'  => array(),
			'body'     => '',
			'response' => array(
				'code'    => $signed ? 200 : 401,
				'message' => $signed ? 'OK' : 'Unauthorized',
			),
			'cookies'  => array(),
			'filename' => null,
		);
	}

	/**
	 * @param array<string, mixed> $message Job argument.
	 */
	private static function send( array $message ): bool {
		$body      = (string) wp_json_encode( $message );
		$signature = self::sign( $body );
		if ( Faults::take( 'tamper', self::HOOK ) ) {
			$signature = strrev( $signature );
		}
		$response = wp_remote_post(
			self::URL,
			array(
				'body'    => $body,
				'headers' => array(
					'Content-Type'             => 'application/json',
					'X-SmartAlloc-Timestamp'   => (string) time(),
					'X-SmartAlloc-Signature'   => $signature,
					Transport::KEY_HEADER      => $message['key'],
				),
			)
		);
		return 200 === wp_remote_retrieve_response_code( $response );
	}

	private static function sign( string $body ): string {
		return hash_hmac( 'sha256', $body, wp_salt( 'auth' ) );
	}

	private static function tell( string $request_id, string $result ): void {
		Plugin::tell(
			'smartalloc_webhook_result',
			array(
				'request_id' => $request_id,
				'result'     => $result,
			)
		);
	}
}
