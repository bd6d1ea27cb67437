<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;

/** Webhooks off: registrations and mails go on, no webhook leaves, callers are sent away, and afterwards each leaves once. */
final class WebhooksTest extends PipelineTestCase {
	/** A route of SmartAlloc that others call; the stand-in has none. */
	private const INBOUND = 'add_action( "rest_api_init", static function () {
		register_rest_route( "smartalloc/v1", "/hook/allocate", [ "methods" => "POST", "permission_callback" => "__return_true", "callback" => static fn () => [ "taken" => true ] ] );
	} );';

	public function test_under_traffic_nothing_is_lost_and_nothing_leaves_twice(): void {
		$before = [ $this->submit(), $this->submit() ];
		$this->set_flag( 'webhooks', 'off' );
		$during = [ $this->submit(), $this->submit(), $this->submit() ];
		$this->run_queue();
		self::assertSame( 5, Testbench::allocations() );
		self::assertSame( array_fill( 0, 10, 1 ), array_values( self::mails() ), 'A mail is no webhook.' );
		self::assertSame( 0, Testbench::count( 'webhook' ) );
		self::assertSame( array_fill( 0, 5, 'held' ), $this->work_states() );

		$this->set_flag( 'webhooks', 'on' );
		$after = $this->submit();
		$this->release_everything();
		$this->run_queue();
		$expected = array_map( static fn ( int $entry ): string => "webhook:{$entry}:mentor_assigned", [ ...$before, ...$during, $after ] );
		// As the sink sorts them: by text, in which 10 comes before 9.
		sort( $expected );
		self::assertSame( $expected, array_keys( Testbench::counts_by_key( 'webhook' ) ) );
		self::assertSame( array_fill( 0, 6, 1 ), array_values( Testbench::counts_by_key( 'webhook' ) ) );
		self::assertSame( array_fill( 0, 5, 'done' ), $this->work_states() );
	}

	/** @return array<string, array{string}> */
	public static function doors(): array {
		return [
			'the runner of WP-Cron' => [ 'wp_cron' ],
			'the loopback runner'   => [ 'loopback' ],
			'WP-CLI'                => [ 'cli' ],
		];
	}

	#[DataProvider( 'doors' )]
	public function test_no_webhook_leaves_through( string $door ): void {
		$job = as_schedule_single_action( time() - 60, 'smartalloc_webhook', [ self::webhook( 7 ) ], self::NOTIFY );
		$this->store_allocation( 9 );
		$this->set_flag( 'webhooks', 'off' );
		match ( $door ) {
			'wp_cron'  => $this->call_wp_cron( 'action_scheduler_run_queue' ),
			'loopback' => $this->call_loopback_runner(),
			default    => self::assertSame( 0, $this->cli_run()->code ),
		};
		self::assertSame( 0, Testbench::count( 'webhook' ) );
		self::assertSame( [ 'allocate:9' => 1 ], self::runs(), 'Other jobs go on.' );
		self::assertSame( [ 'smartalloc-held' ], $this->statuses( $job ) );
	}

	public function test_due_cron_events_that_send_webhooks_wait_and_cli_is_refused(): void {
		$this->set_flag( 'webhooks', 'off' );
		wp_schedule_single_event( time() - 10, 'smartalloc_webhook', [ self::webhook( 4 ) ] );
		wp_schedule_single_event( time() - 10, 'smartalloc_allocate_entry', [ 9 ] );
		$this->call_wp_cron();
		self::assertSame( [ 'allocate:9' => 1 ], self::runs() );
		self::assertNotFalse( wp_next_scheduled( 'smartalloc_webhook', [ self::webhook( 4 ) ] ) );
		$refused = $this->wp( [ 'cron', 'event', 'run', '--due-now' ] );
		self::assertSame( 1, $refused->code, $refused->describe() );
		self::assertStringContainsString( 'smartalloc_webhook', $refused->stderr );

		$this->set_flag( 'webhooks', 'on' );
		$this->call_wp_cron();
		self::assertSame( [ 'webhook:4:test' => 1 ], Testbench::counts_by_key( 'webhook' ) );
	}

	public function test_a_job_of_wp_cron_mode_waits_too(): void {
		$this->set_flag( 'queue', 'wp_cron' );
		$this->set_flag( 'webhooks', 'off' );
		$this->look_again();
		as_enqueue_async_action( 'smartalloc_webhook', [ self::webhook( 3 ) ], self::NOTIFY );
		$this->release_everything();
		self::assertSame( [ 0, [ 'held' ] ], [ Testbench::count( 'webhook' ), $this->work_states() ] );
		$this->set_flag( 'webhooks', 'on' );
		$this->release_everything();
		self::assertSame( [ [ 'webhook:3:test' => 1 ], [ 'done' ] ], [ Testbench::counts_by_key( 'webhook' ), $this->work_states() ] );
	}

	public function test_a_caller_from_outside_is_told_when_to_come_back(): void {
		$this->must_use( self::INBOUND );
		$call = static fn ( string $route ) => HttpClient::anonymous()->request( 'POST', $route, [ 'entry' => 1 ] );
		self::assertSame( 200, $call( '/wp-json/smartalloc/v1/hook/allocate' )->status );

		$this->set_flag( 'webhooks', 'off' );
		foreach ( [ '/wp-json/smartalloc/v1/hook/allocate', '/wp-json/SmartAlloc/v1/Hook/allocate', '/?rest_route=/smartalloc/v1/hook/allocate' ] as $route ) {
			$answer = $call( $route );
			self::assertSame( [ 503, '300' ], [ $answer->status, $answer->header( 'Retry-After' ) ], $answer->describe() );
			self::assertStringContainsString( 'smartalloc_ops_webhooks_held', $answer->body );
		}
		self::assertSame( 401, HttpClient::anonymous()->rest( 'GET', '/flags' )->status, 'Other routes are not touched.' );

		$this->set_flag( 'webhooks', 'on' );
		self::assertSame( 200, $call( '/wp-json/smartalloc/v1/hook/allocate' )->status );
	}

	public function test_what_a_job_still_sends_after_the_flip_is_refused_and_other_requests_go_out(): void {
		$this->must_use( 'add_filter( "pre_http_request", static fn ( $answer, $args, $url ) => false === $answer && str_contains( $url, "elsewhere.example.test" ) ? [ "headers" => [], "body" => "", "response" => [ "code" => 204, "message" => "" ], "cookies" => [], "filename" => null ] : $answer, 10, 3 );' );
		as_schedule_single_action( time() - 60, 'smartalloc_webhook', [ self::webhook( 5 ) ], self::NOTIFY );
		$worker = $this->fresh_process(
			'global $wpdb;
			$seen = [];
			update_option( "smartalloc_double_contract", "off" );
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			add_action( "smartalloc_webhook", static function () use ( $flags, &$seen ) {
				$flags->set( "webhooks", "", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() );
				$seen["foreign"]  = is_wp_error( wp_remote_get( "https://elsewhere.example.test/" ) );
				$seen["loopback"] = wp_remote_retrieve_response_code( wp_remote_get( site_url( "/wp-login.php" ) ) );
			}, 1 );
			\ActionScheduler::runner()->run( "WP Cron" );
			$seen["after"]  = wp_remote_retrieve_response_code( wp_remote_get( "https://elsewhere.example.test/" ) );
			$seen["signed"] = wp_remote_get( "https://elsewhere.example.test/", [ "headers" => [ "x-SmartAlloc-signature" => "0" ] ] )->get_error_code();
			return $seen;'
		);
		self::assertSame( [ 'foreign' => true, 'loopback' => 200, 'after' => 204, 'signed' => 'smartalloc_ops_webhooks_held' ], $worker->value, $worker->process->describe() );
		self::assertSame( 0, Testbench::count( 'webhook' ) );
		self::assertSame( [ 'failed' ], array_column( $this->actions( "a.hook = 'smartalloc_webhook'" ), 'status' ), 'It failed in the open: a dead letter, not a lost webhook.' );
	}

	public function test_a_job_that_asks_the_contract_after_the_flip_comes_back_later_and_leaves_once(): void {
		as_schedule_single_action( time() - 60, 'smartalloc_webhook', [ self::webhook( 5 ) ], self::NOTIFY );
		$worker = $this->fresh_process(
			'global $wpdb;
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			add_action( "smartalloc_webhook", static fn () => $flags->set( "webhooks", "", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() ), 1 );
			return \ActionScheduler::runner()->run( "WP Cron" );'
		);
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertSame( [ 'complete', 'pending' ], array_column( $this->actions( "a.hook = 'smartalloc_webhook'" ), 'status' ) );
		self::assertSame( 0, Testbench::count( 'webhook' ) );
	}

	public function test_the_preview_counts_jobs_and_does_not_pretend_to_know_the_callers(): void {
		as_schedule_single_action( time() + 60, 'smartalloc_webhook', [ self::webhook( 1 ) ], self::NOTIFY );
		$reach = array_column( $this->services()->flags()->preview( 'webhooks', '', 'off' )['reach'], 'count', 'label' );
		self::assertSame( [ 'value' => 1, 'capped' => false ], $reach['Webhook jobs waiting'] );
		self::assertNull( $reach['Calls from outside'] );
	}

	/** @return array{event_name: string, entry_id: int, key: string} */
	private static function webhook( int $entry_id ): array {
		return [
			'event_name' => 'test',
			'entry_id'   => $entry_id,
			'key'        => "webhook:{$entry_id}:test",
		];
	}
}
