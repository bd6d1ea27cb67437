<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Recovery\Guards;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Manifest;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Swap;
use SmartAllocOps\Recovery\SwapLock;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Vault;

/** Whatever happens on the way, one whole build stands in the folder, and the other is still there. */
final class SwapTest extends FolderTestCase {
	private Kept $good;

	protected function setUp(): void {
		parent::setUp();
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // good', 'src/old.php' => 'old' ] );
		$this->good = $this->vault()->keep( "$this->folder/plugins/smart-alloc", 'smart-alloc.php', '1.0', '1', 'user:1', 1_795_608_000_000 );
		Tree::delete( "$this->folder/plugins/smart-alloc" );
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // bad', 'src/new.php' => 'new' ] );
	}

	public function test_the_good_build_comes_back_whole_and_the_bad_one_is_kept_as_evidence(): void {
		$bad      = $this->standing();
		$replaced = $this->swap()->bring( $this->vault(), $this->good );
		self::assertSame( [ $this->good->digest, $bad ], [ $this->standing(), Manifest::of_folder( "$this->folder/work/$replaced" )->digest() ] );
		self::assertSame( [ $replaced ], $this->work() );
		self::assertSame( $this->good->digest, Manifest::of_folder( "$this->folder/work/" . $this->swap()->back( $replaced ) )->digest() );
		self::assertSame( $bad, $this->standing(), 'The way back.' );
	}

	public function test_a_plugin_that_is_gone_altogether_comes_back_too(): void {
		Tree::delete( "$this->folder/plugins/smart-alloc" );
		self::assertSame( '', $this->swap()->bring( $this->vault(), $this->good ) );
		self::assertSame( $this->good->digest, $this->standing() );
	}

