<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use SmartAllocOps\Platform\Outbound;
use SmartAllocOps\Platform\Resolver;

/**
 * Somebody else's server, played on this machine over https: polite or hostile by the path that is called.
 *
 * `/ok`, `/500`, `/410`, `/429`, `/redirect` (to `/ok`), `/huge`, `/headers`, `/slow`, `/silent`.
 */
final class Receiver {
	public const HOST = 'hooks.example.test';

	private function __construct( private readonly Process $process, private readonly string $folder, public readonly int $port ) {}

	public static function start(): self {
		$folder = sys_get_temp_dir() . '/smartalloc-receiver-' . bin2hex( random_bytes( 6 ) );
		mkdir( $folder );
		self::make_certificate( $folder );
		$process = Process::start( [ PHP_BINARY, __DIR__ . '/receiver-process.php', $folder ] );
		$until   = microtime( true ) + 20;
		while ( ! is_file( "{$folder}/port" ) ) {
			if ( microtime( true ) > $until ) {
				throw new \RuntimeException( 'The receiver did not start: ' . $process->wait()->describe() );
			}
			usleep( 2000 );
			clearstatcache();
		}
		// A test site may call nobody else.
		defined( 'WP_ACCESSIBLE_HOSTS' ) || define( 'WP_ACCESSIBLE_HOSTS', self::HOST );
		$receiver = new self( $process, $folder, (int) file_get_contents( "{$folder}/port" ) );
		// It is trusted here as if one of the great authorities had signed it.
		add_filter( 'http_request_args', [ $receiver, 'http_request_args' ], 10, 2 );
		return $receiver;
	}

	public function stop(): void {
		remove_filter( 'http_request_args', [ $this, 'http_request_args' ] );
		$this->process->kill();
		$this->process->wait();
		array_map( static fn ( mixed $file ): bool => unlink( (string) $file ), (array) glob( "{$this->folder}/*" ) );
		rmdir( $this->folder );
	}

	/**
	 * @param array<string, mixed> $args
	 * @return array<string, mixed>
	 */
	public function http_request_args( array $args, string $url ): array {
		return str_contains( $url, self::HOST ) ? [ 'sslcertificates' => $this->certificate() ] + $args : $args;
	}

	public function certificate(): string {
		return "{$this->folder}/certificate.pem";
	}

	public function url( string $path = '/ok' ): string {
		return 'https://' . self::HOST . ":{$this->port}{$path}";
	}

	/** The way to this machine under the receiver's name, by the same code and with the same pin as to any other. */
	public static function outbound(): Outbound {
		return Outbound::to_whatever( self::resolver( [ '127.0.0.1' ] ), static fn (): bool => true );
	}

	/** @param list<string> ...$answers What the name leads to the first time, the second time, ...; the last stays. */
	public static function resolver( array ...$answers ): Resolver {
		return new class( array_values( $answers ) ) implements Resolver {
			public int $asked = 0;

			/** @param list<list<string>> $answers */
			public function __construct( private readonly array $answers ) {}

			public function addresses( string $host ): array {
				return $this->answers[ min( $this->asked++, count( $this->answers ) - 1 ) ];
			}
		};
	}

	/** @return list<array{method: string, path: string, headers: array<string, string>, body: string}> What was asked of it, in order. */
	public function requests(): array {
		$file = "{$this->folder}/requests";
		$text = is_file( $file ) ? (string) file_get_contents( $file ) : '';
		/** @var list<array{method: string, path: string, headers: array<string, string>, body: string}> $requests */
		$requests = array_map( static fn ( string $line ): mixed => json_decode( $line, true, 512, JSON_THROW_ON_ERROR ), array_values( array_filter( explode( "\n", $text ) ) ) );
		return $requests;
	}

	private static function make_certificate( string $folder ): void {
		file_put_contents( "{$folder}/openssl.cnf", "[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n[ext]\nbasicConstraints=CA:TRUE\nsubjectAltName=DNS:" . self::HOST . "\n" );
		$options = [
			'config'           => "{$folder}/openssl.cnf",
			'private_key_bits' => 2048,
			'private_key_type' => OPENSSL_KEYTYPE_RSA,
			'digest_alg'       => 'sha256',
			'x509_extensions'  => 'ext',
		];
		$key     = openssl_pkey_new( $options );
		$request = false === $key ? false : openssl_csr_new( [ 'commonName' => self::HOST ], $key, $options );
		$signed  = is_bool( $request ) || false === $key ? false : openssl_csr_sign( $request, null, $key, 2, $options );
		if ( false === $signed || false === $key ) {
			throw new \RuntimeException( 'No certificate could be made: ' . openssl_error_string() );
		}
		openssl_x509_export_to_file( $signed, "{$folder}/certificate.pem" );
		openssl_pkey_export_to_file( $key, "{$folder}/key.pem" );
	}
}
