<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Tests\Integration\Rest\Caller;
use SmartAllocOps\Tests\Integration\Rollback\KilledRollbackTestCase;
use SmartAllocOps\Tests\Support\DatabaseServer;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\WatchdogServices;

/** D2: mariadbd itself dies or is stopped in the middle of a rollback, and is started again on the same data. */
final class DatabaseStoppedTest extends KilledRollbackTestCase {
	private string $asked = '';

	protected function setUp(): void {
		parent::setUp();
		$this->asked = sys_get_temp_dir() . '/smartalloc-database-' . bin2hex( random_bytes( 6 ) );
		WatchdogServices::of( $this->services() )->install( 'chaos', Actor::cli() );
		Caller::Administrator->client();
		DatabaseServer::be_honest();
		// Before that write of that step whoever works there waits until the server is gone.
		$this->must_use(
			'if ( is_file( WP_CONTENT_DIR . "/chaos-database" ) ) {
				$GLOBALS["wpdb"]->reconnect_retries = 1;
				add_filter( "query", static function ( $sql ) {
					static $since = null;
					[ $step, $number, $asked ] = explode( ":", (string) @file_get_contents( WP_CONTENT_DIR . "/chaos-database" ) ) + [ "", "-1", "" ];
					if ( "" === $step || is_file( $asked ) || 1 !== preg_match( "/^\s*(INSERT|UPDATE|DELETE).*smartalloc_ops_(runs|run_steps|flag_revisions|announcements)/s", $sql ) ) {
						return $sql;
					}
					$since = null === $since && 1 === preg_match( "/run_steps.* \'$step\', \'do\'/s", $sql ) ? 0 : ( null === $since ? null : $since + 1 );
					if ( (int) $number === $since ) {
						touch( $asked );
						$socket = substr( DB_HOST, (int) strpos( DB_HOST, ":" ) + 1 );
						for ( $look = 0; $look < 3000 && is_resource( $door = @stream_socket_client( "unix://$socket" ) ); $look++ ) {
							fclose( $door );
							usleep( 10000 );
						}
					}
					return $sql;
				} );
			}'
		);
	}

	protected function tearDown(): void {
		DatabaseServer::start();
		foreach ( [ WP_CONTENT_DIR . '/chaos-database', $this->asked ] as $file ) {
			is_file( $file ) && unlink( $file );
		}
		WatchdogServices::of( $this->services() )->take_away();
		parent::tearDown();
	}

	/** @return array<string, array{string, int, 'shell'|'rest', string, bool}> Before which write, how, by which door the run had come there, what must stand there then, and whether somebody brings the good build back meanwhile. */
	public static function ends(): array {
		return [
			'before the swap'                        => [ 'swap:0', SIGKILL, 'shell', 'bad', false ],
			'before the swap, and it is rescued'     => [ 'swap:0', SIGKILL, 'rest', 'bad', true ],
			'before the swap, stopped'               => [ 'swap:0', SIGTERM, 'rest', 'bad', false ],
			'after the swap and before that is said' => [ 'swap:3', SIGKILL, 'shell', 'good', false ],
			'the same over REST'                     => [ 'swap:3', SIGKILL, 'rest', 'good', false ],
			'while jobs are let go'                  => [ 'release:1', SIGKILL, 'shell', 'good', false ],
			'while jobs are let go, stopped'         => [ 'release:1', SIGTERM, 'rest', 'good', false ],
		];
	}

	/** @param 'shell'|'rest' $door */
	#[DataProvider( 'ends' )]
	public function test_it_is_gone_in_the_middle_and_when_it_is_back_the_run_goes_to_the_same_end( string $where, int $signal, string $door, string $stands, bool $rescued ): void {
		if ( str_starts_with( $where, 'release:' ) ) {
			self::assertSame( 0, $this->push( '' )->code );
		}
		$killer = DatabaseServer::signal_when_asked( $signal, $this->asked );
		file_put_contents( WP_CONTENT_DIR . '/chaos-database', "$where:$this->asked" );
		$said = 'shell' === $door ? $this->begin_push( 'cli' )->wait()->describe() : $this->go_on_over_rest();
		self::assertFileExists( $this->asked, $said );
		self::assertSame( 0, $killer->wait()->code );
		self::assertFalse( DatabaseServer::is_there() );
		self::assertStringNotContainsString( 'waits_for', $said, 'It does not say that it went on.' );
		unlink( WP_CONTENT_DIR . '/chaos-database' );

		self::assertSame( $stands, self::standing() === $this->good->digest ? 'good' : 'bad' );
		$this->nobody_does_anything_meanwhile();
		$rescued && self::assertSame( 0, $this->rescue( 'revert', '--reason=the database is gone too' )->code );
		self::assertSame( $rescued ? 'good' : $stands, self::standing() === $this->good->digest ? 'good' : 'bad' );

		DatabaseServer::start();
		self::assertSame( 200, HttpClient::anonymous()->get( '/' )->status );
		for ( $push = 0; $push < 12 && ! $this->run_now()->state->is_final(); $push++ ) {
			$said .= $this->push( '' )->describe();
		}
		self::assertSame( $this->finished( ...$this->services()->runs()->plan( $this->run_now() ) ), $this->left(), $said . wp_json_encode( $this->run_now()->outcome ) );
		self::assertCount( 1, $this->rows( 'SELECT id FROM {runs}' ) );
		self::assertCount( 1, (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . 'smart-alloc/replaced-*' ), 'It was swapped once.' );
		self::assertSame( $rescued ? [ 'rescue.begun', 'rescue.brought' ] : [], array_column( $this->rows( "SELECT event FROM {journal} WHERE event LIKE 'rescue.%' ORDER BY id" ), 'event' ) );
		self::assertNull( self::places()->watch( 'smart-alloc' )->state()->acted, 'Nobody took it for a death of SmartAlloc.' );
		$this->assert_each_job_was_done_once();
	}

	/** Visitors, a person at the screen and one in a shell are told so at once; what needs no database says what stands there. */
	private function nobody_does_anything_meanwhile(): void {
		self::assertSame( 500, HttpClient::anonymous()->get( '/' )->status );
		self::assertSame( 500, Caller::Administrator->client()->rest( 'GET', '/rollbacks/readiness' )->status );
		self::assertNotSame( 0, $this->wp( [ 'smartalloc-ops', 'rollback', 'start', '--reason=again', '--yes' ] )->code );
		$status = $this->rescue( 'status' );
		self::assertSame( 0, $status->code, $status->describe() );
		self::assertStringContainsString( $this->good->id, $status->stdout );
	}

	private function go_on_over_rest(): string {
		$client = Caller::Administrator->client();
		$run    = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		$key    = 'chaos-' . bin2hex( random_bytes( 6 ) );
		$answer = null === $run
			? $client->rest( 'POST', '/rollbacks', [ 'scenario' => 'bad_release', 'reason' => '1.1.0 is bad', 'confirmation' => '1.1.0', 'idempotency_key' => $key ] )
			: $client->rest( 'POST', "/runs/$run->id/answers", [ 'answer' => 'passed', 'reason' => 'it works', 'revision' => $run->version, 'idempotency_key' => $key ] );
		self::assertGreaterThanOrEqual( 500, $answer->status, $answer->describe() );
		return $answer->describe();
	}

	private function rescue( string ...$args ): ProcessResult {
		return Process::start( [ PHP_BINARY, WP_PLUGIN_DIR . '/smartalloc-ops/rescue.php', ...array_values( $args ), '--allow-root' ] )->wait();
	}
}
