<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Run\Step;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;

/**
 * A rollback with jobs that are held, pushed on by one process after the other, each of which may be killed.
 *
 * @phpstan-type Left array{state: string, active: bool, leased: bool, stands: string, steps: list<string>, twice: list<string>, off: list<string>, watch: list<string>, work: list<string>, told: list<string>, jobs: list<int>}
 */
abstract class KilledRollbackTestCase extends BadReleaseTestCase {
	protected const KILLED = 137;

	/** More than go one by one: those of the third minute are among them. */
	protected const JOBS = 8;

	/** Digest of the build that stood there. */
	protected string $bad = '';

	private int $pushes = 0;

	protected function setUp(): void {
		parent::setUp();
		$this->bad = (string) self::standing();
		for ( $entry = 1; $entry <= static::JOBS; $entry++ ) {
			$this->store_allocation( $entry );
		}
		// What a deployment of the site would do, and it takes its time.
		$this->must_use( "add_action( 'smartalloc_ops_external_revert', '__return_null' );" );
	}

	/** Every point of the run for the matrix, else one of each step: after it has acted and before that is written down. */
	protected static function is_whole(): bool {
		return '1' === getenv( 'SMARTALLOC_OPS_CHAOS' );
	}

	/**
	 * Points of a run in the order in which it comes to them, read from its own plan: a new step is killed at too.
	 *
	 * @param list<string> $of_swap What comes while it swaps on this machine.
	 * @return list<string>
	 */
	protected static function forward( Run $run, array $of_swap, Step ...$plan ): array {
		$points = [];
		foreach ( $plan as $step ) {
			$is_local = 'swap' === $step->name() && 'local_swap' === $run->payload['strategy'];
			$waits    = in_array( $step->name(), [ 'smoke', 'release' ], true ) || ( 'swap' === $step->name() && ! $is_local );
			$points   = [
				...$points,
				...( self::is_whole() ? [ "run.{$step->name()}.started", "run.{$step->name()}.acting" ] : [] ),
				...( $is_local ? $of_swap : [] ),
				...( $waits ? [ 'run.waits' ] : [] ),
				"run.{$step->name()}.acted",
				...( self::is_whole() ? [ "run.{$step->name()}.recorded" ] : [] ),
			];
		}
		return $points;
	}

	/**
	 * Does what the run waits for, in a process that is killed at that point when it comes there.
	 *
	 * @param array<string, string> $options Of the start.
	 */
	protected function push( string $point, array $options = [] ): ProcessResult {
		$this->expire_leases();
		$this->let_come_what_it_waits_for();
		// By either door in turn: the tick, or a person at a shell.
		return $this->begin_push( 0 === $this->pushes++ % 2 ? 'tick' : 'cli', [ 'SMARTALLOC_OPS_CRASH_AT' => $point ], $options )->wait();
	}

