<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;
use SmartAllocOps\Vault\VaultService;

/** SmartAlloc is kept as it ran, in a wp-content of the test's own. */
final class VaultTest extends PipelineTestCase {
	private string $content = '';
	private ManualClock $clock;

	protected function setUp(): void {
		parent::setUp();
		$this->clock   = self::clock();
		$this->content = sys_get_temp_dir() . '/smartalloc-vault-' . bin2hex( random_bytes( 6 ) );
		mkdir( "$this->content/plugins/smart-alloc/src", 0755, true );
		$this->release( '1.0' );
	}

	protected function tearDown(): void {
		Tree::delete( $this->content );
		parent::tearDown();
	}

	public function test_each_build_is_kept_once_it_is_still_and_not_before(): void {
		$this->vault()->keep_when_still();
		self::assertSame( [], $this->versions(), 'Somebody may still be writing it.' );
		$this->let_it_rest();
		update_option( 'auto_updater.lock', time() );
		$this->vault()->keep_when_still();
		self::assertSame( [], $this->versions(), 'An update is going on.' );
		delete_option( 'auto_updater.lock' );
		$this->vault()->keep_when_still();
		$this->vault()->keep_when_still();
		self::assertSame( [ '1.0' ], $this->versions() );
		$this->release( '1.1' );
		$this->let_it_rest( 60 );
		$this->vault()->keep_when_still();
		self::assertSame( [ '1.1', '1.0' ], $this->versions() );
		self::assertSame( 2, $this->acts( 'vault.kept' ) );
	}

	public function test_what_hinders_it_is_heard_of(): void {
		symlink( '/etc/hosts', "$this->content/plugins/smart-alloc/src/link" );
		$this->let_it_rest();
		$this->vault()->keep_when_still();
		self::assertSame( 'not_set_up', $this->vault()->readiness()['status']->value );
		self::assertStringContainsString( 'symbolic link', $this->vault()->readiness()['detail'] );
		unlink( "$this->content/plugins/smart-alloc/src/link" );
		$this->let_it_rest( 60 );
		$this->vault()->keep_when_still();
		self::assertStringNotContainsString( 'symbolic link', $this->vault()->readiness()['detail'] );
	}

	public function test_a_person_who_may_install_plugins_names_the_good_one(): void {
		$kept = $this->vault()->keep( Actor::cli() );
		self::assertSame( 'recommended', $this->vault()->readiness()['status']->value );
		self::assertNull( $this->vault()->command() );
		foreach ( [ 'smartalloc_owner', 'smartalloc_support', 'editor' ] as $role ) {
			$this->assert_throws( Forbidden::class, fn () => $this->vault()->pin( $kept->id, 0, 'mine', Actor::user( Users::become( $role ) ) ) );
		}
		$this->vault()->pin( $kept->id, 0, 'It ran for a week, tell sara@example.test.', Actor::user( Users::become( 'administrator' ) ) );
		self::assertStringContainsString( 'It ran for a week', implode( ' ', $this->sentences() ) );
		self::assertStringNotContainsString( 'sara@example.test', implode( ' ', $this->sentences() ) );
		foreach ( (array) glob( "{$this->places()->vault()->folder}/*.json" ) as $file ) {
			self::assertDoesNotMatchRegularExpression( '/week|user:[1-9]/', (string) file_get_contents( (string) $file ), 'No eraser reaches the disk.' );
		}
		$this->assert_throws( Conflict::class, fn () => $this->vault()->pin( $kept->id, 0, 'again', Actor::cli() ) );
		self::assertSame( [ 'good', 1 ], [ $this->vault()->readiness()['status']->value, $this->acts( 'vault.pinned' ) ] );
		self::assertStringContainsString( 'rescue.php revert', (string) $this->vault()->command() );
	}

