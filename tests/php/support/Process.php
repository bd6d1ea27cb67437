<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** Programs that a test starts; output goes through files, so that no full pipe can stop one of many. */
final class Process {
	private const DEADLINE_SECONDS = 120;

	private function __construct(
		/** @var resource */
		private $handle,
		private readonly string $out,
		private readonly string $err,
		public readonly int $pid,
	) {}

	private ?int $code = null;

	/**
	 * @param list<string>          $command
	 * @param array<string, string> $env     On top of the environment of the test run.
	 */
	public static function start( array $command, array $env = [] ): self {
		$out    = self::scratch_file();
		$err    = self::scratch_file();
		$pipes  = [];
		$handle = proc_open( $command, [ [ 'file', '/dev/null', 'r' ], [ 'file', $out, 'w' ], [ 'file', $err, 'w' ] ], $pipes, Environment::site(), [ ...getenv(), ...$env ] );
		if ( ! is_resource( $handle ) ) {
			throw new \RuntimeException( 'Could not start ' . implode( ' ', $command ) );
		}
		return new self( $handle, $out, $err, proc_get_status( $handle )['pid'] );
	}

	/** Waits for the end. A process killed by a signal has the code 128 + signal, as a shell would say. */
	public function wait(): ProcessResult {
		$until = microtime( true ) + self::DEADLINE_SECONDS;
		while ( ! $this->has_ended() ) {
			if ( microtime( true ) > $until ) {
				$this->kill();
				throw new \RuntimeException( 'A process did not end in ' . self::DEADLINE_SECONDS . " s:\n" . $this->collect( -1 )->describe() );
			}
			usleep( 2000 );
		}
		proc_close( $this->handle );
		return $this->collect( (int) $this->code );
	}

	public function has_ended(): bool {
		if ( null === $this->code ) {
			$status = proc_get_status( $this->handle );
			// PHP tells the code once only.
			$this->code = $status['running'] ? null : ( $status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'] );
		}
		return null !== $this->code;
	}

	/** SIGKILL: no handler and no shutdown function of the process runs. */
	public function kill(): void {
		proc_terminate( $this->handle, 9 );
	}

	private function collect( int $code ): ProcessResult {
		$result = new ProcessResult( $code, (string) file_get_contents( $this->out ), (string) file_get_contents( $this->err ) );
		unlink( $this->out );
		unlink( $this->err );
		return $result;
	}

	private static function scratch_file(): string {
		$file = tempnam( sys_get_temp_dir(), 'smartalloc-' );
		return false === $file ? throw new \RuntimeException( 'No temporary file can be made.' ) : $file;
	}
}
