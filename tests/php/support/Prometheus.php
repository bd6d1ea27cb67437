<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** The real Prometheus of Debian on a port of its own, scraping the served site every second. */
final class Prometheus {
	private function __construct( private readonly Process $process, private readonly string $folder, private readonly int $port ) {}

	/** @param array<string, string> $scrape Of the scrape job: what is given besides the target. */
	public static function start( array $scrape, string $token ): self {
		$folder = sys_get_temp_dir() . '/smartalloc-prometheus-' . bin2hex( random_bytes( 6 ) );
		mkdir( $folder );
		file_put_contents( "{$folder}/token", $token );
		$lines = [ 'global:', '  scrape_interval: 1s', '  evaluation_interval: 1s', 'scrape_configs:', '  - job_name: smartalloc-ops', '    scheme: http', "    authorization: { type: Bearer, credentials_file: {$folder}/token }", '    static_configs: [ { targets: [ "' . Environment::host() . '" ] } ]' ];
		foreach ( $scrape as $name => $value ) {
			$lines[] = "    {$name}: {$value}";
		}
		file_put_contents( "{$folder}/prometheus.yml", implode( "\n", $lines ) . "\n" );
		self::tool( 'check', 'config', "{$folder}/prometheus.yml" );
		$port = self::free_port();
		return new self( Process::start( [ self::program( 'prometheus' ), "--config.file={$folder}/prometheus.yml", "--storage.tsdb.path={$folder}/data", "--web.listen-address=127.0.0.1:{$port}", '--log.level=error' ] ), $folder, $port );
	}

	public function stop(): void {
		$this->process->kill();
		$this->process->wait();
		self::remove( $this->folder );
	}

	/**
	 * Asks until there is an answer that will do.
	 *
	 * @param callable( array<string, float> ): bool $will_do Is given values by their labels, such as `{group="x"}`.
	 * @return array<string, float>
	 */
	public function query( string $promql, callable $will_do ): array {
		$until = microtime( true ) + 30;
		do {
			$found = $this->ask( $promql );
			if ( null !== $found && $will_do( $found ) ) {
				return $found;
			}
			usleep( 100_000 );
		} while ( microtime( true ) < $until );
		throw new \RuntimeException( "Prometheus did not come to answer {$promql}: " . json_encode( $found ) . ' ' . json_encode( $this->api( 'targets' ) ) );
	}

	/** Runs promtool; gives what it printed, and throws when it ended with an error. */
	public static function tool( string ...$args ): string {
		$result = Process::start( [ self::program( 'promtool' ), ...array_values( $args ) ] )->wait();
		return 0 === $result->code ? $result->stdout . $result->stderr : throw new \RuntimeException( $result->describe() );
	}

	/** What promtool finds wrong with a text of metrics. */
	public static function lint( string $text ): string {
		$file = (string) tempnam( sys_get_temp_dir(), 'smartalloc-' );
		file_put_contents( $file, $text );
		try {
			return Process::start( [ 'sh', '-c', escapeshellarg( self::program( 'promtool' ) ) . ' check metrics < ' . escapeshellarg( $file ) . ' 2>&1; echo "code $?"' ] )->wait()->stdout;
		} finally {
			unlink( $file );
		}
	}

	/** @return array<string, float>|null Null: it does not answer yet. */
	private function ask( string $promql ): ?array {
		$answer = $this->api( 'query?' . http_build_query( [ 'query' => $promql ] ) );
		if ( 'success' !== ( $answer['status'] ?? '' ) ) {
			return null;
		}
		$found = [];
		foreach ( $answer['data']['result'] as $series ) {
			$labels = array_diff_key( $series['metric'], [ '__name__' => 0, 'instance' => 0, 'job' => 0 ] );
			ksort( $labels );
			$found[ '{' . implode( ',', array_map( static fn ( string $name, string $value ): string => "{$name}=\"{$value}\"", array_keys( $labels ), $labels ) ) . '}' ] = (float) $series['value'][1];
		}
		return $found;
	}

	/** @return array<string, mixed> */
	private function api( string $path ): array {
		$text = @file_get_contents( "http://127.0.0.1:{$this->port}/api/v1/{$path}" );
		$json = false === $text ? null : json_decode( $text, true );
		return is_array( $json ) ? $json : [];
	}

	private static function program( string $name ): string {
		$folder = (string) getenv( 'SMARTALLOC_OPS_PROMETHEUS' );
		return '' !== $folder ? "{$folder}/{$name}" : throw new \RuntimeException( 'Prometheus is missing. `npm test` unpacks it; by hand: apt-get update && apt-get install --yes prometheus' );
	}

	private static function free_port(): int {
		$socket = stream_socket_server( 'tcp://127.0.0.1:0' );
		if ( false === $socket ) {
			throw new \RuntimeException( 'There is no free port.' );
		}
		$port = (int) substr( (string) strrchr( (string) stream_socket_get_name( $socket, false ), ':' ), 1 );
		fclose( $socket );
		return $port;
	}

	private static function remove( string $path ): void {
		if ( is_dir( $path ) && ! is_link( $path ) ) {
			foreach ( array_diff( (array) scandir( $path ), [ '.', '..' ] ) as $name ) {
				self::remove( "{$path}/{$name}" );
			}
			rmdir( $path );
			return;
		}
		unlink( $path );
	}
}
