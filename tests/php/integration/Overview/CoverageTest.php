<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Overview;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Overview\ContractSignals;
use SmartAllocOps\Overview\HookObserver;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** A signal comes by hook only when the hook was really seen. */
final class CoverageTest extends OverviewTestCase {
	public function test_a_hook_that_somebody_listens_to_but_nobody_fires_is_not_by_hook(): void {
		add_action( 'smartalloc_webhook_result', static function (): void {} );
		self::assertNotSame( 'by_hook', $this->state( 'smartalloc_webhook_result' ) );
	}

	/** @return iterable<string, array{non-empty-string}> */
	public static function hooks(): iterable {
		foreach ( array_keys( ContractSignals::SOURCES ) as $hook ) {
			yield $hook => [ $hook ];
		}
	}

	/** @param non-empty-string $hook */
	#[DataProvider( 'hooks' )]
	public function test_a_hook_that_was_fired_is_by_hook( string $hook ): void {
		$observer = $this->observer();
		if ( in_array( $hook, ContractSignals::FILTERS, true ) ) {
			self::assertTrue( apply_filters( $hook, true, 'comms', [] ), 'What comes in goes out.' );
		} else {
			do_action( $hook, [ 'entry_id' => 7 ] );
		}
		$observer->shutdown();
		self::assertSame( 'by_hook', $this->state( $hook ) );
	}

	public function test_a_real_submission_shows_that_smartalloc_tells(): void {
		$result = $this->fresh_process( 'SmartAllocDouble\Testbench::submit(); return true;' );
		self::assertTrue( $result->finished, $result->process->describe() );
		self::assertSame( 'by_hook', $this->state( 'smartalloc_form_submission' ) );
	}

	public function test_without_the_hook_jobs_of_the_group_stand_in_once_there_were_any(): void {
		self::assertSame( 'not_connected', $this->state( 'smartalloc_notification_result' ) );
		ActionRows::add( 'complete', 'smartalloc_notify', 'smartalloc_notify', -60 );
		self::assertSame( 'derived', $this->state( 'smartalloc_notification_result' ) );
		self::assertSame( 'not_connected', $this->state( 'smartalloc_export_finished' ) );
	}

	public function test_every_line_that_is_not_connected_names_its_remedy(): void {
		foreach ( $this->services()->overview()->report()->coverage as $line ) {
			self::assertNotSame( '', $line['remedy'] );
			self::assertNotSame( $line['signal'], $line['label'] );
			if ( 'not_connected' === $line['state'] ) {
				self::assertStringContainsString( $line['signal'], $line['remedy'] );
			}
		}
	}

	public function test_a_thousand_events_in_one_request_cost_one_read_and_one_write(): void {
		global $wpdb;
		$observer = $this->observer();
		$before   = $wpdb->num_queries;
		for ( $number = 0; $number < 1_000; $number++ ) {
			do_action( 'smartalloc_notification_result', [] );
		}
		self::assertSame( $before, $wpdb->num_queries, 'Nothing while they fire.' );
		$observer->shutdown();
		self::assertSame( 2, $wpdb->num_queries - $before );
	}

	public function test_within_an_hour_another_request_only_reads(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$this->fire( $clock );
		$clock->now_ms += 3_500_000;
		self::assertSame( 1, $this->fire( $clock ) );
		$clock->now_ms += 200_000;
		self::assertSame( 2, $this->fire( $clock ), 'After an hour it is written down anew.' );
	}

	public function test_when_a_hook_was_seen_first_is_kept(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$first = $clock->now_ms;
		$this->fire( $clock );
		$clock->now_ms += 4_000_000;
		$this->fire( $clock );
		self::assertSame(
			[
				'at'     => $clock->now_ms,
				'detail' => "$first 2",
			],
			$this->services()->heartbeats()->all()['hook.smartalloc_dlq_pushed']
		);
	}

	public function test_the_page_says_when_each_was_seen_how_often_and_what_to_paste(): void {
		$observer = $this->observer();
		do_action( 'smartalloc_dlq_pushed', [] );
		$observer->shutdown();
		$items = array_column( (array) rest_do_request( $this->as_support( new \WP_REST_Request( 'GET', '/smartalloc-ops/v1/coverage' ) ) )->get_data()['items'], null, 'signal' );
		self::assertSame( array_keys( ContractSignals::SOURCES ), array_keys( $items ) );
		self::assertSame( [ 'by_hook', 1, 'action' ], [ $items['smartalloc_dlq_pushed']['state'], $items['smartalloc_dlq_pushed']['hours_seen'], $items['smartalloc_dlq_pushed']['kind'] ] );
		self::assertSame( $items['smartalloc_dlq_pushed']['first_seen_at'], $items['smartalloc_dlq_pushed']['last_seen_at'] );
		self::assertSame( [ null, null, 'filter' ], [ $items['smartalloc_form_enabled']['hours_seen'], $items['smartalloc_form_enabled']['last_seen_at'], $items['smartalloc_form_enabled']['kind'] ] );
	}

	/** What is to be pasted must be PHP that fires the hook, or the remedy is none. */
	#[DataProvider( 'hooks' )]
	public function test_the_snippet_of_a_hook_runs_and_fires_it( string $hook ): void {
		$result = $this->fresh_process( 'wp_set_current_user( $args["user"] ); $items = array_column( rest_do_request( new WP_REST_Request( "GET", "/smartalloc-ops/v1/coverage" ) )->get_data()["items"], null, "signal" ); $form_id = $entry_id = $milliseconds = $mentor_id = $export_id = $rows = $attempt = $request_id = $id = $action_id = 1; $idempotency_key = $event = $topic = "x"; ( static function () use ( $items, $args, $form_id, $entry_id, $milliseconds, $mentor_id, $export_id, $rows, $attempt, $request_id, $id, $action_id, $idempotency_key, $event, $topic ): void { eval( $items[ $args["hook"] ]["snippet"] ); } )(); return [ did_action( $args["hook"] ), did_filter( $args["hook"] ) ];', [ 'hook' => $hook, 'user' => Users::id( 'administrator' ) ] );
		self::assertTrue( $result->finished, $result->process->describe() );
		self::assertSame( in_array( $hook, ContractSignals::FILTERS, true ) ? [ 0, 1 ] : [ 1, 0 ], $result->value );
	}

	private function as_support( \WP_REST_Request $request ): \WP_REST_Request {
		wp_set_current_user( Users::id( 'smartalloc_support' ) );
		return $request;
	}

	/** @return int Statements it took. */
	private function fire( ManualClock $clock ): int {
		global $wpdb;
		$observer = $this->observer( $clock );
		do_action( 'smartalloc_dlq_pushed', [] );
		$before = $wpdb->num_queries;
		$observer->shutdown();
		remove_all_filters( 'smartalloc_dlq_pushed' );
		return $wpdb->num_queries - $before;
	}

	private function observer( ?ManualClock $clock = null ): HookObserver {
		$services = $this->services( $clock );
		// The plugin's own observer of this process is another object and writes at its end.
		foreach ( array_keys( ContractSignals::SOURCES ) as $hook ) {
			remove_all_filters( $hook );
		}
		$observer = new HookObserver( new Heartbeats( $services->db, $services->clock ) );
		$observer->register();
		$services->clock->now_ms();
		return $observer;
	}

	private function state( string $hook ): string {
		foreach ( $this->services()->overview()->report()->coverage as $line ) {
			if ( $line['signal'] === $hook ) {
				return $line['state'];
			}
		}
		self::fail( "$hook has no line." );
	}
}
