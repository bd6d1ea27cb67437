<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Work;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkCounts;
use SmartAllocOps\Work\WorkError;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkOutcome;
use SmartAllocOps\Work\WorkState;
use SmartAllocOps\Work\WorkStore;

/** The table of work: each change is one statement from a named state, and who comes second changes nothing. */
final class WorkStoreTest extends PipelineTestCase {
	private ManualClock $clock;
	private WorkStore $store;

	protected function setUp(): void {
		parent::setUp();
		$this->clock = self::clock();
		$this->store = $this->services( $this->clock )->work_store();
	}

	/** @return array<string, array{WorkState, WorkState}> */
	public static function impossible_moves(): array {
		$moves = [];
		foreach ( WorkState::cases() as $from ) {
			foreach ( WorkState::cases() as $to ) {
				if ( ! $from->may_become( $to ) ) {
					$moves[ "{$from->value} to {$to->value}" ] = [ $from, $to ];
				}
			}
		}
		return $moves;
	}

	#[DataProvider( 'impossible_moves' )]
	public function test_the_table_takes_no_move_that_the_state_machine_lacks( WorkState $from, WorkState $to ): void {
		$item = $this->item_in( $from );
		try {
			$this->store->move( $item, $to );
			self::fail( 'It moved.' );
		} catch ( \LogicException $impossible ) {
			self::assertStringContainsString( "{$from->value} to {$to->value}", $impossible->getMessage() );
		}
		self::assertSame( $from, $this->again( $item )->state );
	}

	public function test_a_move_from_a_state_that_was_left_meanwhile_changes_nothing(): void {
		$item = $this->item_in( WorkState::Due );
		self::assertNotNull( $this->store->lease( $item, 'first' ) );
		self::assertNull( $this->store->lease( $item, 'second' ) );
		self::assertFalse( $this->store->move( $item, WorkState::Closed ) );
		self::assertSame( [ WorkState::Running, 'first', 1 ], [ $this->again( $item )->state, $this->again( $item )->lease_owner, $this->again( $item )->attempts ] );
	}

	public function test_of_ten_processes_one_gets_the_lease(): void {
		$item    = $this->item_in( WorkState::Due );
		$workers = $this->parallel(
			10,
			'global $wpdb;
			$store = ( new \SmartAllocOps\Services( $wpdb ) )->work_store();
			return null !== $store->lease( $store->get( $args["id"] ), "worker $index" );',
			[ 'id' => $item->id ]
		);
		$won     = array_filter( $workers, static fn ( WorkerResult $worker ): bool => true === $worker->value );
		self::assertCount( 1, $won );
		self::assertSame( 'worker ' . array_key_first( $won ), $this->again( $item )->lease_owner );
	}

	public function test_the_same_key_is_held_once(): void {
		$first  = $this->store->hold( self::work(), self::hold() );
		$second = $this->store->hold( self::work(), self::hold() );
		self::assertSame( [ $first->id, $first->fence ], [ $second->id, $second->fence ] );
		self::assertSame( [ 'held' ], $this->work_states() );
	}

	public function test_a_key_that_is_done_may_be_held_again(): void {
		$done = $this->item_in( WorkState::Done );
		$held = $this->store->hold( self::work(), self::hold() );
		self::assertSame( [ $done->id, WorkState::Held, 0 ], [ $held->id, $held->state, $held->attempts ] );
	}

	/** @return array<string, array{WorkState}> */
	public static function states_that_wait_for_somebody(): array {
		return [
			'under way'                => [ WorkState::Running ],
			'failed'                   => [ WorkState::Failed ],
			'ended unseen'             => [ WorkState::FinishedUnknown ],
		];
	}

	#[DataProvider( 'states_that_wait_for_somebody' )]
	public function test_a_message_that_may_have_left_is_not_held_again_under_the_same_key( WorkState $state ): void {
		$this->item_in( $state );
		self::assertSame( $state, $this->store->hold( self::work(), self::hold() )->state );
	}

	/** @return array<string, array{WorkOutcome, bool}> */
	public static function late_outcomes(): array {
		return [
			'done'     => [ WorkOutcome::done(), true ],
			'failed'   => [ WorkOutcome::failed( WorkError::named( 'x' ) ), false ],
			'to retry' => [ WorkOutcome::retry( WorkError::named( 'x' ), 1000 ), false ],
			'closed'   => [ WorkOutcome::closed( 'x' ), false ],
		];
	}

	#[DataProvider( 'late_outcomes' )]
	public function test_of_an_attempt_that_was_given_up_only_success_is_still_news( WorkOutcome $outcome, bool $is_news ): void {
		$running = $this->item_in( WorkState::Running, 'cron_job' );
		self::assertTrue( $this->store->move( $running, WorkState::FinishedUnknown ) );
		self::assertSame( $is_news, $this->store->finish( $running, $outcome ) );
		$now = $this->again( $running );
		self::assertSame( $is_news ? WorkState::Done : WorkState::FinishedUnknown, $now->state );
		self::assertSame( $is_news ? [] : [ 'args' => [ 'secret' ] ], $now->payload, 'Arguments go with the job.' );
	}

