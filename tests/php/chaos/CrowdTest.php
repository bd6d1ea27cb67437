<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Integration\Rollback\KilledRollbackTestCase;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\WorkerResult;

/** R4, R7: many who begin, go on with or answer the same rollback at once. */
final class CrowdTest extends KilledRollbackTestCase {
	public function test_of_those_who_begin_one_at_once_one_begins_and_the_others_are_told_which_it_is(): void {
		$begun = array_map( fn (): Process => $this->begin_push( 'cli' ), range( 1, 6 ) );
		$ended = array_map( static fn ( Process $process ): ProcessResult => $process->wait(), $begun );
		$codes = array_count_values( array_map( static fn ( ProcessResult $one ): int => $one->code, $ended ) );
		self::assertSame( [ 1, 5, 1 ], [ $codes[0] ?? 0, $codes[1] ?? 0, count( $this->rows( 'SELECT id FROM {runs}' ) ) ], implode( "\n", array_map( static fn ( ProcessResult $one ): string => $one->describe(), $ended ) ) );
		self::assertSame( 'good', $this->left()['stands'] );
		self::assertSame( [], $this->left()['twice'] );
	}

	public function test_twenty_who_go_on_at_the_swap_swap_once(): void {
		$this->kill_at( 'swap.staged' );
		$this->expire_leases();
		$workers = $this->parallel( 20, 'global $wpdb; return ( new \SmartAllocOps\Services( $wpdb ) )->runs()->resume_interrupted();' );
		self::assertSame( 1, array_sum( array_map( static fn ( WorkerResult $worker ): int => is_int( $worker->value ) ? $worker->value : 99, $workers ) ) );
		$left = $this->left();
		self::assertSame( [ 'waits_for_person', 'good', [], [], [ 'armed' ] ], [ $left['state'], $left['stands'], $left['twice'], $left['work'], $left['watch'] ], (string) wp_json_encode( $this->run_now()->outcome ) );
		self::assertCount( 1, (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . 'smart-alloc/replaced-*' ) );
	}

	public function test_of_two_operators_of_whom_one_says_yes_and_one_aborts_all_stands_whole(): void {
		self::assertSame( 0, $this->push( '' )->code );
		$id   = (string) $this->run_now()->id;
		$yes  = $this->start_wp( [ 'smartalloc-ops', 'rollback', 'answer', $id, 'passed', '--reason=it works' ] );
		$no   = $this->start_wp( [ 'smartalloc-ops', 'rollback', 'abort', $id, '--reason=it does not', '--yes' ] );
		$said = [ $yes->wait(), $no->wait() ];
		$told = implode( "\n", array_map( static fn ( ProcessResult $one ): string => $one->describe(), $said ) );
		// Both are heard when the abort comes after the yes: then it is the abort of a run that goes on.
		self::assertNotSame( [ 1, 1 ], [ $said[0]->code, $said[1]->code ], $told );
		self::assertSame( [], array_diff( array_map( static fn ( ProcessResult $one ): int => $one->code, $said ), [ 0, 1 ] ), $told );
		$aborted = 0 === $said[1]->code;
		$left    = $this->left();
		self::assertSame( $aborted ? [ 'aborted', 'bad' ] : [ 'waits_for_site', 'good' ], [ $left['state'], $left['stands'] ], $told );
		for ( $push = 0; $push < 6 && ! $aborted; $push++ ) {
			$this->run_now()->state->is_final() || $this->push( '' );
		}
		self::assertSame( $aborted ? RunState::Aborted : RunState::Finished, $this->run_now()->state );
		$this->assert_each_job_was_done_once();
	}
}
