<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Integration\Rest\AlertScene;
use SmartAllocOps\Tests\Integration\Rest\Scene;
use SmartAllocOps\Tests\Integration\Rest\VaultScene;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Users;

/** `smartalloc-ops` of Node against the served site, with a real application password: it says what WP-CLI says there. */
final class NodeCommandTest extends CliTestCase {
	private static ?string $program = null;

	/** @return iterable<string, array{list<string>, list<string>, string|null, string}> Command of Node, of WP-CLI, key of its list, field of an item. */
	public static function lists(): iterable {
		yield 'health' => [ [ 'health' ], [ 'health', 'list' ], 'verdicts', 'probe' ];
		yield 'health check' => [ [ 'health', 'check' ], [ 'health', 'check' ], 'verdicts', 'probe' ];
		yield 'one check' => [ [ 'health', 'check', 'utc' ], [ 'health', 'check', 'utc' ], 'verdicts', 'probe' ];
		yield 'queues' => [ [ 'queues' ], [ 'queue', 'list' ], 'queues', 'id' ];
		yield 'flags' => [ [ 'flags' ], [ 'flags', 'list' ], null, 'flag' ];
	}

	/**
	 * @param list<string> $node
	 * @param list<string> $wp_cli
	 */
	#[DataProvider( 'lists' )]
	public function test_it_lists_and_ends_as_wp_cli_does( array $node, array $wp_cli, ?string $key, string $field ): void {
		$theirs = $this->ops( ...[ ...$wp_cli, '--format=json' ] );
		$ours   = $this->node( 'smartalloc_support', ...[ ...$node, '--json' ] );
		self::assertSame( $theirs->code, $ours->code, $theirs->describe() . $ours->describe() );
		$answer = self::json( $ours, $theirs->code );
		$items  = null === $key ? $answer : $answer[ $key ];
		self::assertSame( array_column( self::json( $theirs, $theirs->code ), $field ), array_column( $items, $field ) );
		$text = $this->node( 'smartalloc_support', ...$node );
		self::assertSame( $theirs->code, $text->code, $text->describe() );
		self::assertSame( $field, strtok( $text->stdout, " " ) );
	}

	public function test_the_status_is_the_headline_of_the_overview(): void {
		$status   = $this->node( 'smartalloc_support', 'status', '--json' );
		$overview = $status->json();
		self::assertIsArray( $overview, $status->describe() );
		$codes = [
			'good'        => 0,
			'recommended' => 10,
			'critical'    => 11,
			'unknown'     => 12,
		];
		self::assertSame( $codes[ $overview['headline']['status'] ], $status->code );
		$text = $this->node( 'smartalloc_support', 'status' );
		self::assertSame( $status->code, $text->code );
		self::assertStringContainsString( $overview['headline']['text'], $text->stdout );
	}

	public function test_it_tells_the_story_of_an_entry_as_wp_cli_does(): void {
		$sent = \SmartAllocDouble\Testbench::submit();
		self::assertIsArray( $sent );
		$entry  = (int) $sent['entry_id'];
		$theirs = $this->ops( 'trace', (string) $entry, '--format=json' );
		$ours   = $this->node( 'smartalloc_support', 'trace', (string) $entry, '--json' );
		$told   = static fn ( array $story ): array => [ $story['entry_id'], $story['status'], array_column( $story['moments'], 'stage' ), array_column( $story['sources'], 'state' ) ];
		self::assertSame( $told( self::json( $theirs, $theirs->code ) ), $told( self::json( $ours, $theirs->code ) ) );
		self::assertNotSame( [], self::json( $ours, $theirs->code )['moments'] );
		$text = $this->node( 'smartalloc_support', 'trace', (string) $entry );
		self::assertSame( $theirs->code, $text->code );
		self::assertStringContainsString( self::json( $theirs, $theirs->code )['headline'], $text->stdout );
		self::assert_error( $this->node( 'smartalloc_support', 'trace', 'everything' ), 'entry' );
	}

