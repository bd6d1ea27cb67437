<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Metrics;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Tests\Integration\Rest\Caller;
use SmartAllocOps\Tests\Integration\Rest\LiveTestCase;
use SmartAllocOps\Tests\Integration\Rest\MetricsScene;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Services;

/** Who reads the metrics: whoever shows the one token in the one header, and nobody else. */
final class AccessTest extends LiveTestCase {
	public function test_it_is_off_until_somebody_makes_a_token_and_then_the_token_opens_it(): void {
		self::assert_shut_out( self::scrape( MetricsScene::TOKEN ) );
		$made = Caller::Administrator->client()->rest( 'POST', '/metrics/tokens', [ 'revision' => 0, 'reason' => 'Prometheus reads' ] );
		self::assertSame( 201, $made->status, $made->describe() );
		self::assertStringContainsString( 'no-store', (string) $made->header( 'Cache-Control' ) );
		$token = (string) self::object( $made )['token'];
		self::assertMatchesRegularExpression( '/^[0-9a-f]{64}$/', $token );
		$answer = $this->unchanged( static fn (): HttpResponse => self::scrape( $token ) );
		self::assertSame( 200, $answer->status, $answer->describe() );
		self::assertSame( 'text/plain; version=0.0.4; charset=utf-8', $answer->header( 'Content-Type' ) );
		self::assertStringContainsString( 'no-store', (string) $answer->header( 'Cache-Control' ) );
		self::assertNull( $answer->header( 'Set-Cookie' ) );
		self::assertStringStartsWith( '# HELP smartalloc_ops_info ', $answer->body );
		self::assertStringEndsWith( "\n", $answer->body );
	}

	public function test_whoever_is_shut_out_cannot_tell_whether_it_is_on(): void {
		$ways = [
			'nothing'                => [],
			'another token'          => [ 'Authorization' => 'Bearer ' . str_repeat( '0', 64 ) ],
			'a token that is near'   => [ 'Authorization' => 'Bearer ' . substr( MetricsScene::TOKEN, 0, -1 ) . '0' ],
			'its hash'               => [ 'Authorization' => 'Bearer ' . hash( 'sha256', MetricsScene::TOKEN ) ],
			'nothing behind the word' => [ 'Authorization' => 'Bearer ' ],
			'more than a token'      => [ 'Authorization' => 'Bearer ' . MetricsScene::TOKEN . ' x' ],
			'as a password'          => [ 'Authorization' => 'Basic ' . base64_encode( 'metrics:' . MetricsScene::TOKEN ) ],
		];
		$off  = array_map( static fn ( array $headers ): string => self::without_time( HttpClient::anonymous()->rest( 'GET', '/metrics', null, $headers ) ), $ways );
		MetricsScene::on();
		foreach ( $ways as $way => $headers ) {
			$answer = HttpClient::anonymous()->rest( 'GET', '/metrics', null, $headers );
			self::assert_shut_out( $answer, $way );
			self::assertSame( $off[ $way ], self::without_time( $answer ), $way );
		}
		self::assertSame( 200, self::scrape( MetricsScene::TOKEN )->status, 'The token itself is good.' );
	}

	public function test_a_token_is_taken_from_the_header_alone(): void {
		MetricsScene::on();
		foreach ( [ 'token', 'access_token', 'authorization', 'Authorization' ] as $name ) {
			self::assert_shut_out( HttpClient::anonymous()->rest( 'GET', "/metrics?{$name}=" . MetricsScene::TOKEN ), $name );
			self::assert_shut_out( HttpClient::anonymous()->rest( 'GET', '/metrics', null, [ 'Cookie' => "{$name}=" . MetricsScene::TOKEN ] ), $name );
		}
	}

	public function test_no_session_opens_it_and_the_token_opens_nothing_else(): void {
		MetricsScene::on();
		self::assert_shut_out( Caller::Administrator->client()->rest( 'GET', '/metrics' ) );
		foreach ( [ '/overview', '/kpis', '/metrics/access', '/settings' ] as $path ) {
			self::assert_refused( 401, 'smartalloc_ops_not_signed_in', HttpClient::anonymous()->rest( 'GET', $path, null, self::bearer( MetricsScene::TOKEN ) ), $path );
		}
	}

	public function test_where_the_server_renames_the_header_it_is_found(): void {
		MetricsScene::on();
		// Apache with PHP as FastCGI, after a rewrite.
		$this->must_use( '$_SERVER["REDIRECT_HTTP_AUTHORIZATION"] = $_SERVER["HTTP_X_GIVEN"] ?? "";' );
		self::assertSame( 200, HttpClient::anonymous()->rest( 'GET', '/metrics', null, [ 'X-Given' => 'Bearer ' . MetricsScene::TOKEN ] )->status );
	}