	#[DataProvider( 'points' )]
	public function test_killed_anywhere_it_is_ended_by_the_next( string $point, string $ended ): void {
		$bad  = $this->standing();
		$code = 'require $argv[1]; $vault = new SmartAllocOps\Recovery\Vault( "$argv[2]/vault", "our key" );
			( new SmartAllocOps\Recovery\Swap( "$argv[2]/plugins/smart-alloc", "$argv[2]/work", static function ( string $point ) use ( $argv ): void { $point === $argv[3] && posix_kill( getmypid(), SIGKILL ); } ) )->bring( $vault, $vault->all()[0] );';
		exec( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', $this->folder, $point ] ) ) . ' 2>&1', $said, $status );
		self::assertSame( 137, $status, implode( "\n", $said ) );
		self::assertSame( $ended, $this->swap()->resume()['ended'] );
		self::assertSame( in_array( $ended, [ 'forward' ], true ) ? $this->good->digest : $bad, $this->standing() );
		self::assertFalse( $this->swap()->is_unfinished() );
		self::assertSame( [], (array) glob( "$this->folder/work/staged-*" ), 'Nothing half takes room.' );
		// And once more from the beginning, as if nothing had been.
		if ( 'forward' !== $ended ) {
			$this->swap()->bring( $this->vault(), $this->good );
		}
		self::assertSame( $this->good->digest, $this->standing() );
	}

	/** @return iterable<string, array{string, string}> */
	public static function points(): iterable {
		yield 'after unpacking' => [ 'staged', 'nothing' ];
		yield 'before the first rename' => [ 'planned', 'back' ];
		yield 'between the renames' => [ 'moved_away', 'forward' ];
		yield 'after the second rename' => [ 'moved_in', 'forward' ];
	}

	public function test_between_the_renames_with_a_new_build_that_is_not_whole_the_old_one_comes_back(): void {
		$bad = $this->standing();
		$this->stop_at( 'moved_away' );
		self::assertDirectoryDoesNotExist( "$this->folder/plugins/smart-alloc" );
		$staged = (string) current( (array) glob( "$this->folder/work/staged-*" ) );
		file_put_contents( "$staged/src/old.php", 'half' );
		self::assertSame( 'back', $this->swap()->resume()['ended'] );
		self::assertSame( $bad, $this->standing() );
	}

	public function test_with_neither_build_an_operator_is_called_and_nothing_is_lost(): void {
		$this->stop_at( 'moved_away' );
		foreach ( (array) glob( "$this->folder/work/*-*" ) as $folder ) {
			rename( (string) $folder, "$this->folder/taken-" . basename( (string) $folder ) );
		}
		$this->assert_refused( 'needs_operator', fn () => $this->swap()->resume() );
		self::assertTrue( $this->swap()->is_unfinished(), 'It can be tried again.' );
	}

	public function test_the_next_swap_waits_until_the_unfinished_one_is_ended(): void {
		$this->stop_at( 'moved_away' );
		$this->assert_refused( 'unfinished', fn () => $this->swap()->bring( $this->vault(), $this->good ) );
	}

	/** @param callable( string ): mixed $spoil */
	#[DataProvider( 'obstacles' )]
	public function test_what_stands_in_the_way_is_told_before_anything_is_touched( string $reason, callable $spoil ): void {
		$spoil( $this->folder );
		$before = $this->look();
		self::assertContains( $reason, array_map( static fn ( Refused $refused ): string => $refused->reason, $this->swap()->refusals( $this->good ) ) );
		$this->assert_refused( $reason, fn () => $this->swap()->bring( $this->vault(), $this->good ) );
		self::assertSame( $before, $this->look() );
	}

	/** @return iterable<string, array{string, callable( string ): mixed}> */
	public static function obstacles(): iterable {
		yield 'a git checkout' => [ 'git_checkout', static fn ( string $folder ) => mkdir( "$folder/plugins/smart-alloc/.git" ) ];
		yield 'a link' => [
			'link',
			static function ( string $folder ): void {
				rename( "$folder/plugins/smart-alloc", "$folder/elsewhere" );
				symlink( "$folder/elsewhere", "$folder/plugins/smart-alloc" );
			},
		];
	}

	public function test_of_another_plugin_nothing_is_put_there(): void {
		$this->lay( 'plugins/woocommerce', [ 'woocommerce.php' => '<?php' ] );
		$this->assert_refused( 'other_folder', fn () => ( new Swap( "$this->folder/plugins/woocommerce", "$this->folder/work" ) )->bring( $this->vault(), $this->good ) );
	}

	public function test_a_corrupt_archive_leaves_everything_as_it_is(): void {
		file_put_contents( "$this->folder/vault/{$this->good->id}.tar.gz", 'x', FILE_APPEND );
		$bad = $this->standing();
		$this->assert_refused( 'changed', fn () => $this->swap()->bring( $this->vault(), $this->good ) );
		self::assertSame( [ $bad, [] ], [ $this->standing(), $this->work() ] );
	}

	public function test_a_full_disk_leaves_everything_as_it_is(): void {
		$small = "$this->folder/small";
		mkdir( $small );
		exec( 'mount -t tmpfs -o size=256k tmpfs ' . escapeshellarg( $small ) . ' 2>&1', $said, $code );
		if ( 0 !== $code ) {
			self::markTestSkipped( 'A small disk can only be mounted by root.' );
		}
		try {
			$this->lay( 'large/smart-alloc', [ 'smart-alloc.php' => '<?php', 'data.bin' => random_bytes( 300_000 ) ] );
			$large = $this->vault()->keep( "$this->folder/large/smart-alloc", 'smart-alloc.php', '2.0', '1', 'user:1', 1_795_608_060_000 );
			$this->lay( 'small/plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // bad' ] );
			$swap = new Swap( "$small/plugins/smart-alloc", "$small/work" );
			$this->assert_refused( 'disk_full', fn () => $swap->bring( $this->vault(), $large ) );
			// And when the room goes while it is unpacked.
			$this->assert_refused( 'disk_full', fn () => $this->vault()->unpack( $large, "$small/out" ) );
			self::assertDirectoryDoesNotExist( "$small/out" );
			self::assertSame( '<?php // bad', file_get_contents( "$small/plugins/smart-alloc/smart-alloc.php" ) );
		} finally {
			exec( 'umount ' . escapeshellarg( $small ) );
		}
	}

	public function test_work_on_another_device_is_refused(): void {
		if ( ! is_dir( '/dev/shm' ) || stat( '/dev/shm' )['dev'] === stat( $this->folder )['dev'] ) { // @phpstan-ignore offsetAccess.nonOffsetAccessible, offsetAccess.nonOffsetAccessible
			self::markTestSkipped( 'This machine has one device only.' );
		}
		$work = '/dev/shm/' . basename( $this->folder );
		try {
			$this->assert_refused( 'other_device', fn () => ( new Swap( "$this->folder/plugins/smart-alloc", $work ) )->bring( $this->vault(), $this->good ) );
		} finally {
			Tree::delete( $work );
		}
	}

