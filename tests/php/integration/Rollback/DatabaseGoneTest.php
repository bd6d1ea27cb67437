<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Support\Environment;

/** D1, D2: the connection is killed before every write of a rollback; and the server is gone for a while in the middle of it. */
final class DatabaseGoneTest extends KilledRollbackTestCase {
	private string $socket = '';

	protected function setUp(): void {
		if ( Environment::is_sqlite() ) {
			self::markTestSkipped( 'SQLite has no connection that could be lost.' );
		}
		parent::setUp();
		$this->socket = (string) preg_replace( '/^[^:]*:/', '', (string) constant( 'DB_HOST' ) );
		$this->must_use(
			'if ( "cli" === PHP_SAPI && ( getenv( "SMARTALLOC_TEST_CUT" ) || getenv( "SMARTALLOC_TEST_GONE" ) ) ) {
				$GLOBALS["wpdb"]->reconnect_retries = 1;
				add_filter( "query", static function ( $sql ) {
					static $since = null, $is_gone = false;
					if ( $is_gone || 1 !== preg_match( "/^\s*(INSERT|UPDATE|DELETE).*smartalloc_ops_(runs|run_steps|flag_revisions|announcements)/s", $sql ) ) {
						return $sql;
					}
					[ $step, $number ] = explode( ":", (string) getenv( "SMARTALLOC_TEST_GONE" ) ) + [ "", "-1" ];
					$since = null === $since && 1 === preg_match( "/run_steps.* \'$step\', \'do\'/s", $sql ) ? 0 : ( null === $since ? null : $since + 1 );
					if ( ! getenv( "SMARTALLOC_TEST_CUT" ) && (int) $number !== $since ) {
						return $sql;
					}
					$socket = substr( DB_HOST, (int) strpos( DB_HOST, ":" ) + 1 );
					$other  = mysqli_connect( "localhost", DB_USER, DB_PASSWORD, DB_NAME, null, $socket );
					if ( getenv( "SMARTALLOC_TEST_GONE" ) ) {
						$is_gone = true;
						rename( $socket, "$socket.away" );
					}
					$other->query( "KILL CONNECTION " . $GLOBALS["wpdb"]->dbh->thread_id );
					file_put_contents( getenv( "SMARTALLOC_TEST_SAID" ), "cut\n", FILE_APPEND );
					return $sql;
				} );
			}'
		);
	}

	protected function tearDown(): void {
		$this->socket_comes_back();
		parent::tearDown();
	}

	public function test_the_connection_is_killed_before_every_write_and_each_is_done_once_or_not_at_all(): void {
		$said = (string) tempnam( sys_get_temp_dir(), 'smartalloc-' );
		$env  = [ 'SMARTALLOC_TEST_CUT' => '1', 'SMARTALLOC_TEST_SAID' => $said ];
		$ended = [];
		do {
			$this->expire_leases();
			$this->let_come_what_it_waits_for();
			$ended[] = $this->begin_push( 0 === count( $ended ) % 2 ? 'cli' : 'tick', $env )->wait()->describe();
		} while ( count( $ended ) < 12 && ! $this->run_now()->state->is_final() );
		$cut = substr_count( (string) file_get_contents( $said ), 'cut' );
		unlink( $said );
		self::assertGreaterThan( 60, $cut );
		self::assertSame( $this->finished( ...$this->services()->runs()->plan( $this->run_now() ) ), $this->left(), implode( "\n", $ended ) );
		self::assertCount( 1, $this->rows( 'SELECT id FROM {runs}' ) );
		$this->assert_each_job_was_done_once();
	}

	/** @return array<string, array{string, string}> Before which write, and what must stand there then. */
	public static function writes(): array {
		$writes = [
			'that the swap begins' => [ 'swap:0', 'bad' ],
			'that it was done'     => [ 'swap:3', 'good' ],
		];
		return self::is_whole() ? $writes + [
			'that the freeze begins'  => [ 'freeze:0', 'bad' ],
			'a switch of the freeze'  => [ 'freeze:2', 'bad' ],
			'while it swaps'          => [ 'swap:2', 'bad' ],
			'that caches are emptied' => [ 'caches:0', 'good' ],
			'that it waits'           => [ 'smoke:3', 'good' ],
		] : $writes;
	}

	#[DataProvider( 'writes' )]
	public function test_the_server_is_gone_in_the_middle_and_when_it_is_back_the_run_goes_on( string $where, string $stands ): void {
		$said = (string) tempnam( sys_get_temp_dir(), 'smartalloc-' );
		$died = $this->begin_push( 'cli', [ 'SMARTALLOC_TEST_GONE' => $where, 'SMARTALLOC_TEST_SAID' => $said ] )->wait();
		self::assertSame( "cut\n", file_get_contents( $said ), $died->describe() );
		unlink( $said );
		self::assertNotSame( 0, $died->code, $died->describe() );
		self::assertSame( $stands, self::standing() === $this->good->digest ? 'good' : 'bad' );
		// Nobody else can do anything meanwhile, nor does anybody seem to.
		self::assertNotSame( 0, $this->wp( [ 'smartalloc-ops', 'rollback', 'start', '--reason=again', '--yes' ] )->code );
		$this->socket_comes_back();
		for ( $push = 0; $push < 8 && ! $this->run_now()->state->is_final(); $push++ ) {
			$this->push( '' );
		}
		self::assertSame( $this->finished( ...$this->services()->runs()->plan( $this->run_now() ) ), $this->left(), (string) wp_json_encode( $this->run_now()->outcome ) );
		self::assertCount( 1, $this->rows( 'SELECT id FROM {runs}' ) );
		self::assertCount( 1, (array) glob( WP_CONTENT_DIR . '/' . \SmartAllocOps\Recovery\Places::WORK . 'smart-alloc/replaced-*' ), 'It was swapped once.' );
		$this->assert_each_job_was_done_once();
	}

	private function socket_comes_back(): void {
		is_file( "$this->socket.away" ) || file_exists( "$this->socket.away" ) ? rename( "$this->socket.away", $this->socket ) : null;
	}
}
