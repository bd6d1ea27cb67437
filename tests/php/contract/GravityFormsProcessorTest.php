<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use SmartAllocOps\Tests\Support\HttpClient;

/**
 * Background processors, as far as SmartAlloc Ops finds, counts and holds them: the same before and since Gravity Forms 2.9.7.
 */
final class GravityFormsProcessorTest extends SmartAllocTestCase {
	private const ID = 'wp_contract_processor';

	/** The class is made once a process, its hooks are gone with each test. */
	private const PROCESSOR = __DIR__ . '/support/processor.php';

	protected function setUp(): void {
		parent::setUp();
		$this->must_use( "add_action( 'gform_loaded', static fn () => require '" . self::PROCESSOR . "' );" );
		class_exists( 'Contract_Processor', false ) ? $GLOBALS['contract_processor'] = new \Contract_Processor() : require self::PROCESSOR;
	}

	public function test_each_processor_listens_to_its_loopback_request_and_its_health_check_on_every_request(): void {
		foreach ( [ 'wp_gf_feed_processor', 'wp_gf_notifications_processor', 'wp_gf_upgrader', self::ID ] as $id ) {
			self::assertSame( 10, self::priority( "wp_ajax_$id", 'maybe_handle' ), $id );
			self::assertSame( 10, self::priority( "wp_ajax_nopriv_$id", 'maybe_handle' ), $id );
			self::assertSame( 10, self::priority( "{$id}_cron", 'handle_cron_healthcheck' ), $id );
		}
	}

	public function test_a_batch_is_one_option_that_begins_with_its_site_and_the_number_of_its_tasks(): void {
		$this->push( 1, 2, 3 );
		$rows = self::batches();
		self::assertCount( 1, $rows );
		self::assertMatchesRegularExpression( '/^wp_contract_processor_batch_blog_id_1_[0-9a-f]+$/', (string) array_key_first( $rows ) );
		self::assertMatchesRegularExpression( '/^a:\d+:\{s:7:"blog_id";i:1;s:4:"data";a:3:\{/', (string) reset( $rows ) );
	}

	public function test_a_dispatch_schedules_the_health_check_and_works_in_a_request_of_its_own(): void {
		$this->push( 1, 2 );
		self::processor()->dispatch();
		$this->wait_for( static fn (): bool => [] === self::batches(), 'the batch is worked on' );
		self::assertNotSame( getmypid(), (int) get_option( 'contract_done_1' ) );
		$this->wait_for( static fn (): bool => false === wp_next_scheduled( self::ID . '_cron' ), 'the health check goes with the last batch' );
	}

	public function test_the_health_check_works_on_what_no_request_came_for(): void {
		$this->push( 1, 2 );
		$this->run_health_check();
		self::assertSame( [], self::batches() );
		self::assertNotFalse( get_option( 'contract_done_2' ) );
	}

	public function test_a_limit_is_looked_at_after_each_task_and_what_was_not_begun_stays_in_its_batch(): void {
		$this->push( 1, 2, 3 );
		$this->must_use( "add_filter( 'wp_contract_processor_time_exceeded', '__return_true' ); add_filter( 'pre_http_request', static fn () => new WP_Error( 'no', 'no' ) );" );
		$this->run_health_check();
		wp_cache_flush();
		self::assertSame( [ true, false, false ], array_map( static fn ( int $id ): bool => false !== get_option( "contract_done_$id" ), [ 1, 2, 3 ] ) );
		self::assertMatchesRegularExpression( '/s:4:"data";a:2:\{/', (string) current( self::batches() ) );
		self::assertNotFalse( wp_next_scheduled( self::ID . '_cron' ), 'It asks for another process, and the health check stays.' );
	}

	public function test_a_loopback_request_that_ends_before_it_is_handled_leaves_the_batch_and_the_health_check(): void {
		$this->must_use( "add_action( 'wp_ajax_nopriv_wp_contract_processor', static function () { wp_die(); }, 1 );" );
		$this->push( 1 );
		self::processor()->dispatch();
		$answer = HttpClient::anonymous()->get( '/wp-admin/admin-ajax.php?action=' . self::ID . '&nonce=' . wp_create_nonce( self::ID ) );
		self::assertSame( 200, $answer->status );
		wp_cache_flush();
		self::assertCount( 1, self::batches() );
		self::assertNotFalse( wp_next_scheduled( self::ID . '_cron' ) );
		self::assertFalse( get_option( 'contract_done_1' ) );
	}

	public function test_while_the_lock_is_held_nobody_else_works(): void {
		$this->push( 1 );
		// Both ways in which versions write it.
		update_site_option( self::ID . '_process_lock', microtime( true ) );
		set_site_transient( self::ID . '_process_lock', microtime(), 60 );
		$this->run_health_check();
		self::assertCount( 1, self::batches() );
	}

	/** All in one batch. */
	private function push( int ...$tasks ): void {
		foreach ( $tasks as $task ) {
			self::processor()->push_to_queue( $task );
		}
		self::processor()->save();
	}

	private static function processor(): \GF_Background_Process {
		return $GLOBALS['contract_processor'];
	}

	/** In a process of its own, which it ends. */
	private function run_health_check(): void {
		$this->fresh_process( "define( 'DOING_CRON', true ); do_action( 'wp_contract_processor_cron' ); return 1;" );
		wp_cache_flush();
	}

	private static function priority( string $hook, string $method ): int|false {
		foreach ( $GLOBALS['wp_filter'][ $hook ]->callbacks ?? [] as $priority => $callbacks ) {
			foreach ( $callbacks as $callback ) {
				if ( is_array( $callback['function'] ) && $callback['function'][0] instanceof \GF_Background_Process && $method === $callback['function'][1] ) {
					return (int) $priority;
				}
			}
		}
		return false;
	}

	/** @return array<string, string> */
	private static function batches(): array {
		global $wpdb;
		return array_column( (array) $wpdb->get_results( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name LIKE 'wp\\_contract\\_processor\\_batch\\_%' ORDER BY option_id", ARRAY_A ), 'option_value', 'option_name' );
	}
}
