<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/**
 * Whatever stands between a site and itself: a door with a password, a maintenance page, a cache, a proxy that hangs. What
 * this process asks its own site by HTTP comes here, on a real connection.
 */
final class Hostile {
	/** What it answers with. */
	public const MODES = [ 'html', '401', '503', 'redirect', 'empty', 'forged', 'cached', 'huge', 'reset', 'silent', 'drip' ];

	private function __construct( private readonly Process $process, private readonly string $folder, private readonly int $port ) {}

	public static function stand_before_the_site( string $mode ): self {
		$folder = sys_get_temp_dir() . '/smartalloc-hostile-' . bin2hex( random_bytes( 6 ) );
		mkdir( $folder );
		file_put_contents( "$folder/mode", $mode );
		$process = Process::start( [ PHP_BINARY, __DIR__ . '/hostile-process.php', $folder ] );
		$until   = microtime( true ) + 20;
		while ( ! is_file( "$folder/port" ) ) {
			if ( microtime( true ) > $until ) {
				throw new \RuntimeException( 'It did not start: ' . $process->wait()->describe() );
			}
			usleep( 2_000 );
			clearstatcache();
		}
		$hostile = new self( $process, $folder, (int) file_get_contents( "$folder/port" ) );
		add_action( 'http_api_curl', [ $hostile, 'http_api_curl' ] );
		add_filter( 'http_request_args', [ $hostile, 'http_request_args' ] );
		return $hostile;
	}

	public function turn( string $mode ): void {
		file_put_contents( "$this->folder/mode.new", $mode );
		rename( "$this->folder/mode.new", "$this->folder/mode" );
	}

	public function go_away(): void {
		remove_action( 'http_api_curl', [ $this, 'http_api_curl' ] );
		remove_filter( 'http_request_args', [ $this, 'http_request_args' ] );
		$this->process->kill();
		$this->process->wait();
		array_map( static fn ( mixed $file ): bool => unlink( (string) $file ), (array) glob( "$this->folder/*" ) );
		rmdir( $this->folder );
	}

	/** The address stays as it is; whoever is behind it is another. */
	public function http_api_curl( \CurlHandle $handle ): void {
		curl_setopt( $handle, CURLOPT_CONNECT_TO, [ "::127.0.0.1:$this->port" ] );
	}

	/**
	 * A test does not wait for as long as a site does for what never comes.
	 *
	 * @param array<string, mixed> $args
	 * @return array<string, mixed>
	 */
	public function http_request_args( array $args ): array {
		return in_array( file_get_contents( "$this->folder/mode" ), [ 'silent', 'drip' ], true ) ? [ 'timeout' => 1 ] + $args : $args;
	}
}
