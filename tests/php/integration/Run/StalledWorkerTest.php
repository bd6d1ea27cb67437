<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Run;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\Tables;

/** A worker that slept past its lease while another took over writes nothing when it wakes up. */
final class StalledWorkerTest extends RunTestCase {
	private ?Process $worker = null;

	protected function tearDown(): void {
		if ( null !== $this->worker ) {
			$this->worker->kill();
			$this->worker->wait();
		}
		parent::tearDown();
	}

	/** @return array<string, array{string, string}> The statement before which it sleeps, and what others do meanwhile. */
	public static function naps(): array {
		$statements = [
			'setting a flag'                => 'INSERT INTO `?[^ ]*flag_revisions',
			'beginning a step'              => 'INSERT INTO `?[^ ]*run_steps',
			'writing down a step'           => 'UPDATE `?[^ ]*run_steps',
			'saying where the run rests'    => 'UPDATE `?[^ ]*runs`? SET state',
			'renewing its lease'            => 'UPDATE `?[^ ]*runs`? SET lease_until',
		];
		$naps       = [];
		foreach ( $statements as $what => $pattern ) {
			foreach ( [ 'resume', 'abort' ] as $meanwhile ) {
				$naps[ "before {$what}, meanwhile {$meanwhile}" ] = [ $pattern, $meanwhile ];
			}
		}
		return $naps;
	}

	#[DataProvider( 'naps' )]
	public function test_it_writes_nothing_when_it_wakes_up( string $pattern, string $meanwhile ): void {
		$this->must_use(
			'if ( false !== getenv( "SMARTALLOC_TEST_SLEEP_BEFORE" ) ) {
				add_filter( "query", static function ( $sql ) {
					static $has_slept = false;
					if ( ! $has_slept && 1 === preg_match( "/^\s*" . getenv( "SMARTALLOC_TEST_SLEEP_BEFORE" ) . "/", $sql ) ) {
						$has_slept = true;
						posix_kill( getmypid(), SIGSTOP );
					}
					return $sql;
				} );
			}'
		);
		$this->worker = $this->start_wp( [ 'smartalloc-ops', 'rollback', 'start', self::SCENARIO, '--reason=a test', '--yes' ], [ 'SMARTALLOC_TEST_SLEEP_BEFORE' => $pattern ] );
		$this->wait_for( fn (): bool => $this->is_stopped(), 'the worker sleeps' );

		$this->expire_leases();
		$runs = $this->services()->runs();
		$id   = $this->run_now()->id;
		'resume' === $meanwhile ? $runs->resume( $id, Actor::cli() ) : $runs->abort( $id, 'a test', Actor::cli() );
		self::assertSame( 'resume' === $meanwhile ? 'contained' : 'aborted', $this->trace()['state'] );
		$before = Tables::checksums( Tables::named( 'smartalloc_ops_' ) );
		$copy   = get_option( 'smartalloc_ops_flags' );

		posix_kill( $this->worker->pid, SIGCONT );
		$this->worker->wait();
		$this->worker = null;
		wp_cache_flush();
		self::assertSame( $before, Tables::checksums( Tables::named( 'smartalloc_ops_' ) ) );
		self::assertSame( $copy, get_option( 'smartalloc_ops_flags' ) );
	}

	private function is_stopped(): bool {
		$status = (string) @file_get_contents( "/proc/{$this->worker?->pid}/stat" );
		return 1 === preg_match( '/\) T /', $status );
	}
}
