<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Manifest;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Vault;
use SmartAllocOps\Recovery\VaultKey;

/** What was kept can be brought back, and nothing else. */
final class VaultTest extends FolderTestCase {
	private const NOON = 1_795_608_000_000;

	public function test_a_build_is_kept_once_and_comes_out_as_it_was(): void {
		$kept = $this->keep( 'one' );
		self::assertSame( $kept->id, $this->vault()->keep( "$this->folder/one", 'smart-alloc.php', '1.0', '3', 'user:1', self::NOON + 60_000 )->id );
		self::assertCount( 1, $this->vault()->all() );
		$this->vault()->unpack( $kept, "$this->folder/out" );
		self::assertSame( [], Manifest::of_folder( "$this->folder/one" )->differences( Manifest::of_folder( "$this->folder/out" ) ) );
		self::assertSame( [ '1.0', '3', 'smart-alloc.php', 2, 'user:1' ], [ $kept->version, $kept->schema, $kept->main, $kept->files, $kept->by ] );
	}

	public function test_a_folder_without_its_main_file_is_not_kept(): void {
		$this->lay( 'other', [ 'hello.php' => '<?php' ] );
		$this->assert_refused( 'no_main_file', fn () => $this->vault()->keep( "$this->folder/other", 'smart-alloc.php', null, null, 'system:0', self::NOON ) );
		self::assertSame( [], $this->vault()->all() );
	}

	/** @param callable( string, string ): mixed $spoil */
	#[DataProvider( 'spoiled' )]
	public function test_what_was_changed_in_the_vault_is_neither_pinned_nor_unpacked( string $reason, callable $spoil ): void {
		$kept = $this->keep( 'one' );
		$spoil( "$this->folder/vault", $kept->id );
		foreach ( [ fn () => $this->vault()->pin( $kept->id, 0, 'user:1', self::NOON ), fn () => $this->vault()->unpack( $this->vault()->get( $kept->id ), "$this->folder/out" ) ] as $act ) {
			$this->assert_refused( $reason, $act );
		}
		self::assertDirectoryDoesNotExist( "$this->folder/out" );
		self::assertNull( $this->vault()->pinned() );
	}

	/** @return iterable<string, array{string, callable( string, string ): mixed}> */
	public static function spoiled(): iterable {
		$flip = static fn ( string $file, int $at ): int|false => file_put_contents( $file, substr_replace( (string) file_get_contents( $file ), chr( ord( ( (string) file_get_contents( $file ) )[ $at ] ) ^ 1 ), $at, 1 ) );
		yield 'a bit of the archive' => [ 'changed', static fn ( string $vault, string $id ) => $flip( "$vault/$id.tar.gz", 40 ) ];
		yield 'a bit of the manifest' => [ 'changed', static fn ( string $vault, string $id ) => file_put_contents( "$vault/$id.sha256", str_repeat( '0', 64 ) . "  smart-alloc.php\n" ) ];
		yield 'a bit of the record' => [ 'not_ours', static fn ( string $vault, string $id ) => $flip( "$vault/$id.json", 10 ) ];
		yield 'a record signed by somebody else' => [ 'not_ours', static fn ( string $vault, string $id ) => file_put_contents( "$vault/$id.json", ( $text = explode( "\n", (string) file_get_contents( "$vault/$id.json" ) )[0] ) . "\n" . hash_hmac( 'sha256', "archive\n$text", 'another key' ) . "\n" ) ];
		yield 'an archive that is gone' => [ 'missing', static fn ( string $vault, string $id ) => unlink( "$vault/$id.tar.gz" ) ];
		yield 'a link in place of the archive' => [ 'missing', static fn ( string $vault, string $id ) => unlink( "$vault/$id.tar.gz" ) && symlink( '/etc/passwd', "$vault/$id.tar.gz" ) ];
		yield 'a record that is gone' => [ 'not_found', static fn ( string $vault, string $id ) => unlink( "$vault/$id.json" ) ];
	}

	public function test_an_archive_that_was_put_in_place_of_another_with_all_its_files_is_refused(): void {
		$good = $this->keep( 'one' );
		$this->lay( 'two', [ 'smart-alloc.php' => '<?php // evil', 'src/a.php' => 'x' ] );
		// The attacker has a vault, and no key of ours.
		$theirs = ( new Vault( "$this->folder/theirs", 'their key' ) )->keep( "$this->folder/two", 'smart-alloc.php', '1.0', '3', 'user:1', self::NOON );
		foreach ( [ 'tar.gz', 'sha256', 'json' ] as $kind ) {
			copy( "$this->folder/theirs/$theirs->id.$kind", "$this->folder/vault/$theirs->id.$kind" );
			copy( "$this->folder/theirs/$theirs->id.$kind", "$this->folder/vault/$good->id.$kind" );
		}
		self::assertSame( [], $this->vault()->all() );
		self::assertSame( [ $theirs->id => 'not_ours', $good->id => 'not_ours' ], array_replace( [ $theirs->id => '', $good->id => '' ], $this->vault()->strangers() ) );
	}

