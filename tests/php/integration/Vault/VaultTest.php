<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Rollback\RehearsalRecord;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;
use SmartAllocOps\Vault\Capture;
use SmartAllocOps\Vault\VaultService;
use SmartAllocOps\VaultServices;

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
		$this->parts()->capture()->keep_when_still();
		self::assertSame( [], $this->versions(), 'Somebody may still be writing it.' );
		$this->let_it_rest();
		update_option( 'auto_updater.lock', time() );
		$this->parts()->capture()->keep_when_still();
		self::assertSame( [], $this->versions(), 'An update is going on.' );
		delete_option( 'auto_updater.lock' );
		$this->parts()->capture()->keep_when_still();
		$this->parts()->capture()->keep_when_still();
		self::assertSame( [ '1.0' ], $this->versions() );
		$this->release( '1.1' );
		$this->let_it_rest( 60 );
		$this->parts()->capture()->keep_when_still();
		self::assertSame( [ '1.1', '1.0' ], $this->versions() );
		self::assertSame( 2, $this->acts( 'vault.kept' ) );
	}

	public function test_what_is_installed_is_not_read_for_each_look_but_said_with_its_age_and_never_by_heart_after_a_change(): void {
		self::assertSame( $this->clock->now_ms, $this->installed()['read_at'], 'A small one is read at once.' );
		file_put_contents( "$this->content/plugins/smart-alloc/src/vendor.bin", str_repeat( random_bytes( 1_000 ), 20_000 ) );
		clearstatcache();
		self::assertSame( [ 'digest' => null, 'read_at' => null ], $this->installed(), 'A large one is not read while somebody waits.' );
		$this->let_it_rest();
		$this->parts()->capture()->keep_when_still();
		$kept_at              = $this->clock->now_ms;
		$this->clock->now_ms += 3_600_000;
		self::assertSame( [ $this->parts()->vault()->report()->all[0]->digest, $kept_at ], array_values( $this->installed() ) );
		self::assertSame( gmdate( 'Y-m-d\TH:i:s', intdiv( $kept_at, 1000 ) ), substr( (string) ( new \SmartAllocOps\Vault\VaultSchema( $this->parts()->vault(), new \SmartAllocOps\Vault\VaultJournal( $this->services()->db ) ) )->describe( $this->parts()->vault()->report() )['installed']['read_at'], 0, 19 ) );
		touch( "$this->content/plugins/smart-alloc/src/vendor.bin", 1_700_000_000 );
		clearstatcache();
		self::assertNull( $this->installed()['digest'], 'Its times are others, whatever it holds.' );
	}

	public function test_what_hinders_it_is_heard_of(): void {
		symlink( '/etc/hosts', "$this->content/plugins/smart-alloc/src/link" );
		$this->let_it_rest();
		$this->parts()->capture()->keep_when_still();
		self::assertSame( [ 'not_set_up', 'recommended' ], [ $this->tick( 'pin' )['status'], $this->tick( 'kept' )['status'] ] );
		self::assertStringContainsString( 'symbolic link', $this->tick( 'kept' )['detail'] );
		unlink( "$this->content/plugins/smart-alloc/src/link" );
		$this->let_it_rest( 60 );
		$this->parts()->capture()->keep_when_still();
		self::assertSame( 'good', $this->tick( 'kept' )['status'] );
	}

	public function test_a_person_who_may_install_plugins_names_the_good_one(): void {
		$kept = $this->vault()->keep( '', Actor::cli() );
		self::assertSame( 'recommended', $this->tick( 'pin' )['status'] );
		self::assertNull( $this->parts()->command() );
		foreach ( [ 'smartalloc_support', 'editor' ] as $role ) {
			$this->assert_throws( Forbidden::class, fn () => $this->vault()->keep( 'mine', Actor::user( Users::become( $role ) ) ) );
			$this->assert_throws( Forbidden::class, fn () => $this->vault()->drill( $kept->id, Actor::user( Users::become( $role ) ) ) );
		}
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
		self::assertSame( [ 'good', 1 ], [ $this->tick( 'pin' )['status'], $this->acts( 'vault.pinned' ) ] );
		self::assertStringContainsString( 'rescue.php revert', (string) $this->parts()->command() );
	}

	public function test_an_archive_that_was_exchanged_by_somebody_with_the_key_is_still_found_out(): void {
		$kept = $this->vault()->keep( '', Actor::cli() );
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
		$good = $this->vault()->keep( '', Actor::cli() );
		self::assertSame( 2, $this->vault()->drill( $good->id, Actor::cli() ) );
		file_put_contents( "$this->content/plugins/smart-alloc/src/broken.php", '<?php function {' );
		$bad     = $this->vault()->keep( '', Actor::cli() );
		$refused = $this->assert_throws( Refused::class, fn () => $this->vault()->drill( $bad->id, Actor::cli() ) );
		self::assertStringContainsString( 'src/broken.php', $refused->getMessage() );
		self::assertSame( [], (array) glob( "$this->content/" . Places::WORK . '*' ) );
		self::assertSame( 2, $this->acts( 'vault.drilled' ) );
		self::assertStringContainsString( 'is not as it was kept', implode( ' ', $this->sentences() ) );
	}

	public function test_what_was_done_without_wordpress_comes_into_the_journal_once(): void {
		$kept = $this->vault()->keep( '', Actor::cli() );
		$this->vault()->pin( $kept->id, 0, 'good', Actor::cli() );
		$this->release( 'bad' );
		exec( implode( ' ', array_map( 'escapeshellarg', [ PHP_BINARY, dirname( __DIR__, 4 ) . '/rescue.php', 'revert', '--reason=Every page is white, says 09121234567', "--content=$this->content", '--allow-root' ] ) ) . ' 2>&1', $said, $code );
		self::assertSame( 0, $code, implode( "\n", $said ) );
		self::assertSame( $kept->digest, $this->places()->standing( 'smart-alloc' ) );
		foreach ( [ 1, 2 ] as $time ) {
			$this->parts()->rescue_import()->run();
		}
		self::assertSame( [ 1, 1 ], [ $this->acts( 'rescue.begun' ), $this->acts( 'rescue.brought' ) ] );
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event = 'rescue.begun'" );
		$this->parts()->rescue_import()->run();
		self::assertSame( 0, $this->acts( 'rescue.begun' ), 'What retention has taken does not come back.' );
		$all = implode( ' ', $this->sentences() );
		self::assertStringContainsString( "the build $kept->id was brought back", $all );
		self::assertStringNotContainsString( '09121234567', $all );
	}

	public function test_the_command_lists_what_is_kept_and_refuses_what_is_not_there(): void {
		$listed = $this->wp( [ 'smartalloc-ops', 'vault', 'list', '--format=json' ] );
		self::assertSame( 0, $listed->code, $listed->describe() );
		self::assertIsArray( json_decode( trim( $listed->stdout ), true ), $listed->describe() );
		self::assertSame( 1, $this->wp( [ 'smartalloc-ops', 'vault', 'drill', '20260101T000000Z-000000000000' ] )->code );
	}

	public function test_the_oldest_builds_go_and_the_good_one_stays(): void {
		$first = $this->vault()->keep( '', Actor::cli() );
		$this->vault()->pin( $first->id, 0, 'good', Actor::cli() );
		for ( $number = 1; $number <= Capture::LEAVE + 1; $number++ ) {
			$this->release( "2.$number" );
			$this->vault()->keep( '', Actor::cli() );
		}
		self::assertCount( Capture::LEAVE, $this->versions() );
		self::assertContains( '1.0', $this->versions() );
		self::assertSame( 2, $this->acts( 'vault.pruned' ) );
	}

	public function test_readiness_tells_each_point_with_its_age(): void {
		$ids = fn (): array => array_column( $this->parts()->readiness()->ticks(), 'status', 'id' );
		self::assertSame( [ 'pin' => 'not_set_up', 'kept' => 'unknown', 'room' => 'good' ], $ids() );
		$kept = $this->vault()->keep( '', Actor::cli() );
		$this->vault()->pin( $kept->id, 0, 'good', Actor::cli() );
		self::assertSame( [ 'pin' => 'good', 'archive' => 'recommended', 'kept' => 'unknown', 'room' => 'good', 'swap' => 'good', 'closed' => 'good', 'card' => 'recommended' ], $ids() );
		$this->vault()->drill( $kept->id, Actor::cli() );
		$this->parts()->card()->print( Actor::cli() );
		self::assertSame( [ 'good', 'good' ], [ $this->tick( 'archive' )['status'], $this->tick( 'card' )['status'] ] );
		$this->let_it_rest( 31 * DAY_IN_SECONDS );
		self::assertSame( 'recommended', $this->tick( 'archive' )['status'], 'A drill that long ago says little.' );
		file_put_contents( "{$this->places()->vault()->folder}/$kept->id.tar.gz", 'x', FILE_APPEND );
		$this->assert_throws( Refused::class, fn () => $this->vault()->drill( $kept->id, Actor::cli() ) );
		self::assertSame( 'critical', $this->tick( 'archive' )['status'] );
	}

	public function test_a_card_that_was_printed_before_another_build_was_named_is_outdated(): void {
		$first = $this->vault()->keep( '', Actor::cli() );
		$this->vault()->pin( $first->id, 0, 'good', Actor::cli() );
		$card = $this->parts()->card()->print( Actor::cli() );
		self::assertSame( 'current', $card->printed );
		$commands = implode( "\n", array_filter( array_column( array_merge( ...array_column( $card->sections, 'steps' ) ), 'command' ) ) );
		foreach ( [ 'rescue.php status', 'revert --dry-run', 'revert --reason="..."', 'resume', 'undo', "--content=$this->content", "tar -xf {$this->places()->vault()->folder}/$first->id.tar.gz" ] as $part ) {
			self::assertStringContainsString( $part, $commands );
		}
		$this->release( '1.1' );
		$this->vault()->pin( $this->vault()->keep( '', Actor::cli() )->id, 1, 'better', Actor::cli() );
		self::assertSame( 'outdated', $this->parts()->card()->card()->printed );
	}

	public function test_the_card_names_the_last_rehearsal_and_until_when_it_counts(): void {
		$kept = $this->vault()->keep( '', Actor::cli() );
		$this->vault()->pin( $kept->id, 0, 'good', Actor::cli() );
		$said    = fn (): string => array_column( $this->parts()->card()->card()->facts, 'value', 'label' )['Last rehearsal'];
		$printed = fn (): string => $this->parts()->card()->card()->printed;
		$noted   = fn ( bool $ok ) => ( new RehearsalRecord() )->keep(
			[
				'at'      => $this->clock->now_ms(),
				'archive' => $kept->id,
				'version' => '1.0',
				'ok'      => $ok,
				'took_ms' => 1_300,
				'parts'   => [],
			]
		);
		self::assertStringStartsWith( 'Never rehearsed', $said() );
		$this->parts()->card()->print( Actor::cli() );
		$at = $this->clock->now_ms();
		$noted( true );
		self::assertSame( LocalTime::said( $at ) . ', with 1.0. Everything that only reads was done, in 1.3 s. It counts until ' . LocalTime::said( $at + 30 * DAY_IN_SECONDS * 1000 ) . '.', $said() );
		self::assertSame( 'outdated', $printed(), 'The paper says that nobody has rehearsed.' );
		$this->parts()->card()->print( Actor::cli() );
		$this->let_it_rest( 31 * DAY_IN_SECONDS );
		self::assertSame( LocalTime::said( $at ) . ', with 1.0, in 1.3 s. The last one is older than 30 days. It counts no longer: rehearse again.', $said() );
		self::assertSame( 'current', $printed(), 'The paper itself says until when it counts.' );
		$noted( false );
		self::assertStringContainsString( 'could not be done', $said() );
		self::assertSame( 'outdated', $printed(), 'The paper says that it works.' );
	}

	public function test_the_lines_of_the_card_do_by_hand_what_they_say(): void {
		$kept = $this->vault()->keep( '', Actor::cli() );
		$this->vault()->pin( $kept->id, 0, 'good', Actor::cli() );
		$this->release( 'bad' );
		foreach ( $this->parts()->card()->card()->sections[3]['steps'] as $step ) {
			exec( "{$step['command']} 2>&1", $said, $code );
			self::assertSame( 0, $code, "{$step['command']}\n" . implode( "\n", $said ) );
		}
		self::assertSame( $kept->digest, $this->places()->standing( 'smart-alloc' ) );
	}

	public function test_lines_of_the_rescue_log_that_somebody_else_wrote_are_heard_of(): void {
		$this->vault()->keep( '', Actor::cli() );
		$this->places()->log()->add( 'begun', 'why', [], $this->clock->now_ms() );
		file_put_contents( "{$this->places()->vault()->folder}/rescue-log.php", "{\"n\":\"1\"}\tforged\n", FILE_APPEND );
		self::assertSame( 'critical', $this->tick( 'rescue_log' )['status'] );
		self::assertStringContainsString( '1 line ', $this->tick( 'rescue_log' )['detail'] );
	}

	public function test_halves_of_archives_and_of_drills_are_swept_once_nobody_can_be_at_them(): void {
		$this->vault()->keep( '', Actor::cli() );
		$vault  = $this->places()->vault()->folder;
		$halves = [ "$vault/20200101T000000Z-0123456789ab.tar.gz", "$vault/20200101T000000Z-0123456789ab.sha256", "$vault/20200101T000000Z-0123456789ab.tar.gz.part" ];
		$before = (array) scandir( $vault );
		array_map( 'touch', $halves );
		mkdir( "$this->content/" . Places::DRILL . 'x' );
		$this->release( '1.1' );
		$this->let_it_rest( 60 );
		$this->parts()->capture()->keep_when_still();
		array_map( self::assertFileExists( ... ), $halves );
		$this->release( '1.2' );
		$this->let_it_rest( 7_200 );
		$this->parts()->capture()->keep_when_still();
		self::assertSame( [], array_filter( $halves, 'is_file' ) );
		self::assertDirectoryDoesNotExist( "$this->content/" . Places::DRILL . 'x' );
		self::assertSame( [], array_diff( $before, (array) scandir( $vault ) ), 'What has its record stays.' );
	}

	public function test_the_schema_that_a_build_reads_is_what_its_header_or_its_constant_says_else_not_known(): void {
		self::assertNull( $this->vault()->keep( '', Actor::cli() )->schema );
		$this->release( '1.1', ' * SmartAlloc Schema: 7' );
		self::assertSame( '7', $this->vault()->keep( '', Actor::cli() )->schema );
		$this->release( '1.2', " */\ndefine( 'SMARTALLOC_DB_VERSION', '1.4.0' );\n/*" );
		self::assertSame( '1.4.0', $this->vault()->keep( '', Actor::cli() )->schema );
	}

	public function test_a_pin_that_somebody_else_signed_is_critical_and_can_be_named_anew(): void {
		$kept = $this->vault()->keep( '', Actor::cli() );
		$this->vault()->pin( $kept->id, 0, 'good', Actor::cli() );
		file_put_contents( "{$this->places()->vault()->folder}/pin.json", "{}\nforged\n" );
		$report = $this->vault()->report();
		self::assertSame( [ 'critical', null, 1, 0 ], [ $this->tick( 'pin' )['status'], $report->good(), count( $report->all ), $report->revision ] );
		self::assertSame( 1, $this->vault()->pin( $kept->id, $report->revision, 'looked at it', Actor::cli() )->revision );
	}

	public function test_a_vault_without_its_key_is_critical_and_gets_no_new_one(): void {
		$this->vault()->keep( '', Actor::cli() );
		unlink( "$this->content/" . Places::KEY );
		self::assertSame( 'critical', $this->tick( 'pin' )['status'] );
		$this->release( '1.1' );
		$this->assert_throws( Refused::class, fn () => $this->vault()->keep( '', Actor::cli() ) );
		self::assertFileDoesNotExist( "$this->content/" . Places::KEY );
	}

	public function test_uninstall_takes_the_vault_the_key_and_the_evidence_away(): void {
		$this->vault()->keep( '', Actor::cli() );
		mkdir( "$this->content/" . Places::WORK . 'smart-alloc' );
		$this->places()->remove();
		self::assertSame( [ 'plugins' ], array_values( array_diff( (array) scandir( $this->content ), [ '.', '..' ] ) ) );
	}

	private function release( string $version, string $header = ' *' ): void {
		file_put_contents( "$this->content/plugins/smart-alloc/smart-alloc.php", "<?php\n/**\n * Plugin Name: SmartAlloc\n * Version: $version\n$header\n */\n" );
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

	private function parts(): VaultServices {
		return new VaultServices( $this->services( $this->clock ), $this->places() );
	}

	private function vault(): VaultService {
		return $this->parts()->vault();
	}

	/** @return array{status: string, detail: string, ...} */
	private function tick( string $id ): array {
		foreach ( $this->parts()->readiness()->ticks() as $tick ) {
			if ( $id === $tick['id'] ) {
				return $tick;
			}
		}
		self::fail( "Readiness says nothing of $id." );
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

	/**
	 * @return array{digest: string|null, read_at: int|null}
	 * @phpstan-impure
	 */
	private function installed(): array {
		return $this->parts()->capture()->installed();
	}
}
