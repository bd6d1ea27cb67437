<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WebServer;
use SmartAllocOps\WatchdogServices;

/**
 * SIGKILL at instants that nobody chose, whoever moves the run: a shell, the tick, a browser, and the watchdog between.
 *
 * One seed, another each time; `npm run chaos` plays many. SMARTALLOC_OPS_SEED plays one again, as far as a machine can.
 */
final class RandomKillsTest extends KilledRollbackTestCase {
	private const SEEDS = 10;

	/** After so many the rest is left alone. */
	private const KILLS      = 2;
	private const MANY_KILLS = 5;

	/** No process of a run goes on for longer. */
	private const LONGEST_MS = 3_500;

	/** @var list<string> What happened, for whoever must find out. */
	private array $story = [];

	protected function setUp(): void {
		parent::setUp();
		WatchdogServices::of( $this->services() )->install( 'a test watches', Actor::cli() );
	}

	protected function tearDown(): void {
		WatchdogServices::of( $this->services() )->take_away();
		parent::tearDown();
	}

	/** @return array<string, array{int}> */
	public static function seeds(): array {
		$given = getenv( 'SMARTALLOC_OPS_SEED' );
		$seeds = is_string( $given ) && '' !== $given ? [ (int) $given ] : array_map( static fn (): int => random_int( 1, 999_999_999 ), range( 1, self::is_whole() ? self::SEEDS : 1 ) );
		return array_combine( array_map( static fn ( int $seed ): string => "seed $seed", $seeds ), array_map( static fn ( int $seed ): array => [ $seed ], $seeds ) );
	}

	#[DataProvider( 'seeds' )]
	public function test_killed_at_random_instants_it_goes_to_the_same_end( int $seed ): void {
		mt_srand( $seed );
		$aborts = 0 === mt_rand( 0, 3 );
		for ( $turn = 0; $turn < 40 && ! $this->is_over(); $turn++ ) {
			$this->expire_leases();
			$this->let_come_what_it_waits_for();
			$this->move( $turn, count( preg_grep( '/killed/', $this->story ) ?: [] ) < ( self::is_whole() ? self::MANY_KILLS : self::KILLS ) );
			0 === mt_rand( 0, 2 ) && $this->visit();
			if ( $aborts && $turn > 2 && $this->may_abort() ) {
				$this->expire_leases();
				$this->story[] = 'aborted in ' . $this->run_now()->state->value;
				$this->services()->runs()->abort( $this->run_now()->id, 'it was not the release', Actor::cli() );
				$aborts = false;
			}
		}
		$this->visit();
		$left = $this->left();
		$told = implode( "\n", [ "seed $seed", ...$this->story, (string) wp_json_encode( $this->run_now()->outcome ) ] );
		self::assertSame(
			'aborted' === $left['state'] ? $this->undone( $left['steps'], $left['told'], ...$left['jobs'] ) : [ 'jobs' => $left['jobs'] ] + $this->finished( ...$this->services()->runs()->plan( $this->run_now() ) ),
			'aborted' === $left['state'] ? $left : [ 'jobs' => $left['jobs'] ] + $left,
			$told
		);
		$this->assert_no_job_was_done_twice_and_none_is_lost( $told );
	}

	private function move( int $turn, bool $may_kill ): void {
		$run   = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		$state = $run?->state->value ?? 'none';
		$ms    = mt_rand( 100, self::LONGEST_MS );
		$kills = $may_kill && 0 < mt_rand( 0, 3 );
		$door  = [ 'cli', 'tick', 'browser' ][ mt_rand( 0, 2 ) ];
		if ( 'browser' === $door && null !== $run && RunState::WaitsForPerson !== $run->state && ( ! $kills || WebServer::is_fpm() ) ) {
			$browser = Users::browser( 'smartalloc_owner' );
			$browser->rest( 'GET', "/runs/{$run->id}" );
			$killer  = $kills ? WebServer::kill_workers_in( $ms ) : null;
			$answer  = $browser->rest( 'POST', "/runs/{$run->id}/resume" );
			$killer?->wait();
			$this->story[] = "$turn: $state, browser, " . ( $kills ? "killed after $ms ms" : 'left alone' ) . ": $answer->status";
			return;
		}
		$process = $this->begin_push( 'tick' === $door ? 'tick' : 'cli' );
		if ( $kills ) {
			usleep( 1_000 * $ms );
			$process->kill();
		}
		$ended         = $process->wait();
		$this->story[] = "$turn: $state, $door, " . ( self::KILLED === $ended->code ? "killed after $ms ms" : "ended with $ended->code" );
	}

	/** Whoever comes by finds a page, or is told to come again; the watchdog ends a swap that it finds half done. */
	private function visit(): void {
		$answer        = HttpClient::anonymous()->get( '/?' . bin2hex( random_bytes( 4 ) ) );
		$this->story[] = "a visitor: $answer->status, stands " . ( self::standing() ?? 'nothing' );
		self::assertSame( [ 200, true ], [ $answer->status, null !== self::standing() ], implode( "\n", $this->story ) );
	}

	private function is_over(): bool {
		$run = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		return null !== $run && $run->state->is_final();
	}

	private function may_abort(): bool {
		$run = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		return null !== $run && ! $run->state->is_final() && RunState::Aborting !== $run->state && 0 === mt_rand( 0, 1 );
	}

	/** A job that was killed while it ran is not begun again by us: it may have done what it does. */
	private function assert_no_job_was_done_twice_and_none_is_lost( string $told ): void {
		global $wpdb;
		// What a dead runner has claimed Action Scheduler gives back after five minutes.
		$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET claim_id = 0 WHERE status = 'pending'" );
		$this->look_again();
		$this->release_everything();
		$this->run_queue();
		$done = Testbench::counts_by_key( 'run' );
		self::assertSame( [], array_filter( $done, static fn ( int $times ): bool => $times > 1 ), $told );
		$ended = array_count_values( array_column( $this->actions( "hook = 'smartalloc_allocate_entry'" ), 'status' ) );
		self::assertSame( self::JOBS, ( $ended['complete'] ?? 0 ) + ( $ended['in-progress'] ?? 0 ) + ( $ended['failed'] ?? 0 ), $told . wp_json_encode( $ended ) );
		self::assertLessThanOrEqual( self::MANY_KILLS, self::JOBS - ( $ended['complete'] ?? 0 ), $told );
		self::assertGreaterThanOrEqual( $ended['complete'] ?? 0, count( $done ), $told );
	}
}