	public function test_it_tells_the_kpis_as_wp_cli_does(): void {
		$this->measure( Metric::QueueFailed, 'smartalloc_notify', 6 );
		$this->measure( Metric::QueueOk, 'smartalloc_allocate', 94 );
		self::assert_code( 11, $this->ops( 'kpi', 'list', '--measure' ) );
		$fields = [ 'id', 'status', 'value', 'unit', 'limit', 'n', 'window_s', 'reason', 'finding', 'measured_at' ];
		$told   = static fn ( array $kpis ): array => array_map( static fn ( array $kpi ): array => array_map( static fn ( string $field ): mixed => $kpi[ $field ], $fields ), $kpis );
		$theirs = self::json( $this->ops( 'kpi', 'list', '--format=json' ), 11 );
		$ours   = self::json( $this->node( 'smartalloc_support', 'kpi', 'list', '--json' ), 11 );
		self::assertEquals( $told( $theirs ), $told( array_merge( ...array_column( $ours['areas'], 'kpis' ) ) ) );
		$text = $this->node( 'smartalloc_support', 'kpi' );
		self::assert_code( 11, $text );
		foreach ( $theirs as $kpi ) {
			self::assertMatchesRegularExpression( '/^' . preg_quote( $kpi['id'], '/' ) . ' +' . $kpi['status'] . ' /m', $text->stdout );
		}
		$parts = self::json( $this->ops( 'kpi', 'get', 'queue.failure_rate', '--format=json' ), 11 );
		$one   = self::json( $this->node( 'smartalloc_support', 'kpi', 'get', 'queue.failure_rate', '--json' ), 11 );
		self::assertEquals( array_slice( $parts, 1 ), $one['parts'] );
		self::assert_code( 12, $this->node( 'smartalloc_support', 'kpi', 'get', 'queue.wait_p95' ) );
		self::assert_error( $this->node( 'smartalloc_support', 'kpi', 'get', 'queue.speed' ), 'There is no KPI "queue.speed". There are: ' );
	}

	public function test_it_tells_the_alerts_and_takes_one_on_as_wp_cli_does(): void {
		AlertScene::decision();
		$theirs = self::json( $this->ops( 'alerts', 'list', '--open', '--format=json' ) );
		$id     = (string) $theirs[0]['id'];
		$fields = array_flip( [ 'id', 'signal', 'state', 'severity', 'onset_at', 'fired_at', 'resolved_at', 'decision' ] );
		$ours   = self::json( $this->node( 'smartalloc_support', 'alerts', 'list', '--open', '--json' ) );
		self::assertSame( $theirs, array_map( static fn ( array $line ): array => array_intersect_key( $line, $fields ), $ours['items'] ) );
		self::assertEquals( self::json( $this->ops( 'alerts', 'show', $id ) ), self::json( $this->node( 'smartalloc_support', 'alerts', 'show', $id, '--json' ) ) );
		self::assertStringContainsString( 'The last 3 mails were refused.', $this->node( 'smartalloc_support', 'alerts', 'get', $id )->stdout );
		self::assert_error( $this->node( 'smartalloc_support', 'alerts', 'show', '99999' ), 'There is no alert 99999.' );
		$this->assert_changes_nothing(
			function () use ( $id ): void {
				self::assert_error( $this->node( 'smartalloc_support', 'alerts', 'ack', $id, '--reason=a test' ), 'smartalloc_ops_operate' );
				self::assert_error( $this->node( 'smartalloc_owner', 'alerts', 'ack', $id ), '--reason' );
			}
		);
		$taken = $this->node( 'smartalloc_owner', 'alerts', 'ack', $id, '--reason=The host is called' );
		self::assert_code( 0, $taken );
		$late = $this->ops( 'alerts', 'ack', $id, '--reason=me too' );
		self::assert_error( $late, 'acknowledged now' );
		self::assertSame( $late->stderr, $this->node( 'smartalloc_owner', 'alerts', 'ack', $id, '--reason=me too' )->stderr );
	}

