<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\Attributes\TestWith;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Rollback\Wish;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Folders;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\WatchdogServices;

/** What goes wrong around a rollback while it is under way: it stops where everything stands whole, says why, and goes on when that is over. */
final class FaultyRollbackTest extends KilledRollbackTestCase {
	protected function tearDown(): void {
		delete_option( 'core_updater.lock' );
		$this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
		WatchdogServices::of( $this->services() )->take_away();
		parent::tearDown();
	}

	/** @return array<string, array{string, \Closure( string ): mixed}> What is done to the archive, whose path without an ending is given. */
	public static function spoils(): array {
		return [
			'a byte is another'       => [
				'changed',
				static function ( string $path ): void {
					$bytes       = (string) file_get_contents( "$path.tar.gz" );
					$at          = intdiv( strlen( $bytes ), 2 );
					$bytes[ $at ] = chr( ord( $bytes[ $at ] ) ^ 1 );
					file_put_contents( "$path.tar.gz", $bytes );
				},
			],
			'the archive is gone'     => [ 'missing', static fn ( string $path ): bool => unlink( "$path.tar.gz" ) ],
			'a file is in it no more' => [ 'changed', static fn ( string $path ): int|false => file_put_contents( "$path.sha256", implode( "\n", array_slice( explode( "\n", (string) file_get_contents( "$path.sha256" ) ), 1 ) ) ) ],
		];
	}

	/** @param \Closure( string ): mixed $spoil */
	#[DataProvider( 'spoils' )]
	public function test_r10_a_spoiled_archive_is_refused_before_anything_is_touched_and_named_and_in_the_middle_before_anything_is_swapped( string $code, \Closure $spoil ): void {
		$path = self::places()->vault()->folder . "/{$this->good->id}";
		$kept = [];
		foreach ( [ 'tar.gz', 'sha256', 'json' ] as $kind ) {
			$kept[ $kind ] = (string) file_get_contents( "$path.$kind" );
		}
		$spoil( $path );
		$before  = Tables::checksums( Tables::named( 'smartalloc_ops_' ) );
		$refused = $this->begin_push( 'cli' )->wait();
		self::assertSame( 1, $refused->code, $refused->describe() );
		self::assertStringContainsString( $this->good->id, $refused->stderr . $refused->stdout );
		self::assertSame( [ $before, [] ], [ Tables::checksums( Tables::named( 'smartalloc_ops_' ) ), (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . '*' ) ] );

		$this->put_archive_back( $path, $kept );
		if ( ! self::is_whole() && 'a byte is another' !== $this->dataName() ) {
			return;
		}
		$this->kill_at( 'run.arm.acted' );
		$spoil( $path );
		$this->push( '' );
		$left = $this->left();
		self::assertSame( [ 'needs_operator', false, 'bad', [ 'armed' ], [] ], [ $left['state'], $left['leased'], $left['stands'], $left['watch'], $left['work'] ], (string) wp_json_encode( $this->run_now()->outcome ) );
		self::assertStringContainsString( $this->good->id, (string) wp_json_encode( $this->run_now()->outcome ) );
		$this->put_archive_back( $path, $kept );
		$this->services()->runs()->resume( $this->run_now()->id, Actor::cli() );
		self::assertSame( 'good', $this->left()['stands'] );
	}

	/** @return list<string> Where the plugin is switched off in the middle. */
	private static function where_it_is_switched_off(): array {
		return self::is_whole() ? [ 'run.preflight.acted', 'run.tell.acted', 'run.freeze.acted', 'run.hold_scheduling.acted', 'run.snapshot.acted', 'run.arm.acted', 'swap.staged', 'swap.planned', 'swap.moved_away', 'run.swap.acted', 'run.caches.acted', 'run.probe.acted', 'run.smoke.acted', 'run.waits', 'run.release.acted', 'run.flags.acted', 'run.disarm.acted', 'run.tell_result.acted' ] : [ 'run.hold_scheduling.acted', 'swap.moved_away', 'run.release.acted' ];
	}

	public function test_r19_switching_our_plugin_off_parks_the_run_wherever_it_is_and_switching_it_on_lets_it_go_on(): void {
		foreach ( self::where_it_is_switched_off() as $point ) {
			$this->kill_at( $point );
			$off = $this->wp( [ 'plugin', 'deactivate', 'smartalloc-ops' ] );
			self::assertSame( 0, $off->code, $off->describe() );
			$parked = [ $this->run_now()->state, $this->run_now()->is_active ];
			$this->expire_leases();
			// What would move it is not there, and the site goes on as far as it can without it.
			self::assertNotSame( 0, $this->wp( [ 'cron', 'event', 'run', 'smartalloc_ops_tick' ] )->code );
			self::assertSame( [ [ RunState::Running, true ], $parked ], [ $parked, [ $this->run_now()->state, $this->run_now()->is_active ] ], $point );
			$on = $this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
			self::assertSame( 0, $on->code, $on->describe() );
		}
		for ( $push = 0; $push < 8 && ! $this->run_now()->state->is_final(); $push++ ) {
			$this->push( '' );
		}
		self::assertSame( $this->finished( ...$this->services()->runs()->plan( $this->run_now() ) ), $this->left(), (string) wp_json_encode( $this->run_now()->outcome ) );
		$this->assert_each_job_was_done_once();
	}