	public function test_a_pin_is_set_by_one_of_two_and_a_forged_one_is_not_believed(): void {
		$one = $this->keep( 'one' );
		$two = $this->keep( 'two', '2.0' );
		$pin = $this->vault()->pin( $one->id, 0, 'user:1', self::NOON );
		self::assertSame( [ $one->id, 1 ], [ $pin->archive, $pin->revision ] );
		$this->assert_refused( 'lost_race', fn () => $this->vault()->pin( $two->id, 0, 'user:2', self::NOON ) );
		self::assertSame( 2, $this->vault()->pin( $two->id, 1, 'user:2', self::NOON )->revision );
		file_put_contents( "$this->folder/vault/pin.json", str_replace( $two->id, $one->id, (string) file_get_contents( "$this->folder/vault/pin.json" ) ) );
		$this->assert_refused( 'not_ours', fn () => $this->vault()->pinned() );
		self::assertSame( [], $this->vault()->prune( 0 ), 'Which one is good is not known, so none goes.' );
		self::assertSame( $one->id, $this->vault()->pin( $one->id, 0, 'user:1', self::NOON )->archive, 'A person can name one anew.' );
		// The record of an archive is no pin, although it is signed.
		copy( "$this->folder/vault/$one->id.json", "$this->folder/vault/pin.json" );
		$this->assert_refused( 'not_ours', fn () => $this->vault()->pinned() );
	}

	public function test_the_oldest_go_and_the_pinned_one_stays(): void {
		$ids = array_map( fn ( int $n ): string => $this->keep( "build$n", "1.$n", $n )->id, [ 1, 2, 3, 4, 5 ] );
		$this->vault()->pin( $ids[0], 0, 'user:1', self::NOON );
		self::assertSame( [ $ids[2], $ids[1] ], $this->vault()->prune( 3 ) );
		self::assertSame( [ $ids[4], $ids[3], $ids[0] ], array_map( static fn ( Kept $kept ): string => $kept->id, $this->vault()->all() ) );
		self::assertSame( [], (array) glob( "$this->folder/vault/$ids[1]*" ) );
	}

	public function test_what_a_kill_leaves_behind_is_no_archive(): void {
		$kept = $this->keep( 'one' );
		// As it is between the manifest and the record.
		unlink( "$this->folder/vault/$kept->id.json" );
		self::assertSame( [], $this->vault()->all() );
		self::assertSame( $kept->digest, $this->keep( 'one' )->digest );
		self::assertCount( 1, $this->vault()->all() );
	}

	public function test_the_key_is_made_once_and_not_read_when_others_can(): void {
		$file = "$this->folder/key.php";
		$key  = VaultKey::ensured( $file );
		self::assertSame( [ 64, 0600, $key ], [ strlen( $key ), (int) fileperms( $file ) & 0777, VaultKey::ensured( $file ) ] );
		chmod( $file, 0640 );
		$this->assert_refused( 'key_readable', static fn () => VaultKey::read( $file ) );
		chmod( $file, 0600 );
		file_put_contents( $file, 'x' );
		$this->assert_refused( 'no_key', static fn () => VaultKey::ensured( $file ) );
	}

	public function test_twenty_who_need_a_key_at_once_get_the_same(): void {
		$code = 'require ' . var_export( dirname( __DIR__, 4 ) . '/vendor/autoload.php', true ) . '; while ( ! file_exists( $argv[2] ) ) { usleep( 500 ); } echo SmartAllocOps\Recovery\VaultKey::ensured( $argv[1] );';
		$ends = [];
		foreach ( range( 1, 8 ) as $number ) {
			$ends[] = popen( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, '-r', $code, "$this->folder/key.php", "$this->folder/go" ] ) ), 'r' );
		}
		touch( "$this->folder/go" );
		$keys = array_map( static fn ( $end ): string => is_resource( $end ) ? (string) stream_get_contents( $end ) : '', $ends );
		array_map( static fn ( $end ): int => is_resource( $end ) ? pclose( $end ) : -1, $ends );
		self::assertCount( 1, array_unique( $keys ) );
		self::assertSame( 64, strlen( $keys[0] ) );
	}

	public function test_web_servers_are_told_to_keep_out(): void {
		$this->keep( 'one' );
		self::assertSame( [ true, true, true ], array_map( fn ( string $name ): bool => is_file( "$this->folder/vault/$name" ), [ '.htaccess', 'web.config', 'index.php' ] ) );
		self::assertSame( 0750, (int) fileperms( "$this->folder/vault" ) & 0777 );
	}

	private function vault(): Vault {
		return new Vault( "$this->folder/vault", 'our key' );
	}

	private function keep( string $name, string $version = '1.0', int $minutes = 0 ): Kept {
		$this->lay( $name, [ 'smart-alloc.php' => "<?php // $name", 'src/a.php' => 'a' ] );
		return $this->vault()->keep( "$this->folder/$name", 'smart-alloc.php', $version, '3', 'user:1', self::NOON + $minutes * 60_000 );
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
