<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Manifest;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;

/** The worst day: there is a wp-content and a shell, and nothing else. */
final class RescueTest extends FolderTestCase {
	private const NOON = 1_795_608_000_000;

	private string $content = '';
	private Kept $good;

	protected function setUp(): void {
		parent::setUp();
		$this->content = "$this->folder/wp-content";
		$this->lay( 'wp-content/plugins/smart-alloc', [ 'smart-alloc.php' => '<?php // good', 'src/old.php' => 'old' ] );
		symlink( dirname( __DIR__, 4 ), "$this->content/plugins/smartalloc-ops" );
		$this->good = $this->places()->ensured_vault()->keep( "$this->content/plugins/smart-alloc", 'smart-alloc.php', '1.0', '1', 'user:1', self::NOON );
		$this->lay( 'wp-content/plugins/smart-alloc', [ 'smart-alloc.php' => '<?php syntax error', 'src/new.php' => 'new' ] );
	}

	public function test_the_pinned_build_is_brought_back_and_undone_and_all_of_it_is_written_down(): void {
		$bad = $this->places()->standing( 'smart-alloc' );
		self::assertSame( 1, $this->rescue( 'revert', '--reason=every page is white' )->code, 'No build was named.' );
		$this->places()->vault()->pin( $this->good->id, 0, 'user:1', self::NOON );
		$dry = $this->rescue( 'revert', '--dry-run' );
		self::assertSame( [ 0, $bad ], [ $dry->code, $this->places()->standing( 'smart-alloc' ) ], $dry->said );
		self::assertStringContainsString( $this->good->id, $dry->said );

		$done = $this->rescue( 'revert', '--reason=every page is white' );
		self::assertSame( [ 0, $this->good->digest ], [ $done->code, $this->places()->standing( 'smart-alloc' ) ], $done->said );
		self::assertSame( 1, $this->rescue( 'revert', '--reason=again' )->code, 'It stands there already.' );
		$status = $this->rescue( 'status' );
		self::assertStringContainsString( 'stands now, last known good', $status->said );

		$undone = $this->rescue( 'undo', '--reason=it was the proxy' );
		self::assertSame( [ 0, $bad ], [ $undone->code, $this->places()->standing( 'smart-alloc' ) ], $undone->said );
		$log = $this->places()->log()->read();
		self::assertSame( [ [ 'begun', 'every page is white' ], [ 'brought', 'every page is white' ], [ 'undone', 'it was the proxy' ] ], array_map( static fn ( array $line ): array => [ $line['event'], $line['reason'] ], $log['lines'] ) );
	}

	public function test_undo_takes_back_the_newest_change_and_no_older_one(): void {
		$this->places()->vault()->pin( $this->good->id, 0, 'user:1', self::NOON );
		$this->rescue( 'revert', '--reason=first' );
		Tree::delete( "$this->content/plugins/smart-alloc" );
		self::assertSame( 0, $this->rescue( 'revert', '--reason=the folder was gone' )->code );
		self::assertSame( 1, $this->rescue( 'undo', '--reason=x' )->code, 'Nothing stood there before.' );
		self::assertSame( $this->good->digest, $this->places()->standing( 'smart-alloc' ) );
	}

