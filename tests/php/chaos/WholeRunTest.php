<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Run\StepRow;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\WebServer;
use SmartAllocOps\WatchdogServices;

/** A whole rollback from a shell, while visitors read pages and send the form in. */
final class WholeRunTest extends ChaosTestCase {
	protected function setUp(): void {
		parent::setUp();
		WatchdogServices::of( $this->services() )->install( 'chaos', Actor::cli() );
		$this->keep_as_good();
		$this->release( "define( 'CHAOS_BUILD', 'bad' );" );
		WebServer::forget_code();
		self::assertSame( '1.0.0+bad', $this->build() );
	}

	protected function tearDown(): void {
		WatchdogServices::of( $this->services() )->take_away();
		parent::tearDown();
	}

	public function test_each_visitor_is_served_one_build_whole_and_no_submission_is_lost_or_done_twice(): void {
		$traffic = Traffic::begin( [], 0 );
		$come    = function () use ( $traffic ): void {
			$before = count( $traffic->visits() );
			$this->wait_for( static fn (): bool => count( $traffic->visits() ) > $before + 20, 'visitors come' );
		};
		$come();
		$started = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=it is bad', '--yes' ] );
		wp_cache_flush();
		$run = $this->services()->runs()->page( 'rollback', null, 1 )[0];
		self::assertSame( [ RunState::WaitsForPerson, 'smoke' ], [ $run->state, $run->waiting()['reason'] ?? '' ], $started->describe() . wp_json_encode( $run->outcome ) );
		self::assertSame( '1.0.0', $this->build(), 'The web server was told, and nobody had to reload it.' );
		$come();
		$traffic->stop();
		$builds = array_values( array_map( static fn ( Visit $visit ): string => $visit->said, array_filter( $traffic->visits(), static fn ( Visit $visit ): bool => ! $visit->sends ) ) );
		self::assertSame( [], array_diff( array_unique( $builds ), [ '1.0.0+bad', 'none', '1.0.0' ] ), 'Nobody saw an error or half a build.' );
		// Once the good build is there, nobody is served the bad one again.
		$first = (int) array_search( '1.0.0', $builds, true );
		self::assertSame( [ '1.0.0' ], array_values( array_unique( array_slice( $builds, $first + 6 ) ) ), implode( ' ', $builds ) );
		$posts = array_map( static fn ( Visit $visit ): string => $visit->said, array_filter( $traffic->visits(), static fn ( Visit $visit ): bool => $visit->sends ) );
		self::assertSame( [ 'accepted' ], array_values( array_unique( $posts ) ) );

		$this->services()->runs()->answer( $run->id, 'passed', 'it works', $run->version, Actor::cli() );
		$clock = self::clock();
		for ( $minute = 0; $minute < 6 && $this->services()->runs()->get( $run->id )->state->is_waiting(); $minute++ ) {
			$clock->now_ms += 61_000;
			$this->services( $clock )->runs()->resume_interrupted();
		}
		self::assertSame( RunState::Finished, $this->services()->runs()->get( $run->id )->state );
		for ( $turn = 0; $turn < 4; $turn++ ) {
			$this->release_everything();
			$this->run_queue();
		}
		// Also whoever sent the form in while SmartAlloc was not loaded.
		self::assertSame( count( $posts ), Testbench::allocations() );
		self::assertSame( [ 1 ], array_values( array_unique( array_values( self::mails() ) ) ) );
		self::assertGreaterThan( 0, array_count_values( $builds )['none'] ?? 0, 'Some came while it was exchanged.' );
	}

	public function test_whoever_has_the_bad_build_loaded_ends_with_it_before_its_files_change(): void {
		$began = sys_get_temp_dir() . '/smartalloc-slow-' . bin2hex( random_bytes( 6 ) );
		$this->must_use( "add_action( 'template_redirect', static function (): void { if ( isset( \$_GET['slow'] ) ) { touch( '$began' ); sleep( 4 ); exit( str_contains( (string) file_get_contents( WP_PLUGIN_DIR . '/smart-alloc/smart-alloc.php' ), 'CHAOS_BUILD' ) === defined( 'CHAOS_BUILD' ) ? 'whole' : 'mixed' ); } }, 0 );" );
		WebServer::forget_code();
		$slow = Process::start( [ PHP_BINARY, '-r', sprintf( 'echo file_get_contents( %s );', var_export( Environment::url() . '/?slow=1', true ) ) ] );
		$this->wait_for( static fn (): bool => is_file( $began ), 'a slow request has SmartAlloc loaded' );
		$this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=it is bad', '--yes' ] );
		self::assertSame( 'whole', $slow->wait()->stdout );
		wp_cache_flush();
		$runs = $this->services()->runs();
		$swap = array_values( array_filter( $runs->steps( $runs->page( 'rollback', null, 1 )[0] ), static fn ( StepRow $row ): bool => 'swap' === $row->name ) );
		self::assertStringContainsString( 'all had ended before its files changed', (string) wp_json_encode( $swap[0]->output ) );
		self::assertSame( '1.0.0', $this->build() );
		unlink( $began );
	}
}
