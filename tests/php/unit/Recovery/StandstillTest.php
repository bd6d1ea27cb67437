<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Standstill;
use SmartAllocOps\Recovery\Watch;

/** Files are exchanged when nobody has them loaded, as far as that can be known. */
final class StandstillTest extends FolderTestCase {
	private Places $places;
	private Watch $watch;

	protected function setUp(): void {
		parent::setUp();
		$this->places = new Places( $this->folder, "$this->folder/plugins" );
		$this->watch  = new Watch( $this->places, 'smart-alloc' );
		$this->watch->disarm();
	}

	public function test_it_waits_for_whoever_has_it_loaded_and_for_nobody_else(): void {
		$user = $this->user( 300 );
		$still = $this->still( 10_000 );
		$began = hrtime( true );
		$still->begin();
		self::assertTrue( $still->had_ended() );
		self::assertGreaterThan( 150, ( hrtime( true ) - $began ) / 1_000_000 );
		self::assertSame( 'test', $this->watch->state()->stopped_why );
		proc_close( $user );

		$began = hrtime( true );
		$still = $this->still( 10_000 );
		$still->begin();
		self::assertTrue( $still->had_ended() );
		self::assertLessThan( 5_000, ( hrtime( true ) - $began ) / 1_000_000 );
	}

	public function test_who_does_not_end_is_not_waited_for_for_ever_and_is_told_of(): void {
		$user  = $this->user( 60_000 );
		$still = $this->still( 100 );
		$still->begin();
		self::assertSame( [ true, false ], [ $still->is_obeyed(), $still->had_ended() ] );
		proc_terminate( $user, 9 );
		proc_close( $user );
	}

	public function test_one_that_is_killed_is_not_waited_for(): void {
		$user = $this->user( 60_000 );
		proc_terminate( $user, 9 );
		$still = $this->still( 10_000 );
		$still->begin();
		self::assertTrue( $still->had_ended() );
		proc_close( $user );
	}

	public function test_without_the_lock_it_is_not_known(): void {
		$still = $this->still( 10 );
		// As where the folder takes no file from this process.
		unlink( $this->file() );
		symlink( "$this->folder/nowhere/at-all", $this->file() );
		$still->begin();
		self::assertSame( [ true, null ], [ $still->is_obeyed(), $still->had_ended() ] );
	}

	public function test_a_stop_that_cannot_be_written_is_not_believed_and_stops_nobody(): void {
		$folder = "$this->folder/" . Places::WATCH;
		rename( $folder, "$folder.away" );
		file_put_contents( $folder, 'in the way' );
		$still = $this->still( 10 );
		$still->begin();
		self::assertSame( [ false, null ], [ $still->is_obeyed(), $still->had_ended() ] );
	}

	private function still( int $patience_ms ): Standstill {
		return $this->places->standstill( $this->watch, 'test', $patience_ms );
	}

	private function file(): string {
		return "$this->folder/" . Places::WATCH . '/' . Standstill::FILE;
	}

	/** @return resource A process that holds the lock as the must-use file does, from before this returns. */
	private function user( int $ms ) {
		$code    = sprintf( '$f = fopen( %s, "re" ); flock( $f, LOCK_SH | LOCK_NB ); echo "has"; usleep( %d );', var_export( $this->file(), true ), $ms * 1_000 );
		$process = proc_open( [ PHP_BINARY, '-r', $code ], [ 1 => [ 'pipe', 'w' ] ], $pipes );
		self::assertIsResource( $process );
		self::assertSame( 'has', fread( $pipes[1], 3 ) );
		return $process;
	}
}
