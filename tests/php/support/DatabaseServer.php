<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use PHPUnit\Framework\Assert;

/**
 * mariadbd behind the site, where a stage has started one of its own: killed or stopped, and started again as it was on
 * the same data. The one that is started again ends with the test run.
 */
final class DatabaseServer {
	private const PATIENCE_S = 60;

	/** @var list<string> How it was started. */
	private static array $command = [];

	/** @var array<string, string> */
	private static array $env = [];

	private static ?Process $started = null;

	/** What it says is done is on the disk, as on a site and unlike in other tests. */
	public static function be_honest(): void {
		global $wpdb;
		if ( [] === self::$command ) {
			$pid           = self::pid();
			$words         = array_filter( explode( "\0", (string) file_get_contents( "/proc/$pid/cmdline" ) ), static fn ( string $word ): bool => '' !== $word );
			self::$command = [ (string) readlink( "/proc/$pid/exe" ), ...array_slice( array_values( $words ), 1 ) ];
			foreach ( explode( "\0", (string) file_get_contents( "/proc/$pid/environ" ) ) as $pair ) {
				[ $name, $value ] = explode( '=', $pair, 2 ) + [ '', '' ];
				'' === $name || self::$env[ $name ] = $value;
			}
		}
		$wpdb->query( 'SET GLOBAL innodb_flush_log_at_trx_commit = 1' );
		Assert::assertSame( '1', $wpdb->get_var( 'SELECT @@GLOBAL.innodb_flush_log_at_trx_commit' ) );
	}

	/** It gets the signal once somebody on the site has made that file. */
	public static function signal_when_asked( int $signal, string $file ): Process {
		return Process::start( [ PHP_BINARY, '-r', 'while ( ! is_file( $argv[1] ) ) { usleep( 1000 ); clearstatcache(); } posix_kill( (int) $argv[2], (int) $argv[3] );', $file, (string) self::pid(), (string) $signal ] );
	}

	/** @phpstan-impure Others start and end it. */
	public static function is_there(): bool {
		$door = @stream_socket_client( 'unix://' . self::socket(), $code, $why, 1 );
		return is_resource( $door ) && fclose( $door );
	}

	/** Started again, and this process is connected to it. */
	public static function start(): void {
		global $wpdb;
		if ( self::is_there() ) {
			return;
		}
		self::$started?->wait();
		$server        = Process::start( self::$command, self::$env );
		self::$started = $server;
		$until         = microtime( true ) + self::PATIENCE_S;
		while ( ! self::is_there() ) {
			microtime( true ) > $until && Assert::fail( 'MariaDB did not start again.' );
			$server->has_ended() && Assert::fail( $server->wait()->describe() );
			usleep( 20_000 );
		}
		Assert::assertTrue( $wpdb->check_connection( false ) );
		self::be_honest();
	}

	public static function socket(): string {
		return (string) preg_replace( '/^[^:]*:/', '', (string) constant( 'DB_HOST' ) );
	}

	private static function pid(): int {
		return (int) file_get_contents( dirname( self::socket() ) . '/pid' );
	}
}