	public function test_what_is_done_is_told_as_done_when_it_cannot_be_written_down(): void {
		$this->places()->vault()->pin( $this->good->id, 0, 'user:1', self::NOON );
		$log = "{$this->places()->vault()->folder}/rescue-log.php";
		self::assertSame( 0, $this->rescue( 'revert', '--reason=x' )->code );
		$code = 'require $argv[1]; $say = static function ( string $line ): void { echo $line, "\n"; }; $script = $argv[2]; $log = $argv[3];
			exit( ( new SmartAllocOps\Recovery\Rescue( static function ( string $line ) use ( $log ): void { echo $line, "\n"; if ( str_contains( $line, "stands there again" ) ) { unlink( $log ); mkdir( $log ); } } ) )->run( [ "undo", "--reason=x", "--allow-root" ], $script, 1 ) );';
		$undone = $this->call( [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', "$this->content/plugins/smartalloc-ops", $log ] );
		self::assertSame( 0, $undone->code, $undone->said );
		self::assertStringContainsString( 'It is done, but could not be written down', $undone->said );
	}

	public function test_a_line_that_nobody_signed_is_not_believed(): void {
		$this->places()->vault()->pin( $this->good->id, 0, 'user:1', self::NOON );
		$this->rescue( 'revert', '--reason=why' );
		$file = "{$this->places()->vault()->folder}/rescue-log.php";
		file_put_contents( $file, str_replace( '"reason":"why"', '"reason":"because"', (string) file_get_contents( $file ) ) . "{}\tx\n" );
		self::assertSame( [ 0, 3 ], [ count( $this->places()->log()->read()['lines'] ), $this->places()->log()->read()['strangers'] ] );
	}

	public function test_what_is_not_understood_changes_nothing(): void {
		$before = $this->places()->standing( 'smart-alloc' );
		foreach ( [ [ 'destroy' ], [ 'revert', '--force' ], [ 'revert', 'undo' ], [], [ 'revert' ], [ 'revert', '--reason= ' ] ] as $args ) {
			self::assertSame( 2, $this->rescue( ...$args )->code, implode( ' ', $args ) );
		}
		self::assertSame( 1, $this->rescue( 'revert', '--reason=x', '--to=../../etc' )->code );
		self::assertSame( $before, $this->places()->standing( 'smart-alloc' ) );
	}

	public function test_root_is_sent_away_unless_it_insists(): void {
		if ( 0 !== posix_geteuid() ) {
			self::markTestSkipped( 'Only root is sent away.' );
		}
		$this->places()->vault()->pin( $this->good->id, 0, 'user:1', self::NOON );
		$answer = $this->call( [ PHP_BINARY, "$this->content/plugins/smartalloc-ops/rescue.php", 'revert', '--reason=x' ] );
		self::assertSame( 1, $answer->code );
		self::assertStringContainsString( '--allow-root', $answer->said );
	}

	public function test_files_keep_their_owner_whoever_brings_them(): void {
		if ( 0 !== posix_geteuid() ) {
			self::markTestSkipped( 'Only root can give files away.' );
		}
		exec( 'chown -R 65534:65534 ' . escapeshellarg( $this->content ) );
		chmod( $this->folder, 0755 );
		$vault = $this->places()->vault();
		$vault->pin( $this->good->id, 0, 'user:1', self::NOON );
		self::assertSame( 0, $this->rescue( 'revert', '--reason=x' )->code );
		foreach ( [ 'smart-alloc.php', 'src', 'src/old.php' ] as $path ) {
			self::assertSame( 65534, fileowner( "$this->content/plugins/smart-alloc/$path" ), $path );
		}
		// And the owner itself can do it, without root.
		exec( 'chown -h 65534:65534 ' . escapeshellarg( "$this->content/plugins/smartalloc-ops" ) );
		$answer = $this->call( [ PHP_BINARY, '-r', 'posix_setgid( 65534 ); posix_setuid( 65534 ); $script = $argv[1]; $argv = [ $script, "undo", "--reason=x" ]; require $script;', "$this->content/plugins/smartalloc-ops/rescue.php" ] );
		self::assertSame( 0, $answer->code, $answer->said );
		self::assertSame( '<?php syntax error', file_get_contents( "$this->content/plugins/smart-alloc/smart-alloc.php" ) );
	}

	public function test_a_swap_that_was_killed_between_the_renames_is_ended(): void {
		$this->places()->vault()->pin( $this->good->id, 0, 'user:1', self::NOON );
		$code = 'require $argv[1]; $places = new SmartAllocOps\Recovery\Places( $argv[2], "$argv[2]/plugins" );
			( new SmartAllocOps\Recovery\Swap( "$argv[2]/plugins/smart-alloc", "$argv[2]/smartalloc-ops-swap-smart-alloc", static fn ( string $point ) => "moved_away" === $point ? posix_kill( getmypid(), SIGKILL ) : null ) )->bring( $places->vault(), $places->vault()->all()[0] );';
		self::assertSame( 137, $this->call( [ PHP_BINARY, '-r', $code, dirname( __DIR__, 4 ) . '/vendor/autoload.php', $this->content ] )->code );
		self::assertNull( $this->places()->standing( 'smart-alloc' ) );
		self::assertSame( 1, $this->rescue( 'revert', '--reason=x' )->code );
		self::assertStringContainsString( 'resume', $this->rescue( 'status' )->said );
		self::assertSame( 0, $this->rescue( 'resume' )->code );
		self::assertSame( $this->good->digest, $this->places()->standing( 'smart-alloc' ) );
		self::assertSame( 0, $this->rescue( 'undo', '--reason=x' )->code, 'What the killed swap replaced is known.' );
		self::assertSame( '<?php syntax error', file_get_contents( "$this->content/plugins/smart-alloc/smart-alloc.php" ) );
	}

	public function test_no_web_server_runs_it(): void {
		self::assertStringContainsString( "'cli' !== PHP_SAPI", (string) file_get_contents( dirname( __DIR__, 4 ) . '/rescue.php' ) );
		$answer = $this->call( [ PHP_BINARY, '-n', "$this->content/plugins/smartalloc-ops/rescue.php", 'status' ] );
		self::assertSame( 0, $answer->code, 'PHP without any settings and extensions of the site: ' . $answer->said );
	}

	private function places(): Places {
		clearstatcache();
		return new Places( $this->content, "$this->content/plugins" );
	}

	private function rescue( string ...$args ): Ended {
		return $this->call( [ PHP_BINARY, "$this->content/plugins/smartalloc-ops/rescue.php", ...$args, ...( 0 === posix_geteuid() ? [ '--allow-root' ] : [] ) ] );
	}

	/** @param array<string> $command */
	private function call( array $command ): Ended {
		exec( implode( ' ', array_map( 'escapeshellarg', $command ) ) . ' 2>&1', $said, $code );
		return new Ended( $code, implode( "\n", $said ) );
	}
}
