<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Recovery\Archive;
use SmartAllocOps\Recovery\Manifest;
use SmartAllocOps\Recovery\Paths;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Tree;

/** What is packed comes out as it was, or not at all. */
final class ArchiveTest extends FolderTestCase {
	public function test_what_is_packed_comes_out_byte_for_byte(): void {
		$long = str_repeat( 'folder/', 20 ) . str_repeat( 'b', 90 ) . '.php';
		$this->lay(
			'plugin',
			[
				'main.php'     => '<?php // main',
				'empty.txt'    => '',
				'block.bin'    => random_bytes( 512 ),
				'large.bin'    => random_bytes( 200_000 ),
				'src/حافظ.php' => "<?php\n",
				$long          => 'deep',
			]
		);
		$manifest = Manifest::of_folder( "$this->folder/plugin" );
		Archive::pack( "$this->folder/plugin", $manifest, "$this->folder/a.tar.gz" );
		Archive::check( "$this->folder/a.tar.gz", $manifest );
		Archive::unpack( "$this->folder/a.tar.gz", $manifest, "$this->folder/out" );
		self::assertSame( [], $manifest->differences( Manifest::of_folder( "$this->folder/out" ) ) );
		self::assertCount( 6, $manifest->files );
		self::assertFileDoesNotExist( "$this->folder/a.tar.gz.part" );
	}

	public function test_the_tools_of_an_operator_read_it(): void {
		$this->lay( 'plugin', [ 'main.php' => '<?php // main', 'src/a.php' => 'a' ] );
		$manifest = Manifest::of_folder( "$this->folder/plugin" );
		Archive::pack( "$this->folder/plugin", $manifest, "$this->folder/a.tar.gz" );
		file_put_contents( "$this->folder/a.sha256", $manifest->to_text() );
		mkdir( "$this->folder/by-hand" );
		exec( 'cd ' . escapeshellarg( "$this->folder/by-hand" ) . ' && tar xzf ../a.tar.gz && sha256sum --check --strict --quiet ../a.sha256', $said, $code );
		self::assertSame( [ 0, [] ], [ $code, $said ] );
	}

	public function test_the_same_files_make_the_same_archive(): void {
		$this->lay( 'one', [ 'main.php' => 'x' ] );
		touch( "$this->folder/one/main.php", 1_000_000 );
		$this->lay( 'two', [ 'main.php' => 'x' ] );
		foreach ( [ 'one', 'two' ] as $name ) {
			Archive::pack( "$this->folder/$name", Manifest::of_folder( "$this->folder/$name" ), "$this->folder/$name.tar.gz" );
		}
		self::assertFileEquals( "$this->folder/one.tar.gz", "$this->folder/two.tar.gz" );
	}

	public function test_a_folder_that_changes_while_it_is_packed_is_not_packed(): void {
		$this->lay( 'plugin', [ 'main.php' => 'old', 'other.php' => 'old' ] );
		$manifest = Manifest::of_folder( "$this->folder/plugin" );
		$this->lay( 'plugin', [ 'other.php' => 'new' ] );
		$this->assert_refused( 'changed', 'other.php', fn () => Archive::pack( "$this->folder/plugin", $manifest, "$this->folder/a.tar.gz" ) );
		self::assertSame( [], (array) glob( "$this->folder/a.tar.gz*" ), 'Nothing half is left.' );
	}

	/** @param callable( string ): string $spoil What becomes of the unpacked bytes of the archive. */
	#[DataProvider( 'spoiled' )]
	public function test_what_was_spoiled_is_refused( string $reason, callable $spoil ): void {
		$this->lay( 'plugin', [ 'a.php' => 'aaa', 'b.php' => str_repeat( 'b', 600 ) ] );
		$manifest = Manifest::of_folder( "$this->folder/plugin" );
		Archive::pack( "$this->folder/plugin", $manifest, "$this->folder/a.tar.gz" );
		file_put_contents( "$this->folder/bad.tar.gz", gzencode( $spoil( (string) gzdecode( (string) file_get_contents( "$this->folder/a.tar.gz" ) ) ) ) );
		$this->assert_refused( $reason, null, fn () => Archive::check( "$this->folder/bad.tar.gz", $manifest ) );
		$this->assert_refused( $reason, null, fn () => Archive::unpack( "$this->folder/bad.tar.gz", $manifest, "$this->folder/out" ) );
	}

