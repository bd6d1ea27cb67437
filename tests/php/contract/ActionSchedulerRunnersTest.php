<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Process;

/**
 * Who runs the queue: WP-Cron, the loopback chain and WP-CLI.
 */
final class ActionSchedulerRunnersTest extends ActionSchedulerTestCase {

	public function test_wp_cron_has_one_event_a_minute_that_names_itself(): void {
		self::assertSame( [ 'every_minute', 60, [ 'WP Cron' ] ], $this->child( 'cron_event' ) );
	}

	/** @return list<mixed> */
	public static function cron_event(): array {
		$event = wp_get_scheduled_event( 'action_scheduler_run_queue', [ 'WP Cron' ] );
		return false === $event ? [] : [ $event->schedule, $event->interval ?? null, $event->args ];
	}

	public function test_wp_cron_php_runs_what_is_due(): void {
		[ $due, $later ] = $this->store( [ [ 'contract_ok' ], [ 'contract_ok', '', [], 3600 ] ] );
		$this->scene( 'only_queue_cron' );
		$this->child( 'make_cron_due' );
		delete_transient( 'doing_cron' );
		self::assertSame( 0, Process::start( [ PHP_BINARY, Environment::site() . '/wp-cron.php' ] )->wait()->code );
		self::assertSame( [ 'complete', 'pending' ], $this->statuses_of( $due, $later ) );
		self::assertSame( 'WP Cron', $this->events( 'begin_execute' )[0]['details'][0] );
	}

	public static function make_cron_due(): void {
		wp_clear_scheduled_hook( 'action_scheduler_run_queue', [ 'WP Cron' ] );
		wp_schedule_event( time() - 5, 'every_minute', 'action_scheduler_run_queue', [ 'WP Cron' ] );
	}

	public function test_the_functions_refuse_until_action_scheduler_init(): void {
		$this->scene( 'enqueue_at_boot' );
		$this->child( 'cron_event' );
		$seen = [];
		foreach ( $this->events( 'boot' ) as $event ) {
			$seen[ (string) $event['details'][0] ] = [ $event['details'][1] > 0, $event['details'][2] ];
		}
		self::assertSame(
			[
				'plugins_loaded 2'         => [ false, false ],
				'init -1'                  => [ false, false ],
				'init 1'                   => [ false, false ],
				'action_scheduler_init 10' => [ true, true ],
				'init 2'                   => [ true, true ],
			],
			$seen
		);
		self::assertSame( 2, self::count_rows( 'actions' ) );
	}

	public function test_it_names_its_version(): void {
		self::assertMatchesRegularExpression( '/^\d+\.\d+\.\d+/', (string) $this->child( 'version' ) );
	}

	public static function version(): string {
		return (string) \ActionScheduler_Versions::instance()->latest_version();
	}

	public function test_due_work_is_reported_even_when_it_is_claimed_or_its_group_is_excluded(): void {
		self::assertFalse( $this->child( 'is_work_due' ) );
		[ $id ] = $this->store( [ [ 'contract_ok', 'paused', [], 3600 ] ] );
		self::assertFalse( $this->child( 'is_work_due' ), 'Not yet due.' );
		$this->change( $id, [ 'scheduled_date_gmt' => self::utc( -5 ) ] );
		$this->scene( 'pause', 'action_scheduler_init', [ 'paused' ] );
		self::assertTrue( $this->child( 'is_work_due' ) );
		$this->change( $id, [ 'claim_id' => 9 ] );
		self::assertTrue( $this->child( 'is_work_due' ) );
		$this->change( $id, [ 'status' => ActionSchedulerScenes::HELD ] );
		self::assertFalse( $this->child( 'is_work_due' ), 'A held row starts nobody.' );
	}

	public static function is_work_due(): bool {
		return (bool) \ActionScheduler::store()->has_pending_actions_due();
	}

	public function test_an_admin_page_starts_the_loopback_runner_when_something_is_due(): void {
		$this->quick_loopback();
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->visit( '/wp-admin/index.php' );
		$this->wait_for( fn (): bool => 'complete' === $this->status_of( $id ), 'the loopback runner has run the job' );
		self::assertSame( 'Async Request', $this->events( 'begin_execute' )[0]['details'][0] );
	}

	public function test_only_one_admin_page_a_minute_starts_it(): void {
		$this->quick_loopback();
		update_option( 'action_scheduler_lock_async-request-runner', uniqid( '', true ) . '|' . ( time() + 50 ) );
		$this->store( [ [ 'contract_ok' ] ] );
		$this->visit( '/wp-admin/index.php' );
		self::assertSame( [], $this->events( 'filter' ), 'Nobody even asked whether a runner may start.' );
	}

	public function test_a_gate_that_says_no_starts_nobody(): void {
		$this->scene( 'answer', 'action_scheduler_allow_async_request_runner', false );
		$this->quick_loopback();
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->visit( '/wp-admin/index.php' );
		$this->wait_for( fn (): bool => [] !== $this->gates(), 'the gate was asked' );
		self::assertSame( [ [ false ], 'pending' ], [ $this->gates(), $this->status_of( $id ) ] );
	}

