<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

use WpOrg\Requests\Transport\Curl;

defined( 'ABSPATH' ) || exit;

/**
 * Requests to addresses that people typed in.
 *
 * Whoever can type an address could otherwise make this server call its own network. So every address behind the name
 * must be public, the connection is pinned to exactly those, no redirect is followed, little of the answer is read and
 * none of it is passed on. The check is made anew for every request: a name may mean something else the next time.
 */
final class Outbound {
	public const TIMEOUT_S = 8;

	private const CONNECT_S = 3;

	/** Bytes of an answer that are read before the connection is cut. */
	private const MAX_ANSWER = 8192;

	/** @var array{url: string, pins: list<string>}|null The request that is under way. */
	private ?array $current = null;

	/** Where the connection really went, as curl says. */
	private ?string $connected = null;

	/** @param \Closure( string ): bool $is_public */
	private function __construct( private readonly Resolver $resolver, private readonly \Closure $is_public ) {}

	public static function to_the_internet( ?Resolver $resolver = null ): self {
		return new self( $resolver ?? new SystemResolver(), PublicAddress::is( ... ) );
	}

	/**
	 * For a test that plays the receiver on this machine.
	 *
	 * @param \Closure( string ): bool $is_public
	 */
	public static function to_whatever( Resolver $resolver, \Closure $is_public ): self {
		return new self( $resolver, $is_public );
	}

	/**
	 * Whether something may be sent there now; asked when an address is saved and each time before it is used.
	 *
	 * @return list<string> The addresses behind the name, all of them public.
	 * @throws UnsafeDestination
	 */
	public function check( Destination $to ): array {
		foreach ( [ site_url(), home_url() ] as $own ) {
			if ( strtolower( (string) wp_parse_url( $own, PHP_URL_HOST ) ) === $to->host ) {
				throw new UnsafeDestination( 'own_host', __( 'That is this site itself: it could not tell anybody that it is down.', 'smartalloc-ops' ) );
			}
		}
		if ( ( new \WP_HTTP_Proxy() )->is_enabled() ) {
			throw new UnsafeDestination( 'proxy', __( 'This site sends through a proxy, which looks names up by itself, so it cannot be checked where a message would go.', 'smartalloc-ops' ) );
		}
		if ( ! Curl::test( [ 'ssl' => true ] ) || ! defined( 'CURLOPT_RESOLVE' ) ) {
			throw new UnsafeDestination( 'no_curl', __( 'PHP\'s curl extension is missing here; without it a message cannot be bound to the address that was checked.', 'smartalloc-ops' ) );
		}
		if ( ( new \WP_Http() )->block_request( $to->url ) ) {
			throw new UnsafeDestination( 'blocked', __( 'This site may not call others: WP_HTTP_BLOCK_EXTERNAL is set in wp-config.php. Add the host to WP_ACCESSIBLE_HOSTS there.', 'smartalloc-ops' ) );
		}
		$addresses = $this->resolver->addresses( $to->host );
		if ( [] === $addresses ) {
			throw new UnsafeDestination( 'no_such_host', __( 'Its host was not found.', 'smartalloc-ops' ) );
		}
		foreach ( $addresses as $address ) {
			if ( ! ( $this->is_public )( $address ) ) {
				throw new UnsafeDestination( 'not_public', __( 'Its host leads to an address that is not on the public internet.', 'smartalloc-ops' ) );
			}
		}
		return $addresses;
	}

