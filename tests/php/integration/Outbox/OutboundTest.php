<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Outbox;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Platform\Destination;
use SmartAllocOps\Platform\Outbound;
use SmartAllocOps\Platform\OutboundAnswer;
use SmartAllocOps\Platform\UnsafeDestination;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Receiver;

/** Requests to an address that somebody typed in, to a receiver that is polite, broken or hostile. */
final class OutboundTest extends IntegrationTestCase {
	private static ?Receiver $receiver = null;

	public static function tearDownAfterClass(): void {
		self::$receiver?->stop();
		self::$receiver = null;
	}

	public function test_it_goes_to_the_address_that_was_checked_whatever_the_name_means_elsewhere(): void {
		// No name server knows this name: only the pin leads there.
		$answer = $this->send( '/ok', Receiver::outbound() );
		self::assertSame( [ 200, '200' ], [ $answer->status, $answer->outcome() ] );
		$request = $this->last_request();
		self::assertSame( [ 'POST', '/ok', 'body' ], [ $request['method'], $request['path'], $request['body'] ] );
		self::assertStringStartsWith( Receiver::HOST, $request['headers']['host'] );
		self::assertStringNotContainsString( (string) wp_parse_url( home_url(), PHP_URL_PORT ), $request['headers']['user-agent'], 'WordPress would tell our own address.' );
	}

	public function test_a_name_that_leads_elsewhere_the_second_time_is_asked_anew_and_refused(): void {
		$rebinding = Outbound::to_the_internet( Receiver::resolver( [ '93.184.215.14' ], [ '127.0.0.1' ] ) );
		self::assertSame( [ '93.184.215.14' ], $rebinding->check( $this->destination( '/ok' ) ) );
		$this->assert_refused( 'refused_not_public', fn (): OutboundAnswer => $this->send( '/ok', $rebinding ) );
	}

	/** @param list<string> $addresses */
	#[DataProvider( 'private_addresses' )]
	public function test_a_name_with_any_address_that_is_not_public_is_refused( array $addresses ): void {
		$this->assert_refused( 'refused_not_public', fn (): OutboundAnswer => $this->send( '/ok', Outbound::to_the_internet( Receiver::resolver( $addresses ) ) ) );
	}

	/** @return iterable<string, array{list<string>}> */
	public static function private_addresses(): iterable {
		yield 'this machine' => [ [ '127.0.0.1' ] ];
		yield 'the metadata of a cloud' => [ [ '169.254.169.254' ] ];
		yield 'one public and one private' => [ [ '93.184.215.14', '10.0.0.1' ] ];
		yield 'this machine in IPv6' => [ [ '::1' ] ];
		yield 'mapped' => [ [ '::ffff:127.0.0.1' ] ];
		yield 'no address at all' => [ [ 'nonsense' ] ];
	}

	public function test_a_name_without_addresses_and_our_own_name_are_refused(): void {
		$this->assert_refused( 'refused_no_such_host', fn (): OutboundAnswer => $this->send( '/ok', Outbound::to_the_internet( Receiver::resolver( [] ) ) ) );
		add_filter( 'home_url', static fn (): string => 'https://' . Receiver::HOST );
		$this->assert_refused( 'refused_own_host', fn (): OutboundAnswer => $this->send( '/ok', Receiver::outbound() ) );
	}

	public function test_a_redirect_is_not_followed(): void {
		$answer = $this->send( '/redirect', Receiver::outbound() );
		self::assertSame( [ 302, 'http_302' ], [ $answer->status, $answer->outcome() ] );
		self::assertSame( '/redirect', $this->last_request()['path'] );
	}

	#[DataProvider( 'hostile_paths' )]
	public function test_a_hostile_answer_costs_little( string $path, string $outcome ): void {
		$memory = memory_get_peak_usage();
		$answer = $this->send( $path, Receiver::outbound(), 2 );
		self::assertSame( [ false, $outcome ], [ $answer->is_success(), $answer->outcome() ] );
		self::assertLessThan( 4_000, $answer->ms );
		self::assertLessThan( 2_000_000, memory_get_peak_usage() - $memory, 'Megabytes were offered.' );
	}

	/** @return iterable<string, array{string, string}> */
	public static function hostile_paths(): iterable {
		yield 'an answer without end' => [ '/huge', 'curl_42' ];
		yield 'headers without end' => [ '/headers', 'curl_42' ];
		yield 'a byte now and then' => [ '/slow', 'curl_28' ];
		yield 'no answer' => [ '/silent', 'curl_28' ];
		yield 'an error' => [ '/500', 'http_500' ];
	}

