<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Support\Hostile;

/** R13: whatever answers in place of the site says nothing about the build: nothing is rolled back for it, nothing is let go, a person is asked. */
final class HostileProbeTest extends KilledRollbackTestCase {
	private ?Hostile $hostile = null;

	protected function tearDown(): void {
		$this->hostile?->go_away();
		parent::tearDown();
	}

	public function test_an_answer_that_says_nothing_moves_nothing_until_a_person_or_the_site_says_more(): void {
		$this->kill_at( 'run.caches.recorded' );
		$this->hostile = Hostile::stand_before_the_site( 'empty' );
		if ( function_exists( 'memory_reset_peak_usage' ) ) {
			memory_reset_peak_usage();
		}
		$before = memory_get_peak_usage();
		foreach ( self::is_whole() ? Hostile::MODES : [ 'cached', 'huge' ] as $mode ) {
			$this->hostile->turn( $mode );
			$this->expire_leases();
			// What the cache keeps was true once, and signed.
			'cached' === $mode && $this->services()->rollback_services()->rehearsal()->run( Actor::cli() );
			$run = $this->services()->runs()->resume( $this->run_now()->id, Actor::cli() );
			self::assertSame( [ RunState::WaitsForSite, 'probe', [ 'seen' ] ], [ $run->state, $run->waiting()['reason'] ?? '', array_keys( $run->waiting()['answers'] ?? [] ) ], $mode . wp_json_encode( $run->outcome ) );
			'cached' === $mode && self::assertStringContainsString( 'an old answer came back', (string) $run->outcome['headline'] . wp_json_encode( $run->outcome ) );
			self::assertSame( [ 'good', [], 6 ], [ $this->left()['stands'], self::runs(), count( $this->left()['off'] ) ], $mode );
		}
		self::assertLessThan( 16 * MB_IN_BYTES, memory_get_peak_usage() - $before, 'A body without an end is not read to its end.' );
		$run = $this->services()->runs()->answer( $this->run_now()->id, 'seen', 'The Plugins screen says 1.0.0.', null, Actor::cli() );
		self::assertSame( [ RunState::WaitsForPerson, 'smoke' ], [ $run->state, $run->waiting()['reason'] ?? '' ], (string) wp_json_encode( $run->outcome ) );
	}
}
