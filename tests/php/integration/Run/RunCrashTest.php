<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Run;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Users;

/** A run whose worker is killed with SIGKILL at any point goes on and ends as if nothing had happened. */
final class RunCrashTest extends RunTestCase {
	private const KILLED = 137;

	/** A run makes between these two numbers of writes to our tables in either direction. */
	private const LEAST_WRITES = 18;
	private const MOST_WRITES  = 45;

	/** Points after which nothing is left to do. */
	private const AT_REST = [ 'run.concluded', 'run.undone' ];

	public function test_every_crash_point_in_the_code_is_killed_at_by_some_test(): void {
		self::assertSame( 0, CrashPoints::unread(), 'A crash point is written in a form that all() does not read.' );
		$here  = [ ...CrashPoints::of_run( 'forward' ), ...CrashPoints::of_run( 'back' ), ...CrashPoints::of_run( 'failing' ) ];
		$tests = '';
		foreach ( (array) glob( dirname( __DIR__ ) . '/*/*Test.php' ) as $file ) {
			$tests .= (string) file_get_contents( (string) $file );
		}
		foreach ( array_diff( CrashPoints::all(), $here ) as $point ) {
			self::assertStringContainsString( "'{$point}'", $tests, "No test kills at {$point}." );
		}
	}

	/** @return array<string, array{string, string, string}> */
	public static function kills(): array {
		$kills = [];
		foreach ( [ 'forward', 'back' ] as $way ) {
			foreach ( CrashPoints::of_run( $way ) as $number => $point ) {
				foreach ( [ 'cli', 0 === $number % 2 ? 'browser' : 'tick' ] as $door ) {
					$kills[ "{$way}, {$point}, resumed by {$door}" ] = [ $way, $point, $door ];
				}
			}
		}
		return $kills;
	}

	#[DataProvider( 'kills' )]
	public function test_a_run_ends_as_if_nothing_had_happened_when_it_was_killed( string $way, string $point, string $door ): void {
		if ( 'back' === $way ) {
			$this->start();
		}
		$killed = $this->command( $way, [ 'SMARTALLOC_OPS_CRASH_AT' => $point ] );
		self::assertSame( self::KILLED, $killed->code, $killed->describe() );
		if ( ! in_array( $point, self::AT_REST, true ) ) {
			self::assertContains( $this->trace()['state'], [ 'running', 'aborting' ] );
			$this->expire_leases();
			$this->resume_by( $door );
		}
		self::assertSame( 'back' === $way ? self::aborted() : self::contained(), $this->trace() );
		self::assertSame( [], $this->rows( "SELECT ordinal, direction FROM {run_steps} WHERE state = 'done' GROUP BY ordinal, direction HAVING COUNT(*) > 1" ), 'A step that was written down as done was done again.' );
	}

	public function test_what_was_before_is_known_from_the_first_attempt_whatever_it_had_done_when_it_was_killed(): void {
		$killed = $this->command( 'forward', [ 'SMARTALLOC_OPS_CRASH_AT' => 'run.freeze.acted' ] );
		self::assertSame( self::KILLED, $killed->code, $killed->describe() );
		$this->expire_leases();
		$runs = $this->services()->runs();
		$runs->resume( $this->run_now()->id, Actor::cli() );
		$runs->abort( $this->run_now()->id, 'a test', Actor::cli() );
		self::assertSame( self::aborted(), $this->trace() );
	}

	/** @return array<string, array{string}> */
	public static function kills_of_failing_steps(): array {
		$kills = [];
		foreach ( CrashPoints::of_run( 'failing' ) as $point ) {
			$kills[ $point ] = [ $point ];
		}
		return $kills;
	}

