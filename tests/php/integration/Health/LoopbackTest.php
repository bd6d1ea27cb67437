<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Platform\Loopback;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpResponse;

/** The site calls itself, over its real web server. */
final class LoopbackTest extends HealthTestCase {
	public function test_the_site_reaches_itself_and_its_own_route(): void {
		$report = $this->health()->check( 'rest' );
		foreach ( [ 'loopback', 'rest' ] as $probe ) {
			$state = $this->state( $report, $probe );
			self::assertSame( Status::Good, $state->status(), $state->reading->finding );
			self::assertSame( 'ms', $state->reading->unit );
		}
	}

	public function test_an_answer_of_somebody_else_is_critical_and_what_rests_on_it_waits(): void {
		add_filter( 'pre_http_request', static fn (): array => self::answer( 200, '<html>A cached page</html>' ) );
		$report = $this->health()->check( 'rest' );
		self::assertSame( [ Status::Critical, 'refused' ], [ $this->state( $report, 'loopback' )->status(), $this->state( $report, 'loopback' )->reading->reason ] );
		self::assertSame( 'waits_for', $this->state( $report, 'rest' )->reading->reason );
	}

	public function test_an_answer_that_is_not_signed_by_this_site_is_not_believed(): void {
		add_filter( 'pre_http_request', static fn (): array => self::answer( 200, '{"answer":"' . str_repeat( 'a', 64 ) . '"}' ) );
		self::assertSame( 'refused', $this->measured( 'loopback' )->reading->reason );
	}

	public function test_a_timeout_is_told_by_the_number_of_curls_error_and_not_by_its_text(): void {
		add_filter( 'pre_http_request', static fn (): \WP_Error => new \WP_Error( 'http_request_failed', 'cURL error 28: Connection to secret-host timed out' ) );
		$state = $this->measured( 'loopback' );
		self::assertStringContainsString( 'cURL 28', $state->reading->finding );
		self::assertStringNotContainsString( 'secret-host', $state->reading->finding );
	}

	public function test_an_api_that_is_closed_to_strangers_should_be_looked_at_and_one_that_is_gone_is_critical(): void {
		foreach ( [ [ 401, '{"code":"rest_login_required"}', Status::Recommended ], [ 404, '{"code":"rest_no_route"}', Status::Critical ], [ 200, '<html></html>', Status::Critical ] ] as [ $status, $body, $expected ] ) {
			$answer = static fn ( mixed $given, mixed $args, mixed $url ): mixed => str_contains( (string) $url, 'smartalloc-ops/v1' ) ? self::answer( $status, $body ) : $given;
			add_filter( 'pre_http_request', $answer, 10, 3 );
			$state = $this->measured( 'rest' );
			remove_filter( 'pre_http_request', $answer );
			self::assertSame( $expected, $state->status(), $state->reading->finding );
		}
	}

	public function test_whoever_cannot_sign_the_question_gets_what_an_unknown_action_gets(): void {
		$unknown = $this->ask( [ 'action' => 'no_such_action' ] );
		$once    = bin2hex( random_bytes( 16 ) );
		$at      = (string) time();
		foreach ( [ [], [ 'once' => $once, 'at' => $at, 'sign' => str_repeat( '0', 64 ) ], [ 'once' => [ $once ], 'at' => $at, 'sign' => '' ] ] as $fields ) {
			$answer = $this->ask( [ 'action' => Loopback::ACTION ] + $fields );
			self::assertSame( [ $unknown->status, $unknown->body ], [ $answer->status, $answer->body ] );
		}
	}

	public function test_a_signed_question_stands_for_a_minute_only(): void {
		$once = bin2hex( random_bytes( 16 ) );
		foreach ( [ [ time(), 200 ], [ time() - 300, 400 ], [ time() + 300, 400 ] ] as [ $at, $status ] ) {
			$sign = hash_hmac( 'sha256', "smartalloc-ops loopback ask $at $once", wp_salt( 'auth' ) );
			self::assertSame( $status, $this->ask( [ 'action' => Loopback::ACTION, 'once' => $once, 'at' => (string) $at, 'sign' => $sign ] )->status );
		}
	}

	public function test_looking_starts_no_runner(): void {
		global $wpdb;
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -3 );
		$this->measured( 'loopback' );
		self::assertSame( 'pending', $wpdb->get_var( "SELECT status FROM {$wpdb->prefix}actionscheduler_actions" ) );
		self::assertFalse( get_option( 'action_scheduler_lock_async-request-runner' ) );
	}

	/** @param array<string, mixed> $fields */
	private function ask( array $fields ): HttpResponse {
		return HttpClient::anonymous()->request( 'POST', '/wp-admin/admin-ajax.php', http_build_query( $fields ), [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );
	}

	/** @return array<string, mixed> */
	private static function answer( int $status, string $body ): array {
		return [
			'headers'  => [],
			'body'     => $body,
			'response' => [
				'code'    => $status,
				'message' => '',
			],
			'cookies'  => [],
			'filename' => null,
		];
	}
}