	/** @return iterable<string, array{string, callable( string ): string}> */
	public static function spoiled(): iterable {
		yield 'a byte of a file' => [ 'changed', static fn ( string $tar ): string => substr_replace( $tar, 'x', 513, 1 ) ];
		yield 'a byte of a header' => [ 'no_archive', static fn ( string $tar ): string => substr_replace( $tar, 'x', 1, 1 ) ];
		yield 'cut in a file' => [ 'truncated', static fn ( string $tar ): string => substr( $tar, 0, 1_700 ) ];
		yield 'cut before the end' => [ 'truncated', static fn ( string $tar ): string => substr( $tar, 0, -1_024 ) ];
		yield 'more after the end' => [ 'trailing', static fn ( string $tar ): string => $tar . str_repeat( 'x', 512 ) ];
		yield 'a file less' => [ 'missing', static fn ( string $tar ): string => substr( $tar, 1_024 ) ];
		yield 'a file twice' => [ 'twice', static fn ( string $tar ): string => substr( $tar, 0, 1_024 ) . $tar ];
		yield 'a file more' => [ 'extra', static fn ( string $tar ): string => TarBytes::entry( 'c.php', 'c' ) . $tar ];
		yield 'nothing at all' => [ 'truncated', static fn (): string => '' ];
		yield 'something else' => [ 'no_archive', static fn (): string => str_repeat( 'PK', 600 ) ];
	}

	/** Each is a well-formed archive whose manifest, too, was written by the attacker. */
	#[DataProvider( 'hostile' )]
	public function test_a_hostile_entry_is_refused_and_nothing_is_written( string $reason, string $bytes ): void {
		file_put_contents( "$this->folder/bad.tar.gz", gzencode( $bytes . str_repeat( "\0", 1_024 ) ) );
		$manifest = Manifest::of( [ 'main.php' => hash( 'sha256', 'x' ) ] );
		$this->assert_refused( $reason, null, fn () => Archive::unpack( "$this->folder/bad.tar.gz", $manifest, "$this->folder/out" ) );
		self::assertSame( [ '.', '..' ], scandir( "$this->folder/out" ) );
		self::assertSame( [ 'bad.tar.gz', 'out' ], array_values( array_diff( (array) scandir( $this->folder ), [ '.', '..' ] ) ) );
	}

	/** @return iterable<string, array{string, string}> */
	public static function hostile(): iterable {
		yield 'traversal' => [ 'traversal', TarBytes::entry( '../evil.php', 'x' ) ];
		yield 'traversal in the middle' => [ 'traversal', TarBytes::entry( 'a/../../evil.php', 'x' ) ];
		yield 'traversal by prefix' => [ 'traversal', TarBytes::entry( 'evil.php', 'x', prefix: '..' ) ];
		yield 'absolute' => [ 'absolute', TarBytes::entry( '/etc/evil.php', 'x' ) ];
		yield 'a drive' => [ 'absolute', TarBytes::entry( 'C:evil.php', 'x' ) ];
		yield 'backslash' => [ 'backslash', TarBytes::entry( '..\\evil.php', 'x' ) ];
		yield 'a control character' => [ 'control_character', TarBytes::entry( "evil\n.php", 'x' ) ];
		yield 'no name' => [ 'no_name', TarBytes::entry( '', 'x' ) ];
		yield 'a link' => [ 'link', TarBytes::entry( 'main.php', '', kind: '2', link: '/etc/passwd' ) ];
		yield 'a hard link' => [ 'hard_link', TarBytes::entry( 'main.php', '', kind: '1', link: '/etc/passwd' ) ];
		yield 'a device' => [ 'device', TarBytes::entry( 'main.php', '', kind: '3' ) ];
		yield 'a pipe' => [ 'pipe', TarBytes::entry( 'main.php', '', kind: '6' ) ];
		yield 'a long name of GNU' => [ 'unknown_kind', TarBytes::entry( '././@LongLink', '../evil.php', kind: 'L' ) ];
		yield 'a header of pax' => [ 'unknown_kind', TarBytes::entry( 'pax', '20 path=../evil.php', kind: 'x' ) ];
		yield 'a bomb by its header' => [ 'too_large', TarBytes::entry( 'main.php', 'x', size: 600 * 1024 * 1024 ) ];
		yield 'a size that is no number' => [ 'too_large', TarBytes::entry( 'main.php', 'x', size: -1 ) ];
		yield 'another file' => [ 'extra', TarBytes::entry( 'evil.php', 'x' ) ];
	}

