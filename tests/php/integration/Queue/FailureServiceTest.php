<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Queue;

use SmartAllocDouble\Faults;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\FailedActions;
use SmartAllocOps\Queue\FailurePage;
use SmartAllocOps\Queue\FailureSchema;
use SmartAllocOps\Queue\FailureService;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

final class FailureServiceTest extends PipelineTestCase {
	public function test_a_job_that_threw_is_listed_with_class_and_frame_and_without_a_word_of_its_message(): void {
		$id = $this->fail_with( 'smartalloc_test_throws', static fn () => throw new \DomainException( 'reza@example.test has no center', 42 ) );

		$page = $this->page();

		self::assertSame( [ $id ], array_map( static fn ( $failure ): int => $failure->id, $page->items ) );
		$cause = $page->items[0]->cause;
		self::assertSame( [ 'exception', \DomainException::class, '42', 'recorded' ], [ $cause->kind, $cause->class_name, $cause->code, $cause->known_from ] );
		self::assertSame( 1, preg_match( '/^FailureServiceTest\.php:\d+$/', (string) $cause->frame ) );
		self::assertStringNotContainsString( 'reza', (string) wp_json_encode( FailureSchema::describe_page( $page ) ) );
	}

	public function test_what_is_known_only_from_the_log_says_so_and_shows_no_text_of_it(): void {
		$id = $this->failed_row( 'smartalloc_notify', [ 'action created', 'action started via WP Cron', 'action failed via WP Cron: mail for reza@example.test refused' ] );

		$shown = FailureSchema::describe_page( $this->page() );

		self::assertSame( $id, $shown['items'][0]['id'] );
		self::assertSame( [ 'exception', null, null, null, 'log' ], array_slice( array_values( $shown['items'][0]['cause'] ), 0, 5 ) );
		self::assertStringNotContainsString( 'reza', (string) wp_json_encode( $shown ) );
	}

	public function test_the_log_gives_away_a_fatal_its_class_and_its_place(): void {
		$this->failed_row( 'smartalloc_notify', [ 'unexpected shutdown: PHP Fatal error Uncaught TypeError: a(): Argument in /srv/www/a/Mailer.php on line 7 and more in /srv/www/a/Transport.php on line 40' ] );

		$cause = $this->page()->items[0]->cause;

		self::assertSame( [ 'fatal', 'TypeError', 'Transport.php:40', 'log' ], [ $cause->kind, $cause->class_name, $cause->frame, $cause->known_from ] );
	}

	public function test_a_job_that_nobody_saw_end_and_one_without_a_handler_are_told_apart(): void {
		$this->failed_row( 'smartalloc_a', [ 'action marked as failed after 300 seconds. Unknown error occurred. Check server, PHP and database error logs to diagnose cause.' ] );
		$this->failed_row( 'smartalloc_b', [ 'action failed via WP Cron: Scheduled action for smartalloc_b will not be executed as no callbacks are registered.' ] );
		$this->failed_row( 'smartalloc_c', [] );

		$kinds = array_map( static fn ( $failure ): string => $failure->cause->kind, $this->page()->items );

		sort( $kinds );
		self::assertSame( [ 'no_callback', 'timeout', 'unknown' ], $kinds );
	}

	public function test_causes_are_counted_over_all_failures_and_not_over_the_page(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -600, 12 );
		$this->fail_with( 'smartalloc_test_throws', static fn () => throw new \DomainException( 'x' ) );

		$page = $this->page( per_page: 2 );

