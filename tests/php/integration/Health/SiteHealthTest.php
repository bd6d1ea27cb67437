<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** Our tests inside WordPress's own Site Health, through its real filters and its own runner. */
final class SiteHealthTest extends HealthTestCase {
	private const TESTS = [ 'smartalloc_ops_forms', 'smartalloc_ops_scheduling', 'smartalloc_ops_platform', 'smartalloc_ops_messages', 'smartalloc_ops_safety' ];

	protected function setUp(): void {
		parent::setUp();
		require_once ABSPATH . 'wp-admin/includes/class-wp-site-health.php';
		require_once ABSPATH . 'wp-admin/includes/class-wp-debug-data.php';
		require_once ABSPATH . 'wp-admin/includes/file.php';
		require_once ABSPATH . 'wp-admin/includes/update.php';
		require_once ABSPATH . 'wp-admin/includes/misc.php';
		require_once ABSPATH . 'wp-admin/includes/theme.php';
	}

	public function test_what_calls_over_the_network_is_async_with_an_address_and_a_direct_way_for_wp_cron(): void {
		$this->services()->site_health()->register();
		$tests = \WP_Site_Health::get_tests();
		$async = $tests['async']['smartalloc_ops_connections'];
		self::assertTrue( $async['has_rest'] );
		self::assertSame( rest_url( 'smartalloc-ops/v1/health/roll-ups/connections' ), $async['test'] );
		self::assertIsCallable( $async['async_direct_test'] );
		self::assertArrayNotHasKey( 'smartalloc_ops_connections', $tests['direct'] );
		self::assertArrayHasKey( 'dotorg_communication', $tests['async'] );
	}

	public function test_the_address_of_the_async_test_answers_a_signed_in_browser_measures_and_stores_nothing(): void {
		$browser = Users::browser( 'administrator' );
		$browser->get( '/wp-json/' );
		$answer = $browser->with_good_nonce()->rest( 'GET', '/health/roll-ups/connections' );
		self::assertSame( 200, $answer->status, $answer->describe() );
		$result = $answer->json();
		self::assertSame( [ 'good', 'smartalloc_ops_connections' ], [ $result['status'], $result['test'] ], $answer->describe() );
		self::assertStringContainsString( 'reached itself', $result['description'] );
		self::assertSame( 'not_measured', $this->state( $this->health()->report(), 'loopback' )->reading->reason );
	}

	public function test_a_stored_verdict_spares_the_request(): void {
		$this->health()->check();
		$asked = 0;
		add_filter(
			'pre_http_request',
			static function () use ( &$asked ): \WP_Error {
				++$asked;
				return new \WP_Error( 'test', 'No request leaves the test.' );
			}
		);
		self::assertSame( 'good', $this->services()->site_health()->result( 'connections' )['status'] );
		self::assertSame( 0, $asked );
	}

	public function test_the_weekly_event_of_wordpress_runs_all_of_ours_over_the_real_wp_cron(): void {
		$this->must_use( <<<'PHP'
			add_filter( 'pre_http_request', static fn ( $answer, $args, $url ) => str_contains( $url, 'wordpress.org' ) ? new WP_Error( 'test', 'No request leaves the test.' ) : $answer, 10, 3 );
			add_filter( 'site_status_test_result', static function ( $result ) {
				if ( is_array( $result ) && str_starts_with( (string) ( $result['test'] ?? '' ), 'smartalloc_ops_' ) ) {
					update_option( 'smartalloc_ops_test_seen', array_merge( (array) get_option( 'smartalloc_ops_test_seen', [] ), [ $result['test'] => $result['status'] ] ), false );
				}
				return $result;
			} );
			PHP );
		$this->health()->check();
		delete_transient( 'health-check-site-status-result' );
		wp_clear_scheduled_hook( 'wp_site_health_scheduled_check' );
		wp_schedule_event( time() - 60, 'weekly', 'wp_site_health_scheduled_check' );
		$answer = HttpClient::anonymous()->get( '/wp-cron.php' );
		self::assertSame( 200, $answer->status );
		$this->wait_for( static fn (): bool => false !== get_transient( 'health-check-site-status-result' ), 'the weekly check has counted' );
		$seen = get_option( 'smartalloc_ops_test_seen' );
		self::assertIsArray( $seen );
		ksort( $seen );
		$all = [ ...self::TESTS, 'smartalloc_ops_connections' ];
		sort( $all );
		self::assertSame( array_fill_keys( $all, 'good' ), $seen );
	}

