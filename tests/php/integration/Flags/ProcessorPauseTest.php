<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;

/** A paused background processor of Gravity Forms: batches are stored, no task begins whoever comes by, and all of it happens once afterwards. */
final class ProcessorPauseTest extends PipelineTestCase {
	private const SCOPE = 'gf:contract_processor';
	private const EVENT = 'wp_contract_processor_cron';
	private const MAILS = 'wp_gf_notifications_processor_cron';

	private const PROCESSOR = __DIR__ . '/../../contract/support/processor.php';

	protected function setUp(): void {
		parent::setUp();
		$this->must_use( "add_action( 'gform_loaded', static fn () => require '" . self::PROCESSOR . "' );" );
		class_exists( 'Contract_Processor', false ) ? $GLOBALS['contract_processor'] = new \Contract_Processor() : require self::PROCESSOR;
	}

	public function test_mails_that_visitors_cause_while_it_is_held_wait_and_leave_once_each_afterwards(): void {
		$this->must_use( "add_filter( 'gform_is_asynchronous_notifications_enabled', '__return_true' );" );
		$this->set_flag( 'scheduling', 'off', 'gf:gf_notifications_processor' );
		for ( $visitor = 0; $visitor < 3; $visitor++ ) {
			self::assertSame( 200, $this->submit_as_visitor()->status );
		}
		wp_cache_flush();
		self::assertSame( [], self::mails_of_forms() );
		self::assertSame( [ 1, 1, 1 ], self::tasks( 'wp_gf_notifications_processor' ), 'Gravity Forms stores them as ever.' );
		self::assertNotFalse( wp_next_scheduled( self::MAILS ), 'And asks for its health check.' );
		$this->fire( self::MAILS );
		self::assertSame( [], self::mails_of_forms() );

		$this->set_flag( 'scheduling', 'on', 'gf:gf_notifications_processor' );
		$this->fire( self::MAILS );
		$this->wait_for( static fn (): bool => [] === self::tasks( 'wp_gf_notifications_processor' ), 'the mails leave' );
		self::assertSame( [ 1, 1, 1 ], array_values( self::mails_of_forms() ) );
	}

	public function test_a_request_of_gravity_forms_to_itself_works_on_nothing(): void {
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$this->push( 1, 2 );
		self::processor()->dispatch();
		self::request();
		self::assertSame( [], self::done() );
		self::assertSame( [ 2 ], self::tasks() );
		$this->assert_all_is_done_once_after_the_pause( 1, 2 );
	}

	public function test_its_health_check_does_not_fire_and_stays_in_its_place(): void {
		$this->push( 1, 2 );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		self::processor()->dispatch();
		$this->fire( self::EVENT );
		self::assertIsInt( wp_next_scheduled( self::EVENT ) );
		self::assertLessThan( time(), wp_next_scheduled( self::EVENT ), 'It is as due as it was.' );
		self::assertSame( [], self::done() );
		$this->assert_all_is_done_once_after_the_pause( 1, 2 );
	}

	public function test_a_run_of_wp_cron_that_began_before_the_pause_leaves_the_health_check_alone(): void {
		$this->push( 1, 2 );
		$this->must_use( "add_action( 'contract_flip', static fn () => " . self::flip() . ' );' );
		wp_schedule_single_event( time() - 60, 'contract_flip' );
		$this->fire( self::EVENT );
		self::assertSame( 'off', $this->services()->flags()->state( 'scheduling', self::SCOPE )->value );
		self::assertSame( [], self::done() );
		self::assertIsInt( wp_next_scheduled( self::EVENT ) );
		self::assertLessThan( time(), wp_next_scheduled( self::EVENT ) );
		$this->assert_all_is_done_once_after_the_pause( 1, 2 );
	}

