<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Install;

use SmartAllocOps\Install;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** Deleting the plugin leaves the site as it was before, or its data where that was asked for, and drops nothing in silence. */
final class UninstallTest extends PipelineTestCase {
	private const PLUGIN = 'smartalloc-ops/smartalloc-ops.php';

	private int $log_size = 0;

	protected function setUp(): void {
		parent::setUp();
		$this->stop_loopback_runner();
		$this->log_size = strlen( self::log() );
	}

	protected function tearDown(): void {
		$this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
		wp_cache_flush();
		wp_roles()->for_site();
		$this->services()->install()->install();
		parent::tearDown();
	}

	public function test_uninstalling_leaves_the_site_as_if_the_plugin_had_never_been_there(): void {
		// Once before, so that WordPress and the others have done what they do only the first time.
		$this->use_the_plugin();
		$this->wp( [ 'plugin', 'deactivate', 'smartalloc-ops' ] );
		$this->uninstall();
		$before = self::whole_site();
		self::assertDoesNotMatchRegularExpression( '/smartalloc_(ops|owner|support)/', (string) wp_json_encode( $before ) );

		$on = $this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
		self::assertSame( 0, $on->code, $on->describe() );
		wp_roles()->for_site();
		$this->use_the_plugin();
		self::assertNotSame( $before, self::whole_site() );

		$this->wp( [ 'plugin', 'deactivate', 'smartalloc-ops' ] );
		$this->uninstall();
		self::assertSame( $before, self::whole_site() );
	}

	public function test_uninstalling_without_deactivating_gives_held_jobs_back_too(): void {
		$this->set_flag( 'comms', 'off' );
		$job = $this->store_notification( 1 );
		$this->run_queue_elsewhere();
		self::assertSame( [ 'smartalloc-held' ], $this->statuses( $job ) );
		$this->uninstall();
		self::assertSame( [ 'pending' ], $this->statuses( $job ) );
	}

	public function test_whatever_bears_our_prefix_goes_also_what_no_list_names(): void {
		global $wpdb;
		$user = Users::id( 'smartalloc_owner' );
		set_transient( 'smartalloc_ops_stray', 'a', HOUR_IN_SECONDS );
		add_option( 'smartalloc_ops_stray', 'a' );
		add_option( 'smartallocXops_of_others', 'a' );
		add_user_meta( $user, 'smartalloc_ops_stray', 'a' );
		update_user_option( $user, 'smartalloc_ops_stray', 'a' );
		wp_schedule_single_event( time() + HOUR_IN_SECONDS, 'smartalloc_ops_stray' );
		$wpdb->query( "CREATE TABLE {$wpdb->prefix}smartalloc_ops_stray (id bigint(20) unsigned NOT NULL, PRIMARY KEY (id))" );

		$this->uninstall();
		self::assertFalse( get_transient( 'smartalloc_ops_stray' ) );
		self::assertFalse( get_option( 'smartalloc_ops_stray' ) );
		self::assertSame( 'a', get_option( 'smartallocXops_of_others' ), 'An underscore in a pattern means any letter.' );
		self::assertSame( [ '', '' ], [ get_user_meta( $user, 'smartalloc_ops_stray', true ), get_user_meta( $user, $wpdb->get_blog_prefix() . 'smartalloc_ops_stray', true ) ] );
		self::assertFalse( wp_next_scheduled( 'smartalloc_ops_stray' ) );
		self::assertSame( [], Tables::named( 'smartalloc_ops_' ) );
		delete_option( 'smartallocXops_of_others' );
	}

	public function test_with_keep_data_tables_and_options_stay_and_rights_the_tick_and_the_log_go(): void {
		$this->use_the_plugin();
		$this->configure( [ 'keep_data' => true ] );
		$tables = Tables::checksums( Tables::named( 'smartalloc_ops_' ) );
		$this->wp( [ 'plugin', 'deactivate', 'smartalloc-ops' ] );
		$this->uninstall();
		self::assertSame( array_keys( $tables ), Tables::named( 'smartalloc_ops_' ) );
		$flags = array_filter( array_keys( $tables ), static fn ( string $table ): bool => str_ends_with( $table, 'flag_revisions' ) );
		self::assertSame( array_intersect_key( $tables, array_flip( $flags ) ), Tables::checksums( array_values( $flags ) ) );
		$site = self::whole_site();
		self::assertContains( 'smartalloc_ops_config', $site['options'] );
		self::assertNotContains( Install::TICK, $site['hooks'] );
		self::assertDoesNotMatchRegularExpression( '/smartalloc_(ops|owner|support)/', (string) wp_json_encode( $site['roles'] ) );
		self::assertDoesNotMatchRegularExpression( '/smartalloc-ops-log/', (string) wp_json_encode( $site['files'] ) );
		self::assertSame( '0', (string) $site['held'] );

		$this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
		wp_cache_flush();
		self::assertSame( 'off', $this->services()->flag_reader()->value( 'comms' ), 'It goes on where it was.' );
	}

