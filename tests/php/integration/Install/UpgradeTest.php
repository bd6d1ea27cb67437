<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Install;

use SmartAllocOps\Install;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;

/** New code meets old tables: one request brings them up to date, all others go on. */
final class UpgradeTest extends PipelineTestCase {
	private string $folder = '';

	protected function setUp(): void {
		parent::setUp();
		// A request of the site itself would be one more that upgrades.
		$this->stop_loopback_runner();
		$this->folder = sys_get_temp_dir() . '/smartalloc-upgrade-' . bin2hex( random_bytes( 6 ) );
		mkdir( $this->folder );
	}

	protected function tearDown(): void {
		array_map( 'unlink', self::files( "{$this->folder}/*" ) );
		rmdir( $this->folder );
		delete_option( Install::LEASE );
		wp_cache_flush();
		$this->services()->install()->install();
		parent::tearDown();
	}

	public function test_of_twenty_requests_that_meet_an_old_version_one_upgrades_and_all_are_served(): void {
		$whole = $this->tables();
		$this->become_old();
		$this->meet( 20 );
		$workers = $this->parallel( 20, 'return [ rest_do_request( new WP_REST_Request( "GET", "/wp/v2/types" ) )->get_status(), (string) apply_filters( "the_content", "served" ) ];', [], [ 'SMARTALLOC_OPS_MEETING' => $this->folder ] );
		foreach ( $workers as $worker ) {
			self::assertTrue( $worker->finished, $worker->process->describe() );
			self::assertSame( 200, self::list_of( $worker )[0] );
		}
		self::assertCount( 1, $this->upgraders(), 'Each line is a process that made tables.' );
		wp_cache_flush();
		self::assertSame( Install::SCHEMA, (int) get_option( Install::OPTION ) );
		self::assertSame( $whole, $this->tables() );
		self::assertFalse( get_option( Install::LEASE ) );
		$this->set_flag( 'comms', 'off' );
		self::assertSame( 'off', $this->services()->flag_reader()->value( 'comms' ) );
	}

	public function test_an_upgrade_that_was_killed_is_taken_over_by_one_when_its_time_is_over(): void {
		$whole = $this->tables();
		$this->become_old();
		$this->meet( 1 );
		$killed = $this->parallel( 1, 'return 1;', [], [ CrashPoint::VARIABLE => 'install.tables' ] )[0];
		self::assertFalse( $killed->finished );
		self::assertSame( 137, $killed->process->code, $killed->process->describe() );
		self::assertSame( 0, $this->stored_schema() );

		$this->lease_until( time() + HOUR_IN_SECONDS );
		$this->parallel( 3, 'return 1;' );
		self::assertCount( 1, $this->upgraders(), 'Nobody else begins while it may still be at work.' );
		self::assertSame( 0, $this->stored_schema() );

		$this->lease_until( 1 );
		$this->meet( 20 );
		$workers = $this->parallel( 20, 'return 1;', [], [ 'SMARTALLOC_OPS_MEETING' => $this->folder ] );
		foreach ( $workers as $worker ) {
			self::assertTrue( $worker->finished, $worker->process->describe() );
		}
		wp_cache_flush();
		self::assertSame( Install::SCHEMA, $this->stored_schema() );
		self::assertSame( $whole, $this->tables() );
	}

	public function test_a_request_that_looked_before_and_came_after_does_not_upgrade_again(): void {
		$this->become_old();
		$this->services()->install()->ensure();
		self::assertSame( Install::SCHEMA, $this->stored_schema() );
		// What this request has read at its beginning.
		wp_cache_set( 'alloptions', [ Install::OPTION => '0' ] + wp_load_alloptions(), 'options' );
		self::assertSame( 0, (int) get_option( Install::OPTION ) );
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DROP TABLE %i', $wpdb->prefix . 'smartalloc_ops_heartbeats' ) );
		$this->services()->install()->ensure();
		self::assertNotContains( $wpdb->prefix . 'smartalloc_ops_heartbeats', Tables::named( 'smartalloc_ops_' ), 'It believed the table of options and not its own memory.' );
		self::assertSame( Install::SCHEMA, (int) get_option( Install::OPTION ) );
	}