	public function test_a_process_at_work_ends_after_its_present_task(): void {
		$this->must_use( "add_action( 'contract_task', static fn ( \$task ) => 1 === \$task && " . self::flip() . ' );' );
		$this->push( 1, 2, 3 );
		$this->push( 4 );
		self::processor()->dispatch();
		$this->wait_for( static fn (): bool => [ 2, 1 ] === self::tasks() && false === get_option( 'wp_contract_processor_process_lock' ), 'the process ends after its first task' );
		self::request();
		self::assertSame( [ 1 ], self::done() );
		self::assertNotFalse( wp_next_scheduled( self::EVENT ) );
		$this->assert_all_is_done_once_after_the_pause( 1, 2, 3, 4 );
	}

	public function test_a_health_check_at_work_ends_after_its_present_task(): void {
		$this->must_use( "add_action( 'contract_task', static fn ( \$task ) => 1 === \$task && " . self::flip() . ' );' );
		$this->push( 1, 2 );
		self::without_loopback( fn () => self::processor()->dispatch() );
		$this->fire( self::EVENT );
		self::assertSame( [ 1 ], self::done() );
		self::assertSame( [ 1 ], self::tasks() );
		$this->assert_all_is_done_once_after_the_pause( 1, 2 );
	}

	public function test_what_a_killed_process_left_waits_and_is_done_after_the_pause(): void {
		$this->push( 1, 2, 3 );
		self::without_loopback( fn () => self::processor()->dispatch() );
		$killed = $this->fresh_process( "add_action( 'contract_task', static fn ( \$task ) => 2 === \$task && posix_kill( getpid(), 9 ) ); do_action( '" . self::EVENT . "' );" );
		self::assertFalse( $killed->finished );
		wp_cache_flush();
		self::assertSame( [ 1 ], self::done() );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$queue = $this->services()->queues()->report()->get( self::SCOPE );
		self::assertTrue( $queue?->processor?->is_at_work, 'Nobody can see that it is dead, and its lock holds.' );
		self::assertEqualsWithDelta( time() * 1000, $queue->processor->lock_since, 60_000 );
		update_site_option( 'wp_contract_processor_process_lock', microtime( true ) - 120 );
		self::request();
		$this->fire( self::EVENT );
		self::assertSame( [ 1 ], self::done() );
		$this->assert_all_is_done_once_after_the_pause( 1, 2, 3 );
	}

	public function test_other_processors_go_on(): void {
		$this->set_flag( 'scheduling', 'off', 'gf:gf_feed_processor' );
		$this->push( 1 );
		self::processor()->dispatch();
		$this->wait_for( static fn (): bool => [] === self::tasks(), 'the other one works' );
		self::assertSame( [ 1 ], self::done() );
	}

	public function test_wp_cli_is_refused_with_the_way_to_run_the_rest(): void {
		$this->push( 1 );
		self::without_loopback( fn () => self::processor()->dispatch() );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		foreach ( [ [ self::EVENT ], [ '--all' ] ] as $what ) {
			$run = $this->wp( [ 'cron', 'event', 'run', ...$what ] );
			self::assertSame( 1, $run->code, $run->describe() );
			self::assertStringContainsString( '--exclude=' . self::EVENT, $run->stderr );
		}
		// Whoever fires the hook by other means.
		$this->wp( [ 'eval', "do_action( '" . self::EVENT . "' );" ] );
		wp_cache_flush();
		self::assertSame( [], self::done() );
		$this->set_flag( 'scheduling', 'on', self::SCOPE );
		$this->wp( [ 'cron', 'event', 'run', self::EVENT ] );
		wp_cache_flush();
		self::assertSame( [ 1 ], self::done() );
	}

	public function test_the_preview_counts_what_waits_and_says_what_the_pause_reaches(): void {
		$this->push( 1, 2 );
		$this->push( 3 );
		$preview = $this->services()->flags()->preview( 'scheduling', self::SCOPE, 'off' );
		self::assertSame( [ 2, 3, 0 ], array_map( static fn ( array $line ): ?int => $line['count']['value'] ?? null, $preview['reach'] ) );
		self::assertSame( [], $preview['refusals'] );
		self::assertStringContainsString( 'every form of this site', implode( ' ', $preview['warnings'] ) );
	}

