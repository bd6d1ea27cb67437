<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use PHPUnit\Framework\Assert;

/** PHP-FPM behind the site, where `npm run chaos` has started one; elsewhere nothing here does anything. */
final class WebServer {
	private const PATIENCE_S = 30;

	private static ?int $pid = null;

	public static function is_fpm(): bool {
		return null !== self::$pid || is_file( self::pid_file() );
	}

	/** It forgets what it has compiled, as after a reload. No page is asked for. */
	public static function forget_code(): void {
		if ( ! self::is_fpm() ) {
			return;
		}
		$before = self::workers();
		posix_kill( self::pid(), SIGUSR2 );
		self::wait_for_others_than( $before );
	}

	/** @return list<int> */
	public static function workers(): array {
		$pid = self::pid();
		return array_map( 'intval', array_values( array_filter( explode( ' ', trim( (string) file_get_contents( "/proc/$pid/task/$pid/children" ) ) ) ) ) );
	}

	/** As whom it runs code; null while that is not known, as of a worker that is just being started. The folder in /proc says it only of processes that may be dumped. */
	public static function user(): ?int {
		$status = (string) @file_get_contents( '/proc/' . ( self::workers()[0] ?? 0 ) . '/status' );
		return 1 === preg_match( '/^Uid:\s+\d+\s+(\d+)/m', $status, $found ) ? (int) $found[1] : null;
	}

	/** In so many milliseconds every worker is killed with SIGKILL, whatever it does then; the process says when it began to and when it was done. */
	public static function kill_workers_in( int $ms ): Process {
		return Process::start( [ PHP_BINARY, '-r', 'usleep( 1000 * (int) $argv[2] ); $pid = $argv[1]; echo microtime( true ); foreach ( array_filter( explode( " ", trim( (string) file_get_contents( "/proc/$pid/task/$pid/children" ) ) ) ) as $worker ) { posix_kill( (int) $worker, SIGKILL ); } echo " ", microtime( true );', (string) self::pid(), (string) $ms ] );
	}

	/** @param list<int> $before */
	private static function wait_for_others_than( array $before ): void {
		$until = microtime( true ) + self::PATIENCE_S;
		while ( [] === self::workers() || [] !== array_intersect( $before, self::workers() ) ) {
			microtime( true ) > $until && Assert::fail( 'PHP-FPM has no new workers.' );
			usleep( 20_000 );
		}
	}

	private static function pid(): int {
		// It stays the same over a reload, during which the file is gone.
		return self::$pid ??= (int) file_get_contents( self::pid_file() );
	}

	private static function pid_file(): string {
		return Environment::site() . '/web-server/fpm.pid';
	}
}
