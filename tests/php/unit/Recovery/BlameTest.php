<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Recovery\Blame;

/** A fatal is SmartAlloc's by its file, else by the first folder of plugins in its message; never by guess. */
final class BlameTest extends TestCase {
	private const OWN    = [ '/srv/wp-content/plugins/smart-alloc', '/releases/42/smart-alloc' ];
	private const OTHERS = [ '/srv/wp-content/plugins', '/srv/wp-content' ];

	#[DataProvider( 'ends' )]
	public function test_whose_it_is( string $whose, string $file, string $message ): void {
		self::assertSame( $whose, ( new Blame( self::OWN, self::OTHERS ) )->whose( [ 'type' => E_ERROR, 'file' => $file, 'message' => $message ] ) );
	}

	/** @return iterable<string, array{string, string, string}> */
	public static function ends(): iterable {
		$hook = '/srv/wp-includes/class-wp-hook.php';
		yield 'its file' => [ 'own', '/srv/wp-content/plugins/smart-alloc/src/A.php', 'Uncaught Error' ];
		yield 'its file behind a link' => [ 'own', '/releases/42/smart-alloc/src/A.php', 'Uncaught Error' ];
		yield 'its file on Windows' => [ 'own', '\\srv\\wp-content\\plugins\\smart-alloc\\a.php', 'Uncaught Error' ];
		yield 'a sibling with a longer name' => [ 'other', '/srv/wp-content/plugins/smart-alloc-pro/a.php', 'called in /srv/wp-content/plugins/smart-alloc/a.php' ];
		yield 'a theme' => [ 'other', '/srv/wp-content/themes/x/functions.php', '' ];
		yield 'core, called by it' => [ 'own', $hook, "Uncaught TypeError\n#0 $hook(348)\n#1 /srv/wp-content/plugins/smart-alloc/a.php(3)\n#2 /srv/wp-content/plugins/akismet/b.php(1)" ];
		yield 'core, called by a sibling that it called' => [ 'other', $hook, "Uncaught TypeError\n#0 /srv/wp-content/plugins/akismet/b.php(1)\n#1 /srv/wp-content/plugins/smart-alloc/a.php(3)" ];
		yield 'core, called by nobody known' => [ 'unknown', $hook, 'Uncaught TypeError: function "smart_alloc_boot" not found' ];
	}

	public function test_what_ends_nothing_and_what_says_nothing_is_told_apart(): void {
		$kind = static fn ( int $type, string $message ): ?string => Blame::kind( [ 'type' => $type, 'message' => $message ] );
		self::assertSame( [ null, null ], [ $kind( E_WARNING, 'x' ), $kind( E_DEPRECATED, 'x' ) ] );
		self::assertSame( [ 'error', 'parse', 'compile', 'error' ], [ $kind( E_ERROR, 'Uncaught Error' ), $kind( E_PARSE, 'x' ), $kind( E_COMPILE_ERROR, 'x' ), $kind( E_USER_ERROR, 'x' ) ] );
		self::assertSame( [ 'memory', 'time' ], [ $kind( E_ERROR, 'Allowed memory size of 1 bytes exhausted' ), $kind( E_ERROR, 'Maximum execution time of 30 seconds exceeded' ) ] );
		self::assertSame( [ null, 'exit' ], [ Blame::kind( [] ), Blame::kind( [ 'kind' => 'exit' ] ) ] );
	}
}