	/**
	 * @param 'tick'|'cli'          $door Of a run that is under way: only a person starts one and answers.
	 * @param array<string, string> $env
	 * @param array<string, string> $options Of the start.
	 */
	protected function begin_push( string $door, array $env = [], array $options = [] ): Process {
		$run = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		return $this->start_wp(
			match ( true ) {
				null === $run || $run->state->is_final() => [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=1.1.0 is bad', '--yes', ...array_map( static fn ( string $name, string $value ): string => "--$name=$value", array_keys( $options ), array_values( $options ) ) ],
				RunState::WaitsForPerson === $run->state => [ 'smartalloc-ops', 'rollback', 'answer', (string) $run->id, 'passed', '--reason=it works' ],
				'tick' === $door => [ 'cron', 'event', 'run', 'smartalloc_ops_tick' ],
				default => [ 'smartalloc-ops', 'rollback', 'resume', (string) $run->id ],
			},
			$env
		);
	}

	/** Where it waits for the site: the files are laid, or a minute goes by. */
	protected function let_come_what_it_waits_for(): void {
		$run = $this->services()->runs()->page( 'rollback', null, 1 )[0] ?? null;
		if ( null === $run || RunState::WaitsForSite !== $run->state ) {
			return;
		}
		match ( $run->waiting()['reason'] ?? '' ) {
			'build' => self::put_in_place( $this->original() ),
			'trickle' => $this->let_a_minute_go_by( $run ),
			default => null,
		};
	}

	/** The trickle began its last minute a minute earlier. */
	private function let_a_minute_go_by( Run $run ): void {
		global $wpdb;
		foreach ( $this->services()->runs()->steps( $run ) as $row ) {
			if ( 'waiting' === $row->state && is_array( $row->output['progress'] ?? null ) && isset( $row->output['progress']['at'] ) ) {
				$output                    = $row->output;
				$output['progress']['at'] -= 61_000;
				true === ( $output['progress']['busy'] ?? false ) && $this->give_up_the_dead();
				$wpdb->update( "{$wpdb->prefix}smartalloc_ops_run_steps", [ 'output' => wp_json_encode( $output ) ], [ 'id' => $row->id ] );
			}
		}
	}

	/** What Action Scheduler does after five minutes with what a dead runner had in hand. */
	private function give_up_the_dead(): void {
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET claim_id = 0 WHERE status = 'pending'" );
		$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET status = 'failed' WHERE status = 'in-progress'" );
	}

	/**
	 * What can be seen of the run and of what it has touched.
	 *
	 * @return Left
	 */
	protected function left(): array {
		wp_cache_flush();
		$run   = $this->run_now();
		$watch = self::places()->watch( 'smart-alloc' )->state();
		$rows  = $this->services()->runs()->steps( $run );
		$last  = [];
		foreach ( $rows as $row ) {
			$last[ "{$row->name} {$row->direction}" ] = $row->state;
		}
		$done = array_count_values( array_map( static fn ( \SmartAllocOps\Run\StepRow $row ): string => "{$row->name} {$row->direction}", array_filter( $rows, static fn ( \SmartAllocOps\Run\StepRow $row ): bool => 'done' === $row->state ) ) );
		return [
			'state'  => $run->state->value,
			'active' => $run->is_active,
			'leased' => null !== $run->lease_until || null !== $run->lease_owner,
			'stands' => match ( self::standing() ) {
				$this->good->digest => 'good',
				$this->bad => 'bad',
				default => 'neither',
			},
			'steps'  => array_values( array_map( static fn ( string $step, string $state ): string => "$step $state", array_keys( $last ), array_values( $last ) ) ),
			'twice'  => array_keys( array_filter( $done, static fn ( int $times ): bool => $times > 1 ) ),
			'off'    => array_values( array_map( static fn ( \SmartAllocOps\Flags\FlagState $state ): string => trim( "{$state->flag} {$state->scope}" ), array_filter( $this->services()->flags()->states(), static fn ( \SmartAllocOps\Flags\FlagState $state ): bool => 'off' === $state->value ) ) ),
			'watch'  => array_keys( array_filter( [ 'armed' => $watch->is_armed(), 'stopped' => $watch->is_stopped() ] ) ),
			'work'   => array_values( array_filter( array_map( static fn ( $file ): string => basename( (string) $file ), (array) glob( WP_CONTENT_DIR . '/' . \SmartAllocOps\Recovery\Places::WORK . 'smart-alloc/*' ) ), static fn ( string $name ): bool => 1 === preg_match( '/^(staged-|swap\.json|lock)/', $name ) ) ),
			'told'   => array_map( static fn ( array $row ): string => (string) preg_replace( '/^v1:run:\d+:/', '', (string) $row['dedupe_key'] ), $this->rows( "SELECT dedupe_key FROM {announcements} WHERE dedupe_key LIKE 'v1:run:{$run->id}:%' ORDER BY id" ) ),
			'jobs'   => array_values( array_unique( self::runs() ) ),
		];
	}

	/**
	 * Pushes until a process dies there.
	 *
	 * @param array<string, string> $options Of the start.
	 */
	protected function kill_at( string $point, array $options = [] ): void {
		for ( $push = 0; $push < 6; $push++ ) {
			$pushed = $this->push( $point, $options );
			if ( self::KILLED === $pushed->code ) {
				return;
			}
			self::assertTrue( $this->run_now()->state->is_waiting(), "$point: " . $pushed->describe() . wp_json_encode( $this->run_now()->outcome ) );
		}
		self::fail( "It never came to $point." );
	}

	/** @return Left What a rollback leaves that nobody disturbed. */
	protected function finished( Step ...$plan ): array {
		return [
			'state'  => 'finished',
			'active' => false,
			'leased' => false,
			'stands' => 'good',
			'steps'  => array_values( array_map( static fn ( Step $step ): string => "{$step->name()} do done", $plan ) ),
			'twice'  => [],
			'off'    => [],
			'watch'  => [],
			'work'   => [],
			'told'   => [ 'begun', 'ended' ],
			'jobs'   => [ 1 ],
		];
	}

	/**
	 * What a rollback leaves that was aborted: what stood there before.
	 *
	 * @param list<string> $steps As left() shows them.
	 * @param list<string> $told
	 * @return Left
	 */
	protected function undone( array $steps = [], array $told = [], int ...$jobs ): array {
		return [
			'state'  => 'aborted',
			'active' => false,
			'leased' => false,
			'stands' => 'bad',
			'steps'  => $steps,
			'twice'  => [],
			'off'    => [],
			'watch'  => [],
			'work'   => [],
			'told'   => $told,
			'jobs'   => array_values( $jobs ),
		];
	}

	/** Whatever still waits goes its way, and each of the jobs was done once. */
	protected function assert_each_job_was_done_once(): void {
		$this->look_again();
		$this->release_everything();
		$this->run_queue();
		self::assertSame( array_fill_keys( array_map( static fn ( int $entry ): string => "allocate:$entry", range( 1, self::JOBS ) ), 1 ), Testbench::counts_by_key( 'run' ) );
	}
}
