<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\Tables;

/**
 * R8, R9: a rollback by somebody who is not root and owns the site, on a disk that may not be written to or is full.
 *
 * The web server of the tests may be root: what it writes must stay in the hands of the owner too.
 */
final class DiskFaultsTest extends KilledRollbackTestCase {
	private const NOBODY = 65534;

	private bool $is_mounted = false;

	private int $owner = 0;

	protected function setUp(): void {
		if ( Environment::is_sqlite() ) {
			self::markTestSkipped( 'The database would lie on the disk that is full.' );
		}
		parent::setUp();
		$this->owner = (int) fileowner( WP_CONTENT_DIR );
		// Others may come in: where the site and its database lie, nobody else was meant to.
		foreach ( [ Environment::site(), dirname( (string) preg_replace( '/^[^:]*:/', '', (string) constant( 'DB_HOST' ) ) ) ] as $folder ) {
			self::is_root() && chmod( $folder, 0755 );
		}
		$this->give_to( self::NOBODY );
	}

	protected function tearDown(): void {
		chmod( WP_PLUGIN_DIR, 0755 );
		if ( $this->is_mounted ) {
			self::run_as_root( 'umount -l ' . escapeshellarg( WP_CONTENT_DIR ) );
		}
		$this->give_to( $this->owner );
		parent::tearDown();
	}

	protected function start_wp( array $args, array $env = [] ): Process {
		return self::is_root()
			? Process::start( [ PHP_BINARY, dirname( __DIR__, 2 ) . '/support/as-user.php', (string) self::NOBODY, PHP_BINARY, '-d', 'opcache.enable_cli=0', Environment::wp_cli(), '--path=' . Environment::site(), '--no-color', ...$args ], $env )
			: parent::start_wp( $args, $env );
	}

	public function test_the_owner_of_the_site_goes_the_whole_way_and_owns_it_afterwards(): void {
		$plan = $this->finish();
		self::assertSame( $this->finished( ...$plan ), $this->left(), (string) wp_json_encode( $this->run_now()->outcome ) );
		$ours   = [ self::folder(), ...(array) glob( WP_CONTENT_DIR . '/smartalloc-ops-*', GLOB_ONLYDIR ) ];
		$others = [];
		foreach ( $ours as $folder ) {
			foreach ( [ ...Tree::folders( (string) $folder ), ...array_map( static fn ( string|int $path ): string => "$folder/$path", array_keys( Tree::files( (string) $folder ) ) ) ] as $path ) {
				fileowner( $path ) === fileowner( WP_CONTENT_DIR ) || $others[] = $path;
			}
		}
		self::assertSame( [], $others, 'It was written by somebody, and belongs to the owner of the site.' );
	}

	public function test_where_plugins_may_not_be_written_to_a_swap_is_refused_and_another_way_is_taken(): void {
		chmod( WP_PLUGIN_DIR, 0555 );
		$before = $this->look();
		$plan   = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--dry-run', '--format=json' ] );
		$said   = (array) json_decode( $plan->stdout, true );
		self::assertSame( [ 'external', [], [ 'not_writable' ] ], [ $said['strategy'] ?? '', $said['refusals'] ?? null, array_column( (array) ( $said['obstacles'] ?? [] ), 'code' ) ], $plan->describe() );
		$swapped = $this->begin_push( 'cli', [], [ 'strategy' => 'local_swap' ] )->wait();
		self::assertSame( [ 1, $before ], [ $swapped->code, $this->look() ], $swapped->describe() );
	}