	public function test_success_is_no_news_once_a_person_has_decided(): void {
		$running = $this->item_in( WorkState::Running );
		$this->store->move( $running, WorkState::FinishedUnknown );
		$this->store->move( $this->again( $running ), WorkState::Due );
		self::assertFalse( $this->store->finish( $running, WorkOutcome::done() ) );
		self::assertSame( WorkState::Due, $this->again( $running )->state );
	}

	public function test_arguments_of_a_job_are_erased_when_it_is_done_and_references_are_kept(): void {
		$job = $this->item_in( WorkState::Running, 'cron_job' );
		$this->store->finish( $job, WorkOutcome::done() );
		self::assertSame( [], $this->again( $job )->payload );
		$mail = $this->item_in( WorkState::Running, 'gf_notification', 'gf:2' );
		$this->store->finish( $mail, WorkOutcome::done() );
		self::assertSame( [ 'args' => [ 'secret' ] ], $this->again( $mail )->payload );
	}

	public function test_an_open_key_is_free_again_when_its_work_ends(): void {
		$unique = static fn ( string $key ): NewWork => new NewWork( $key, 'cron_job', 'smartalloc_x', 'g', [], null, null, 'job', 0, 'unique:x' );
		$first  = $this->store->enqueue( $unique( 'job:1' ) );
		self::assertNotNull( $first );
		self::assertNull( $this->store->enqueue( $unique( 'job:2' ) ) );
		$leased = $this->store->lease( $first, 'me' );
		self::assertNotNull( $leased );
		$this->store->finish( $leased, WorkOutcome::done() );
		self::assertNotNull( $this->store->enqueue( $unique( 'job:3' ) ) );
	}

	public function test_due_work_comes_in_the_order_of_its_time_and_not_before_it(): void {
		foreach ( [ 3000, 1000, 2000, 9000 ] as $number => $in_ms ) {
			$this->store->enqueue( new NewWork( "job:{$number}", 'cron_job', 'h', 'g', [], null, null, 'job', $this->clock->now_ms + $in_ms ) );
		}
		$this->clock->now_ms += 3000;
		self::assertSame( [ 'job:1', 'job:2', 'job:0' ], array_map( static fn ( WorkItem $item ): string => $item->key, $this->store->due( 10 ) ) );
	}

	public function test_an_attempt_is_given_up_when_its_lease_has_run_out_and_not_before(): void {
		$this->item_in( WorkState::Running );
		$this->clock->now_ms += WorkStore::LEASE_MS;
		self::assertSame( [], $this->store->expired( 10 ) );
		++$this->clock->now_ms;
		self::assertCount( 1, $this->store->expired( 10 ) );
	}

	public function test_counts_stop_at_their_cap_and_say_so(): void {
		global $wpdb;
		$this->item_in( WorkState::Held );
		$table  = "{$wpdb->prefix}smartalloc_ops_work";
		$counts = $this->services()->work_counts();
		self::assertSame( [ 1, false ], [ $counts->by_state()['held']->value, $counts->by_state()['held']->capped ] );
		self::assertSame( [ 0, false ], [ $counts->by_state( 'cron_job' )['held']->value, $counts->by_state( 'cron_job' )['held']->capped ] );
		// Doubled until there are more than anybody counts.
		for ( $rows = 1; $rows <= WorkCounts::CAP; $rows *= 2 ) {
			$wpdb->query( "INSERT INTO {$table} (work_key, source, hook, grp, stage, state, attempts, due_at, fence, held_flag, held_scope, created_at, updated_at) SELECT CONCAT('copy:', {$rows}, ':', id), source, hook, grp, stage, state, attempts, due_at, fence, held_flag, held_scope, created_at, updated_at FROM {$table}" );
			self::assertSame( '', $wpdb->last_error );
		}
		foreach ( [ $counts->by_state()['held'], $counts->by_state( 'gf_notification' )['held'] ] as $count ) {
			self::assertSame( [ WorkCounts::CAP, true ], [ $count->value, $count->capped ] );
		}
		self::assertTrue( $counts->held_by_flag()[0]['count']->capped );
		self::assertSame( [ 0, false ], [ $counts->by_state()['due']->value, $counts->by_state()['due']->capped ] );
	}

	public function test_pages_follow_a_cursor(): void {
		foreach ( range( 1, 5 ) as $number ) {
			$this->store->hold( self::work( 'gf_notification', "gf:{$number}" ), self::hold() );
		}
		$counts = $this->services()->work_counts();
		$first  = $counts->page( WorkState::Held, 'gf_notification', null, 2 );
		$second = $counts->page( WorkState::Held, 'gf_notification', $first[1]->id, 2 );
		self::assertSame( [ 'gf:5', 'gf:4', 'gf:3', 'gf:2' ], array_map( static fn ( WorkItem $item ): string => $item->key, [ ...$first, ...$second ] ) );
		self::assertSame( [], $counts->page( WorkState::Due, null, null, 2 ) );
	}

