<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Multisite;

use SmartAllocOps\Alerts\SiteChanges;
use SmartAllocOps\Install;
use SmartAllocOps\Tests\Support\HttpClient;

/** The plugin on a network: to each site its own tables, rights, switches and tick. */
final class NetworkTest extends NetworkTestCase {
	public function test_a_network_activation_installs_on_each_site(): void {
		self::assertSame( [], self::tables( 1 ) );
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		self::assertContains( 'smartalloc_ops_flag_revisions', self::tables( 1 ) );
		self::assertSame( self::tables( 1 ), self::tables( $this->second ) );
		foreach ( [ 1, $this->second ] as $site ) {
			$traces = self::traces( $site );
			self::assertSame( [ 'smartalloc_support', 'smartalloc_owner' ], $traces['roles'], "site $site" );
			self::assertSame( [ Install::TICK ], $traces['hooks'], "site $site" );
			self::assertContains( Install::OPTION, $traces['options'], "site $site" );
		}
	}

	public function test_an_activation_on_one_site_leaves_the_others_alone(): void {
		$this->wp( $this->second, 'plugin', 'activate', 'smartalloc-ops' );
		self::assertNotSame( [], self::tables( $this->second ) );
		self::assertSame( [], self::tables( 1 ) );
		self::assertSame( [ [], [], [] ], array_values( self::traces( 1 ) ) );
	}

