<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Support\Process;

/** A worker that falls asleep between the plan of a swap and its renames, and wakes when another one has done it. */
final class StalledSwapTest extends BadReleaseTestCase {
	private ?Process $worker = null;

	protected function tearDown(): void {
		$this->worker?->kill();
		$this->worker?->wait();
		parent::tearDown();
	}

	public function test_who_slept_through_the_swap_of_another_touches_nothing(): void {
		$work = WP_CONTENT_DIR . '/' . Places::WORK . 'smart-alloc';
		$this->must_use( "if ( false !== getenv( 'SMARTALLOC_TEST_SLEEPS' ) ) { add_filter( 'query', static function ( \$sql ) { static \$has_slept = false; if ( ! \$has_slept && is_file( '$work/swap.json' ) && str_contains( \$sql, 'SET lease_until' ) ) { \$has_slept = true; posix_kill( getmypid(), SIGSTOP ); } return \$sql; } ); }" );
		$worker       = $this->start_wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=1.1.0 is bad', '--yes' ], [ 'SMARTALLOC_TEST_SLEEPS' => '1' ] );
		$this->worker = $worker;
		$this->wait_for( static fn (): bool => 1 === preg_match( '/\) T /', (string) @file_get_contents( "/proc/$worker->pid/stat" ) ), 'the worker sleeps in its swap' );
		$bad = self::standing();

		$this->expire_leases();
		$runs = $this->services()->runs();
		$run  = $runs->resume( $this->run_now()->id, Actor::cli() );
		self::assertSame( [ 'swap_locked', $bad ], [ $run->waiting()['reason'] ?? '', self::standing() ], 'Nobody takes a lock from whoever lives.' );
		touch( "$work/lock", time() - 3_600 );
		$run = $runs->resume( $run->id, Actor::cli() );
		self::assertSame( [ RunState::WaitsForPerson, $this->good->digest ], [ $run->state, self::standing() ], (string) wp_json_encode( $run->outcome ) );
		$before = [ $this->rows( 'SELECT * FROM {runs}' ), $this->rows( 'SELECT * FROM {run_steps}' ), self::found( $work ) ];

		posix_kill( $worker->pid, SIGCONT );
		$worker->wait();
		$this->worker = null;
		wp_cache_flush();
		self::assertSame( $before, [ $this->rows( 'SELECT * FROM {runs}' ), $this->rows( 'SELECT * FROM {run_steps}' ), self::found( $work ) ] );
		self::assertSame( $this->good->digest, self::standing() );
	}

	/** @return list<string> */
	private static function found( string $folder ): array {
		return array_map( static fn ( string $path ): string => basename( $path ), glob( "$folder/*" ) ?: [] );
	}
}
