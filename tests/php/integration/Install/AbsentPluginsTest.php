<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Install;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Users;

/** Whatever of the outside is missing or broken: every request of ours answers, and what is not known is not 0. */
final class AbsentPluginsTest extends PipelineTestCase {
	private const OURS = 'smartalloc-ops';

	/** Codes of `wp smartalloc-ops`: good, recommended, critical, unknown. */
	private const ANSWERS = [ 0, 10, 11, 12 ];

	private int $log_size = 0;

	protected function setUp(): void {
		parent::setUp();
		clearstatcache();
		$this->log_size = is_file( self::log_file() ) ? (int) filesize( self::log_file() ) : 0;
	}

	/** @return array<string, array{list<string>}> */
	public static function absent(): array {
		$all  = [ 'gravityforms', 'gp-populate-anything', 'action-scheduler', 'smart-alloc' ];
		$sets = array_combine( $all, array_map( static fn ( string $slug ): array => [ [ $slug ] ], $all ) );
		return $sets + [ 'all of them' => [ $all ] ];
	}

	/** @param list<string> $absent */
	#[DataProvider( 'absent' )]
	public function test_every_door_answers_without( array $absent ): void {
		$this->leave_out( $absent );
		// One by one the doors at which a missing plugin can be met; all of them when all plugins are gone.
		count( $absent ) > 1 ? $this->every_door_answers() : $this->main_doors_answer();
	}

	public function test_without_action_scheduler_its_numbers_are_unknown_and_its_flags_say_that_nothing_obeys_them(): void {
		$this->store_exports();
		$this->leave_out( [ 'action-scheduler' ] );
		$browser = Users::browser( 'smartalloc_owner' );
		$queues  = $browser->rest( 'GET', '/queues' )->json();
		self::assertSame( 'absent', $queues['action_scheduler']['state'] );
		$groups = array_values( array_filter( $queues['queues'], static fn ( array $queue ): bool => 'action_scheduler' === $queue['kind'] ) );
		self::assertCount( 3, $groups );
		foreach ( $groups as $group ) {
			self::assertSame( [ null, null, null, null, 'unavailable' ], [ $group['pending'], $group['due'], $group['running'], $group['failed'], $group['state'] ] );
		}
		foreach ( [ [ '/flags/scheduling/smartalloc_export', 'off' ], [ '/flags/queue', 'wp_cron' ], [ '/flags/comms', 'off' ] ] as [ $route, $value ] ) {
			$preview = $browser->rest( 'POST', "{$route}/preview", [ 'value' => $value ] )->json();
			self::assertNull( $preview['reach'][0]['count'], $route );
		}
		// Events of WP-Cron and processors of Gravity Forms are paused without it.
		$of_it       = array_filter( $browser->rest( 'GET', '/flags' )->json()['items'], static fn ( array $flag ): bool => ! str_contains( $flag['scope'], ':' ) );
		$enforcement = array_column( $of_it, 'enforcement', 'flag' );
		self::assertSame( [ 'not_enforced', 'not_enforced', 'partly', 'enforced' ], array_map( static fn ( string $flag ): string => $enforcement[ $flag ]['state'], [ 'scheduling', 'queue', 'comms', 'gppa' ] ) );
		self::assertSame( [ 422, 'smartalloc_ops_queue_unknown' ], self::status_and_code( $browser->rest( 'PUT', '/flags/queue', [ 'value' => 'wp_cron', 'revision' => 0, 'reason' => 'a test' ] ) ) );
	}

	public function test_without_gravity_forms_or_gppa_the_reach_of_gppa_is_unknown(): void {
		$this->leave_out( [ 'gravityforms', 'gp-populate-anything' ] );
		$browser = Users::browser( 'smartalloc_owner' );
		self::assertNull( $browser->rest( 'POST', '/flags/gppa/150/preview', [ 'value' => 'off' ] )->json()['reach'][0]['count'] );
		$enforcement = array_column( $browser->rest( 'GET', '/flags' )->json()['items'], 'enforcement', 'flag' );
		self::assertSame( [ 'not_enforced', 'partly' ], [ $enforcement['gppa']['state'], $enforcement['comms']['state'] ] );
	}

	public function test_held_mail_waits_while_gravity_forms_is_away_and_leaves_when_it_is_back(): void {
		$this->set_flag( 'comms', 'off' );
		$this->submit();
		$this->set_flag( 'comms', 'on' );
		$this->leave_out( [ 'gravityforms' ] );
		$this->wp( [ 'smartalloc-ops', 'work', 'run' ] );
		wp_cache_flush();
		self::assertSame( [ 'due' ], $this->work_states() );
		$this->release_everything();
		self::assertCount( 1, self::mails() );
		self::assertSame( [ 'done' ], $this->work_states() );
	}

	public function test_every_door_answers_when_the_tables_of_action_scheduler_are_not_as_we_know_them(): void {
		global $wpdb;
		$this->stop_loopback_runner();
		$wpdb->query( "ALTER TABLE {$wpdb->prefix}actionscheduler_groups DROP COLUMN slug" );
		try {
			$queues = Users::browser( 'smartalloc_owner' )->rest( 'GET', '/queues' )->json();
			self::assertSame( 'broken', $queues['action_scheduler']['state'] );
			$this->every_door_answers();
		} finally {
			$wpdb->query( "ALTER TABLE {$wpdb->prefix}actionscheduler_groups ADD COLUMN slug varchar(255) NOT NULL DEFAULT ''" );
			$wpdb->query( "CREATE INDEX slug ON {$wpdb->prefix}actionscheduler_groups (slug)" );
		}
	}

