<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Support\HttpExchange;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\Users;

/** A run that is killed with SIGKILL again and again while visitors send the form in and the queue is worked on: each submission is counted. */
final class KilledUnderTrafficTest extends TrafficTestCase {
	/** Where it is killed, and who goes on. Between the renames visitors end the swap themselves. */
	private const RESUMED_BY = [
		'run.freeze.acted' => 'browser',
		'run.drain.acted'  => 'wp_cron',
		'swap.staged'      => 'shell',
		'swap.planned'     => 'browser',
		'swap.moved_away'  => 'wp_cron',
		'swap.moved_in'    => 'browser',
		'run.swap.acted'   => 'shell',
		'run.probe.acted'  => 'wp_cron',
	];

	public function test_killed_at_every_boundary_it_ends_with_the_good_build_and_each_submission_is_done_once(): void {
		$this->kill_at( 'run.created' );
		$plan   = $this->services()->runs()->plan( $this->run_now() );
		$points = self::forward( $this->run_now(), [ 'swap.staged', 'swap.planned', 'swap.moved_away' ], ...$plan );
		array_map( fn ( string $point ) => $this->kill_at( $point ), [ ...$points, 'run.concluding', 'run.concluded' ] );
		self::assertSame( $this->finished( ...$plan ), [ ...$this->left(), 'jobs' => [ 1 ] ], (string) wp_json_encode( $this->run_now()->outcome ) );
		$this->assert_nothing_was_lost_and_nothing_done_twice( [ '1.1.0', '1.0.0' ] );
	}

	public function test_killed_and_resumed_by_each_door_and_taken_back_and_killed_on_the_way_each_submission_is_done_once(): void {
		$builds = [ '1.1.0' ];
		foreach ( self::RESUMED_BY as $point => $door ) {
			$this->kill_at( $point );
			$this->visitors_end_a_swap();
			$this->resume( $door, RunState::WaitsForPerson );
			$this->let_visitors_come();
			self::assertSame( 'good', $this->left()['stands'], $point );

			$abort = $this->wp( [ 'smartalloc-ops', 'rollback', 'abort', (string) $this->run_now()->id, '--reason=it was not the release', '--yes' ], [ 'SMARTALLOC_OPS_CRASH_AT' => str_starts_with( $point, 'swap.' ) ? 'swap.moved_away' : 'run.swap.undo_started' ] );
			self::assertSame( self::KILLED, $abort->code, $abort->describe() );
			$this->visitors_end_a_swap();
			$this->resume( [ 'browser' => 'wp_cron', 'wp_cron' => 'shell', 'shell' => 'browser' ][ $door ], RunState::Aborted );
			$this->let_visitors_come();
			$left = $this->left();
			self::assertSame( $this->undone( $left['steps'], $left['told'], ...$left['jobs'] ), $left, $point );
			array_push( $builds, '1.0.0', '1.1.0' );
		}
		$this->assert_nothing_was_lost_and_nothing_done_twice( $builds );
	}

	public function test_of_two_operators_one_is_heard_at_every_turn_and_each_submission_is_done_once(): void {
		$this->begun_by_two();
		self::assertSame( RunState::WaitsForPerson, $this->run_now()->state );
		$this->let_visitors_come();
		$builds = [ '1.1.0', '1.0.0', ...$this->answered_by_two( true ) ];
		if ( RunState::Aborted === $this->run_now()->state ) {
			$this->begun_by_two();
			$this->let_visitors_come();
			array_push( $builds, '1.0.0', ...$this->answered_by_two( false ) );
		}
		for ( $push = 0; $push < 6 && ! $this->run_now()->state->is_final(); $push++ ) {
			$this->push( '' );
		}
		self::assertContains( $this->run_now()->state, [ RunState::Finished, RunState::Aborted ] );
		$this->assert_nothing_was_lost_and_nothing_done_twice( $builds );
	}

