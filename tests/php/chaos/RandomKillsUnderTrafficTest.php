<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Support\HttpClient;

/**
 * SIGKILL at instants that nobody chose, under traffic, whoever moves the run: a shell, the tick, a browser, WP-Cron; of a browser
 * and of WP-Cron all workers of the web server die, those of visitors too. SMARTALLOC_OPS_SEED plays one again, as far as a machine can.
 */
final class RandomKillsUnderTrafficTest extends TrafficTestCase {
	private const SEEDS = 2;
	private const KILLS = 6;

	/** No process of a run goes on for longer. */
	private const LONGEST_MS = 3_500;

	/** @var list<string> What happened, for whoever must find out. */
	private array $story = [];

	private int $killed = 0;

	/** @return array<string, array{int}> */
	public static function seeds(): array {
		$given = getenv( 'SMARTALLOC_OPS_SEED' );
		$seeds = is_string( $given ) && '' !== $given ? [ (int) $given ] : array_map( static fn (): int => random_int( 1, 999_999_999 ), range( 1, self::SEEDS ) );
		return array_combine( array_map( static fn ( int $seed ): string => "seed $seed", $seeds ), array_map( static fn ( int $seed ): array => [ $seed ], $seeds ) );
	}

	#[DataProvider( 'seeds' )]
	public function test_killed_at_random_instants_each_submission_is_done_once_or_is_found( int $seed ): void {
		mt_srand( $seed );
		$aborts = 0 === mt_rand( 0, 2 );
		for ( $turn = 0; $turn < 40 && ! $this->is_over(); $turn++ ) {
			$this->expire_leases();
			$this->let_come_what_it_waits_for();
			$this->move( $turn, $this->killed < self::KILLS && 0 < mt_rand( 0, 3 ) );
			$run = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
			if ( $aborts && $turn > 3 && null !== $run && ! $run->state->is_final() && RunState::Aborting !== $run->state ) {
				$this->expire_leases();
				$this->story[] = "aborted in {$run->state->value}";
				$this->services()->runs()->abort( $run->id, 'it was not the release', Actor::cli() );
				$aborts = false;
			}
		}
		$left = $this->left();
		$told = implode( "\n", [ "seed $seed", ...$this->story, (string) wp_json_encode( $this->run_now()->outcome ) ] );
		self::assertContains( [ $left['state'], $left['stands'], $left['twice'], $left['off'], $left['work'] ], [ [ 'finished', 'good', [], [], [] ], [ 'aborted', 'bad', [], [], [] ] ], $told );
		$this->let_visitors_come();
		$this->assert_nothing_was_lost_and_nothing_done_twice( null, $told, $this->killed );
	}

	private function move( int $turn, bool $kills ): void {
		$run   = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		$state = $run?->state->value ?? 'none';
		$ms    = mt_rand( 100, self::LONGEST_MS );
		$door  = [ 'cli', 'tick', 'browser', 'wp_cron' ][ mt_rand( 0, 3 ) ];
		$this->killed += (int) $kills;
		$this->story[] = "$turn: $state, $door, " . ( $kills ? "killed after $ms ms" : 'left alone' );
		if ( null === $run || RunState::WaitsForPerson === $run->state || in_array( $door, [ 'cli', 'tick' ], true ) ) {
			$process = $this->begin_push( 'tick' === $door ? 'tick' : 'cli' );
			if ( $kills ) {
				usleep( 1_000 * $ms );
				$process->kill();
			}
			$process->wait();
			return;
		}
		$ask = 'browser' === $door ? fn () => $this->in_browser( "/runs/$run->id/resume" ) : fn () => $this->ask_wp_cron();
		$kills ? $this->while_workers_die( $ms, $ask ) : $ask();
	}

	/** It answers before it does anything, so its work may go on beside whoever moves the run next, as on a real site. */
	private function ask_wp_cron(): void {
		wp_unschedule_hook( 'smartalloc_ops_tick' );
		wp_schedule_event( time() - 5, 'smartalloc_ops_minute', 'smartalloc_ops_tick' );
		delete_transient( 'doing_cron' );
		HttpClient::anonymous()->get( '/wp-cron.php' );
		wp_cache_flush();
	}

	private function is_over(): bool {
		$run = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		return null !== $run && $run->state->is_final();
	}
}
