<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * A finished process: exit code and output.
 */
final class ActionSchedulerProcess {

	private function __construct( public readonly int $code, public readonly string $output, public readonly string $errors ) {}

	/**
	 * @param list<string> $command Program and arguments.
	 */
	public static function run( array $command ): self {
		return self::run_all( [ $command ] )[0];
	}

	/**
	 * Starts all at once and waits for all.
	 *
	 * @param list<list<string>> $commands Programs with arguments.
	 * @return list<self>
	 */
	public static function run_all( array $commands ): array {
		$running = [];
		foreach ( $commands as $command ) {
			$out     = self::scratch();
			$err     = self::scratch();
			$pipes   = [];
			$process = proc_open( $command, [ [ 'file', '/dev/null', 'r' ], [ 'file', $out, 'w' ], [ 'file', $err, 'w' ] ], $pipes );
			if ( ! is_resource( $process ) ) {
				throw new \RuntimeException( 'Could not start ' . implode( ' ', $command ) );
			}
			$running[] = [ $process, $out, $err ];
		}
		$finished = [];
		foreach ( $running as [ $process, $out, $err ] ) {
			$code       = proc_close( $process );
			$finished[] = new self( $code, (string) file_get_contents( $out ), (string) file_get_contents( $err ) );
			unlink( $out );
			unlink( $err );
		}
		return $finished;
	}

	private static function scratch(): string {
		$file = tempnam( sys_get_temp_dir(), 'contract-' );
		return false === $file ? throw new \RuntimeException( 'No temporary file.' ) : $file;
	}
}
