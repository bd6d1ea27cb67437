<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Queue;

use SmartAllocDouble\Faults;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Queue\Batch;
use SmartAllocOps\Queue\BatchRunner;
use SmartAllocOps\Queue\BatchService;
use SmartAllocOps\Queue\BatchStore;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Users;

final class BatchServiceTest extends PipelineTestCase {
	private const QUEUE = 'as:smartalloc_allocate';

	protected function setUp(): void {
		parent::setUp();
		// A request to admin-ajax.php would start one, which runs the jobs of a test behind its back.
		$this->stop_loopback_runner();
	}

	public function test_a_batch_that_is_asked_for_runs_in_a_request_of_its_own_as_nobody(): void {
		$this->must_use( "add_action( 'action_scheduler_begin_execute', static function () { update_option( 'test_ran_as', get_current_user_id() . ' ' . ( isset( \$_COOKIE[ LOGGED_IN_COOKIE ] ) ? 'cookie' : 'none' ) ); } );" );
		$this->store_allocation( 1 );
		$this->store_allocation( 2 );
		Users::become( 'smartalloc_owner' );

		$batch = $this->batches()->ask( self::QUEUE, 10, 'key-of-the-test', 'a backlog', Actor::current_user() );
		$this->wait_for( fn (): bool => 'done' === $this->batches()->get( $batch->id )->state, 'the batch is done' );

		$done = $this->batches()->get( $batch->id );
		self::assertSame( [ 2, 2, 0, 'empty', 0 ], [ $done->processed, $done->done, $done->failed, $done->stopped, $done->ran_as ] );
		self::assertSame( [ 'allocate:1' => 1, 'allocate:2' => 1 ], array_intersect_key( self::runs(), [ 'allocate:1' => 0, 'allocate:2' => 0 ] ) );
		self::assertSame( '0 none', get_option( 'test_ran_as' ) );
		self::assertSame( [ 'batch.asked', 'batch.ended' ], $this->journaled() );
		delete_option( 'test_ran_as' );
	}

	public function test_it_runs_as_many_as_were_asked_for_and_only_of_its_group(): void {
		foreach ( range( 1, 7 ) as $entry ) {
			$this->store_allocation( $entry );
		}
		$other = $this->store_exports();

		$batch = $this->here( self::QUEUE, 3 );

		self::assertSame( [ 3, 'size' ], [ $batch->processed, $batch->stopped ] );
		self::assertCount( 4, $this->actions( "a.status = 'pending' AND g.slug = 'smartalloc_allocate'" ) );
		self::assertSame( [ 'pending', 'pending', 'pending' ], $this->statuses( ...$other ) );
		self::assertSame( 0, \ActionScheduler::store()->get_claim_count(), 'No claim is left behind.' );
	}

	public function test_a_later_runner_of_the_same_process_is_not_bound_to_the_group(): void {
		$this->store_allocation( 1 );
		$this->here( self::QUEUE, 5 );
		$other = $this->store_exports();

		$this->run_queue();

		self::assertSame( [ 'complete', 'complete', 'complete' ], $this->statuses( ...$other ) );
	}

	public function test_a_paused_queue_is_refused_with_the_way_forward_and_nothing_begins(): void {
		$id = $this->store_allocation( 1 );
		$this->set_flag( 'scheduling', 'off', self::ALLOCATE );
		foreach ( [ 'ask', 'here' ] as $door ) {
			try {
				'ask' === $door ? $this->batches()->ask( self::QUEUE, 5, 'key-of-the-test', 'a test', Actor::cli() ) : $this->here( self::QUEUE, 5 );
				self::fail( 'It was run.' );
			} catch ( Refused $refused ) {
				self::assertSame( 'paused', $refused->refusals[0]->code );
				self::assertNotNull( $refused->refusals[0]->action );
			}
		}
		self::assertSame( [ 'pending' ], $this->statuses( $id ) );
		self::assertSame( [], $this->journaled() );
	}

