<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Install;

use SmartAllocOps\Install;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** What the plugin puts on a site, once, and takes away again, all of it. */
final class InstallTest extends PipelineTestCase {
	private const PLUGIN = 'smartalloc-ops/smartalloc-ops.php';

	protected function tearDown(): void {
		$this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
		wp_cache_flush();
		wp_roles()->for_site();
		$this->services()->install()->install();
		parent::tearDown();
	}

	public function test_installing_twice_is_installing_once(): void {
		global $wpdb;
		$this->services()->install()->install();
		$once = self::footprint();
		$this->services()->install()->install();
		self::assertSame( '', $wpdb->last_error );
		self::assertSame( $once, self::footprint() );
	}

	public function test_an_upgrade_that_twenty_requests_meet_at_once_is_done_once(): void {
		$whole = self::footprint();
		$this->take_away();
		$workers = $this->parallel( 20, 'return (int) get_option( "smartalloc_ops_schema" );' );
		foreach ( $workers as $worker ) {
			self::assertSame( Install::SCHEMA, $worker->value, $worker->process->describe() );
		}
		wp_cache_flush();
		wp_roles()->for_site();
		self::assertSame( $whole, self::footprint() );
		$this->set_flag( 'comms', 'off' );
		self::assertSame( 'off', $this->services()->flag_reader()->value( 'comms' ) );
	}

	public function test_a_request_on_a_site_that_is_up_to_date_installs_nothing(): void {
		global $wpdb;
		$install = $this->services()->install();
		get_option( Install::OPTION );
		$before = $wpdb->num_queries;
		$install->ensure();
		self::assertSame( $before, $wpdb->num_queries );
	}

	public function test_each_role_has_the_rights_it_is_for_and_no_others(): void {
		$rights = [];
		foreach ( wp_roles()->role_objects as $name => $role ) {
			$of_ours = array_keys( array_filter( $role->capabilities, static fn ( mixed $has, string $right ): bool => $has && str_starts_with( $right, 'smartalloc_ops_' ), ARRAY_FILTER_USE_BOTH ) );
			sort( $of_ours );
			if ( [] !== $of_ours ) {
				$rights[ $name ] = array_map( static fn ( string $right ): string => substr( $right, strlen( 'smartalloc_ops_' ) ), $of_ours );
			}
		}
		ksort( $rights );
		self::assertSame(
			[
				'administrator'      => [ 'flags', 'operate', 'release', 'rollback', 'settings', 'view' ],
				'smartalloc_owner'   => [ 'flags', 'operate', 'rollback', 'view' ],
				'smartalloc_support' => [ 'view' ],
			],
			$rights
		);
		self::assertFalse( get_role( 'smartalloc_owner' )?->has_cap( 'manage_options' ) );
	}

	public function test_a_tick_that_got_lost_comes_back_with_the_next_admin_page(): void {
		wp_unschedule_hook( Install::TICK );
		Users::browser( 'administrator' )->without_nonce()->get( '/wp-admin/index.php' );
		wp_cache_flush();
		self::assertNotFalse( wp_next_scheduled( Install::TICK ) );
	}

	public function test_deactivation_ends_the_tick_and_gives_held_jobs_back(): void {
		$this->set_flag( 'comms', 'off' );
		$job = $this->store_notification( 1 );
		$this->run_queue_elsewhere();
		self::assertSame( [ 'smartalloc-held' ], $this->statuses( $job ) );

		$off = $this->wp( [ 'plugin', 'deactivate', 'smartalloc-ops' ] );
		self::assertSame( 0, $off->code, $off->describe() );
		wp_cache_flush();
		self::assertFalse( wp_next_scheduled( Install::TICK ) );
		self::assertSame( [ 'pending' ], $this->statuses( $job ) );
		$this->call_wp_cron( 'action_scheduler_run_queue' );
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );

		$on = $this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
		self::assertSame( 0, $on->code, $on->describe() );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'done' ], $this->work_states() );
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails(), 'It was sent again after the plugin came back.' );
	}

	public function test_deactivation_gives_jobs_of_wp_cron_mode_to_action_scheduler_and_they_run_once(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$stored = $this->fresh_process(
			'return [
				as_enqueue_async_action( "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate" ),
				as_schedule_single_action( time() + 900, "smartalloc_allocate_entry", [ 2 ], "smartalloc_allocate" ),
				as_enqueue_async_action( "smartalloc_export_run", [ 3 ], "smartalloc_export" ),
			];'
		);
		self::assertTrue( $stored->finished, $stored->process->describe() );
		$this->set_flag( 'scheduling', 'off', self::ALLOCATE );
		$this->services()->release_loop()->run( 5000 );
		self::assertSame( [ 'held', 'due', 'held' ], $this->work_states() );

		$off = $this->wp( [ 'plugin', 'deactivate', 'smartalloc-ops' ] );
		self::assertSame( 0, $off->code, $off->describe() );
		wp_cache_flush();
		self::assertSame(
			[ [ 'smartalloc_allocate_entry', '[1]', self::ALLOCATE, 'pending' ], [ 'smartalloc_allocate_entry', '[2]', self::ALLOCATE, 'pending' ], [ 'smartalloc_export_run', '[3]', self::EXPORT, 'pending' ] ],
			array_map( static fn ( array $row ): array => [ $row['hook'], $row['args'], $row['group'], $row['status'] ], $this->actions() )
		);
		self::assertGreaterThan( time() + 800, strtotime( $this->actions()[1]['due'] . ' UTC' ) );
		self::assertSame( [ 'done', 'done', 'done' ], $this->work_states() );
		$this->call_wp_cron( 'action_scheduler_run_queue' );
		self::assertSame( [ 'allocate:1' => 1, 'export:3' => 1 ], self::runs() );
	}

	public function test_without_action_scheduler_those_jobs_go_to_wp_cron(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->fresh_process( 'return as_schedule_single_action( time() - 60, "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate" );' );
		$this->must_use( 'add_filter( "option_active_plugins", static fn ( $plugins ) => array_values( array_filter( (array) $plugins, static fn ( $plugin ) => "action-scheduler" !== dirname( $plugin ) ) ) );' );
		// Only our own part: WordPress would write the shortened list of plugins back.
		$worker = $this->fresh_process( 'do_action( "deactivate_smartalloc-ops/smartalloc-ops.php", false ); return 1;' );
		self::assertTrue( $worker->finished, $worker->process->describe() );
		wp_cache_flush();
		self::assertNotFalse( wp_next_scheduled( 'smartalloc_allocate_entry', [ 1 ] ) );
		self::assertSame( [ 'done' ], $this->work_states() );
	}

	public function test_a_pause_goes_on_when_the_plugin_comes_back(): void {
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->wp( [ 'plugin', 'deactivate', 'smartalloc-ops' ] );
		$this->wp( [ 'plugin', 'activate', 'smartalloc-ops' ] );
		$this->store_exports();
		$this->run_queue_elsewhere();
		self::assertSame( [], self::runs() );
	}

	public function test_uninstalling_leaves_the_site_as_if_the_plugin_had_never_been_there(): void {
		$this->stop_loopback_runner();
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

	private function use_the_plugin(): void {
		$this->configure( [ 'forms' => [ 150 ] ] );
		$this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$this->run_queue_elsewhere();
		$rollbacks = $this->services()->rollbacks();
		$run       = $rollbacks->start( 'bad_release', $rollbacks->confirmation(), 'a-test-key', 'a test', Actor::cli() );
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
	private function uninstall(): void {
		$worker = $this->fresh_process( 'require_once ABSPATH . "wp-admin/includes/plugin.php"; uninstall_plugin( $args["plugin"] ); return 1;', [ 'plugin' => self::PLUGIN ] );
		self::assertTrue( $worker->finished, $worker->process->describe() );
		wp_cache_flush();
		wp_roles()->for_site();
	}

	/** The state of a site that an old version, or none, has left. */
	private function take_away(): void {
		$this->services()->install()->uninstall();
		wp_cache_flush();
	}

	/** @return array<string, mixed> What is ours on the site. */
	private static function footprint(): array {
		global $wpdb;
		wp_cache_flush();
		$tables = [];
		foreach ( Tables::named( 'smartalloc_ops_' ) as $table ) {
			$columns = array_column( (array) $wpdb->get_results( $wpdb->prepare( 'SHOW COLUMNS FROM %i', $table ), ARRAY_A ), 'Field' );
			$keys    = array_map( static fn ( array $key ): string => "{$key['Key_name']}.{$key['Column_name']} {$key['Non_unique']}", (array) $wpdb->get_results( $wpdb->prepare( 'SHOW INDEX FROM %i', $table ), ARRAY_A ) );
			sort( $keys );
			$tables[ $table ] = [ $columns, $keys ];
		}
		$ticks = array_filter( array_map( static fn ( mixed $hooks ): int => is_array( $hooks ) ? count( (array) ( $hooks[ Install::TICK ] ?? [] ) ) : 0, _get_cron_array() ) );
		return [
			'tables'  => $tables,
			'options' => $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE 'smartalloc\\_ops\\_%' ORDER BY option_name" ),
			'ticks'   => array_values( $ticks ),
			'roles'   => self::roles(),
		];
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
			'user meta'  => $wpdb->get_col( "SELECT DISTINCT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE '%smartalloc\\_ops%'" ),
			'held'       => $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}actionscheduler_actions WHERE status = 'smartalloc-held'" ),
		];
	}
}