	public function test_there_is_one_test_for_each_group_beside_those_of_others(): void {
		$this->services()->site_health()->register();
		$direct = \WP_Site_Health::get_tests()['direct'];
		foreach ( self::TESTS as $test ) {
			self::assertArrayHasKey( $test, $direct );
		}
		self::assertArrayHasKey( 'wordpress_version', $direct );
	}

	public function test_good_verdicts_are_good(): void {
		$this->health()->check();
		foreach ( self::TESTS as $test ) {
			self::assertSame( 'good', $this->site_health_result( $test )['status'], $test );
		}
	}

	public function test_what_was_never_measured_is_recommended_and_says_that_it_is_unknown(): void {
		foreach ( self::TESTS as $test ) {
			$result = $this->site_health_result( $test );
			self::assertSame( 'recommended', $result['status'] );
			self::assertStringContainsString( 'unknown', $result['label'] );
		}
	}

	public function test_a_stale_verdict_is_recommended_and_says_that_it_is_unknown(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$this->health( $clock )->check();
		$clock->now_ms += 400_000;
		$result         = $this->site_health_result( 'smartalloc_ops_platform', $clock );
		self::assertSame( 'recommended', $result['status'] );
		self::assertStringContainsString( 'unknown', $result['label'] );
		self::assertStringContainsString( 'Not measured lately', $result['description'] );
	}