	/** @return array<string, array{WorkState}> */
	public static function undecidable_states(): array {
		return array_map( static fn ( WorkState $state ): array => [ $state ], array_column( array_filter( WorkState::cases(), static fn ( WorkState $state ): bool => ! in_array( $state, [ WorkState::Failed, WorkState::FinishedUnknown ], true ) ), null, 'value' ) );
	}

	#[DataProvider( 'undecidable_states' )]
	public function test_a_person_decides_only_on_what_failed_or_ended_unseen( WorkState $state ): void {
		$item = $this->item_in( $state );
		try {
			$this->services()->work()->resolve( $item->id, 'close', 'why', Actor::cli() );
			self::fail( 'It was decided.' );
		} catch ( Conflict $lost ) {
			self::assertInstanceOf( WorkItem::class, $lost->present );
			self::assertSame( $state, $lost->present->state );
		}
		self::assertSame( [], $this->journal() );
	}

	/** @return array<string, array{WorkState, string, WorkState}> */
	public static function decisions(): array {
		return [
			'a dead letter is tried again'       => [ WorkState::Failed, 'retry', WorkState::Due ],
			'a dead letter is closed'            => [ WorkState::Failed, 'close', WorkState::Closed ],
			'what ended unseen is tried again'   => [ WorkState::FinishedUnknown, 'retry', WorkState::Due ],
			'what ended unseen is closed'        => [ WorkState::FinishedUnknown, 'close', WorkState::Closed ],
		];
	}

	#[DataProvider( 'decisions' )]
	public function test_a_decision_is_carried_out_and_written_down( WorkState $from, string $resolution, WorkState $to ): void {
		$item = $this->item_in( $from );
		self::assertSame( $to, $this->services()->work()->resolve( $item->id, $resolution, 'the customer was called', Actor::cli() )->state );
		self::assertSame( [ [ "work.{$resolution}", "work:{$item->id}", 'the customer was called', 'cli' ] ], $this->journal() );
	}

	public function test_a_decision_needs_the_right_the_reason_and_the_work(): void {
		$item    = $this->item_in( WorkState::Failed );
		$work    = $this->services()->work();
		$support = Actor::user( Users::id( 'smartalloc_support' ) );
		$wrong   = [
			[ Forbidden::class, fn () => $work->resolve( $item->id, 'close', 'why', $support ) ],
			[ InvalidField::class, fn () => $work->resolve( $item->id, 'close', ' ', Actor::cli() ) ],
			[ InvalidField::class, fn () => $work->resolve( $item->id, 'forget', 'why', Actor::cli() ) ],
			[ NotFound::class, fn () => $work->resolve( $item->id + 1, 'close', 'why', Actor::cli() ) ],
		];
		foreach ( $wrong as [ $expected, $decide ] ) {
			try {
				$decide();
				self::fail( "No {$expected}." );
			} catch ( Forbidden | InvalidField | NotFound $refused ) {
				self::assertSame( $expected, get_class( $refused ) );
			}
		}
		self::assertSame( WorkState::Failed, $this->again( $item )->state );
	}

	/** @param value-of<NewWork::SOURCES> $source */
	private function item_in( WorkState $state, string $source = 'gf_notification', string $key = 'gf:1' ): WorkItem {
		global $wpdb;
		$item  = $this->store->hold( self::work( $source, $key ), self::hold() );
		$lease = WorkState::Running === $state ? $this->clock->now_ms + WorkStore::LEASE_MS : null;
		$wpdb->update( "{$wpdb->prefix}smartalloc_ops_work", [ 'state' => $state->value, 'lease_until' => $lease ], [ 'id' => $item->id ] );
		return $this->again( $item );
	}

	private function again( WorkItem $item ): WorkItem {
		return $this->store->get( $item->id ) ?? self::fail( 'The row is gone.' );
	}

	/** @param value-of<NewWork::SOURCES> $source */
	private static function work( string $source = 'gf_notification', string $key = 'gf:1' ): NewWork {
		return new NewWork( $key, $source, 'smartalloc_x', 'smartalloc_notify', [ 'args' => [ 'secret' ] ] );
	}

	private static function hold(): Hold {
		return new Hold( 'comms', '', 1 );
	}

	/** @return list<list<string>> */
	private function journal(): array {
		global $wpdb;
		return array_map( 'array_values', array_values( (array) $wpdb->get_results( "SELECT event, subject, reason, actor_kind FROM {$wpdb->prefix}smartalloc_ops_journal ORDER BY id", ARRAY_A ) ) );
	}
}
