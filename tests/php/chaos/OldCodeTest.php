<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Tests\Support\WebServer;
use SmartAllocOps\WatchdogServices;

/** R16: a swap from a shell on a site whose web server never looks whether a file has changed. */
final class OldCodeTest extends ChaosTestCase {
	public function test_where_the_watchdog_is_installed_the_web_server_hears_of_it_with_the_next_request(): void {
		WatchdogServices::of( $this->services() )->install( 'chaos', Actor::cli() );
		try {
			$this->keep_as_good();
			$this->release( "define( 'CHAOS_BUILD', 'bad' );" );
			WebServer::forget_code();
			self::assertSame( '1.0.0+bad', $this->build() );
			$reverted = $this->rescue( 'revert', '--reason=it is bad' );
			self::assertStringContainsString( 'The next request', $reverted->stdout, $reverted->describe() );
			$this->build();
			self::assertSame( '1.0.0', $this->build() );
			self::assertSame( 0, $this->rescue( 'undo', '--reason=it was not' )->code );
			$this->build();
			self::assertSame( '1.0.0+bad', $this->build() );
		} finally {
			WatchdogServices::of( $this->services() )->take_away();
		}
	}

	public function test_what_was_exchanged_by_one_that_was_killed_before_it_could_say_so_is_told_by_the_first_that_loads_it_again(): void {
		WatchdogServices::of( $this->services() )->install( 'chaos', Actor::cli() );
		try {
			$good = $this->keep_as_good();
			$this->release( "define( 'CHAOS_BUILD', 'bad' );" );
			WebServer::forget_code();
			self::assertSame( '1.0.0+bad', $this->build() );
			// Its stop has ended, as a minute later.
			( new Watch( $this->places(), 'smart-alloc' ) )->stop_for( 1, 'run:1' );
			$this->places()->swap( 'smart-alloc' )->bring( $this->places()->vault(), $this->places()->vault()->get( $good ) );
			self::assertSame( '1.0.0', $this->build() );
		} finally {
			WatchdogServices::of( $this->services() )->take_away();
		}
	}

	public function test_a_run_that_could_not_tell_the_web_server_leaves_that_to_the_next_request(): void {
		WatchdogServices::of( $this->services() )->install( 'chaos', Actor::cli() );
		try {
			$this->keep_as_good();
			$this->release( "define( 'CHAOS_BUILD', 'bad' );" );
			// Whoever is asked dies.
			$this->must_use( "isset( \$_POST['smartalloc_ops_build'] ) && posix_kill( getmypid(), SIGKILL );" );
			WebServer::forget_code();
			self::assertSame( '1.0.0+bad', $this->build() );
			$begun = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=it is bad', '--yes' ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'run.swap.acted' ] );
			self::assertSame( 137, $begun->code, $begun->describe() );
			self::assertSame( [ 'none', '1.0.0' ], [ $this->build(), $this->build() ] );
		} finally {
			WatchdogServices::of( $this->services() )->take_away();
		}
	}

	public function test_the_shell_brings_the_build_back_and_says_that_the_web_server_has_to_be_reloaded(): void {
		$this->keep_as_good();
		self::assertSame( '1.0.0', $this->build() );
		$this->release( "define( 'CHAOS_BUILD', 'bad' );" );
		self::assertSame( '1.0.0', $this->build(), 'A deployment that reloads nothing changes nothing here.' );
		WebServer::forget_code();
		self::assertSame( '1.0.0+bad', $this->build() );

		$reverted = $this->rescue( 'revert', '--reason=it is bad' );
		self::assertSame( 0, $reverted->code, $reverted->stdout );
		self::assertStringContainsString( 'reload PHP-FPM', $reverted->stdout );
		self::assertSame( '1.0.0+bad', $this->build(), 'The old code runs on: what was said is true.' );
		WebServer::forget_code();
		self::assertSame( '1.0.0', $this->build() );
	}
}
