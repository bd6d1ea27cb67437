<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Install;

use SmartAllocOps\Install;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** What the plugin puts on a site, once, and takes away again, all of it. */
final class InstallTest extends PipelineTestCase {
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
}