	public function test_a_new_token_ends_the_one_before_and_a_revocation_ends_all(): void {
		$access = self::services()->metrics()->access();
		$first  = $access->make( 0, 'first', Actor::cli() );
		$second = $access->make( 1, 'second', Actor::cli() );
		self::assert_shut_out( self::scrape( $first['token'] ) );
		self::assertSame( 200, self::scrape( $second['token'] )->status );
		self::assertSame( [ true, substr( $second['token'], -4 ) ], [ $second['access']->is_on(), $second['access']->ends ] );
		self::assertFalse( $access->revoke( 2, 'it leaked', Actor::cli() )->is_on() );
		self::assert_shut_out( self::scrape( $second['token'] ) );
		global $wpdb;
		self::assertSame( [ 'metrics.opened first', 'metrics.rotated second', 'metrics.closed it leaked' ], $wpdb->get_col( "SELECT CONCAT(event, ' ', reason) FROM {$wpdb->prefix}smartalloc_ops_journal ORDER BY id" ) );
	}

	public function test_the_token_is_shown_once_and_stored_nowhere(): void {
		$token = self::services()->metrics()->access()->make( 0, 'a test', Actor::cli() )['token'];
		global $wpdb;
		foreach ( $wpdb->get_col( "SHOW TABLES LIKE '{$wpdb->prefix}%'" ) as $table ) {
			self::assertStringNotContainsString( $token, (string) wp_json_encode( $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i', $table ) ), JSON_PARTIAL_OUTPUT_ON_ERROR ), (string) $table );
		}
		$shown = Caller::Administrator->client()->rest( 'GET', '/metrics/access' );
		self::assertNull( self::object( $shown )['token'] );
		self::assertStringNotContainsString( $token, $shown->body . Caller::Administrator->client()->rest( 'GET', '/journal' )->body );
		self::assertSame( substr( $token, -4 ), self::object( $shown )['ends'] );
	}

	public function test_of_two_who_make_one_at_the_same_revision_one_wins(): void {
		$access = self::services()->metrics()->access();
		$access->make( 0, 'first', Actor::cli() );
		try {
			$access->make( 0, 'second', Actor::cli() );
			self::fail( 'Both won.' );
		} catch ( Conflict $lost ) {
			self::assertSame( 'token_changed', $lost->code_name );
		}
		$answer = Caller::Administrator->client()->rest( 'POST', '/metrics/revocations', [ 'revision' => 0, 'reason' => 'late' ] );
		self::assert_refused( 409, 'smartalloc_ops_token_changed', $answer );
		self::assertSame( 1, self::data( $answer )['access']['revision'] );
	}

	public function test_only_who_may_change_settings_makes_or_revokes_one_by_whatever_door(): void {
		$access = self::services()->metrics()->access();
		$owner  = Actor::user( Users::id( 'smartalloc_owner' ) );
		foreach ( [ static fn () => $access->make( 0, 'a test', $owner ), static fn () => $access->revoke( 0, 'a test', $owner ) ] as $act ) {
			try {
				$act();
				self::fail( 'It was allowed.' );
			} catch ( Forbidden $forbidden ) {
				self::assertSame( 'smartalloc_ops_settings', $forbidden->capability );
			}
		}
	}

	public function test_when_the_database_is_broken_it_is_no_empty_answer(): void {
		MetricsScene::on();
		$this->must_use( 'add_filter( "query", static fn ( $sql ) => str_contains( $sql, "smartalloc_ops_metrics_minute" ) ? "SELECT nonsense" : $sql );' );
		self::assert_refused( 503, 'smartalloc_ops_database', self::scrape( MetricsScene::TOKEN ) );
	}

	private static function scrape( string $token ): HttpResponse {
		return HttpClient::anonymous()->rest( 'GET', '/metrics', null, self::bearer( $token ) );
	}

	/** @return array<string, string> */
	private static function bearer( string $token ): array {
		return [ 'Authorization' => "Bearer {$token}" ];
	}

	private static function assert_shut_out( HttpResponse $answer, string $message = '' ): void {
		self::assert_refused( 401, 'smartalloc_ops_no_bearer', $answer, $message );
	}

	private static function without_time( HttpResponse $answer ): string {
		return (string) json_encode( [ $answer->status, array_diff_key( $answer->headers, [ 'date' => 0 ] ), $answer->body ] );
	}

	private static function services(): Services {
		global $wpdb;
		return new Services( $wpdb );
	}
}