	/**
	 * @param 'GET'|'POST'          $method
	 * @param array<string, string> $headers
	 * @return OutboundAnswer Whatever happened: a request to somebody else's server never throws.
	 */
	public function send( string $method, Destination $to, string $body = '', array $headers = [], int $timeout_s = self::TIMEOUT_S ): OutboundAnswer {
		$started = hrtime( true );
		try {
			$addresses = $this->check( $to );
		} catch ( UnsafeDestination $unsafe ) {
			return OutboundAnswer::refused( $unsafe->reason );
		}
		$this->connected = null;
		$this->current   = [
			'url'  => $to->url,
			'pins' => [ "{$to->host}:{$to->port}:" . implode( ',', array_map( static fn ( string $address ): string => str_contains( $address, ':' ) ? "[$address]" : $address, $addresses ) ) ],
		];
		// Last of all, so that nobody takes the pin off again.
		add_action( 'http_api_curl', [ $this, 'http_api_curl' ], PHP_INT_MAX, 3 );
		add_action( 'requests-curl.after_request', [ $this, 'requests_curl_after_request' ], PHP_INT_MIN, 2 );
		try {
			$response = wp_remote_request(
				$to->url,
				[
					'method'              => $method,
					'timeout'             => $timeout_s,
					'redirection'         => 0,
					'sslverify'           => true,
					'limit_response_size' => self::MAX_ANSWER,
					'body'                => $body,
					'headers'             => $headers + [ 'Accept-Encoding' => 'identity' ],
					'user-agent'          => 'SmartAlloc-Ops',
					'cookies'             => [],
				]
			);
		} catch ( \Throwable $thrown ) {
			// Code of others that hangs on WordPress's requests.
			return OutboundAnswer::failed( 'threw', self::ms_since( $started ) );
		} finally {
			$this->current = null;
			remove_action( 'http_api_curl', [ $this, 'http_api_curl' ], PHP_INT_MAX );
			remove_action( 'requests-curl.after_request', [ $this, 'requests_curl_after_request' ], PHP_INT_MIN );
		}
		$ms = self::ms_since( $started );
		if ( is_wp_error( $response ) ) {
			// The text can hold the address; the number of curl's error says as much.
			$code = 1 === preg_match( '/cURL error (\d+)/', $response->get_error_message(), $found ) ? "curl_{$found[1]}" : sanitize_key( (string) $response->get_error_code() );
			return OutboundAnswer::failed( '' === $code ? 'failed' : substr( $code, 0, 64 ), $ms );
		}
		if ( ! $this->is_connected_to( $addresses ) ) {
			return OutboundAnswer::failed( 'went_elsewhere', $ms );
		}
		$after = wp_remote_retrieve_header( $response, 'retry-after' );
		return OutboundAnswer::answered( (int) wp_remote_retrieve_response_code( $response ), $ms, is_string( $after ) && 1 === preg_match( '/^\d{1,6}$/D', $after ) ? (int) $after : null );
	}

	/**
	 * Binds the connection of our own request to what was checked.
	 *
	 * @param mixed $handle
	 * @param mixed $args
	 * @param mixed $url
	 */
	public function http_api_curl( &$handle, $args = [], $url = '' ): void {
		if ( null === $this->current || $url !== $this->current['url'] || ! $handle instanceof \CurlHandle ) {
			return;
		}
		curl_setopt_array(
			$handle,
			[
				CURLOPT_RESOLVE          => $this->current['pins'],
				CURLOPT_PROTOCOLS        => CURLPROTO_HTTPS,
				CURLOPT_FOLLOWLOCATION   => false,
				CURLOPT_CONNECTTIMEOUT   => self::CONNECT_S,
				// Also those that come from the environment of the process.
				CURLOPT_PROXY            => '',
				CURLOPT_NOPROXY          => '*',
				// A connection that was left open by somebody else's request went wherever that one went.
				CURLOPT_FRESH_CONNECT    => true,
				CURLOPT_FORBID_REUSE     => true,
				CURLOPT_NOPROGRESS       => false,
				CURLOPT_PROGRESSFUNCTION => static fn ( \CurlHandle $curl, int|float $total, int|float $down ): int => $down + curl_getinfo( $curl, CURLINFO_HEADER_SIZE ) > self::MAX_ANSWER ? 1 : 0,
			]
		);
	}

	/**
	 * @param mixed $headers
	 * @param mixed $info    What curl knows of the connection.
	 */
	public function requests_curl_after_request( $headers = '', $info = [] ): void {
		$address         = is_array( $info ) ? $info['primary_ip'] ?? null : null;
		$this->connected = is_string( $address ) && false !== filter_var( $address, FILTER_VALIDATE_IP ) ? $address : null;
	}

	/** @param list<string> $addresses */
	private function is_connected_to( array $addresses ): bool {
		return null === $this->connected || in_array( inet_pton( $this->connected ), array_map( 'inet_pton', $addresses ), true );
	}

	private static function ms_since( int|float $started ): int {
		return intdiv( (int) hrtime( true ) - (int) $started, 1_000_000 );
	}
}