		self::assertCount( 2, $page->items );
		self::assertEquals( new Count( 13 ), $page->of );
		self::assertSame( [ 12, 1 ], array_column( $page->causes, 'count' ) );
		self::assertSame( [ 'smartalloc_notify' ], $page->causes[0]['hooks'] );
	}

	public function test_pages_follow_each_other_without_a_gap_or_a_repetition_also_within_one_second(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -600, 250 );
		$seen   = [];
		$cursor = null;
		for ( $turn = 0; $turn < 20; $turn++ ) {
			$page   = $this->page( cursor: $cursor, per_page: 17 );
			$seen   = [ ...$seen, ...array_map( static fn ( $failure ): int => $failure->id, $page->items ) ];
			$cursor = $page->next;
			if ( null === $cursor ) {
				break;
			}
		}

		self::assertNull( $cursor );
		self::assertCount( 250, $seen );
		self::assertCount( 250, array_unique( $seen ) );
	}

	public function test_failures_of_other_plugins_are_passed_over_with_a_bound_and_never_shown(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -90_000 );
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -600, FailedActions::STRETCH + 5 );

		$first = $this->page();
		$then  = $this->page( cursor: $first->next );

		self::assertSame( [ [], FailedActions::STRETCH ], [ $first->items, $first->looked ] );
		self::assertEquals( new Count( 0, true ), $first->of, 'None seen in this stretch is no proof that there is none.' );
		self::assertSame( [ 'smartalloc_notify' ], array_map( static fn ( $failure ): string => $failure->hook, $then->items ) );
		self::assertNull( $then->next );
	}

	public function test_one_queue_shows_its_own(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -600, 3 );
		ActionRows::add( 'failed', 'smartalloc_export_run', 'smartalloc_export', -600, 2 );

		self::assertCount( 2, $this->page( queue: 'as:smartalloc_export' )->items );
	}

	public function test_a_queue_that_keeps_no_failures_says_so(): void {
		$this->expectException( InvalidField::class );
		$this->page( queue: 'cron:smartalloc_daily' );
	}

	public function test_a_detail_shows_names_and_types_of_arguments_and_never_a_value(): void {
		$id = as_schedule_single_action( time() - 60, 'smartalloc_notify', [ [ 'event_name' => 'allocated', 'entry_id' => 77, 'reza@example.test' => 'x', 'key' => 'secret-value' ], 5 ], self::NOTIFY );
		\ActionScheduler::store()->mark_failure( (string) $id );

		$found = $this->failures()->get( $id );
		$shown = FailureSchema::describe_detail( $found, $this->failures()->next_steps( $found['failure'], $found['entry_id'] ) );

		self::assertSame(
			[
				[ 'key' => '0.event_name', 'type' => 'string' ],
				[ 'key' => '0.entry_id', 'type' => 'int' ],
				[ 'key' => '0.?', 'type' => 'string' ],
				[ 'key' => '0.key', 'type' => 'string' ],
				[ 'key' => '1', 'type' => 'int' ],
			],
			$shown['arguments']
		);
		self::assertSame( 77, $shown['entry_id'] );
		self::assertStringNotContainsString( 'secret', (string) wp_json_encode( $shown ) );
		self::assertStringNotContainsString( 'reza', (string) wp_json_encode( $shown ) );
	}

	public function test_a_long_list_of_arguments_is_read_where_action_scheduler_puts_it(): void {
		$id = as_schedule_single_action( time() - 60, 'smartalloc_notify', [ [ 'entry_id' => 5, 'text' => str_repeat( 'a', 300 ) ] ], self::NOTIFY );
		\ActionScheduler::store()->mark_failure( (string) $id );

		self::assertSame( 5, $this->failures()->get( $id )['entry_id'] );
	}

	public function test_a_job_of_others_or_one_that_did_not_fail_is_not_there(): void {
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -600 );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -600 );
		foreach ( array_column( $this->actions(), 'id' ) as $id ) {
			try {
				$this->failures()->get( $id );
				self::fail( "Action {$id} was shown." );
			} catch ( NotFound ) {
				self::assertNull( $this->page()->next );
			}
		}
	}

	public function test_a_fatal_in_a_runner_of_the_web_leaves_its_place(): void {
		Faults::set( 'memory', [ 'hook' => 'smartalloc_allocate_entry', 'count' => 1 ] );
		$this->store_allocation( 7 );
		$this->call_loopback_runner_that_dies();

		$cause = $this->page()->items[0]->cause;

		self::assertSame( [ 'fatal', 'recorded' ], [ $cause->kind, $cause->known_from ] );
		self::assertNotNull( $cause->frame );
	}

	public function test_without_the_table_of_action_scheduler_nothing_is_claimed_to_be_empty(): void {
		ActionRows::without_table(
			'actionscheduler_actions',
			function (): void {
				$page = $this->page();
				self::assertSame( [ 'broken', null, null ], [ $page->availability->state, $page->of, $page->looked ] );
			}
		);
	}

	public function test_without_our_own_table_a_runner_goes_on(): void {
		ActionRows::without_table(
			'smartalloc_ops_failure_causes',
			function (): void {
				$log = (string) ini_set( 'error_log', '/dev/null' );
				$id  = $this->fail_with( 'smartalloc_test_throws', static fn () => throw new \DomainException( 'x' ) );
				ini_set( 'error_log', $log );
				self::assertSame( [ 'failed' ], $this->statuses( $id ) );
			}
		);
	}

	public function test_old_causes_are_taken_away_and_young_ones_stay(): void {
		global $wpdb;
		$id = $this->fail_with( 'smartalloc_test_throws', static fn () => throw new \DomainException( 'x' ) );
		$wpdb->query( "INSERT INTO {$wpdb->prefix}smartalloc_ops_failure_causes (action_id, kind, error_class, error_code, error_frame, at) VALUES (999999, 'fatal', '', '', '', 1)" );

		self::assertSame( 1, $this->services()->queue_services()->failure_recorder()->purge() );
		self::assertSame( [ (string) $id ], $wpdb->get_col( "SELECT action_id FROM {$wpdb->prefix}smartalloc_ops_failure_causes" ) );
	}

	public function test_the_command_shows_the_list_the_causes_and_one_job(): void {
		$id = $this->failed_row( 'smartalloc_notify', [ 'action marked as failed after 300 seconds. Unknown error occurred.' ] );

		$list   = $this->wp( [ 'smartalloc-ops', 'queue', 'failures', '--format=csv' ] );
		$causes = $this->wp( [ 'smartalloc-ops', 'queue', 'failures', '--causes', '--format=csv' ] );
		$one    = $this->wp( [ 'smartalloc-ops', 'queue', 'failures', "--id={$id}" ] );

		self::assertStringContainsString( "{$id},smartalloc_notify,smartalloc_notify,", $list->stdout, $list->describe() );
		self::assertStringContainsString( '1,"It began and nobody saw it end', $causes->stdout, $causes->describe() );
		self::assertStringContainsString( 'smartalloc_notify', $one->stdout, $one->describe() );
		self::assertSame( 1, $this->wp( [ 'smartalloc-ops', 'queue', 'failures', 'cron:x' ] )->code );
	}

	private function failures(): FailureService {
		return $this->services()->queue_services()->failures();
	}

	private function page( ?string $queue = null, ?string $cursor = null, int $per_page = 20 ): FailurePage {
		return $this->failures()->page( $queue, $cursor, $per_page );
	}

	/** Runs a job that fails in this process. */
	private function fail_with( string $hook, callable $handler ): int {
		add_action( $hook, $handler );
		$id = as_schedule_single_action( time() - 60, $hook, [], self::NOTIFY );
		$this->run_queue();
		self::assertSame( [ 'failed' ], $this->statuses( $id ) );
		return $id;
	}

	/**
	 * A failed row that nobody saw failing.
	 *
	 * @param list<string> $log
	 */
	private function failed_row( string $hook, array $log ): int {
		global $wpdb;
		ActionRows::add( 'failed', $hook, 'smartalloc_notify', -600 );
		$id = (int) $wpdb->get_var( "SELECT MAX(action_id) FROM {$wpdb->prefix}actionscheduler_actions" );
		foreach ( $log as $line ) {
			$wpdb->insert( $wpdb->prefix . 'actionscheduler_logs', [ 'action_id' => $id, 'message' => $line, 'log_date_gmt' => gmdate( 'Y-m-d H:i:s' ), 'log_date_local' => gmdate( 'Y-m-d H:i:s' ) ] );
		}
		return $id;
	}

	private function call_loopback_runner_that_dies(): void {
		\SmartAllocOps\Tests\Support\HttpClient::anonymous()->get( '/wp-admin/admin-ajax.php?action=as_async_request_queue_runner&nonce=' . wp_create_nonce( 'as_async_request_queue_runner' ) );
		wp_cache_flush();
	}
}