	#[DataProvider( 'kills_of_failing_steps' )]
	public function test_a_run_that_was_killed_while_it_failed_tries_the_step_again( string $point ): void {
		// One step is empty, the other sets what can be refused: a queue in which something waits.
		$queue   = [ [ 'flag' => 'queue', 'scope' => '', 'value' => 'wp_cron' ] ];
		$payload = [
			'scenario' => self::SCENARIO,
			'freezes'  => str_contains( $point, 'freeze' ) ? $queue : [],
			'pauses'   => str_contains( $point, 'freeze' ) ? [] : $queue,
		];
		$back    = str_contains( $point, 'undo' );
		if ( $back ) {
			$this->services()->runs()->start( 'rollback', $payload, 'a-test-key', 'a test', Actor::cli() );
			$this->fresh_process( 'return as_enqueue_async_action( "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate" );' );
		} else {
			$this->store_allocation( 1 );
		}
		$killed = $this->fresh_process(
			'global $wpdb;
			$runs = ( new \SmartAllocOps\Services( $wpdb ) )->runs();
			$args["back"] ? $runs->abort( $args["id"], "a test", \SmartAllocOps\Journal\Actor::cli() ) : $runs->start( "rollback", $args["payload"], "a-test-key", "a test", \SmartAllocOps\Journal\Actor::cli() );
			return 1;',
			[ 'back' => $back, 'payload' => $payload, 'id' => $back ? $this->run_now()->id : 0 ],
			[ 'SMARTALLOC_OPS_CRASH_AT' => $point ]
		);
		self::assertSame( self::KILLED, $killed->process->code, $killed->process->describe() );
		// What was in the way is done meanwhile.
		$this->run_queue();
		$this->services()->release_loop()->run( 5000 );
		$this->expire_leases();
		$this->resume_by( 'cli' );
		self::assertSame( [ $back ? 'aborted' : 'contained', $back ? 'action_scheduler 2' : 'wp_cron 1' ], [ $this->trace()['state'], $this->trace()['copy']['queue/'] ] );
	}

	/** @return array<string, array{string, int}> Every write with SMARTALLOC_OPS_CHAOS=1, else some of them. */
	public static function writes(): array {
		$writes = [];
		// Before the first one the run, or the decision to abort it, is not written down yet.
		foreach ( [ 'forward' => 2, 'back' => 2 ] as $way => $first ) {
			foreach ( range( $first, self::MOST_WRITES, '1' === getenv( 'SMARTALLOC_OPS_CHAOS' ) ? 1 : 13 ) as $number ) {
				$writes[ "{$way}, before write {$number}" ] = [ $way, $number ];
			}
		}
		return $writes;
	}

	#[DataProvider( 'writes' )]
	public function test_a_run_ends_as_if_nothing_had_happened_when_it_was_killed_before_a_write( string $way, int $number ): void {
		$this->must_use( self::kill_before_a_write() );
		if ( 'back' === $way ) {
			$this->start();
		}
		$killed = $this->command( $way, [ 'SMARTALLOC_TEST_KILL_BEFORE' => (string) $number ] );
		wp_cache_flush();
		self::assertSame( $number <= self::LEAST_WRITES ? self::KILLED : $killed->code, $killed->code, $killed->describe() );
		$this->expire_leases();
		$this->services()->runs()->resume_interrupted();
		$this->services()->flag_reader()->heal();
		self::assertSame( 'back' === $way ? self::aborted() : self::contained(), $this->trace() );
	}

	/** @param array<string, string> $env */
	private function command( string $way, array $env ): ProcessResult {
		return 'back' === $way
			? $this->wp( [ 'smartalloc-ops', 'rollback', 'abort', (string) $this->run_now()->id, '--reason=a test', '--yes' ], $env )
			: $this->wp( [ 'smartalloc-ops', 'rollback', 'start', self::SCENARIO, '--reason=a test', '--yes' ], $env );
	}

	private function resume_by( string $door ): void {
		$id = (string) $this->run_now()->id;
		if ( 'cli' === $door ) {
			$resumed = $this->wp( [ 'smartalloc-ops', 'rollback', 'resume', $id ] );
			self::assertSame( 0, $resumed->code, $resumed->describe() );
		} elseif ( 'browser' === $door ) {
			$answer = Users::browser( 'smartalloc_owner' )->rest( 'POST', "/runs/{$id}/resume" );
			self::assertSame( 200, $answer->status, $answer->describe() );
		} else {
			$this->call_wp_cron( 'smartalloc_ops_tick' );
		}
	}

	private static function kill_before_a_write(): string {
		return 'if ( false !== getenv( "SMARTALLOC_TEST_KILL_BEFORE" ) ) {
			add_filter( "query", static function ( $sql ) {
				static $writes = 0;
				if ( 1 === preg_match( "/^\s*(INSERT|UPDATE|DELETE)(?!.*_ops_(flag_sightings|flags_seen)).*smartalloc_ops_/s", $sql ) && ++$writes === (int) getenv( "SMARTALLOC_TEST_KILL_BEFORE" ) ) {
					posix_kill( getmypid(), SIGKILL );
				}
				return $sql;
			} );
		}';
	}
}