	public function test_the_upgrade_of_gravity_forms_cannot_be_held(): void {
		try {
			$this->set_flag( 'scheduling', 'off', 'gf:gf_upgrader' );
			self::fail( 'It was held.' );
		} catch ( \SmartAllocOps\Signal\Refused $refused ) {
			self::assertSame( 'upgrade', $refused->refusals[0]->code );
		}
		$queue = $this->services()->queues()->report()->get( 'gf:gf_upgrader' );
		self::assertNotNull( $queue );
		self::assertStringContainsString( 'upgrades its tables', (string) $queue->no_pause );
	}

	private function assert_all_is_done_once_after_the_pause( int ...$tasks ): void {
		$this->set_flag( 'scheduling', 'on', self::SCOPE );
		$before = self::done();
		$this->fire( self::EVENT );
		$this->wait_for( static fn (): bool => [] === self::tasks(), 'the batches are worked on' );
		self::assertSame( array_values( $tasks ), self::done() );
		self::assertSame( [], array_diff( $before, self::done() ) );
		$this->wait_for( static fn (): bool => false === wp_next_scheduled( self::EVENT ), 'the health check is over' );
	}

	/** @return array<string, int> Those that SmartAlloc itself sends do not go through Gravity Forms. */
	private static function mails_of_forms(): array {
		return array_filter( self::mails(), static fn ( string $key ): bool => str_starts_with( $key, 'gf:' ), ARRAY_FILTER_USE_KEY );
	}

	/** Makes the health check due and calls wp-cron.php, whose process it ends as Gravity Forms does: with whatever status. */
	private function fire( string $event ): void {
		wp_cache_flush();
		wp_unschedule_hook( $event );
		wp_schedule_event( time() - 5, substr( $event, 0, -5 ) . '_cron_interval', $event );
		delete_transient( 'doing_cron' );
		HttpClient::anonymous()->get( '/wp-cron.php' );
		delete_transient( 'doing_cron' );
		wp_cache_flush();
	}

	/** PHP that pauses the processor, in whatever process it runs. */
	private static function flip(): string {
		return '( new \SmartAllocOps\Services( $GLOBALS["wpdb"] ) )->flags()->set( "scheduling", "' . self::SCOPE . '", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() )';
	}

	/** All in one batch. */
	private function push( int ...$tasks ): void {
		foreach ( $tasks as $task ) {
			self::processor()->push_to_queue( $task );
		}
		self::processor()->save();
	}

	/** @param callable(): mixed $act */
	private static function without_loopback( callable $act ): void {
		$none = static fn (): \WP_Error => new \WP_Error( 'none', 'No request of the site to itself.' );
		add_filter( 'pre_http_request', $none );
		$act();
		remove_filter( 'pre_http_request', $none );
	}

	private static function request(): void {
		$answer = HttpClient::anonymous()->get( '/wp-admin/admin-ajax.php?action=wp_contract_processor&nonce=' . wp_create_nonce( 'wp_contract_processor' ) );
		self::assertSame( 200, $answer->status, $answer->describe() );
		wp_cache_flush();
	}

	private static function processor(): \GF_Background_Process {
		return $GLOBALS['contract_processor'];
	}

	/** @return list<int> Tasks that are done; each leaves one mark. */
	private static function done(): array {
		global $wpdb;
		return array_map( static fn ( string $name ): int => (int) substr( $name, strlen( 'contract_done_' ) ), array_values( $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE 'contract\\_done\\_%' ORDER BY option_name" ) ) );
	}

	/** @return list<int> How many tasks each batch has, oldest first. */
	private static function tasks( string $identifier = 'wp_contract_processor' ): array {
		global $wpdb;
		$rows = $wpdb->get_col( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name LIKE %s ORDER BY option_id", $wpdb->esc_like( "{$identifier}_batch_" ) . '%' ) );
		return array_map( static fn ( string $value ): int => count( unserialize( $value, [ 'allowed_classes' => false ] )['data'] ), array_values( $rows ) );
	}
}
