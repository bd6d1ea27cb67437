<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** One request that is ready to be sent, and what comes back. Redirects are not followed. */
final class HttpExchange {
	private const TIMEOUT_SECONDS = 60;

	private readonly \CurlHandle $handle;

	/** @var array<string, list<string>> */
	private array $received = [];

	/** @param list<string> $lines Header lines. */
	public function __construct( private readonly string $method, private readonly string $path, ?string $body, array $lines ) {
		$handle = curl_init( Environment::url() . $path );
		if ( false === $handle ) {
			throw new \RuntimeException( "No request can be made to {$path}." );
		}
		curl_setopt_array(
			$handle,
			[
				CURLOPT_CUSTOMREQUEST  => '' === $method ? 'GET' : $method,
				CURLOPT_NOBODY         => 'HEAD' === $method,
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_TIMEOUT        => self::TIMEOUT_SECONDS,
				CURLOPT_HTTPHEADER     => $lines,
				CURLOPT_HEADERFUNCTION => fn ( \CurlHandle $handle, string $line ): int => $this->receive( $line ),
			]
		);
		if ( null !== $body ) {
			curl_setopt( $handle, CURLOPT_POSTFIELDS, $body );
		}
		$this->handle = $handle;
	}

	public function send(): HttpResponse {
		$text = curl_exec( $this->handle );
		return $this->response( is_string( $text ) ? $text : null );
	}

	/**
	 * Sends all of them, as many at once as the server of a test site has workers.
	 *
	 * @param list<self> $exchanges
	 * @return list<HttpResponse> In the same order.
	 */
	public static function send_together( array $exchanges ): array {
		$multi = curl_multi_init();
		curl_multi_setopt( $multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 4 );
		foreach ( $exchanges as $exchange ) {
			curl_multi_add_handle( $multi, $exchange->handle );
		}
		do {
			$status = curl_multi_exec( $multi, $running );
			if ( $running > 0 ) {
				curl_multi_select( $multi, 1.0 );
			}
		} while ( $running > 0 && CURLM_OK === $status );
		$responses = [];
		foreach ( $exchanges as $exchange ) {
			$responses[] = $exchange->response( curl_multi_getcontent( $exchange->handle ) );
			curl_multi_remove_handle( $multi, $exchange->handle );
		}
		curl_multi_close( $multi );
		return $responses;
	}

	private function receive( string $line ): int {
		if ( str_contains( $line, ':' ) ) {
			[ $name, $value ]                               = explode( ':', $line, 2 );
			$this->received[ strtolower( trim( $name ) ) ][] = trim( $value );
		}
		return strlen( $line );
	}

	private function response( ?string $text ): HttpResponse {
		$status = (int) curl_getinfo( $this->handle, CURLINFO_RESPONSE_CODE );
		if ( null === $text || 0 === $status ) {
			throw new \RuntimeException( "{$this->method} {$this->path}: " . curl_error( $this->handle ) );
		}
		return new HttpResponse( $status, $this->received, $text );
	}
}