	/** @param list<string> $slugs Folders of plugins that do not load, as on a site that never had them. */
	private function leave_out( array $slugs ): void {
		$this->must_use(
			'add_filter( "option_active_plugins", static fn ( $plugins ) => array_values( array_filter( (array) $plugins, static fn ( $plugin ) => ! in_array( dirname( $plugin ), ' . var_export( $slugs, true ) . ', true ) ) ) );'
		);
	}

	private function main_doors_answer(): void {
		$this->answer( [ '/sabt/' ], [ '/wp-admin/admin.php?page=smartalloc-ops' ], [ '/overview', '/queues', '/flags', '/rollbacks/readiness' ], [ [ 'health', 'list' ], [ 'work', 'run' ] ] );
	}

	private function every_door_answers(): void {
		$this->answer(
			[ '/', '/sabt/', '/wp-login.php' ],
			[ '/wp-admin/index.php', '/wp-admin/admin.php?page=smartalloc-ops', '/wp-admin/plugins.php', '/wp-admin/site-health.php' ],
			[ '/overview', '/health', '/queues', '/work', '/flags', '/runs', '/rollbacks/readiness' ],
			[ [ 'health', 'list' ], [ 'queue', 'list' ], [ 'flags', 'list' ], [ 'work', 'list' ], [ 'work', 'run' ], [ 'rollback', 'status' ] ]
		);
	}

	/**
	 * @param list<string>       $pages    For visitors.
	 * @param list<string>       $screens  For an administrator.
	 * @param list<string>       $routes   Of our API.
	 * @param list<list<string>> $commands After `wp smartalloc-ops`.
	 */
	private function answer( array $pages, array $screens, array $routes, array $commands ): void {
		foreach ( $pages as $path ) {
			self::assert_whole_page( HttpClient::anonymous()->get( $path ), $path );
		}
		$admin = Users::browser( 'administrator' );
		foreach ( $screens as $path ) {
			self::assert_whole_page( $admin->without_nonce()->get( $path ), $path );
		}
		foreach ( $routes as $route ) {
			$answer = $admin->rest( 'GET', $route );
			self::assertSame( 200, $answer->status, "{$route} " . $answer->describe() );
		}
		foreach ( [ '/flags/comms' => 'off', '/flags/gppa' => 'off', '/flags/scheduling/smartalloc_export' => 'off', '/flags/queue' => 'wp_cron' ] as $route => $value ) {
			$answer = $admin->rest( 'POST', "{$route}/preview", [ 'value' => $value ] );
			self::assertSame( 200, $answer->status, "{$route} " . $answer->describe() );
		}
		$planned = $admin->rest( 'POST', '/rollbacks', [ 'scenario' => 'bad_release', 'dry_run' => true ] );
		self::assertSame( 200, $planned->status, $planned->describe() );
		$started = $admin->rest( 'POST', '/rollbacks', [ 'scenario' => 'bad_release', 'confirmation' => $planned->json()['confirmation'], 'idempotency_key' => 'a-test-key', 'reason' => 'a test' ] );
		self::assertSame( [ 201, 'contained' ], [ $started->status, $started->json()['state'] ?? null ], $started->describe() );
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		self::assertSame( [], array_filter( array_keys( $this->services()->heartbeats()->all() ), static fn ( string $name ): bool => str_starts_with( $name, 'tick_failed' ) ) );
		$aborted = $admin->rest( 'POST', "/runs/{$started->json()['id']}/abort", [ 'reason' => 'a test' ] );
		self::assertSame( 200, $aborted->status, $aborted->describe() );

		foreach ( $commands as $command ) {
			$result = $this->wp( [ self::OURS, ...$command ] );
			self::assertContains( $result->code, self::ANSWERS, implode( ' ', $command ) . "\n" . $result->describe() );
			self::assertDoesNotMatchRegularExpression( '/Fatal|Uncaught/', $result->stdout . $result->stderr );
		}
		$this->assert_nothing_of_ours_was_logged();
	}

	private static function assert_whole_page( HttpResponse $page, string $path ): void {
		self::assertSame( 200, $page->status, "{$path} " . $page->describe() );
		self::assertStringContainsString( '</html>', $page->body, $path );
		self::assertStringNotContainsString( 'There has been a critical error', $page->body, $path );
	}

	/** @return array{int, string|null} */
	private static function status_and_code( HttpResponse $answer ): array {
		return [ $answer->status, $answer->error_code() ];
	}

	/** A warning or a fatal in one of our files would stand in the log of the site. */
	private function assert_nothing_of_ours_was_logged(): void {
		$log  = is_file( self::log_file() ) ? (string) file_get_contents( self::log_file(), false, null, $this->log_size ) : '';
		$root = dirname( __DIR__, 4 ) . '/includes/';
		$ours = array_filter( explode( "\n", $log ), static fn ( string $line ): bool => str_contains( $line, $root ) || str_contains( $line, 'plugins/smartalloc-ops/includes/' ) || str_contains( $line, 'SmartAlloc Ops:' ) );
		self::assertSame( [], array_values( $ours ) );
	}

	private static function log_file(): string {
		return Environment::site() . '/debug.log';
	}
}