	public function test_the_gate_is_given_true_for_a_paused_group_and_one_that_looks_at_groups_ends_the_chain(): void {
		[ $paused, $other ] = $this->store( [ [ 'contract_ok', 'paused' ], [ 'contract_ok', 'other' ] ] );
		$this->scene( 'watch', 'action_scheduler_allow_async_request_runner', PHP_INT_MIN );
		$this->scene( 'gate_async', [ 'paused' ] );
		$this->scene( 'pause', 'action_scheduler_queue_runner_concurrent_batches', [ 'paused' ] );
		$this->quick_loopback();
		$this->visit( '/wp-admin/index.php' );
		$this->wait_for( fn (): bool => 4 === count( $this->gates() ), 'both ends of the one link have asked' );

		self::assertSame( [ true, true, true, false ], $this->gates(), 'Before ours and after ours: at the page, then after the run.' );
		self::assertSame( [ 'pending', 'complete' ], $this->statuses_of( $paused, $other ) );
	}

	public function test_without_such_a_gate_a_paused_row_keeps_the_chain_alive(): void {
		$this->store( [ [ 'contract_ok', 'paused' ] ] );
		$this->scene( 'pause', 'action_scheduler_queue_runner_concurrent_batches', [ 'paused' ] );
		$this->quick_loopback();
		$this->visit( '/wp-admin/index.php' );
		$this->wait_for( fn (): bool => count( $this->events( 'before_process_queue' ) ) >= 3, 'the chain has come back twice' );
	}

	public function test_the_gate_is_given_false_when_nothing_is_due(): void {
		$this->quick_loopback();
		$this->visit( '/wp-admin/index.php' );
		$this->wait_for( fn (): bool => [] !== $this->gates(), 'the gate was asked' );
		self::assertSame( [ false ], $this->gates() );
	}

	public function test_a_loopback_request_without_a_good_nonce_runs_nothing(): void {
		$this->quick_loopback();
		// At its end such a request is an admin page like others, and would start a runner of its own.
		$this->scene( 'answer', 'action_scheduler_allow_async_request_runner', false );
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		$answer = HttpClient::anonymous()->get( '/wp-admin/admin-ajax.php?action=as_async_request_queue_runner&nonce=bad' );
		self::assertSame( [ 403, 'pending' ], [ $answer->status, $this->status_of( $id ) ] );
	}

	public function test_wp_cli_stakes_its_claim_before_the_queue_hook(): void {
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->scene( 'note_claim', 'action_scheduler_before_process_queue', $id );
		self::assertSame( 0, $this->cli()->code );
		self::assertNotSame( '0', (string) $this->events( 'claim' )[0]['details'][0] );
		self::assertSame( 'WP CLI', $this->events( 'begin_execute' )[0]['details'][0] );
	}

	public function test_the_web_runner_fires_the_queue_hook_before_its_claim(): void {
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		$this->scene( 'note_claim', 'action_scheduler_before_process_queue', $id );
		$this->run_queue();
		self::assertSame( '0', (string) $this->events( 'claim' )[0]['details'][0] );
	}

	public function test_wp_cli_runs_until_nothing_is_due_or_for_so_many_batches(): void {
		$this->store( array_fill( 0, 6, [ 'contract_ok' ] ) );
		$this->cli( '--batch-size=2', '--batches=2' );
		self::assertSame( 4, self::count_rows( 'actions', "status = 'complete'" ) );
		$this->cli( '--batch-size=1' );
		self::assertSame( 6, self::count_rows( 'actions', "status = 'complete'" ) );
	}

	public function test_wp_cli_can_be_narrowed_to_hooks_or_a_group(): void {
		[ $a, $b, $c ] = $this->store( [ [ 'contract_ok', 'one' ], [ 'contract_slow', 'one' ], [ 'contract_ok', 'two' ] ] );
		$this->cli( '--hooks=contract_slow' );
		self::assertSame( [ 'pending', 'complete', 'pending' ], $this->statuses_of( $a, $b, $c ) );
		$this->cli( '--group=two' );
		self::assertSame( [ 'pending', 'complete', 'complete' ], $this->statuses_of( $a, $b, $c ) );
	}

	public function test_wp_cli_refuses_a_group_that_does_not_exist(): void {
		self::assertSame( 1, $this->cli( '--group=nowhere' )->code );
	}

	public function test_wp_cli_ends_well_although_a_job_failed(): void {
		[ $id ] = $this->store( [ [ 'contract_throw' ] ] );
		self::assertSame( [ 0, 'failed' ], [ $this->cli()->code, $this->status_of( $id ) ] );
	}

	/** The chain without its 5 s sleep, its gate watched. */
	private function quick_loopback(): void {
		$this->scene( 'answer', 'action_scheduler_async_request_sleep_seconds', 0 );
		$this->scene( 'watch', 'action_scheduler_allow_async_request_runner', PHP_INT_MAX );
	}

	/** @return list<mixed> Answers seen at the gate. */
	private function gates(): array {
		return array_map( static fn ( array $event ): mixed => $event['details'][2], $this->events( 'filter' ) );
	}
}