	public function test_what_may_no_more_be_written_to_in_the_middle_leaves_a_whole_build_and_goes_on_when_it_may(): void {
		$this->kill_at( 'run.arm.acted' );
		chmod( WP_PLUGIN_DIR, 0555 );
		$this->push( '' );
		$left = $this->left();
		self::assertSame( [ 'needs_operator', false, 'bad', [ 'armed' ], [] ], [ $left['state'], $left['leased'], $left['stands'], $left['watch'], $left['work'] ], (string) wp_json_encode( $this->run_now()->outcome ) );
		chmod( WP_PLUGIN_DIR, 0755 );
		$this->resume();
		self::assertSame( 'good', $this->left()['stands'] );

		chmod( WP_PLUGIN_DIR, 0555 );
		$this->wp( [ 'smartalloc-ops', 'rollback', 'abort', (string) $this->run_now()->id, '--reason=it was not the release', '--yes' ] );
		$left = $this->left();
		self::assertSame( [ 'needs_operator', false, 'good', [], [] ], [ $left['state'], $left['leased'], $left['stands'], array_diff( $left['watch'], [ 'armed' ] ), $left['work'] ], (string) wp_json_encode( $this->run_now()->outcome ) );
		self::assertStringContainsString( 'rescue.php', (string) wp_json_encode( $this->run_now()->outcome ) );
		chmod( WP_PLUGIN_DIR, 0755 );
		$this->resume();
		$left = $this->left();
		self::assertSame( $this->undone( $left['steps'], [ 'begun', 'aborted' ] ), $left, (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	public function test_on_a_full_disk_nothing_is_begun_and_one_that_fills_in_the_middle_leaves_a_whole_build_and_goes_on_when_there_is_room(): void {
		$this->mount_a_small_disk();
		$this->fill();
		$before  = $this->look();
		$refused = $this->begin_push( 'cli' )->wait();
		self::assertSame( [ 1, true, $before ], [ $refused->code, 1 === preg_match( '/room on the disk/', $refused->stderr ), $this->look() ], $refused->describe() );
		unlink( WP_CONTENT_DIR . '/filler' );

		$this->kill_at( 'run.arm.acted' );
		$this->fill();
		$this->push( '' );
		$left = $this->left();
		self::assertSame( [ 'needs_operator', false, 'bad', [ 'armed' ], [] ], [ $left['state'], $left['leased'], $left['stands'], $left['watch'], $left['work'] ], (string) wp_json_encode( $this->run_now()->outcome ) );
		self::assertStringContainsString( 'room on the disk', (string) wp_json_encode( $this->run_now()->outcome ) );
		unlink( WP_CONTENT_DIR . '/filler' );
		$this->resume();
		self::assertSame( 'good', $this->left()['stands'], (string) wp_json_encode( $this->run_now()->outcome ) );

		// The way back makes nothing new but a word of what it does, and needs room for that.
		$this->fill();
		$this->wp( [ 'smartalloc-ops', 'rollback', 'abort', (string) $this->run_now()->id, '--reason=it was not the release', '--yes' ] );
		self::assertContains( [ $this->left()['state'], $this->left()['stands'] ], [ [ 'needs_operator', 'good' ], [ 'aborted', 'bad' ] ], (string) wp_json_encode( $this->run_now()->outcome ) );
		unlink( WP_CONTENT_DIR . '/filler' );
		$this->run_now()->state->is_final() || $this->resume();
		$left = $this->left();
		self::assertSame( $this->undone( $left['steps'], [ 'begun', 'aborted' ] ), $left, (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	/** @return list<\SmartAllocOps\Run\Step> */
	private function finish(): array {
		for ( $push = 0; $push < 8 && ! ( 0 < $push && $this->run_now()->state->is_final() ); $push++ ) {
			$this->push( '' );
		}
		return $this->services()->runs()->plan( $this->run_now() );
	}

	private function resume(): void {
		$resumed = $this->wp( [ 'smartalloc-ops', 'rollback', 'resume', (string) $this->run_now()->id ] );
		self::assertSame( 0, $resumed->code, $resumed->describe() );
	}

	/** @return array{string|null, list<string>, array<string, string>} What stands, what lies beside, and what is in our tables. */
	private function look(): array {
		clearstatcache();
		return [ self::standing(), array_map( 'strval', (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . '*' ) ), Tables::checksums( Tables::named( 'smartalloc_ops_' ) ) ];
	}

	private function mount_a_small_disk(): void {
		if ( ! self::is_root() ) {
			self::markTestSkipped( 'A small disk can only be mounted by root.' );
		}
		$content = escapeshellarg( WP_CONTENT_DIR );
		$aside   = escapeshellarg( sys_get_temp_dir() . '/smartalloc-content-' . bin2hex( random_bytes( 6 ) ) );
		self::run_as_root( "cp -a $content $aside" );
		exec( "mount -t tmpfs -o size=24m tmpfs $content 2>&1", $said, $code );
		if ( 0 !== $code ) {
			self::run_as_root( "rm -rf $aside" );
			self::markTestSkipped( 'This machine mounts nothing: ' . implode( ' ', $said ) );
		}
		$this->is_mounted = true;
		self::run_as_root( "cp -a $aside/. $content/ && rm -rf $aside" );
		$this->give_to( self::NOBODY );
	}

	/** Until nothing goes onto it any more. */
	private function fill(): void {
		$file = fopen( WP_CONTENT_DIR . '/filler', 'wb' );
		self::assertIsResource( $file );
		foreach ( [ 65_536, 512, 1 ] as $bytes ) {
			while ( @fwrite( $file, str_repeat( 'x', $bytes ) ) === $bytes && @fflush( $file ) ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement
				continue;
			}
		}
		@fclose( $file );
		clearstatcache();
		self::assertLessThan( 4_096, (int) disk_free_space( WP_CONTENT_DIR ) );
	}

	private function give_to( int $user ): void {
		self::is_root() && self::run_as_root( "chown -hR $user:$user " . escapeshellarg( WP_CONTENT_DIR ) );
	}

	private static function is_root(): bool {
		return 0 === posix_geteuid();
	}

	private static function run_as_root( string $command ): void {
		exec( "$command 2>&1", $said, $code );
		self::assertSame( 0, $code, "$command: " . implode( "\n", $said ) );
	}
}
