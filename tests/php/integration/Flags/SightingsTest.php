<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocOps\Flags\Sightings;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;

/** Whether a flip has arrived: written once a kind of process and revision, and free of cost afterwards. */
final class SightingsTest extends PipelineTestCase {
	public function test_each_kind_of_process_notes_a_revision_when_it_first_goes_by_it(): void {
		$this->set_flag( 'comms', 'off' );
		self::assertSame( [], $this->seen() );
		HttpClient::anonymous()->get( '/' );
		self::assertSame( [ 'web' ], $this->seen() );
		$this->call_wp_cron();
		self::assertSame( [ 'web', 'cron' ], $this->seen() );
		self::assertSame( 0, $this->wp( [ 'smartalloc-ops', 'flags', 'list' ] )->code );
		self::assertSame( [ 'web', 'cron', 'cli' ], $this->seen() );

		$this->set_flag( 'comms', 'on' );
		self::assertSame( [], $this->seen(), 'A new revision has been seen by nobody.' );
	}

	public function test_a_kind_writes_once_for_a_revision_and_reads_nothing_afterwards(): void {
		global $wpdb;
		$this->set_flag( 'comms', 'off' );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$services = $this->services();
		get_option( 'smartalloc_ops_flags' );
		$before = $wpdb->num_queries;
		$services->flag_parts()->sightings()->note();
		self::assertGreaterThan( 0, $wpdb->num_queries - $before );
		$rows = $this->rows();
		foreach ( [ $services, $this->services() ] as $again ) {
			get_option( 'smartalloc_ops_flags' );
			$before = $wpdb->num_queries;
			$again->flag_parts()->sightings()->note();
			self::assertSame( 0, $wpdb->num_queries - $before );
		}
		self::assertSame( $rows, $this->rows() );
		self::assertCount( 2, $rows );
	}

	public function test_the_first_sight_stands_whatever_comes_later(): void {
		global $wpdb;
		$this->set_flag( 'comms', 'off' );
		HttpClient::anonymous()->get( '/' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_flag_sightings SET at = 5" );
		$this->set_flag( 'gppa', 'off' );
		HttpClient::anonymous()->get( '/' );
		self::assertSame( [ 'web' => 5 ], $this->services()->flags()->state( 'comms', '' )->seen );
	}

	public function test_twenty_visitors_at_once_note_it_once(): void {
		$this->set_flag( 'comms', 'off' );
		$this->parallel( 8, 'return true;' );
		self::assertCount( 1, $this->rows() );
	}

	public function test_a_long_runner_notes_a_flip_that_it_learns_of(): void {
		$this->store_allocation( 1 );
		$worker = $this->fresh_process(
			'global $wpdb;
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			$flags->set( "gppa", "", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() );
			return \ActionScheduler::runner()->run( "WP Cron" );'
		);
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertCount( 1, $this->services()->flags()->state( 'gppa', '' )->seen );
	}

	public function test_a_table_that_is_gone_does_not_take_the_page_with_it(): void {
		global $wpdb;
		$this->set_flag( 'comms', 'off' );
		$wpdb->query( "DROP TABLE {$wpdb->prefix}smartalloc_ops_flag_sightings" );
		self::assert_site_is_up();
		do_action( 'activate_smartalloc-ops/smartalloc-ops.php', false );
	}

	public function test_uninstalling_takes_its_options_along(): void {
		self::assertSame( [ 'smartalloc_ops_flags_seen_web', 'smartalloc_ops_flags_seen_cron', 'smartalloc_ops_flags_seen_cli' ], Sightings::options() );
	}

	/** @return list<string> Kinds that have seen the present revision of comms. */
	private function seen(): array {
		return array_keys( $this->services()->flags()->state( 'comms', '' )->seen );
	}

	/** @return list<array<string, string>> */
	private function rows(): array {
		global $wpdb;
		return $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_flag_sightings ORDER BY flag, scope, revision, kind", ARRAY_A );
	}
}