	public function test_an_archive_that_was_exchanged_by_somebody_with_the_key_is_still_found_out(): void {
		$kept = $this->vault()->keep( Actor::cli() );
		// Somebody who can read and write everything on the disk, and not the database.
		$places = $this->places();
		$vault  = $places->vault();
		foreach ( (array) glob( "$vault->folder/$kept->id.*" ) as $file ) {
			unlink( (string) $file );
		}
		$this->release( 'evil' );
		$evil = $vault->keep( "$this->content/plugins/smart-alloc", 'smart-alloc.php', '1.0', null, 'user:1', $kept->kept_at );
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->prefix}smartalloc_ops_journal SET subject = %s WHERE subject = %s", "archive:$evil->id", "archive:$kept->id" ) );
		$refused = $this->assert_throws( Refused::class, fn () => $this->vault()->pin( $evil->id, 0, 'looks fine', Actor::cli() ) );
		self::assertSame( 'not_journaled', $refused instanceof Refused ? $refused->refusals[0]->code : '' );
	}

	public function test_a_drill_unpacks_and_reads_everything_and_leaves_nothing(): void {
		$good = $this->vault()->keep( Actor::cli() );
		self::assertSame( 2, $this->vault()->drill( $good->id, Actor::cli() ) );
		file_put_contents( "$this->content/plugins/smart-alloc/src/broken.php", '<?php function {' );
		$bad     = $this->vault()->keep( Actor::cli() );
		$refused = $this->assert_throws( Refused::class, fn () => $this->vault()->drill( $bad->id, Actor::cli() ) );
		self::assertStringContainsString( 'src/broken.php', $refused->getMessage() );
		self::assertSame( [], (array) glob( "$this->content/" . Places::WORK . '*' ) );
		self::assertSame( 2, $this->acts( 'vault.drilled' ) );
		self::assertStringContainsString( 'is not as it was kept', implode( ' ', $this->sentences() ) );
	}

	public function test_what_was_done_without_wordpress_comes_into_the_journal_once(): void {
		$kept = $this->vault()->keep( Actor::cli() );
		$this->vault()->pin( $kept->id, 0, 'good', Actor::cli() );
		$this->release( 'bad' );
		exec( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, dirname( __DIR__, 4 ) . '/rescue.php', 'revert', '--reason=Every page is white, says 09121234567', "--content=$this->content", '--allow-root' ] ) ) . ' 2>&1', $said, $code );
		self::assertSame( 0, $code, implode( "\n", $said ) );
		self::assertSame( $kept->digest, $this->places()->standing( 'smart-alloc' ) );
		foreach ( [ 1, 2 ] as $time ) {
			$this->vault()->import();
		}
		self::assertSame( [ 1, 1 ], [ $this->acts( 'rescue.begun' ), $this->acts( 'rescue.brought' ) ] );
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event = 'rescue.begun'" );
		$this->vault()->import();
		self::assertSame( 0, $this->acts( 'rescue.begun' ), 'What retention has taken does not come back.' );
		$all = implode( ' ', $this->sentences() );
		self::assertStringContainsString( "the build $kept->id was brought back", $all );
		self::assertStringNotContainsString( '09121234567', $all );
	}

	public function test_the_command_lists_what_is_kept_and_refuses_what_is_not_there(): void {
		$listed = $this->wp( [ 'smartalloc-ops', 'vault', 'list', '--format=json' ] );
		self::assertSame( 0, $listed->code, $listed->describe() );
		self::assertSame( '[]', trim( $listed->stdout ) );
		self::assertSame( 1, $this->wp( [ 'smartalloc-ops', 'vault', 'drill', '20260101T000000Z-000000000000' ] )->code );
	}

	public function test_the_oldest_builds_go_and_the_good_one_stays(): void {
		$first = $this->vault()->keep( Actor::cli() );
		$this->vault()->pin( $first->id, 0, 'good', Actor::cli() );
		for ( $number = 1; $number <= VaultService::LEAVE + 1; $number++ ) {
			$this->release( "2.$number" );
			$this->vault()->keep( Actor::cli() );
		}
		self::assertCount( VaultService::LEAVE, $this->versions() );
		self::assertContains( '1.0', $this->versions() );
		self::assertSame( 2, $this->acts( 'vault.pruned' ) );
	}

	public function test_a_vault_without_its_key_is_critical_and_gets_no_new_one(): void {
		$this->vault()->keep( Actor::cli() );
		unlink( "$this->content/" . Places::KEY );
		self::assertSame( 'critical', $this->vault()->readiness()['status']->value );
		$this->release( '1.1' );
		$this->assert_throws( Refused::class, fn () => $this->vault()->keep( Actor::cli() ) );
		self::assertFileDoesNotExist( "$this->content/" . Places::KEY );
	}

	public function test_uninstall_takes_the_vault_the_key_and_the_evidence_away(): void {
		$this->vault()->keep( Actor::cli() );
		mkdir( "$this->content/" . Places::WORK . 'smart-alloc' );
		$this->places()->remove();
		self::assertSame( [ 'plugins' ], array_values( array_diff( (array) scandir( $this->content ), [ '.', '..' ] ) ) );
	}

	private function release( string $version ): void {
		file_put_contents( "$this->content/plugins/smart-alloc/smart-alloc.php", "<?php\n/**\n * Plugin Name: SmartAlloc\n * Version: $version\n */\n" );
		file_put_contents( "$this->content/plugins/smart-alloc/src/a.php", "<?php\n" );
		touch( "$this->content/plugins/smart-alloc/src/a.php", intdiv( $this->clock->now_ms, 1000 ) );
	}

	/** The change time of a file cannot be set back, so it is the clock that moves on. */
	private function let_it_rest( int $seconds = 120 ): void {
		$this->clock->now_ms += $seconds * 1000;
	}

	private function places(): Places {
		clearstatcache();
		return new Places( $this->content, "$this->content/plugins" );
	}

	private function vault(): VaultService {
		return $this->services( $this->clock )->vault_services()->vault_in( $this->places() );
	}

	/** @return list<string|null> */
	private function versions(): array {
		return array_map( static fn ( Kept $kept ): ?string => $kept->version, $this->vault()->report()->all );
	}

	private function acts( string $event ): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event = %s", $event ) );
	}

	/** @return list<string> */
	private function sentences(): array {
		return array_map( static fn ( array $entry ): string => "{$entry['entry']->change} {$entry['entry']->reason}", $this->services()->records()->feed()->page( new JournalFilter(), null, 50 )['entries'] );
	}

	/** @param class-string<\Throwable> $class */
	private function assert_throws( string $class, callable $act ): \Throwable {
		try {
			$act();
		} catch ( \Throwable $thrown ) {
			self::assertInstanceOf( $class, $thrown, $thrown->getMessage() );
			return $thrown;
		}
		self::fail( "Nothing was thrown, and not $class." );
	}
}