	public function test_workers_that_die_while_they_serve_leave_no_submission_that_is_done_twice_or_not_found(): void {
		foreach ( range( 1, 6 ) as $time ) {
			$this->while_workers_die( random_int( 50, 400 ), fn () => $this->let_visitors_come( 4 ) );
		}
		$this->while_workers_die( 2_000, fn () => $this->roll_back() );
		foreach ( range( 1, 6 ) as $time ) {
			$this->while_workers_die( random_int( 50, 400 ), fn () => $this->let_visitors_come( 4 ) );
		}
		for ( $push = 0; $push < 12 && ! $this->run_now()->state->is_final(); $push++ ) {
			$this->while_workers_die( random_int( 100, 1_500 ), fn () => $this->push( '' ) );
		}
		self::assertSame( RunState::Finished, $this->run_now()->state, (string) wp_json_encode( $this->run_now()->outcome ) . $this->what_waits() );
		$this->assert_nothing_was_lost_and_nothing_done_twice( [ '1.1.0', '1.0.0' ] );
	}

	/** Without anybody who goes on with the run: the next request does, when its must-use file finds SmartAlloc missing. */
	private function visitors_end_a_swap(): void {
		$this->wait_for( static fn (): bool => null !== self::standing(), 'a visitor has ended the swap' );
	}

	private function resume( string $door, RunState $to ): void {
		$this->expire_leases();
		$run = $this->run_now();
		match ( $door ) {
			'browser' => self::assertSame( 200, $this->in_browser( "/runs/$run->id/resume" )->status ),
			'wp_cron' => $this->call_wp_cron( 'smartalloc_ops_tick' ),
			default => $this->wp( [ 'smartalloc-ops', 'rollback', 'resume', (string) $run->id ] ),
		};
		// The web server answers a call of WP-Cron before it does anything.
		$this->wait_for( fn (): bool => $to === $this->run_now()->state, "$door has gone on to $to->value" );
	}

	private function begun_by_two(): void {
		$runs  = count( $this->rows( 'SELECT id FROM {runs}' ) );
		$begun = [ $this->begin_push( 'cli' ), $this->begin_push( 'cli' ) ];
		$codes = array_map( static fn ( Process $process ): int => $process->wait()->code, $begun );
		sort( $codes );
		self::assertSame( [ [ 0, 1 ], $runs + 1 ], [ $codes, count( $this->rows( 'SELECT id FROM {runs}' ) ) ] );
	}

	/**
	 * One says yes, the other takes it back, at the same time.
	 *
	 * @return list<string> Builds that visitors are served from now on and were not before.
	 */
	private function answered_by_two( bool $in_shell ): array {
		$id = (string) $this->run_now()->id;
		if ( $in_shell ) {
			$said = array_map(
				static fn ( Process $process ): bool => 0 === $process->wait()->code,
				[ $this->start_wp( [ 'smartalloc-ops', 'rollback', 'answer', $id, 'passed', '--reason=it works' ] ), $this->start_wp( [ 'smartalloc-ops', 'rollback', 'abort', $id, '--reason=it does not', '--yes' ] ) ]
			);
		} else {
			$asked = [
				Users::browser( 'administrator' )->prepare( 'POST', "/wp-json/smartalloc-ops/v1/runs/$id/abort", [ 'reason' => 'it does not' ] ),
				Users::browser( 'smartalloc_owner' )->prepare( 'POST', "/wp-json/smartalloc-ops/v1/runs/$id/answers", [ 'answer' => 'passed', 'reason' => 'it works' ] ),
			];
			$said  = array_map( static fn ( HttpResponse $answer ): bool => 200 === $answer->status, HttpExchange::send_together( $asked ) );
		}
		$left = $this->left();
		// Whoever takes back what the other has just said yes to is heard, too.
		self::assertContains( count( array_filter( $said ) ), 'aborted' === $left['state'] ? [ 1, 2 ] : [ 1 ], (string) wp_json_encode( $left ) );
		self::assertContains( [ $left['state'], $left['stands'] ], [ [ 'waits_for_site', 'good' ], [ 'finished', 'good' ], [ 'aborted', 'bad' ] ] );
		return 'aborted' === $left['state'] ? [ '1.1.0' ] : [];
	}
}