	public function test_one_critical_check_makes_its_group_critical_and_links_the_remedy(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 7 );
		$this->health()->check();
		$result = $this->site_health_result( 'smartalloc_ops_messages' );
		self::assertSame( 'critical', $result['status'] );
		self::assertStringContainsString( 'page=smartalloc-ops&#038;tab=queue&#038;state=failed', $result['actions'] );
		self::assertStringContainsString( '7 dead letters', $result['description'] );
		self::assertSame( 'good', $this->site_health_result( 'smartalloc_ops_platform' )['status'] );
	}

	public function test_a_waiting_child_does_not_hide_in_green(): void {
		$services = $this->services();
		$services->action_scheduler()->while_absent( fn () => $services->health()->check() );
		self::assertSame( 'critical', $this->site_health_result( 'smartalloc_ops_scheduling' )['status'] );
		self::assertSame( 'recommended', $this->site_health_result( 'smartalloc_ops_messages' )['status'] );
	}

	public function test_a_test_reads_what_is_stored_and_measures_nothing(): void {
		global $wpdb;
		$this->health()->check();
		$service = $this->services();
		$service->site_health()->register();
		$test = \WP_Site_Health::get_tests()['direct']['smartalloc_ops_messages']['test'];
		self::assertIsCallable( $test );
		$service->clock->now_ms();
		$before = $wpdb->num_queries;
		$test();
		self::assertSame( 1, $wpdb->num_queries - $before );
	}

	public function test_the_weekly_run_of_wordpress_counts_ours(): void {
		delete_transient( 'health-check-site-status-result' );
		$this->health()->check();
		$before = $this->weekly_counts();
		$this->services()->site_health()->register();
		$with_good = $this->weekly_counts();
		self::assertSame( $before['good'] + count( self::TESTS ) + 1, $with_good['good'] );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 7 );
		$this->health()->check( 'dead_letters' );
		self::assertSame( $with_good['critical'] + 1, $this->weekly_counts()['critical'] );
	}

	public function test_a_broken_store_is_recommended_and_does_not_end_the_weekly_run(): void {
		ActionRows::without_table( 'smartalloc_ops_verdicts', fn () => self::assertSame( 'recommended', $this->site_health_result( 'smartalloc_ops_forms' )['status'] ) );
	}

	public function test_foreign_filters_that_return_nonsense_do_not_break_ours(): void {
		$this->services()->site_health()->register();
		$tests = apply_filters( 'site_status_tests', 'nonsense' );
		self::assertIsArray( $tests );
		self::assertArrayHasKey( 'smartalloc_ops_forms', $tests['direct'] );
	}

	public function test_the_info_tab_shows_versions_and_checks_and_no_secret(): void {
		Users::become( 'administrator' );
		$this->health()->check();
		$this->services()->site_health()->register();
		$info = \WP_Debug_Data::debug_data()['smartalloc-ops'];
		self::assertSame( SMARTALLOC_VERSION, explode( ' ', $info['fields']['smart_alloc']['debug'] )[1] );
		self::assertStringStartsWith( 'good (ok)', $info['fields']['check_utc']['debug'] );
		self::assertTrue( $info['fields']['hooks']['private'] );
		$text = (string) wp_json_encode( $info );
		foreach ( [ wp_salt(), wp_salt( 'nonce' ), rtrim( ABSPATH, '/' ), get_option( 'admin_email' ) ] as $secret ) {
			self::assertStringNotContainsString( (string) $secret, $text );
		}
		self::assertStringNotContainsString( (string) wp_json_encode( rtrim( ABSPATH, '/' ) ), $text );
	}

	public function test_the_info_tab_is_complete_and_holds_nothing_of_people_or_of_settings_that_are_private(): void {
		Users::become( 'administrator' );
		$this->configure( [ 'recipients' => [ 'oncall@example.test' ] ] );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Maryam said so', Actor::user( Users::id( 'administrator' ) ) );
		$services = $this->services();
		$services->health()->check();
		$services->site_health()->register();
		$info = \WP_Debug_Data::debug_data()['smartalloc-ops'];
		foreach ( [ 'version', 'smart_alloc', 'gravity_forms', 'action_scheduler', 'wp_cron', 'mail', 'object_cache', 'environment', 'minimums', 'flags', 'database', 'forms', 'groups' ] as $field ) {
			self::assertNotSame( '', $info['fields'][ $field ]['value'] ?? '', $field );
		}
		foreach ( $services->health()->probe_ids() as $probe ) {
			self::assertArrayHasKey( "check_$probe", $info['fields'] );
		}
		self::assertSame( 'comms=off', $info['fields']['flags']['value'] );
		$text = (string) wp_json_encode( $info );
		foreach ( [ 'oncall@example.test', 'Maryam', '@', trim( (string) wp_json_encode( ABSPATH ), '"' ) ] as $secret ) {
			self::assertStringNotContainsString( $secret, $text );
		}
	}

	/** @return array<string, string> Core's shape: label, status, description, actions, test. */
	private function site_health_result( string $test, ?ManualClock $clock = null ): array {
		remove_all_filters( 'site_status_tests' );
		$this->services( $clock )->site_health()->register();
		$run = \WP_Site_Health::get_tests()['direct'][ $test ]['test'];
		self::assertIsCallable( $run );
		$result = $run();
		self::assertIsArray( $result );
		return array_map( 'strval', array_filter( $result, 'is_string' ) );
	}

	/** @return array<string, int> */
	private function weekly_counts(): array {
		// Core's own tests that call out of the machine are not what is counted here.
		add_filter( 'pre_http_request', static fn (): \WP_Error => new \WP_Error( 'test', 'No request leaves the test.' ) );
		$site_health = \WP_Site_Health::get_instance();
		self::assertNotNull( $site_health );
		$site_health->wp_cron_scheduled_check();
		return json_decode( (string) get_transient( 'health-check-site-status-result' ), true );
	}
}
