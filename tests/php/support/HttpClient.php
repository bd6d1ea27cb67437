<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** Real requests to the running site: as nobody, as a user with cookie and nonce, or with an application password. */
final class HttpClient {
	private const BAD_NONCE = '0123456789';

	/** @var array<string, self> */
	private static array $logged_in = [];

	/** @var array<string, string> */
	private array $cookies = [];

	private string $authorization = '';

	/** 'good', 'bad' or 'none': what accompanies each request from now on. */
	private string $nonce_kind = 'none';

	private ?string $nonce = null;

	private function __construct() {}

	public static function anonymous(): self {
		return new self();
	}

	/** Logged in through the login page; the nonce is a good one until said otherwise. */
	public static function as_user( string $login, ?string $password = null ): self {
		return clone self::$logged_in[ $login ] ??= self::log_in( $login, $password ?? $login );
	}

	/** A user logged in before is not known any more, as after a restart of the browser. */
	public static function forget_logins(): void {
		self::$logged_in = [];
	}

	public static function with_application_password( string $login, string $application_password ): self {
		$client                = new self();
		$client->authorization = 'Basic ' . base64_encode( "{$login}:{$application_password}" );
		return $client;
	}

	/** Sends no nonce, as a form on a foreign page would. */
	public function without_nonce(): self {
		return $this->with_nonce_kind( 'none' );
	}

	public function with_bad_nonce(): self {
		return $this->with_nonce_kind( 'bad' );
	}

	public function with_good_nonce(): self {
		return $this->with_nonce_kind( 'good' );
	}

	/** @param array<string, string> $headers */
	public function get( string $path, array $headers = [] ): HttpResponse {
		return $this->request( 'GET', $path, null, $headers );
	}

	/**
	 * One request, redirects not followed.
	 *
	 * @param string                                   $path    From the root of the site.
	 * @param array<array-key, mixed>|string|null      $body    An array goes as JSON.
	 * @param array<string, string>                    $headers
	 */
	public function request( string $method, string $path, array|string|null $body = null, array $headers = [] ): HttpResponse {
		return $this->send( $method, $path, self::encode( $body ), self::typed( $body, $headers ) + $this->nonce_header() );
	}

	/**
	 * The same, not sent yet; cookies that come with the answer are not kept.
	 *
	 * @param array<array-key, mixed>|string|null $body
	 * @param array<string, string>               $headers
	 */
	public function prepare( string $method, string $path, array|string|null $body = null, array $headers = [] ): HttpExchange {
		return new HttpExchange( $method, $path, self::encode( $body ), $this->header_lines( self::typed( $body, $headers ) + $this->nonce_header() ) );
	}

	/**
	 * A route of this plugin.
	 *
	 * @param string                              $route As in `/flags/comms`.
	 * @param array<array-key, mixed>|string|null $body
	 * @param array<string, string>               $headers
	 */
	public function rest( string $method, string $route, array|string|null $body = null, array $headers = [] ): HttpResponse {
		return $this->request( $method, '/wp-json/smartalloc-ops/v1' . $route, $body, $headers );
	}

	private static function log_in( string $login, string $password ): self {
		$client                                  = new self();
		$client->cookies['wordpress_test_cookie'] = 'WP%20Cookie%20check';
		$answer                                  = $client->send( 'POST', '/wp-login.php', http_build_query( [ 'log' => $login, 'pwd' => $password, 'testcookie' => '1' ] ), [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );
		if ( 302 !== $answer->status ) {
			throw new \RuntimeException( "{$login} could not log in: " . $answer->describe() );
		}
		return $client->with_nonce_kind( 'good' );
	}

	private function with_nonce_kind( string $kind ): self {
		$client             = clone $this;
		$client->nonce_kind = $kind;
		return $client;
	}

	/** @return array<string, string> */
	private function nonce_header(): array {
		return match ( $this->nonce_kind ) {
			'good'  => [ 'X-WP-Nonce' => $this->nonce ??= $this->fetch_nonce() ],
			'bad'   => [ 'X-WP-Nonce' => self::BAD_NONCE ],
			default => [],
		};
	}

	private function fetch_nonce(): string {
		$answer = $this->send( 'GET', '/wp-admin/admin-ajax.php?action=rest-nonce', null, [] );
		if ( 200 !== $answer->status ) {
			throw new \RuntimeException( 'The site gave no nonce: ' . $answer->describe() );
		}
		return $answer->body;
	}

	/** @param array<array-key, mixed>|string|null $body */
	private static function encode( array|string|null $body ): ?string {
		// A route expects an object; PHP cannot tell an empty one from a list.
		return is_array( $body ) ? json_encode( [] === $body ? new \stdClass() : $body, JSON_THROW_ON_ERROR ) : $body;
	}

	/**
	 * @param array<array-key, mixed>|string|null $body
	 * @param array<string, string>               $headers
	 * @return array<string, string>
	 */
	private static function typed( array|string|null $body, array $headers ): array {
		return $headers + ( is_array( $body ) ? [ 'Content-Type' => 'application/json' ] : [] );
	}

	/** @param array<string, string> $headers */
	private function send( string $method, string $path, ?string $body, array $headers ): HttpResponse {
		$response = ( new HttpExchange( $method, $path, $body, $this->header_lines( $headers ) ) )->send();
		$this->keep_cookies( $response->headers['set-cookie'] ?? [] );
		return $response;
	}

	/**
	 * @param array<string, string> $headers
	 * @return list<string>
	 */
	private function header_lines( array $headers ): array {
		if ( '' !== $this->authorization ) {
			$headers += [ 'Authorization' => $this->authorization ];
		}
		if ( [] !== $this->cookies ) {
			$headers += [ 'Cookie' => implode( '; ', array_map( static fn ( string $name, string $value ): string => "{$name}={$value}", array_keys( $this->cookies ), $this->cookies ) ) ];
		}
		return array_map( static fn ( string $name, string $value ): string => "{$name}: {$value}", array_keys( $headers ), $headers );
	}

	/** @param list<string> $lines */
	private function keep_cookies( array $lines ): void {
		foreach ( $lines as $line ) {
			[ $name, $value ]       = explode( '=', explode( ';', $line, 2 )[0], 2 ) + [ 1 => '' ];
			$this->cookies[ $name ] = $value;
		}
	}
}