	public function test_r19_a_way_back_that_fails_waits_for_an_operator_without_turning_round_and_ends_when_it_can(): void {
		self::assertSame( 0, $this->push( '' )->code );
		$work = WP_CONTENT_DIR . '/' . Places::WORK . 'smart-alloc';
		rename( $work, "$work-away" );
		$this->services()->runs()->abort( $this->run_now()->id, 'it was not the release', Actor::cli() );
		$run = $this->run_now();
		self::assertSame( [ RunState::NeedsOperator, null, 'good', [] ], [ $run->state, $run->lease_until, $this->left()['stands'], array_diff( $this->left()['watch'], [ 'armed' ] ) ], (string) wp_json_encode( $run->outcome ) );
		$steps = count( $this->services()->runs()->steps( $run ) );
		foreach ( [ 1, 2 ] as $minute ) {
			self::assertSame( 0, $this->wp( [ 'cron', 'event', 'run', 'smartalloc_ops_tick' ] )->code );
		}
		self::assertSame( [ $run->version, $steps ], [ $this->run_now()->version, count( $this->services()->runs()->steps( $this->run_now() ) ) ], 'The tick tries nothing again and again.' );
		\SmartAllocOps\Recovery\Tree::delete( $work );
		rename( "$work-away", $work );
		$this->services()->runs()->resume( $run->id, Actor::cli() );
		$left = $this->left();
		self::assertSame( $this->undone( $left['steps'], [ 'begun', 'aborted' ] ), $left, (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	public function test_s1_whoever_may_no_more_moves_nothing_and_nobody_moves_it_for_them(): void {
		$owner  = Users::id( 'smartalloc_owner' );
		$killed = $this->fresh_process(
			'global $wpdb; wp_set_current_user( $args["owner"] ); $rollbacks = ( new \SmartAllocOps\Services( $wpdb ) )->rollbacks();
			return $rollbacks->start( new \SmartAllocOps\Rollback\Wish( "bad_release" ), $rollbacks->confirmation(), "key-of-the-owner", "1.1.0 is bad", \SmartAllocOps\Journal\Actor::user( $args["owner"] ) )->id;',
			[ 'owner' => $owner ],
			[ 'SMARTALLOC_OPS_CRASH_AT' => 'run.arm.acted' ]
		);
		self::assertSame( self::KILLED, $killed->process->code, $killed->process->describe() );
		$user = new \WP_User( $owner );
		$user->set_role( 'subscriber' );
		try {
			$this->expire_leases();
			$run = $this->run_now();
			self::assertSame( 0, $this->wp( [ 'cron', 'event', 'run', 'smartalloc_ops_tick' ] )->code );
			foreach ( [ fn () => $this->services()->runs()->resume( $run->id, Actor::user( $owner ) ), fn () => $this->services()->runs()->abort( $run->id, 'mine', Actor::user( $owner ) ) ] as $act ) {
				try {
					$act();
					self::fail( 'It was allowed.' );
				} catch ( Forbidden ) {
					self::assertSame( [ $run->version, 'bad' ], [ $this->run_now()->version, $this->left()['stands'] ] );
				}
			}
			// Whoever may goes on with it.
			$this->services()->runs()->resume( $run->id, Actor::cli() );
			self::assertSame( [ 'waits_for_person', 'good' ], [ $this->left()['state'], $this->left()['stands'] ] );
		} finally {
			$user->set_role( 'smartalloc_owner' );
		}
	}

	public function test_r14_a_sibling_that_dies_or_runs_out_of_memory_or_time_while_the_site_is_asked_brings_nothing_back_and_is_not_smartalloc(): void {
		WatchdogServices::of( $this->services() )->install( 'a test watches', Actor::cli() );
		$this->kill_at( 'run.caches.recorded' );
		$ways = [
			'a sibling' => [ 'other', 'sibling_is_not_there();' ],
			'memory'    => [ 'memory', 'ini_set( "memory_limit", (string) ( memory_get_usage() + 8000000 ) ); $x = str_repeat( "x", 90000000 );' ],
			'time'      => [ 'time', 'set_time_limit( 1 ); while ( true ) {}' ],
		];
		foreach ( self::is_whole() ? $ways : array_slice( $ways, 0, 1 ) as $way => [ $kind, $code ] ) {
			$this->must_use( 'if ( isset( $_POST["sign"] ) ) { add_action( "init", static function () { ' . $code . ' } ); }' );
			$this->push( '' );
			$watch = self::places()->watch( 'smart-alloc' )->state();
			self::assertSame( [ RunState::WaitsForSite, 'probe', null, $kind, true ], [ $this->run_now()->state, $this->run_now()->waiting()['reason'] ?? '', $watch->acted, $watch->fatal['kind'] ?? '', 'good' === $this->left()['stands'] ], $way . wp_json_encode( $this->run_now()->outcome ) );
			$this->remove_must_use();
		}
		$this->push( '' );
		self::assertSame( RunState::WaitsForPerson, $this->run_now()->state, (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	public function test_r18_a_release_that_wordpress_is_updating_is_left_alone_until_that_is_over(): void {
		update_option( 'core_updater.lock', time() );
		try {
			$this->services()->rollbacks()->start( new Wish( 'bad_release' ), $this->services()->rollbacks()->confirmation(), 'a-key-of-its-own', 'why', Actor::cli() );
			self::fail( 'It started.' );
		} catch ( Refused $refused ) {
			self::assertSame( [ 'updating' ], array_column( array_map( static fn ( \SmartAllocOps\Signal\Refusal $one ): array => $one->to_array(), $refused->refusals ), 'code' ) );
		}
		delete_option( 'core_updater.lock' );
		foreach ( [ 'lock', 'maintenance' ] as $what ) {
			$this->kill_at( 'run.arm.acted' );
			'lock' === $what ? update_option( 'core_updater.lock', time() ) : file_put_contents( ABSPATH . '.maintenance', '<?php $upgrading = ' . ( time() - 601 ) . ';' );
			$this->push( '' );
			$left = $this->left();
			'lock' === $what ? delete_option( 'core_updater.lock' ) : unlink( ABSPATH . '.maintenance' );
			self::assertSame( [ 'waits_for_site', 'bad', [ 'armed' ] ], [ $left['state'], $left['stands'], $left['watch'] ], $what . wp_json_encode( $this->run_now()->outcome ) );
			$this->push( '' );
			self::assertSame( 'good', $this->left()['stands'], $what );
			$installed = $this->install_by_wordpress();
				self::assertSame( [ false, true, 'good' ], [ 0 === $installed->code, str_contains( $installed->stderr, 'puts a build of SmartAlloc in place' ), $this->left()['stands'] ], $installed->describe() );
			$this->services()->runs()->abort( $this->run_now()->id, 'a test', Actor::cli() );
		}
	}

	public function test_d3_a_run_that_comes_back_with_an_old_dump_takes_no_newer_build_away(): void {
		global $wpdb;
		$this->kill_at( 'run.arm.acted' );
		$dump = [];
		foreach ( [ 'runs', 'run_steps' ] as $table ) {
			$dump[ $table ] = $this->rows( "SELECT * FROM {{$table}}" );
		}
		for ( $push = 0; $push < 8 && ! $this->run_now()->state->is_final(); $push++ ) {
			$this->push( '' );
		}
		self::release( '1.2.0' );
		$newer   = self::standing();
		$restore = static function ( int $hours ) use ( $wpdb, $dump ): void {
			foreach ( $dump as $table => $rows ) {
				$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_$table" );
				foreach ( $rows as $row ) {
					$wpdb->insert( "{$wpdb->prefix}smartalloc_ops_$table", ( isset( $row['updated_at'] ) ? [ 'updated_at' => (int) $row['updated_at'] - $hours * 3_600_000 ] : [] ) + $row );
				}
			}
		};
		// A dump of yesterday: nobody goes on with it by himself.
		$restore( 24 );
		$this->expire_leases();
		$before = $this->run_now();
		self::assertSame( 0, $this->wp( [ 'cron', 'event', 'run', 'smartalloc_ops_tick' ] )->code );
		self::assertSame( [ $before->version, $before->state, $newer ], [ $this->run_now()->version, $this->run_now()->state, self::standing() ] );
		// One of a moment ago, or a person who goes on.
		$restore( 0 );
		$this->expire_leases();
		$this->wp( [ 'cron', 'event', 'run', 'smartalloc_ops_tick' ] );
		self::assertSame( [ RunState::NeedsOperator, $newer, [] ], [ $this->run_now()->state, self::standing(), array_diff( $this->left()['watch'], [ 'armed' ] ) ], (string) wp_json_encode( $this->run_now()->outcome ) );
		$this->services()->runs()->close( $this->run_now()->id, 'It is not of today.', Actor::cli() );
		self::assertSame( $newer, self::standing() );
	}

	public function test_a_build_that_was_deployed_while_a_run_waits_is_not_taken_away_by_its_abort(): void {
		self::assertSame( 0, $this->push( '' )->code );
		self::release( '1.2.0' );
		$newer = self::standing();
		$run   = $this->services()->runs()->abort( $this->run_now()->id, 'it was not the release', Actor::cli() );
		self::assertSame( [ RunState::NeedsOperator, $newer ], [ $run->state, self::standing() ], (string) wp_json_encode( $run->outcome ) );
		self::assertSame( RunState::Closed, $this->services()->runs()->close( $run->id, '1.2.0 mends it', Actor::cli() )->state );
	}

	#[TestWith( [ 3_600_000 ] )]
	#[TestWith( [ -3_600_000 ] )]
	public function test_p1_a_database_whose_clock_is_an_hour_off_changes_no_stop_and_no_window( int $ms ): void {
		if ( Environment::is_sqlite() ) {
			self::markTestSkipped( 'There the clock of the database is that of PHP.' );
		}
		$this->must_use( "add_filter( 'query', static fn ( \$sql ) => str_replace( 'ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000)', 'ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) + ($ms)', \$sql ) );" );
		$now = static fn (): int => (int) floor( microtime( true ) * 1_000 );
		$this->kill_at( 'run.arm.acted' );
		$until = self::places()->watch( 'smart-alloc' )->state()->armed_until ?? 0;
		self::assertThat( $until - $now(), self::logicalAnd( self::greaterThan( 3_000_000 ), self::lessThanOrEqual( 3_600_000 ) ) );
		$this->kill_at( 'swap.moved_away' );
		$until = self::places()->watch( 'smart-alloc' )->state()->stopped_until ?? 0;
		self::assertThat( $until - $now(), self::logicalAnd( self::greaterThan( 30_000 ), self::lessThanOrEqual( 60_000 ) ) );
		for ( $push = 0; $push < 8 && ! $this->run_now()->state->is_final(); $push++ ) {
			$this->push( '' );
		}
		self::assertSame( $this->finished( ...$this->services()->runs()->plan( $this->run_now() ) ), $this->left(), (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	/** A package of the bad release, as somebody installs it over what stands there. */
	private function install_by_wordpress(): ProcessResult {
		require_once ABSPATH . 'wp-admin/includes/class-pclzip.php';
		$folder = sys_get_temp_dir() . '/smartalloc-package-' . bin2hex( random_bytes( 6 ) );
		Folders::copy( self::folder(), "$folder/smart-alloc" );
		( new \PclZip( "$folder/smart-alloc.zip" ) )->create( "$folder/smart-alloc", constant( 'PCLZIP_OPT_REMOVE_PATH' ), $folder ); // @phpstan-ignore arguments.count (It reads them by func_get_args().)
		try {
			return $this->wp( [ 'plugin', 'install', "$folder/smart-alloc.zip", '--force' ] );
		} finally {
			\SmartAllocOps\Recovery\Tree::delete( $folder );
		}
	}

	public function test_p2_without_loopback_and_wp_cron_and_with_small_limits_a_shell_goes_the_whole_way(): void {
		$this->must_use( 'add_filter( "pre_http_request", static fn () => new WP_Error( "http_request_failed", "cURL error 7: Failed to connect" ), 99 ); ini_set( "memory_limit", "64M" ); "cli" === PHP_SAPI && set_time_limit( 10 );' );
		$asked = [];
		for ( $push = 0; $push < 8 && ! ( 0 < $push && $this->run_now()->state->is_final() ); $push++ ) {
			if ( 0 < $push && 'probe' === ( $this->run_now()->waiting()['reason'] ?? '' ) ) {
				$asked[] = 'probe';
				self::assertSame( 0, $this->wp( [ 'smartalloc-ops', 'rollback', 'answer', (string) $this->run_now()->id, 'seen', '--reason=The Plugins screen says 1.0.0.' ] )->code );
				continue;
			}
			$this->let_come_what_it_waits_for();
			$pushed = $this->begin_push( 'cli' )->wait();
			self::assertSame( 0, $pushed->code, $pushed->describe() );
		}
		self::assertSame( [ [ 'probe' ], $this->finished( ...$this->services()->runs()->plan( $this->run_now() ) ) ], [ $asked, $this->left() ], (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	/** @param array<string, string> $kept Bytes by ending. */
	private function put_archive_back( string $path, array $kept ): void {
		foreach ( $kept as $kind => $bytes ) {
			file_put_contents( "$path.$kind", $bytes );
		}
	}
}