	public function test_in_a_freeze_nothing_is_started_by_hand(): void {
		$id = $this->store_allocation( 1 );
		$this->services()->flag_parts()->freezes()->set( true, gmdate( 'Y-m-d\TH:i:s\Z', time() + 3_600 ), 0, 'an examination day', Actor::cli() );
		try {
			$this->here( self::QUEUE, 5 );
			self::fail( 'It was run.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'frozen', $refused->refusals[0]->code );
		}
		self::assertSame( [ 'pending' ], $this->statuses( $id ) );
	}

	public function test_a_pause_between_asking_and_beginning_is_kept(): void {
		$id    = $this->store_allocation( 1 );
		$token = str_repeat( 'a', 64 );
		$asked = $this->asked( $token );
		$this->set_flag( 'scheduling', 'off', self::ALLOCATE );

		$batch = $this->runner()->run( $asked->id, $token, 25 );

		self::assertSame( [ 0, 'held' ], [ $batch?->processed, $batch?->stopped ] );
		self::assertSame( [ 'pending' ], $this->statuses( $id ) );
	}

	public function test_a_pause_in_the_middle_stops_before_the_next_job_and_leaves_it_pending(): void {
		foreach ( [ 1, 2, 3 ] as $entry ) {
			$this->store_allocation( $entry );
		}
		$flip = function (): void {
			remove_all_actions( 'action_scheduler_after_execute' );
			$this->set_flag( 'scheduling', 'off', self::ALLOCATE );
		};
		add_action( 'action_scheduler_after_execute', $flip );

		$batch = $this->here( self::QUEUE, 10 );

		self::assertSame( [ 1, 'held' ], [ $batch->processed, $batch->stopped ] );
		self::assertCount( 2, $this->actions( "a.status = 'pending' AND a.claim_id = 0 AND g.slug = 'smartalloc_allocate'" ) );
	}

	public function test_messages_that_comms_holds_are_not_sent_by_a_batch(): void {
		$this->store_notification( 5 );
		$this->set_flag( 'comms', 'off' );

		$batch = $this->here( 'as:smartalloc_notify', 5 );

		self::assertSame( [ 0, 1 ], [ $batch->done, $batch->held ] );
		self::assertSame( [], self::mails() );
		self::assertSame( [ 'held' ], $this->work_states() );
	}

	public function test_a_failing_job_is_counted_and_does_not_end_the_batch(): void {
		Faults::set( 'fail', [ 'hook' => 'smartalloc_allocate_entry', 'count' => 1 ] );
		$this->store_allocation( 1 );
		$this->store_allocation( 2 );

		$batch = $this->here( self::QUEUE, 10 );

		self::assertSame( [ 'done', 2, 1, 1 ], [ $batch->state, $batch->processed, $batch->done, $batch->failed ] );
	}

	public function test_a_job_that_ends_the_process_leaves_a_batch_that_says_so(): void {
		$this->must_use( "add_action( 'smartalloc_test_exits', static function () { exit; } );" );
		as_schedule_single_action( time() - 60, 'smartalloc_test_exits', [], self::ALLOCATE );
		$token = str_repeat( 'b', 64 );
		$asked = $this->asked( $token );

		$this->call( $asked->id, $token );

		$batch = $this->batches()->get( $asked->id );
		self::assertSame( [ 'failed', 'fatal' ], [ $batch->state, $batch->stopped ] );
		self::assertNotSame( 0, $this->asked( $token, 'another-key-here' )->id, 'The slot is free again.' );
	}

	public function test_a_token_lets_in_once(): void {
		$this->store_allocation( 1 );
		$token = str_repeat( 'c', 64 );
		$asked = $this->asked( $token );

		self::assertSame( 200, $this->call( $asked->id, $token )->status );
		$this->store_allocation( 2 );
		self::assertSame( 403, $this->call( $asked->id, $token )->status );
		self::assertArrayNotHasKey( 'allocate:2', self::runs() );
	}

	public function test_no_token_a_wrong_one_and_that_of_another_batch_let_nobody_in(): void {
		$this->store_allocation( 1 );
		$asked = $this->asked( str_repeat( 'd', 64 ) );
		foreach ( [ '', 'x', str_repeat( 'e', 64 ), hash( 'sha256', str_repeat( 'd', 64 ) ) ] as $token ) {
			self::assertSame( 403, $this->call( $asked->id, $token )->status, "token '{$token}'" );
		}
		self::assertSame( 403, $this->call( $asked->id + 1, str_repeat( 'd', 64 ) )->status );
		self::assertSame( 'asked', $this->batches()->get( $asked->id )->state );
		self::assertSame( [], self::runs() );
	}

	public function test_somebody_who_is_signed_in_cannot_run_a_batch_with_a_token(): void {
		$token = str_repeat( 'f', 64 );
		$asked = $this->asked( $token );

		$answer = Users::browser( 'administrator' )->without_nonce()->request( 'POST', '/wp-admin/admin-ajax.php', http_build_query( [ 'action' => 'smartalloc_ops_batch', 'batch' => $asked->id, 'token' => $token ] ), [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );

		self::assertSame( 400, $answer->status );
		self::assertSame( 'asked', $this->batches()->get( $asked->id )->state );
	}

	public function test_a_token_is_kept_as_a_digest_only_and_ends_soon(): void {
		global $wpdb;
		$token = str_repeat( '1', 64 );
		$asked = $this->asked( $token );
		$row   = (string) wp_json_encode( $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_batches" ) );
		self::assertStringNotContainsString( $token, $row );

		$clock          = self::clock();
		$clock->now_ms += Batch::START_MS + 1_000;
		self::assertNull( $this->runner( $clock )->run( $asked->id, $token, 25 ) );
		self::assertSame( 'not_started', $asked->state_at( $clock->now_ms ) );
	}

	public function test_a_second_batch_of_the_queue_is_a_lost_race_and_shows_the_first(): void {
		$first = $this->asked( str_repeat( '2', 64 ) );
		$this->store_allocation( 1 );
		try {
			$this->batches()->ask( self::QUEUE, 5, 'another-key-here', 'a test', Actor::cli() );
			self::fail( 'It was taken.' );
		} catch ( Conflict $lost ) {
			self::assertSame( 'batch_active', $lost->code_name );
			self::assertSame( $first->id, $lost->present instanceof Batch ? $lost->present->id : null );
		}
	}

	public function test_a_batch_that_never_began_or_died_gives_its_place_to_the_next(): void {
		$this->store_allocation( 1 );
		$this->stop_loopbacks();
		$first          = $this->asked( str_repeat( '3', 64 ) );
		$clock          = self::clock();
		$clock->now_ms += Batch::START_MS + 1_000;
		$second         = $this->services( $clock )->queue_services()->batches()->ask( self::QUEUE, 5, 'another-key-here', 'a test', Actor::cli() );

		self::assertNotSame( $first->id, $second->id );
		self::assertSame( 'not_started', $this->batches()->get( $first->id )->state );
	}

	public function test_the_same_key_and_body_is_the_same_batch_and_another_body_is_a_conflict(): void {
		$this->stop_loopbacks();
		$this->store_allocation( 1 );
		$first = $this->batches()->ask( self::QUEUE, 5, 'key-of-the-test', 'a test', Actor::cli() );
		$again = $this->batches()->ask( self::QUEUE, 5, 'KEY-of-the-test', 'a test', Actor::cli() );
		self::assertSame( $first->id, $again->id );

		$this->expectException( Conflict::class );
		$this->batches()->ask( self::QUEUE, 6, 'key-of-the-test', 'a test', Actor::cli() );
	}

	public function test_of_many_who_ask_at_once_one_gets_the_queue(): void {
		$this->store_allocation( 1 );
		$this->must_use( "add_filter( 'pre_http_request', static fn () => new WP_Error( 'closed', 'no loopback here' ) );" );
		$results = $this->parallel(
			6,
			'global $wpdb;
			try {
				( new \SmartAllocOps\Services( $wpdb ) )->queue_services()->batches()->ask( "as:smartalloc_allocate", 5, "a-key-of-number-$index", "a race", \SmartAllocOps\Journal\Actor::cli() );
				return "won";
			} catch ( \SmartAllocOps\Journal\Conflict $lost ) {
				return $lost->code_name;
			}'
		);
		$outcomes = array_count_values( array_map( static fn ( $worker ) => (string) $worker->value, $results ) );
		self::assertSame( [ 'batch_active' => 5, 'won' => 1 ], [ 'batch_active' => $outcomes['batch_active'] ?? 0, 'won' => $outcomes['won'] ?? 0 ] );
	}

	public function test_where_another_runner_is_at_work_nothing_is_run_beside_it(): void {
		global $wpdb;
		$busy = $this->store_allocation( 1 );
		$mine = $this->store_allocation( 2 );
		$wpdb->update( $wpdb->prefix . 'actionscheduler_actions', [ 'claim_id' => 77, 'status' => 'in-progress' ], [ 'action_id' => $busy ] );

		$batch = $this->here( self::QUEUE, 5 );

		self::assertSame( [ 0, 'busy' ], [ $batch->processed, $batch->stopped ] );
		self::assertSame( [ 'pending' ], $this->statuses( $mine ) );
	}

	public function test_due_events_of_wp_cron_run_once_and_recurring_ones_go_on(): void {
		$seen = [];
		add_action(
			'smartalloc_test_event',
			static function ( string $name ) use ( &$seen ): void {
				$seen[] = $name;
			}
		);
		wp_schedule_single_event( time() - 90, 'smartalloc_test_event', [ 'first' ] );
		wp_schedule_event( time() - 60, 'hourly', 'smartalloc_test_event', [ 'again' ] );
		wp_schedule_single_event( time() + 900, 'smartalloc_test_event', [ 'later' ] );

		$batch = $this->here( 'cron:smartalloc_test_event', 10 );

		self::assertSame( [ 'first', 'again' ], $seen );
		self::assertSame( [ 2, 'empty' ], [ $batch->done, $batch->stopped ] );
		self::assertFalse( wp_next_scheduled( 'smartalloc_test_event', [ 'first' ] ) );
		self::assertGreaterThan( time(), (int) wp_next_scheduled( 'smartalloc_test_event', [ 'again' ] ) );
		self::assertFalse( get_transient( 'doing_cron' ), 'The lock is given back.' );
	}

	public function test_while_wp_cron_runs_its_events_are_left_to_it(): void {
		wp_schedule_single_event( time() - 90, 'smartalloc_test_event', [ 'first' ] );
		set_transient( 'doing_cron', sprintf( '%.22F', microtime( true ) ) );

		self::assertSame( 'busy', $this->here( 'cron:smartalloc_test_event', 10 )->stopped );
		self::assertNotFalse( wp_next_scheduled( 'smartalloc_test_event', [ 'first' ] ) );
	}

	public function test_who_may_only_view_asks_for_nothing_and_nonsense_is_named(): void {
		$this->store_allocation( 1 );
		$support = Actor::user( Users::id( 'smartalloc_support' ) );
		$calls   = [
			[ Forbidden::class, fn () => $this->batches()->ask( self::QUEUE, 5, 'key-of-the-test', 'a test', $support ) ],
			[ Forbidden::class, fn () => $this->batches()->run_here( self::QUEUE, 5, 'a test', $support ) ],
			[ InvalidField::class, fn () => $this->batches()->ask( self::QUEUE, 5, 'short', 'a test', Actor::cli() ) ],
			[ InvalidField::class, fn () => $this->batches()->ask( self::QUEUE, BatchService::MAX + 1, 'key-of-the-test', 'a test', Actor::cli() ) ],
			[ InvalidField::class, fn () => $this->batches()->ask( self::QUEUE, 5, 'key-of-the-test', ' ', Actor::cli() ) ],
			[ NotFound::class, fn () => $this->batches()->ask( 'as:woocommerce', 5, 'key-of-the-test', 'a test', Actor::cli() ) ],
			[ NotFound::class, fn () => $this->batches()->ask( 'as:', 5, 'key-of-the-test', 'a test', Actor::cli() ) ],
			[ NotFound::class, fn () => $this->batches()->ask( 'cron:wp_version_check', 5, 'key-of-the-test', 'a test', Actor::cli() ) ],
			[ Refused::class, fn () => $this->batches()->ask( 'work:smartalloc_notify', 5, 'key-of-the-test', 'a test', Actor::cli() ) ],
			[ Refused::class, fn () => $this->batches()->ask( 'as:smartalloc_never_used', 5, 'key-of-the-test', 'a test', Actor::cli() ) ],
		];
		foreach ( $calls as $number => [ $expected, $call ] ) {
			$thrown = null;
			try {
				$call();
			} catch ( \Throwable $thrown ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement.DetectedCatch -- looked at below.
			}
			self::assertSame( $expected, null === $thrown ? null : get_class( $thrown ), "call {$number}" );
		}
		self::assertSame( [], $this->journaled() );
	}

	public function test_the_command_runs_batches_in_its_own_process(): void {
		foreach ( range( 1, 5 ) as $entry ) {
			$this->store_allocation( $entry );
		}

		$ran    = $this->wp( [ 'smartalloc-ops', 'queue', 'run', self::QUEUE, '--batches=2', '--batch-size=2', '--reason=a backlog' ] );
		$paused = $this->set_flag( 'scheduling', 'off', self::ALLOCATE );
		$held   = $this->wp( [ 'smartalloc-ops', 'queue', 'run', self::QUEUE, '--reason=a backlog' ] );

		self::assertSame( 0, $ran->code, $ran->describe() );
		self::assertStringContainsString( '4 done, 0 failed', $ran->stdout );
		self::assertSame( 'off', $paused->value );
		self::assertSame( 1, $held->code, $held->describe() );
		self::assertCount( 1, $this->actions( "a.status = 'pending' AND g.slug = 'smartalloc_allocate'" ) );
	}

	private function batches(): BatchService {
		return $this->services()->queue_services()->batches();
	}

	private function runner( ?\SmartAllocOps\Platform\Clock $clock = null ): BatchRunner {
		return $this->services( $clock )->queue_services()->batch_runner();
	}

	private function here( string $queue, int $size ): Batch {
		return $this->batches()->run_here( $queue, $size, 'a test', Actor::cli() );
	}

	/** A batch that waits for its request. */
	private function asked( string $token, string $key = 'asked-by-the-test' ): Batch {
		global $wpdb;
		$services = $this->services();
		$batch    = ( new BatchStore( $services->db, $services->clock ) )->create( self::QUEUE, 10, $key, 'hash', 'loopback', 'a test', Actor::cli(), hash( 'sha256', $token ) );
		self::assertNotNull( $batch, $wpdb->last_error );
		return $batch;
	}

	private function call( int $id, string $token ): HttpResponse {
		$answer = HttpClient::anonymous()->request( 'POST', '/wp-admin/admin-ajax.php', http_build_query( [ 'action' => 'smartalloc_ops_batch', 'batch' => $id, 'token' => $token ] ), [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );
		wp_cache_flush();
		return $answer;
	}

	private function stop_loopbacks(): void {
		add_filter( 'pre_http_request', static fn () => new \WP_Error( 'closed', 'no loopback here' ) );
	}

	/** @return list<string> */
	private function journaled(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT event FROM {$wpdb->prefix}smartalloc_ops_journal ORDER BY id" );
	}
}
