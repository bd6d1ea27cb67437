<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;

/**
 * Hooks of one action in their order, and its row at each of them: what we measure and guard by.
 */
final class ActionSchedulerHooksTest extends ActionSchedulerTestCase {

	private const ZERO_DATE = '0000-00-00 00:00:00';

	public function test_a_job_that_succeeds_passes_begin_handler_after_and_completed_in_this_order(): void {
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		self::assertSame( 1, $this->run_queue() );

		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'handler', 'after_execute', 'completed_action' ], $this->story( $id ) );
		self::assertSame( 'complete', $this->status_of( $id ) );
	}

	public function test_queue_hooks_frame_the_run_and_events_name_the_context(): void {
		$this->store( [ [ 'contract_ok' ] ] );
		$this->forget_events();
		$this->run_queue();

		$events = array_column( $this->events(), 'event' );
		self::assertSame( [ 'init', 'before_process_queue' ], array_slice( $events, 0, 2 ) );
		self::assertSame( 'after_process_queue', end( $events ) );
		self::assertSame( 'WP Cron', $this->events( 'before_execute' )[0]['details'][0] );
		self::assertSame( 'WP Cron', $this->events( 'begin_execute' )[0]['details'][0] );
		self::assertSame( [ 'ActionScheduler_Action', 'WP Cron' ], $this->events( 'after_execute' )[0]['details'] );
	}

	/** @return iterable<string, array{array{0: string, 1: string, 2: list<mixed>, 3: int, 4: int}}> */
	public static function jobs_of_each_kind(): iterable {
		yield 'async' => [ [ 'contract_ok', 'kinds', [], 0, 0 ] ];
		yield 'single' => [ [ 'contract_ok', 'kinds', [], -40, 0 ] ];
		yield 'recurring' => [ [ 'contract_ok', 'kinds', [], -40, 600 ] ];
	}

	/**
	 * @param array{0: string, 1: string, 2: list<mixed>, 3: int, 4: int} $job One job.
	 */
	#[DataProvider( 'jobs_of_each_kind' )]
	public function test_the_wait_can_be_taken_at_begin_execute_only_because_the_attempt_overwrites_the_date_afterwards( array $job ): void {
		[ $id ] = $this->store( [ $job ] );
		if ( 0 === $job[3] ) {
			$this->change( $id, [ 'scheduled_date_gmt' => self::utc( -40 ) ] );
		}
		$due = (string) $this->row( $id )['scheduled_date_gmt'];
		$this->run_queue();

		$at = [];
		foreach ( $this->events( 'before_execute', 'begin_execute', 'after_execute', 'completed_action' ) as $event ) {
			self::assertNotNull( $event['row'] );
			self::assertSame( $due, $event['row']['scheduled_date_gmt'], 'The due column never moves.' );
			self::assertNotSame( '0', (string) $event['row']['claim_id'], 'The claim is held throughout.' );
			$at[ $event['event'] ] = $event;
		}
		foreach ( [ 'before_execute', 'begin_execute' ] as $moment ) {
			self::assertSame( [ 'pending', '0' ], [ $at[ $moment ]['row']['status'], (string) $at[ $moment ]['row']['attempts'] ] );
			self::assertSame( self::timestamp( $due ), $at[ $moment ]['date'], 'The store still answers the due time.' );
			self::assertNotSame( self::ZERO_DATE, $at[ $moment ]['row']['last_attempt_gmt'], 'The claim has already written the attempt column.' );
		}
		self::assertSame( [ 'in-progress', '1' ], [ $at['after_execute']['row']['status'], (string) $at['after_execute']['row']['attempts'] ] );
		self::assertSame( [ 'complete', '1' ], [ $at['completed_action']['row']['status'], (string) $at['completed_action']['row']['attempts'] ] );
		foreach ( [ 'after_execute', 'completed_action' ] as $moment ) {
			self::assertSame( self::timestamp( $at[ $moment ]['row']['last_attempt_gmt'] ), $at[ $moment ]['date'], 'The store now answers the attempt.' );
			self::assertGreaterThan( self::timestamp( $due ) + 30, $at[ $moment ]['date'] );
		}
	}

	public function test_a_stored_row_is_pending_unclaimed_unattempted_with_the_zero_date(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'columns' ] ] );
		$row    = $this->row( $id );
		self::assertSame(
			[ 'pending', '0', '0', self::ZERO_DATE, '10', '[]' ],
			[ $row['status'], (string) $row['claim_id'], (string) $row['attempts'], $row['last_attempt_gmt'], (string) $row['priority'], $row['args'] ]
		);
	}

	/** @return iterable<string, array{string, string, string}> */
	public static function failing_jobs(): iterable {
		yield 'exception' => [ 'contract_throw', \RuntimeException::class, 'told to fail' ];
		yield 'PHP error' => [ 'contract_error', \ArithmeticError::class, 'Division by zero' ];
		yield 'nobody listens' => [ 'contract_nobody', \Exception::class, 'no callbacks are registered' ];
	}

	#[DataProvider( 'failing_jobs' )]
	public function test_a_failing_job_ends_in_failed_execution_with_the_original_as_previous_and_the_batch_goes_on( string $hook, string $class_name, string $text ): void {
		[ $id, $next ] = $this->store( [ [ $hook ], [ 'contract_ok' ] ] );
		$this->run_queue();

		$own = array_values( array_filter( $this->events(), static fn ( array $event ): bool => $event['id'] === $id ) );
		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'failed_execution' ], array_column( $own, 'event' ) );
		[ $thrown, $previous, $message ] = (array) $own[3]['details'][0];
		self::assertSame( [ 'Exception', 'WP Cron' ], [ $thrown, $own[3]['details'][1] ] );
		self::assertTrue( is_a( (string) $previous, $class_name, true ), "The original is kept, got {$previous}." );
		self::assertStringContainsString( $text, (string) $message );
		self::assertSame( [ 'failed', 'complete' ], $this->statuses_of( $id, $next ) );
	}

	public function test_an_exception_with_a_text_code_kills_the_runner_and_the_rest_of_the_batch_stays(): void {
		[ $id, $next ] = $this->store( [ [ 'contract_string_code' ], [ 'contract_ok' ] ] );
		$this->dying_child( 'run_the_queue' );

		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'handler', 'unexpected_shutdown' ], $this->story( $id ) );
		self::assertSame( [ 'failed', 'pending' ], $this->statuses_of( $id, $next ) );
	}

	public function test_undecodable_arguments_end_as_complete_although_nothing_ran(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'broken', [ 1 ] ] ] );
		$this->change( $id, [ 'args' => '{broken' ] );
		$this->run_queue();

		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'failed_fetch_action', 'after_execute', 'completed_action' ], $this->story( $id ) );
		self::assertSame( 'ActionScheduler_NullAction', $this->events( 'after_execute' )[0]['details'][0] );
		self::assertSame( 'complete', $this->status_of( $id ) );
	}

	public function test_a_fatal_in_a_web_process_is_reported_and_the_rest_of_the_batch_is_unclaimed(): void {
		[ $id, $next ] = $this->store( [ [ 'contract_fatal' ], [ 'contract_ok' ] ] );
		$this->dying_child( 'run_the_queue' );

		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'handler', 'unexpected_shutdown' ], $this->story( $id ) );
		self::assertSame( [ 'failed', 'pending' ], $this->statuses_of( $id, $next ) );
		self::assertSame( '0', (string) $this->row( $next )['claim_id'] );
		self::assertStringContainsString( 'Allowed memory size', (string) json_encode( $this->events( 'unexpected_shutdown' )[0]['details'][0] ) );
	}

	public function test_a_fatal_in_wp_cli_is_silent_and_leaves_the_row_in_progress_with_its_claim(): void {
		[ $id, $next ] = $this->store( [ [ 'contract_fatal' ], [ 'contract_ok' ] ] );
		self::assertNotSame( 0, $this->cli()->code );

		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'handler' ], $this->story( $id ) );
		self::assertSame( [ 'in-progress', 'pending' ], $this->statuses_of( $id, $next ) );
		self::assertNotSame( '0', (string) $this->row( $id )['claim_id'] );
		self::assertSame( $this->row( $id )['claim_id'], $this->row( $next )['claim_id'] );
	}

	public function test_exit_in_a_handler_is_silent_and_leaves_the_row_in_progress_with_its_claim(): void {
		[ $id ] = $this->store( [ [ 'contract_exit' ] ] );
		self::assertSame( 0, $this->dying_child( 'run_the_queue' )->code );

		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'handler' ], $this->story( $id ) );
		self::assertSame( 'in-progress', $this->status_of( $id ) );
		self::assertNotSame( '0', (string) $this->row( $id )['claim_id'] );
	}

	public function test_an_action_declared_dead_while_it_runs_goes_from_failed_to_complete(): void {
		[ $id ] = $this->store( [ [ 'contract_ok' ] ] );
		self::assertSame( 'failed', $this->child( 'reap_inside_the_handler', $id ) );

		self::assertSame( [ 'stored_action', 'before_execute', 'begin_execute', 'handler', 'failed_action', 'after_execute', 'completed_action' ], $this->story( $id ) );
		self::assertSame( 300, $this->events( 'failed_action' )[0]['details'][0] );
		self::assertSame( 'complete', $this->status_of( $id ) );
	}

	public static function reap_inside_the_handler( int $id ): string {
		$status = '';
		add_action(
			'contract_ok',
			static function () use ( $id, &$status ): void {
				global $wpdb;
				$wpdb->update( self::table( 'actions' ), [ 'last_attempt_gmt' => self::utc( -301 ) ], [ 'action_id' => $id ] );
				( new \ActionScheduler_QueueCleaner() )->mark_failures( 300 );
				$status = \ActionScheduler::store()->get_status( (string) $id );
			}
		);
		self::run_the_queue();
		return $status;
	}

	public function test_a_recurring_job_stores_its_successor_after_it_completed_with_everything_but_the_date(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'chain', [ 'a', 2 ], -30, 600 ] ] );
		$before = time();
		$this->run_queue();

		$events = array_column( $this->events(), 'event' );
		self::assertSame( [ 'after_execute', 'completed_action', 'stored_action' ], array_slice( $events, array_search( 'after_execute', $events, true ) ?: 0, 3 ) );
		$next = $this->row( $this->events( 'stored_action' )[1]['id'] );
		self::assertSame( [ 'contract_ok', '["a",2]', 'pending', '0' ], [ $next['hook'], $next['args'], $next['status'], (string) $next['attempts'] ] );
		self::assertSame( $this->row( $id )['group_id'], $next['group_id'] );
		self::assert_written_since( $before, $next['scheduled_date_gmt'], 600 ); // From the run on, not from the due time.
	}

	public function test_a_recurring_job_that_fails_goes_on_until_five_runs_in_a_row_have_failed(): void {
		[ $id ] = $this->store( [ [ 'contract_throw', 'chain', [], -30, 600 ] ] );
		$runs   = 0;
		while ( $id > 0 && $runs < 10 ) {
			$this->change( $id, [ 'scheduled_date_gmt' => self::utc( -10 * ( 10 - $runs ) ) ] );
			$this->run_queue();
			++$runs;
			$id = (int) ( self::select( 'SELECT action_id FROM ' . self::table( 'actions' ) . " WHERE status = 'pending'" )[0]['action_id'] ?? 0 );
		}
		self::assertSame( 5, $runs );
		self::assertSame( 5, self::count_rows( 'actions', "status = 'failed'" ) );
	}

	public function test_each_event_leaves_its_line_in_the_log_table(): void {
		[ $good, $bad ] = $this->store( [ [ 'contract_ok' ], [ 'contract_throw' ] ] );
		$this->run_queue();
		$lines = static fn ( int $id ): array => array_column( self::select( 'SELECT message FROM ' . self::table( 'logs' ) . " WHERE action_id = {$id} ORDER BY log_id" ), 'message' );
		self::assertSame( [ 'action created', 'action started via WP Cron', 'action complete via WP Cron' ], $lines( $good ) );
		self::assertSame( [ 'action created', 'action started via WP Cron', 'action failed via WP Cron: told to fail' ], $lines( $bad ) );
	}
}