	public function test_a_receiver_may_ask_for_patience(): void {
		self::assertSame( 600, $this->send( '/429', Receiver::outbound() )->retry_after_s );
	}

	public function test_a_certificate_of_nobody_is_refused(): void {
		$to = $this->destination( '/ok' );
		remove_all_filters( 'http_request_args' );
		$answer = Receiver::outbound()->send( 'POST', $to, 'body' );
		self::assertContains( $answer->outcome(), [ 'curl_60', 'curl_35' ] );
	}

	public function test_a_proxy_of_the_environment_is_not_used(): void {
		putenv( 'https_proxy=http://127.0.0.1:9' );
		try {
			self::assertSame( 200, $this->send( '/ok', Receiver::outbound() )->status );
		} finally {
			putenv( 'https_proxy' );
		}
	}

	public function test_code_of_others_that_throws_is_a_failed_attempt(): void {
		add_filter( 'pre_http_request', static fn () => throw new \RuntimeException( 'from a plugin' ) );
		self::assertSame( 'threw', $this->send( '/ok', Receiver::outbound() )->outcome() );
	}

	#[DataProvider( 'bad_urls' )]
	public function test_what_is_no_plain_https_address_is_refused( string $url, string $reason ): void {
		try {
			Destination::from( $url );
			self::fail( 'It was taken.' );
		} catch ( UnsafeDestination $unsafe ) {
			self::assertSame( $reason, $unsafe->reason );
		}
	}

	/** @return iterable<string, array{string, string}> */
	public static function bad_urls(): iterable {
		foreach ( [ 'http://hooks.example.com/x', 'https://user:pass@hooks.example.com/', 'https://hooks.example.com\\@127.0.0.1/', 'https://hooks.example.com/#x', "https://hooks.example.com/\n", 'ftp://hooks.example.com/', '', 'https:///x', 'https://hooks.example.com:x/', 'https://höoks.example.com/', 'https://hooks.example.com?x=@127.0.0.1', 'https://[::1]/x', 'https://hooks.example.com/' . str_repeat( 'x', 2000 ) ] as $url ) {
			yield "not an address: {$url}" => [ $url, 'not_an_address' ];
		}
		foreach ( [ 'https://localhost/', 'https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://127.1/', 'https://-a.example.com/', 'https://a..example.com/', 'https://hooks.example.com./' ] as $url ) {
			yield "no name: {$url}" => [ $url, 'no_name' ];
		}
		foreach ( [ 'https://hooks.example.com:22/', 'https://hooks.example.com:0/', 'https://hooks.example.com:65536/', 'https://hooks.example.com:80/' ] as $url ) {
			yield "bad port: {$url}" => [ $url, 'bad_port' ];
		}
	}

	public function test_it_shows_the_host_and_the_last_characters_only(): void {
		self::assertSame( 'hooks.example.com/…wxyz', Destination::from( 'https://hooks.example.com/services/T000/B000/secretwxyz' )->shown() );
		self::assertSame( 'hooks.example.com', Destination::from( 'https://hooks.example.com/short' )->shown(), 'Of a short path the last characters would be most of it.' );
	}

	private function send( string $path, Outbound $outbound, int $timeout_s = 5 ): OutboundAnswer {
		return $outbound->send( 'POST', $this->destination( $path ), 'body', [], $timeout_s );
	}

	private function destination( string $path ): Destination {
		self::$receiver ??= Receiver::start();
		add_filter( 'http_request_args', [ self::$receiver, 'http_request_args' ], 10, 2 );
		return Destination::from( self::$receiver->url( $path ) );
	}

	/** @return array{method: string, path: string, headers: array<string, string>, body: string} */
	private function last_request(): array {
		$requests = self::$receiver?->requests() ?? [];
		return end( $requests ) ?: self::fail( 'It got no request.' );
	}

	/** @param callable(): OutboundAnswer $send */
	private function assert_refused( string $code, callable $send ): void {
		$this->destination( '/ok' );
		$before = count( self::$receiver?->requests() ?? [] );
		self::assertSame( $code, $send()->code );
		self::assertCount( $before, self::$receiver?->requests() ?? [], 'Nothing is sent.' );
	}
}