	public function test_it_tells_the_vault_the_rehearsal_and_the_watchdog_as_wp_cli_does(): void {
		$kept   = VaultScene::kept();
		$theirs = self::json( $this->ops( 'vault', 'list', '--format=json' ) );
		$ours   = self::json( $this->node( 'smartalloc_support', 'vault', '--json' ) );
		self::assertSame( $theirs, array_map( static fn ( array $item ): array => array_intersect_key( $item, $theirs[0] ), array_map( static fn ( array $item ): array => array_merge( array_fill_keys( array_keys( $theirs[0] ), null ), $item ), $ours['items'] ) ) );
		self::assertStringContainsString( $kept->id, $this->node( 'smartalloc_support', 'vault', 'list' )->stdout );
		$status = $this->ops( 'watchdog', 'status', '--format=json' );
		$shown  = $this->node( 'smartalloc_support', 'watchdog', '--json' );
		self::assertSame( [ $status->code, self::json( $status, $status->code ) ], [ $shown->code, self::json( $shown, $status->code ) ] );
		$rehearsed = $this->ops( 'rollback', 'rehearse', '--format=json' );
		$last      = $this->node( 'smartalloc_support', 'rehearsal', '--json' );
		self::assertSame( $rehearsed->code, $last->code, $last->describe() );
		self::assertSame( self::json( $rehearsed, $rehearsed->code )['parts'], self::json( $last, $rehearsed->code )['last']['parts'] );
		$triggers = self::json( $this->ops( 'triggers', 'list', '--format=json' ) );
		$shown    = self::json( $this->node( 'smartalloc_support', 'triggers', '--json' ) )['items'];
		self::assertSame( array_column( $triggers, 'state', 'id' ), array_column( $shown, 'state', 'id' ) );
		self::assert_code( 0, $this->node( 'smartalloc_support', 'proposals' ) );
		// A program may not, until wp-config.php says so.
		$this->assert_changes_nothing(
			function () use ( $kept ): void {
				self::assert_error( $this->node( 'smartalloc_owner', 'vault', 'drill', $kept->id ), 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK' );
				self::assert_error( $this->node( 'smartalloc_owner', 'rehearse' ), 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK' );
				self::assert_error( $this->node( 'smartalloc_owner', 'vault', 'keep' ), '--reason' );
				self::assert_error( $this->node( 'smartalloc_owner', 'triggers', 'arm', 'queue_failures', '--reason=a test', '--yes' ), 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK' );
			}
		);
	}

	public function test_it_sets_a_switch_as_the_user_of_the_password(): void {
		$set = $this->node( 'smartalloc_owner', 'flags', 'set', 'comms', 'off', '--reason=Mails go out twice', '--revision=0', '--yes', '--json' );
		self::assert_code( 0, $set );
		self::assertSame( [ 1, 'off', 'owner' ], [ $set->json()['revision'], $set->json()['value'], $set->json()['actor']['name'] ] );
		self::assertSame(
			[
				'revision' => 1,
				'value'    => 'off',
			],
			Scene::flag( 'comms' )
		);
		$late = $this->node( 'smartalloc_owner', 'flags', 'set', 'comms', 'on', '--reason=a test', '--revision=0', '--yes' );
		self::assert_error( $late, 'It is off now, at revision 1: Mails go out twice' );
	}

	public function test_a_dry_run_and_a_question_without_an_answer_change_nothing(): void {
		$this->assert_changes_nothing(
			function (): void {
				self::assert_code( 0, $this->node( 'smartalloc_owner', 'flags', 'set', 'comms', 'off', '--dry-run' ) );
				self::assert_error( $this->node( 'smartalloc_owner', 'flags', 'set', 'comms', 'off', '--reason=a test' ), '--yes' );
				self::assert_error( $this->node( 'smartalloc_owner', 'flags', 'set', 'comms', 'sideways', '--reason=a test', '--yes' ), 'value: ' );
			}
		);
	}

	public function test_it_may_do_what_its_user_may_and_says_what_is_missing(): void {
		$this->assert_changes_nothing(
			function (): void {
				self::assert_error( $this->node( 'smartalloc_support', 'flags', 'set', 'comms', 'off', '--reason=a test', '--yes' ), 'smartalloc_ops_flags' );
				self::assert_error( $this->node( 'subscriber', 'status' ), 'smartalloc_ops_view' );
			}
		);
	}

	public function test_a_wrong_password_is_told_from_a_missing_right(): void {
		self::assert_error( self::run_node( [ 'status' ], [ 'SMARTALLOC_OPS_PASSWORD' => 'abcd EFGH 1234 ijkl MNOP 5678' ] ), 'does not know owner' );
		self::assert_error( self::run_node( [ 'status' ], [ 'SMARTALLOC_OPS_PASSWORD' => 'owner' ] ), 'does not know owner' );
	}

	private function measure( Metric $metric, string $scope, int $n ): void {
		global $wpdb;
		$recorder = ( new Services( $wpdb ) )->kpi_services()->recorder();
		$recorder->count( $metric, $scope, $n );
		$recorder->flush();
	}

	private function node( string $role, string ...$args ): ProcessResult {
		$made = \WP_Application_Passwords::create_new_application_password( Users::id( $role ), [ 'name' => 'node ' . bin2hex( random_bytes( 4 ) ) ] );
		self::assertIsArray( $made );
		return self::run_node(
			array_values( $args ),
			[
				'SMARTALLOC_OPS_USER'     => Users::login( $role ),
				'SMARTALLOC_OPS_PASSWORD' => (string) $made[0],
			]
		);
	}

	/**
	 * @param list<string>          $args
	 * @param array<string, string> $env
	 */
	private static function run_node( array $args, array $env ): ProcessResult {
		return Process::start(
			[ 'node', self::program(), ...$args ],
			$env + [
				'SMARTALLOC_OPS_URL'  => Environment::url(),
				'SMARTALLOC_OPS_USER' => 'owner',
			]
		)->wait();
	}

	/** Made of the source once, as the built one is: forty processes need not each translate it. That build/ is made of it is a check of its own. */
	private static function program(): string {
		if ( null === self::$program ) {
			$root   = dirname( __DIR__, 4 );
			$file   = sys_get_temp_dir() . '/smartalloc-ops-' . bin2hex( random_bytes( 6 ) ) . '.cjs';
			$bundle = Process::start( [ "$root/node_modules/.bin/esbuild", "$root/src/cli/main.ts", '--bundle', '--platform=node', '--format=cjs', '--log-level=warning', "--outfile=$file" ] )->wait();
			self::assertSame( 0, $bundle->code, $bundle->describe() );
			register_shutdown_function( static fn (): bool => unlink( $file ) );
			self::$program = $file;
		}
		return self::$program;
	}
}
