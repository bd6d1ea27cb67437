<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Manifest;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Swap;
use SmartAllocOps\Recovery\SwapFence;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Vault;

/** A worker that slept while another took over does not swap when it wakes up. */
final class SwapFenceTest extends FolderTestCase {
	private Kept $good;

	protected function setUp(): void {
		parent::setUp();
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // good' ] );
		$this->good = $this->vault()->keep( "$this->folder/plugins/smart-alloc", 'smart-alloc.php', '1.0', null, 'user:1', 1_795_608_000_000 );
		Tree::delete( "$this->folder/plugins/smart-alloc" );
		$this->lay( 'plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // bad' ] );
	}

	public function test_a_number_only_rises(): void {
		$fence = new SwapFence( "$this->folder/fence" );
		self::assertFalse( $fence->is_past( 0 ) );
		$fence->raise( 1_000_002 );
		$fence->raise( 1_000_001 );
		self::assertSame( [ true, false ], [ $fence->is_past( 1_000_001 ), $fence->is_past( 1_000_002 ) ] );
	}

	public function test_it_sleeps_with_the_lock_in_hand_and_finds_out_that_it_was_overtaken(): void {
		$bad  = $this->standing();
		$late = $this->swap( 1, function ( string $point ): void {
			if ( 'planned' !== $point ) {
				return;
			}
			try {
				$this->swap( 2 )->bring( $this->vault(), $this->good );
				self::fail( 'Two swap at once.' );
			} catch ( Refused $refused ) {
				self::assertSame( 'locked', $refused->reason );
			}
		} );
		try {
			$late->bring( $this->vault(), $this->good );
			self::fail( 'It swapped late.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'overtaken', $refused->reason );
		}
		self::assertSame( $bad, $this->standing() );
		self::assertFalse( $this->swap( 2 )->is_unfinished() );
		$this->swap( 2 )->bring( $this->vault(), $this->good );
		self::assertSame( $this->good->digest, $this->standing() );
	}

	public function test_what_is_replaced_has_the_name_that_was_asked_for(): void {
		self::assertSame( 'replaced-run7-abc', $this->swap( 1 )->bring( $this->vault(), $this->good, 'run7-abc' ) );
	}

	/** @param (\Closure( string ): void)|null $between */
	private function swap( int $fence, ?\Closure $between = null ): Swap {
		return new Swap( "$this->folder/plugins/smart-alloc", "$this->folder/work", $between, $fence );
	}

	private function vault(): Vault {
		return new Vault( "$this->folder/vault", 'our key' );
	}

	private function standing(): string {
		return Manifest::of_folder( "$this->folder/plugins/smart-alloc" )->digest();
	}
}
