<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\RunState;

/**
 * R1-R3: a rollback that is killed with SIGKILL at each of its steps, one kill after the other, and ends as if nothing had
 * happened; and that is aborted at each of them. At each boundary of each step with SMARTALLOC_OPS_CHAOS=1, as `npm run chaos`
 * sets it.
 */
final class KilledRollbackTest extends KilledRollbackTestCase {
	/** After the second of them the new build stands there, so that the third comes in a run of its own. */
	private const OF_SWAP = [ 'swap.staged', 'swap.planned', 'swap.moved_away' ];
	private const LATE    = 'swap.moved_in';

	/** Where a run is aborted that was killed there, when not everywhere. */
	private const SOME = [ 'run.preflight.acted', 'run.hold_scheduling.acted', 'run.arm.acted', 'swap.planned', 'swap.moved_away', self::LATE, 'run.probe.acted' ];

	/** @return array<string, array{string}> */
	public static function ways(): array {
		return [
			'swapped here'              => [ 'local_swap' ],
			'brought by the deployment' => [ 'external' ],
			'brought by a person'       => [ 'manual' ],
		];
	}

	#[DataProvider( 'ways' )]
	public function test_killed_at_every_step_it_goes_to_the_same_end( string $strategy ): void {
		$this->kill_at( 'run.created', [ 'strategy' => $strategy ] );
		$run    = $this->run_now();
		$plan   = $this->services()->runs()->plan( $run );
		$points = self::forward( $run, self::OF_SWAP, ...$plan );
		if ( ! self::is_whole() && 'local_swap' !== $strategy ) {
			// The other steps are the same ones.
			$points = array_values( array_intersect( $points, [ 'run.waits', 'run.swap.acted', 'run.smoke.acted', 'run.release.acted', 'run.tell_result.acted' ] ) );
		}
		array_map( fn ( string $point ) => $this->kill_at( $point ), $points );
		$this->kill_at( 'run.concluding' );
		$this->kill_at( 'run.concluded' );
		self::assertSame( $this->finished( ...$plan ), $this->left(), (string) wp_json_encode( $this->run_now()->outcome ) );
		$this->assert_each_job_was_done_once();
	}

	public function test_aborted_wherever_it_was_killed_it_leaves_what_stood_there_and_nothing_held(): void {
		$this->kill_at( 'run.created' );
		$run    = $this->run_now();
		$plan   = $this->services()->runs()->plan( $run );
		$points = self::is_whole() ? self::forward( $run, [ ...self::OF_SWAP, self::LATE ], ...$plan ) : self::SOME;
		$jobs   = [];
		$this->abort();
		foreach ( $points as $point ) {
			$this->kill_at( $point );
			$jobs = array_values( array_unique( self::runs() ) );
			$this->abort();
			$left = $this->left();
			self::assertSame( $this->undone( $left['steps'], $left['told'], ...$jobs ), $left, $point . wp_json_encode( $this->run_now()->outcome ) );
			self::assertContains( $left['told'], [ [], [ 'begun' ], [ 'aborted' ], [ 'begun', 'aborted' ], [ 'begun', 'ended', 'aborted' ] ], $point );
		}
		$this->assert_each_job_was_done_once();
	}

	public function test_killed_at_every_step_of_the_way_back_it_leaves_what_stood_there(): void {
		self::assertSame( 0, $this->push( '' )->code );
		$run    = $this->run_now();
		$points = [];
		foreach ( array_reverse( $this->services()->runs()->steps( $run ) ) as $row ) {
			$points = [
				...$points,
				...( self::is_whole() ? [ "run.$row->name.undo_started" ] : [] ),
				...( 'swap' === $row->name ? [ 'swap.planned', 'swap.moved_away' ] : [] ),
				"run.$row->name.undo_acted",
				...( self::is_whole() ? [ "run.$row->name.undo_recorded" ] : [] ),
			];
		}
		$decided = $this->wp( [ 'smartalloc-ops', 'rollback', 'abort', (string) $run->id, '--reason=it was not the release', '--yes' ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'run.abort_decided' ] );
		self::assertSame( self::KILLED, $decided->code, $decided->describe() );
		array_map( fn ( string $point ) => $this->kill_at( $point ), $points );
		$this->kill_at( 'run.undone' );
		$left = $this->left();
		self::assertSame( $this->undone( $left['steps'], [ 'begun', 'aborted' ] ), $left, (string) wp_json_encode( $this->run_now()->outcome ) );
		self::assertSame( array_map( static fn ( string $step ): string => str_replace( [ ' do waiting', ' do done' ], ' undo done', $step ), array_reverse( preg_grep( '/ do /', $left['steps'] ) ?: [] ) ), array_values( preg_grep( '/ undo /', $left['steps'] ) ?: [] ) );
		$this->assert_each_job_was_done_once();
	}

	private function abort(): void {
		$this->expire_leases();
		$run = $this->services()->runs()->abort( $this->run_now()->id, 'it was not the release', Actor::cli() );
		self::assertSame( RunState::Aborted, $run->state, (string) wp_json_encode( $run->outcome ) );
	}
}