	/** @param list<string> $paths */
	#[DataProvider( 'clashes' )]
	public function test_names_that_cannot_lie_beside_one_another_are_refused( string $reason, array $paths ): void {
		$this->assert_refused( $reason, null, static fn () => Paths::check_all( $paths ) );
	}

	/** @return iterable<string, array{string, list<string>}> */
	public static function clashes(): iterable {
		yield 'twice' => [ 'twice', [ 'a.php', 'a.php' ] ];
		yield 'case' => [ 'case_clash', [ 'a.php', 'A.php' ] ];
		yield 'case of a folder' => [ 'case_clash', [ 'src/a.php', 'Src/b.php' ] ];
		yield 'file and folder' => [ 'file_and_folder', [ 'src', 'src/a.php' ] ];
		yield 'a dot at an end' => [ 'not_plain', [ 'a.php.' ] ];
		yield 'an empty part' => [ 'not_plain', [ 'src//a.php' ] ];
		yield 'bytes that are no text' => [ 'not_utf8', [ "a\xff.php" ] ];
		yield 'longer than a header' => [ 'too_long', [ str_repeat( 'a/', 128 ) . 'b' ] ];
	}

	public function test_a_folder_with_a_link_or_a_pipe_is_not_read(): void {
		$this->lay( 'plugin', [ 'main.php' => 'x' ] );
		symlink( '/etc/passwd', "$this->folder/plugin/link.php" );
		$this->assert_refused( 'link', 'link.php', fn () => Manifest::of_folder( "$this->folder/plugin" ) );
		unlink( "$this->folder/plugin/link.php" );
		posix_mkfifo( "$this->folder/plugin/pipe", 0600 );
		$this->assert_refused( 'no_plain_file', 'pipe', fn () => Manifest::of_folder( "$this->folder/plugin" ) );
	}

	public function test_deleting_a_folder_follows_no_link(): void {
		$this->lay( 'kept', [ 'a' => 'x' ] );
		$this->lay( 'gone', [ 'src/b' => 'x' ] );
		symlink( "$this->folder/kept", "$this->folder/gone/link" );
		Tree::delete( "$this->folder/gone" );
		self::assertSame( [ 'kept' ], array_values( array_diff( (array) scandir( $this->folder ), [ '.', '..' ] ) ) );
		self::assertFileExists( "$this->folder/kept/a" );
	}

	public function test_a_manifest_survives_being_written_and_tells_what_is_otherwise(): void {
		$this->lay( 'one', [ 'a' => '1', 'b' => '2', 'd' => '4' ] );
		$this->lay( 'two', [ 'a' => '1', 'b' => 'x', 'c' => '3' ] );
		$one = Manifest::from_text( Manifest::of_folder( "$this->folder/one" )->to_text() );
		self::assertSame(
			[ [ 'path' => 'b', 'what' => 'changed' ], [ 'path' => 'c', 'what' => 'extra' ], [ 'path' => 'd', 'what' => 'missing' ] ],
			$one->differences( Manifest::of_folder( "$this->folder/two" ) )
		);
		foreach ( [ 'truncated' => substr( $one->to_text(), 0, -1 ), 'no_manifest' => "zz  a\n", 'twice' => str_repeat( explode( "\n", $one->to_text() )[0] . "\n", 2 ), 'traversal' => str_repeat( '0', 64 ) . "  ../a\n" ] as $reason => $text ) {
			$this->assert_refused( $reason, null, static fn () => Manifest::from_text( $text ) );
		}
	}

	private function assert_refused( string $reason, ?string $where, callable $act ): void {
		try {
			$act();
		} catch ( Refused $refused ) {
			self::assertSame( $reason, $refused->reason, $refused->getMessage() );
			null === $where || self::assertSame( $where, $refused->where );
			return;
		} finally {
			is_dir( "$this->folder/out" ) && ! str_contains( $this->name(), 'hostile' ) && Tree::delete( "$this->folder/out" );
		}
		self::fail( "Not refused: $reason" );
	}
}