	public function test_a_site_that_comes_later_is_installed_as_it_is_made_and_leaves_nothing_when_it_goes(): void {
		global $wpdb;
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		$this->wp( 1, 'site', 'create', '--slug=three' );
		$third = self::site( 'three' );
		self::assertSame( self::tables( 1 ), self::tables( $third ) );
		self::assertSame( [ Install::TICK ], self::traces( $third )['hooks'] );

		$this->wp( 1, 'site', 'delete', '--slug=three', '--yes' );
		self::assertSame( [], self::tables( $third ) );
		self::assertSame( [], $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->get_blog_prefix( $third ) ) . '%smartalloc%' ) ) );
		self::assertNotSame( [], self::tables( 1 ) );
		self::assertNotSame( [], self::tables( $this->second ) );
	}

	public function test_a_site_that_an_activation_did_not_reach_installs_itself_with_its_first_request(): void {
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		$this->fresh_process( 'global $wpdb; switch_to_blog( $args["site"] ); ( new SmartAllocOps\Uninstall( new SmartAllocOps\Services( $wpdb ), $wpdb ) )->run(); return 1;', [ 'site' => $this->second ] );
		self::assertSame( [], self::tables( $this->second ) );
		self::assertSame( 200, HttpClient::anonymous()->get( self::path( $this->second ) )->status );
		wp_cache_flush();
		self::assertSame( self::tables( 1 ), self::tables( $this->second ) );
	}

	public function test_each_site_has_its_own_switches(): void {
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		$this->wp( $this->second, 'smartalloc-ops', 'flags', 'set', 'comms', 'off', '--reason=a test', '--yes' );
		self::assertSame( 'off', $this->comms( $this->second ) );
		self::assertSame( 'on', $this->comms( 1 ) );
	}

	public function test_a_plugin_of_the_whole_network_is_among_what_may_change(): void {
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		$look = '( new SmartAllocOps\Services( $GLOBALS["wpdb"] ) )->alerts()->changes()->look( SmartAllocOps\Journal\Actor::system() );';
		$this->wp( $this->second, 'eval', $look );
		$seen = json_decode( (string) get_blog_option( $this->second, SiteChanges::OPTION ), true );
		self::assertArrayHasKey( 'plugin/smartalloc-ops', is_array( $seen ) ? $seen : [] );
	}

	public function test_a_super_admin_may_everywhere_and_the_administrator_of_a_site_only_there(): void {
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		$super = self::person( 'super' );
		grant_super_admin( $super );
		$local = self::person( 'local' );
		add_user_to_blog( $this->second, $local, 'administrator' );
		$support = self::person( 'helper' );
		add_user_to_blog( $this->second, $support, 'smartalloc_support' );

		self::assertFalse( is_user_member_of_blog( $super, $this->second ) );
		self::assertSame( [ 200, 200 ], [ self::ask( 1, $super, '/flags' )->status, self::ask( $this->second, $super, '/flags' )->status ] );
		self::assertSame( [ 403, 200 ], [ self::ask( 1, $local, '/flags' )->status, self::ask( $this->second, $local, '/flags' )->status ] );
		// Which code runs is a matter of the whole network.
		$may_name = fn ( int $user ): mixed => self::ask( $this->second, $user, '/overview' )->json()['site']['capabilities']['update_plugins'] ?? null;
		self::assertSame( [ true, false ], [ $may_name( $super ), $may_name( $local ) ] );
		self::assertSame( [ 403, 200 ], [ self::ask( 1, $support, '/flags' )->status, self::ask( $this->second, $support, '/flags' )->status ] );
	}

	public function test_a_network_deactivation_gives_held_jobs_back_on_each_site(): void {
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		foreach ( [ 1, $this->second ] as $site ) {
			$this->hold_a_job( $site );
			self::assertSame( [ 'smartalloc-held' ], self::statuses( $site ), "site $site" );
		}
		$this->wp( 1, 'plugin', 'deactivate', 'smartalloc-ops', '--network' );
		foreach ( [ 1, $this->second ] as $site ) {
			self::assertSame( [ 'pending' ], self::statuses( $site ), "site $site" );
			self::assertSame( [], self::traces( $site )['hooks'], "site $site" );
			self::assertNotSame( [], self::tables( $site ), 'What was recorded stays.' );
		}
	}

	public function test_deleting_the_plugin_takes_it_off_each_site_but_keeps_the_data_where_that_was_asked_for(): void {
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		$this->hold_a_job( 1 );
		$this->wp( $this->second, 'option', 'update', 'smartalloc_ops_config', '{"keep_data":true}', '--format=json' );
		$this->wp( 1, 'plugin', 'deactivate', 'smartalloc-ops', '--network' );
		$tables = self::tables( $this->second );
		$this->uninstall();

		self::assertSame( [], self::tables( 1 ) );
		self::assertSame( [ [], [], [] ], array_values( self::traces( 1 ) ) );
		self::assertSame( [ 'pending' ], self::statuses( 1 ) );
		self::assertSame( $tables, self::tables( $this->second ) );
		$kept = self::traces( $this->second );
		self::assertSame( [ [], [] ], [ $kept['roles'], $kept['hooks'] ] );
		self::assertContains( 'smartalloc_ops_config', $kept['options'] );
		$this->wp( $this->second, 'option', 'delete', 'smartalloc_ops_config' );
	}

	private function comms( int $site ): string {
		$rows = $this->wp( $site, 'smartalloc-ops', 'flags', 'list', '--format=json' )->json();
		self::assertIsArray( $rows );
		return array_column( $rows, 'value', 'flag' )['comms'];
	}

	/** A job of a paused group that a runner has met, and so taken out of its own reach. */
	private function hold_a_job( int $site ): void {
		$this->empty_queue( $site );
		$this->wp( $site, 'eval', 'as_enqueue_async_action( "smartalloc_notify", [ 1 ], "smartalloc_notify" );' );
		$this->wp( $site, 'smartalloc-ops', 'flags', 'set', 'comms', 'off', '--reason=a test', '--yes' );
		$this->wp( $site, 'action-scheduler', 'run' );
	}

	private function empty_queue( int $site ): void {
		global $wpdb;
		$this->wp( $site, 'eval', 'as_has_scheduled_action( "none" );' );
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', $wpdb->get_blog_prefix( $site ) . 'actionscheduler_actions' ) );
	}

	/** @return list<string> */
	private static function statuses( int $site ): array {
		global $wpdb;
		return array_values( array_map( 'strval', $wpdb->get_col( $wpdb->prepare( 'SELECT status FROM %i WHERE hook = %s ORDER BY action_id', $wpdb->get_blog_prefix( $site ) . 'actionscheduler_actions', 'smartalloc_notify' ) ) ) );
	}
}