	public function test_of_many_at_once_one_swaps_at_a_time_and_all_end_whole(): void {
		$code = 'require $argv[1]; while ( ! file_exists( "$argv[2]/go" ) ) { usleep( 500 ); } $vault = new SmartAllocOps\Recovery\Vault( "$argv[2]/vault", "our key" );
			try { ( new SmartAllocOps\Recovery\Swap( "$argv[2]/plugins/smart-alloc", "$argv[2]/work" ) )->bring( $vault, $vault->all()[0] ); echo "done"; } catch ( SmartAllocOps\Recovery\Refused $refused ) { echo $refused->reason; }';
		$ends = [];
		foreach ( range( 1, 8 ) as $number ) {
			$ends[] = popen( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', $this->folder ] ) ), 'r' );
		}
		touch( "$this->folder/go" );
		$said = array_map( static fn ( $end ): string => is_resource( $end ) ? (string) stream_get_contents( $end ) : '', $ends );
		array_map( static fn ( $end ): int => is_resource( $end ) ? pclose( $end ) : -1, $ends );
		self::assertSame( [], array_diff( $said, [ 'done', 'locked' ] ), implode( ' ', $said ) );
		self::assertContains( 'done', $said );
		self::assertSame( $this->good->digest, $this->standing() );
		self::assertSame( [], (array) glob( "$this->folder/work/staged-*" ) );
	}

	public function test_the_lock_of_the_dead_is_taken_and_that_of_the_living_is_not(): void {
		$file = "$this->folder/lock";
		$held = SwapLock::take( $file );
		$this->assert_refused( 'locked', static fn () => SwapLock::take( $file ) );
		// A process that was there a moment ago.
		exec( escapeshellarg( PHP_BINARY ) . " -r 'echo getmypid();'", $said );
		file_put_contents( $file, (string) json_encode( [ 'mark' => 'x', 'pid' => (int) $said[0], 'host' => php_uname( 'n' ), 'at' => time() ] ) );
		self::assertFalse( $held->is_held() );
		$held->release();
		self::assertFileExists( $file, 'Nobody releases what another one holds.' );
		SwapLock::take( $file )->release();
		self::assertFileDoesNotExist( $file );
		file_put_contents( $file, (string) json_encode( [ 'mark' => 'x', 'pid' => 1, 'host' => 'another', 'at' => time() ] ) );
		$this->assert_refused( 'locked', static fn () => SwapLock::take( $file ) );
		touch( $file, time() - 1_000 );
		SwapLock::take( $file )->release();
	}

	private function swap(): Swap {
		return new Swap( "$this->folder/plugins/smart-alloc", "$this->folder/work" );
	}

	private function stop_at( string $where ): void {
		$swap = new Swap( "$this->folder/plugins/smart-alloc", "$this->folder/work", static fn ( string $point ) => $point === $where ? throw new \LogicException( 'stopped' ) : null );
		try {
			$swap->bring( $this->vault(), $this->good );
		} catch ( \LogicException ) {
			return;
		}
		self::fail( "It never came to $where." );
	}

	private function vault(): Vault {
		return new Vault( "$this->folder/vault", 'our key' );
	}

	private function standing(): string {
		return Manifest::of_folder( "$this->folder/plugins/smart-alloc" )->digest();
	}

	/** @return list<string> */
	private function work(): array {
		return array_values( array_diff( array_map( 'strval', (array) scandir( "$this->folder/work" ) ), [ '.', '..', ...array_keys( Guards::FILES ) ] ) );
	}

	/** @return list<string> */
	private function look(): array {
		exec( 'cd ' . escapeshellarg( $this->folder ) . ' && find . -path ./work -prune -o -print | sort', $said );
		return $said;
	}

	private function assert_refused( string $reason, callable $act ): void {
		try {
			$act();
		} catch ( Refused $refused ) {
			self::assertSame( $reason, $refused->reason, $refused->getMessage() );
			return;
		}
		self::fail( "Not refused: $reason" );
	}
}
