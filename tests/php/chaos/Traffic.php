<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocDouble\Form;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Process;

/** Visitors who come until they are told to stop, and a process that works on the queue meanwhile where that is wanted. */
final class Traffic {
	/** Between two requests of one visitor. */
	private const PAUSE_MS = 300;

	/** @param array<string, Process> $processes By the file that they write to. */
	private function __construct( private readonly string $file, private array $processes ) {}

	/** @param list<string> $runner Command that works on the queue once. */
	public static function begin( array $runner = [], int $pause_ms = self::PAUSE_MS ): self {
		$file      = sys_get_temp_dir() . '/smartalloc-traffic-' . bin2hex( random_bytes( 6 ) );
		$form      = http_build_query( [ 'is_submit_150' => '1', 'gform_submit' => '150' ] + array_diff_key( Form::sample_input(), [ 'input_20' => '' ] ) );
		$processes = [ $file => Process::start( [ PHP_BINARY, __DIR__ . '/traffic.php', Environment::url(), $file, $form, (string) $pause_ms ] ) ];
		if ( [] !== $runner ) {
			$processes[ "$file.queue" ] = Process::start( [ PHP_BINARY, __DIR__ . '/queue.php', "$file.queue", ...$runner ] );
		}
		return new self( $file, $processes );
	}

	/** @return list<Visit> In the order in which they ended. */
	public function visits(): array {
		return array_map( Visit::from_line( ... ), self::lines( $this->file ) );
	}

	/** @return list<string> Code of each run of the queue, and what was said where it failed. */
	public function queue_runs(): array {
		return self::lines( "$this->file.queue" );
	}

	/** @return list<string> Whole ones. */
	private static function lines( string $file ): array {
		$lines = is_file( $file ) ? explode( "\n", (string) file_get_contents( $file ) ) : [];
		// What follows the last end of a line is being written.
		array_pop( $lines );
		return $lines;
	}

	public function stop(): void {
		foreach ( $this->processes as $file => $process ) {
			touch( "$file.stop" );
		}
		foreach ( $this->processes as $file => $process ) {
			$process->wait();
			unlink( "$file.stop" );
		}
		$this->processes = [];
	}

	public function __destruct() {
		$this->stop();
		array_map( 'unlink', array_map( 'strval', (array) glob( "$this->file*" ) ) );
	}
}
