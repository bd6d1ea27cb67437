<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** PHP code in WordPress processes of its own, started together so that they really race. */
final class Worker {
	private const READY_SECONDS = 90;

	/**
	 * Runs one script in many processes at once: each loads WordPress, waits for the others, then begins.
	 *
	 * @param string                $script Path of a PHP file, or PHP statements. Sees `$index` (from 0) and `$args`, and returns something JSON can say.
	 * @param array<string, mixed>  $args
	 * @param array<string, string> $env    For example the crash point.
	 * @return list<WorkerResult> In the order of the index.
	 */
	public static function run( int $count, string $script, array $args = [], array $env = [] ): array {
		$folder = sys_get_temp_dir() . '/smartalloc-workers-' . bin2hex( random_bytes( 6 ) );
		mkdir( $folder );
		file_put_contents( "{$folder}/script.php", is_file( $script ) ? '<?php return require ' . var_export( $script, true ) . ';' : "<?php\n{$script}\n" );
		file_put_contents( "{$folder}/args.json", json_encode( $args, JSON_THROW_ON_ERROR ) );
		try {
			$processes = [];
			for ( $index = 0; $index < $count; $index++ ) {
				$processes[] = Process::start( [ PHP_BINARY, __DIR__ . '/worker-process.php', $folder, (string) $index ], $env );
			}
			self::open_the_gate( $folder, $processes );
			return array_map( static fn ( Process $process, int $index ): WorkerResult => self::result( $folder, $index, $process->wait() ), $processes, array_keys( $processes ) );
		} finally {
			array_map( 'unlink', self::files( "{$folder}/*" ) );
			rmdir( $folder );
		}
	}

	/**
	 * A worker that died on the way never says that it is ready; the others then go without it.
	 *
	 * @param list<Process> $processes
	 */
	private static function open_the_gate( string $folder, array $processes ): void {
		$until   = microtime( true ) + self::READY_SECONDS;
		$waiting = $processes;
		while ( microtime( true ) < $until && [] !== $waiting ) {
			$waiting = array_filter( $waiting, static fn ( Process $process, int $index ): bool => ! is_file( "{$folder}/arrived-{$index}" ) && ! $process->has_ended(), ARRAY_FILTER_USE_BOTH );
			clearstatcache();
			usleep( 2000 );
		}
		touch( "{$folder}/go" );
	}

	/** @return list<string> */
	private static function files( string $pattern ): array {
		$found = glob( $pattern );
		return false === $found ? [] : $found;
	}

	private static function result( string $folder, int $index, ProcessResult $process ): WorkerResult {
		$file = "{$folder}/result-{$index}.json";
		return is_file( $file )
			? new WorkerResult( true, json_decode( (string) file_get_contents( $file ), true, 512, JSON_THROW_ON_ERROR ), $process )
			: new WorkerResult( false, null, $process );
	}
}