	public function test_a_message_that_is_still_held_is_named_in_the_error_log_and_one_that_nothing_holds_is_sent(): void {
		$this->set_flag( 'comms', 'off' );
		$held = $this->submit();
		self::assertSame( [ 'held' ], $this->work_states() );
		$ended = $this->uninstall();
		self::assertSame( [], self::mails() );
		self::assertMatchesRegularExpression( "/SmartAlloc Ops: site 1: deleted while these waited: 1 notifications that were not sent \\(form 150: entries {$held}\\)/", $this->said( $ended ) );
	}

	public function test_a_message_that_nothing_holds_any_more_is_sent_before_its_table_goes(): void {
		$this->set_flag( 'comms', 'off' );
		$this->submit();
		$this->set_flag( 'comms', 'on' );
		$ended = $this->uninstall();
		self::assertCount( 1, self::mails() );
		self::assertStringNotContainsString( 'deleted while', $this->said( $ended ) );
	}

	public function test_nothing_is_said_when_nothing_is_held(): void {
		self::assertStringNotContainsString( 'SmartAlloc Ops', $this->said( $this->uninstall() ) );
	}

	private function use_the_plugin(): void {
		$this->configure( [ 'forms' => [ 150 ] ] );
		$this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$rollbacks = $this->services()->rollbacks();
		$run       = $rollbacks->start( new \SmartAllocOps\Rollback\Wish( 'bad_release' ), $rollbacks->confirmation(), 'a-test-key', 'a test', Actor::cli() );
		$this->services()->runs()->close( $run->id, 'a test', Actor::cli() );
		$this->services()->health()->refresh_due();
		$this->call_wp_cron( Install::TICK );
		foreach ( [ '/wp-admin/admin.php?page=smartalloc-ops', '/wp-admin/site-health.php' ] as $page ) {
			self::assertSame( 200, Users::browser( 'administrator' )->without_nonce()->get( $page )->status );
		}
		$this->store_allocation( 1 );
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_actions WHERE hook <> 'smartalloc_notify'" );
	}

	/** As WordPress does when the plugin is deleted, but without deleting its files. */
	private function uninstall(): ProcessResult {
		$worker = $this->fresh_process( 'require_once ABSPATH . "wp-admin/includes/plugin.php"; uninstall_plugin( $args["plugin"] ); return 1;', [ 'plugin' => self::PLUGIN ] );
		self::assertTrue( $worker->finished, $worker->process->describe() );
		wp_cache_flush();
		wp_roles()->for_site();
		return $worker->process;
	}

	/** What the process wrote to the error log, wherever that is. */
	private function said( ProcessResult $ended ): string {
		return $ended->stdout . $ended->stderr . substr( self::log(), $this->log_size );
	}

	private static function log(): string {
		$file = Environment::site() . '/debug.log';
		return is_file( $file ) ? (string) file_get_contents( $file ) : '';
	}

	/** @return array<string, list<string>> */
	private static function roles(): array {
		$stored = get_option( wp_roles()->role_key );
		$roles  = array_map( static fn ( mixed $role ): array => is_array( $role ) ? array_keys( array_filter( $role['capabilities'] ) ) : [], is_array( $stored ) ? $stored : [] );
		ksort( $roles );
		foreach ( $roles as &$rights ) {
			sort( $rights );
		}
		return $roles;
	}

	/** @return array<string, mixed> Everything that a plugin can leave behind. */
	private static function whole_site(): array {
		global $wpdb;
		wp_cache_flush();
		$hooks = [];
		foreach ( _get_cron_array() as $events ) {
			$hooks = [ ...$hooks, ...array_map( 'strval', array_keys( is_array( $events ) ? $events : [] ) ) ];
		}
		sort( $hooks );
		// What other plugins and WordPress itself keep for a while is theirs.
		$options = $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name NOT LIKE '\\_transient%' AND option_name NOT LIKE '\\_site\\_transient%' AND option_name NOT LIKE 'action\\_scheduler\\_lock%' ORDER BY option_name" );
		return [
			'tables'     => Tables::named( '' ),
			'options'    => $options,
			'transients' => $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%transient%smartalloc\\_ops%' ORDER BY option_name" ),
			'hooks'      => array_values( array_unique( $hooks ) ),
			'roles'      => self::roles(),
			'files'      => self::files_below( WP_CONTENT_DIR . '/uploads' ),
			'user meta'  => $wpdb->get_col( "SELECT DISTINCT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE '%smartalloc\\_ops%'" ),
			'held'       => $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}actionscheduler_actions WHERE status = 'smartalloc-held'" ),
		];
	}

	/** @return list<string> Files and folders, from the folder on. */
	private static function files_below( string $folder ): array {
		$found = [];
		/** @var \SplFileInfo $file */
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $folder, \FilesystemIterator::SKIP_DOTS ), \RecursiveIteratorIterator::SELF_FIRST ) as $file ) {
			$found[] = substr( $file->getPathname(), strlen( $folder ) );
		}
		sort( $found );
		return $found;
	}
}