	public function test_while_another_request_upgrades_our_routes_say_so_and_the_site_goes_on(): void {
		global $wpdb;
		$browser = Users::browser( 'smartalloc_owner' );
		$this->become_old();
		$wpdb->insert(
			$wpdb->options,
			[
				'option_name'  => Install::LEASE,
				'option_value' => ( ( time() + 60 ) * 1000 ) . ' another',
				'autoload'     => 'off',
			]
		);
		$answer = $browser->rest( 'GET', '/overview' );
		self::assertSame( [ 503, 'smartalloc_ops_not_ready' ], [ $answer->status, $answer->json()['code'] ] );
		self::assertSame( 401, Users::browser( 'smartalloc_owner' )->without_nonce()->rest( 'GET', '/overview' )->status, 'Strangers learn nothing of it.' );
		self::assertSame( 200, $browser->without_nonce()->get( '/' )->status );
		$page = $browser->without_nonce()->get( '/wp-admin/admin.php?page=smartalloc-ops' );
		self::assertSame( 200, $page->status );
		self::assertStringContainsString( 'The tables of SmartAlloc Ops are not ready', $page->body );
	}

	public function test_tables_that_the_database_refuses_are_not_taken_for_made(): void {
		$this->become_old();
		$this->must_use( 'add_filter( "query", static fn ( $sql ) => str_contains( $sql, "CREATE TABLE" ) && str_contains( $sql, "smartalloc_ops_work" ) ? "SELECT 1" : $sql );' );
		$worker = $this->fresh_process( 'return get_option( "smartalloc_ops_schema", 0 );' );
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertSame( 0, (int) self::text_of( $worker ) );
		self::assertStringContainsString( 'Missing after the installation: work', $worker->process->stderr . self::log() );
		self::assertNotFalse( get_option( Install::LEASE ), 'The next requests do not all try again at once.' );
	}

	/** The tables are gone and so is the version: what a request finds that comes first after a site was restored, say. */
	private function become_old(): void {
		global $wpdb;
		foreach ( Tables::named( 'smartalloc_ops_' ) as $table ) {
			$wpdb->query( $wpdb->prepare( 'DROP TABLE %i', $table ) );
		}
		delete_option( Install::OPTION );
		wp_cache_flush();
	}

	/** Every process that makes a table writes a line, and all wait for each other right before WordPress would upgrade. */
	private function meet( int $count ): void {
		array_map( 'unlink', self::files( "{$this->folder}/here-*" ) );
		$this->must_use(
			sprintf(
				'
				add_filter( "query", static function ( $sql ) {
					if ( 1 === preg_match( "/^\s*CREATE TABLE\b.*smartalloc_ops_/is", $sql ) ) {
						file_put_contents( %1$s . "/made", getmypid() . "\n", FILE_APPEND );
					}
					return $sql;
				} );
				add_action( "init", static function () {
					$folder = getenv( "SMARTALLOC_OPS_MEETING" );
					if ( false === $folder || "" === $folder ) {
						return;
					}
					touch( "$folder/here-" . getmypid() );
					$until = microtime( true ) + 60;
					while ( count( glob( "$folder/here-*" ) ) < %2$d && microtime( true ) < $until ) {
						usleep( 500 );
					}
				}, -1 );
				',
				var_export( $this->folder, true ),
				$count
			)
		);
	}

	/** Moves the end of the lease that a killed process has left. */
	private function lease_until( int $seconds ): void {
		global $wpdb;
		self::assertSame( 1, $wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->options} SET option_value = %s WHERE option_name = %s", $seconds * 1000 . ' killed', Install::LEASE ) ) );
	}

	/** @return list<string> Processes that made tables. */
	private function upgraders(): array {
		$file = "{$this->folder}/made";
		return is_file( $file ) ? array_values( array_unique( array_filter( explode( "\n", (string) file_get_contents( $file ) ) ) ) ) : [];
	}

	private function stored_schema(): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", Install::OPTION ) );
	}

	/** @return array<string, list<string>> Columns of each table. */
	private function tables(): array {
		global $wpdb;
		$tables = [];
		foreach ( Tables::named( 'smartalloc_ops_' ) as $table ) {
			$tables[ $table ] = array_column( (array) $wpdb->get_results( $wpdb->prepare( 'SHOW COLUMNS FROM %i', $table ), ARRAY_A ), 'Field' );
		}
		return $tables;
	}

	private static function log(): string {
		$file = Environment::site() . '/debug.log';
		return is_file( $file ) ? (string) file_get_contents( $file ) : '';
	}

	/** @return array<array-key, mixed> */
	private static function list_of( WorkerResult $worker ): array {
		return is_array( $worker->value ) ? $worker->value : [];
	}

	private static function text_of( WorkerResult $worker ): string {
		return is_scalar( $worker->value ) ? (string) $worker->value : '';
	}

	/** @return list<string> */
	private static function files( string $pattern ): array {
		$found = glob( $pattern );
		return false === $found ? [] : $found;
	}
}
