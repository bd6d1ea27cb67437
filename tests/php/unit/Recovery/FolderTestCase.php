<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Recovery\Tree;

/** A folder of its own on a real disk. */
abstract class FolderTestCase extends TestCase {
	protected string $folder = '';

	protected function setUp(): void {
		parent::setUp();
		$this->folder = sys_get_temp_dir() . '/smartalloc-recovery-' . bin2hex( random_bytes( 6 ) );
		mkdir( $this->folder );
	}

	protected function tearDown(): void {
		Tree::delete( $this->folder );
		parent::tearDown();
	}

	/** @param array<string, string> $files Content by path. */
	protected function lay( string $name, array $files ): void {
		foreach ( $files as $path => $content ) {
			$file = "$this->folder/$name/$path";
			is_dir( dirname( $file ) ) || mkdir( dirname( $file ), 0755, true );
			file_put_contents( $file, $content );
		}
	}
}
