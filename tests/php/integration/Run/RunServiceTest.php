<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Run;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;

/** One run at a time, decided on by those who may, and each decision from the state that was seen. */
final class RunServiceTest extends RunTestCase {
	private const STARTERS = 20;

	public function test_a_rollback_freezes_holds_and_then_says_what_a_person_must_do(): void {
		$run = $this->start();
		self::assertSame( RunState::Contained, $run->state );
		self::assertSame( self::contained(), $this->trace() );
		$next = wp_json_encode( $run->outcome['next_steps'] );
		foreach ( [ 'wp plugin install', "rollback abort {$run->id}", "rollback close {$run->id}" ] as $command ) {
			self::assertStringContainsString( $command, (string) $next );
		}
		self::assertSame( [ 'abort', 'close' ], $this->services()->runs()->choices( $run ) );
	}

	public function test_aborting_puts_every_switch_back_and_frees_the_slot(): void {
		$run = $this->start();
		$run = $this->services()->runs()->abort( $run->id, 'the good release is back', Actor::cli() );
		self::assertSame( self::aborted(), $this->trace() );
		self::assertSame( [], $this->services()->runs()->choices( $run ) );
		self::assertSame( RunState::Contained, $this->start( self::SCENARIO, 'another-key' )->state );
	}

	public function test_closing_leaves_every_switch_and_frees_the_slot(): void {
		$run = $this->start();
		$this->services()->runs()->close( $run->id, 'switched by hand from here on', Actor::cli() );
		self::assertSame( array_replace( self::contained(), [ 'state' => 'closed', 'active' => false, 'journal' => [ 'run.closed' ] ] ), $this->trace() );
		self::assertNull( $this->services()->rollbacks()->active() );
	}

	public function test_of_twenty_starters_one_starts_and_the_others_are_told_which_run_is_active(): void {
		$workers = $this->parallel(
			self::STARTERS,
			'global $wpdb;
			$rollbacks = ( new \SmartAllocOps\Services( $wpdb ) )->rollbacks();
			try {
				return [ "started", $rollbacks->start( new \SmartAllocOps\Rollback\Wish( "bad_release" ), $rollbacks->confirmation(), "starter-number-$index", "a test", \SmartAllocOps\Journal\Actor::cli() )->id ];
			} catch ( \SmartAllocOps\Journal\Conflict $lost ) {
				return [ $lost->code_name, $lost->present->id ];
			}'
		);
		$run     = $this->run_now()->id;
		$said    = array_count_values( array_map( static fn ( WorkerResult $worker ): string => $worker->finished ? (string) wp_json_encode( $worker->value ) : $worker->process->describe(), $workers ) );
		self::assertEquals( [ "[\"started\",{$run}]" => 1, "[\"run_active\",{$run}]" => self::STARTERS - 1 ], $said );
		self::assertSame( self::contained(), $this->trace() );
		self::assertCount( 1, $this->rows( 'SELECT id FROM {runs}' ) );
	}

	public function test_twenty_requests_with_one_key_and_one_body_are_one_run(): void {
		$workers = $this->parallel(
			self::STARTERS,
			'global $wpdb;
			$rollbacks = ( new \SmartAllocOps\Services( $wpdb ) )->rollbacks();
			return $rollbacks->start( new \SmartAllocOps\Rollback\Wish( "bad_release" ), $rollbacks->confirmation(), "One-Key-For-All", "a test", \SmartAllocOps\Journal\Actor::cli() )->id;'
		);
		self::assertSame( array_fill( 0, self::STARTERS, $this->run_now()->id ), array_map( static fn ( WorkerResult $worker ): mixed => $worker->value ?? $worker->process->describe(), $workers ) );
		self::assertSame( self::contained(), $this->trace() );
	}

	public function test_a_key_that_comes_again_gives_the_same_run_also_when_it_has_ended(): void {
		$run = $this->start();
		$this->services()->runs()->abort( $run->id, 'over', Actor::cli() );
		$before = $this->trace();
		self::assertSame( $run->id, $this->start()->id );
		self::assertSame( $before, $this->trace() );
	}

	public function test_a_key_with_another_body_is_a_conflict_that_shows_its_run(): void {
		$run = $this->start();
		try {
			$this->start( 'smtp_down' );
			self::fail( 'The key was used for something else.' );
		} catch ( Conflict $conflict ) {
			self::assertSame( 'idempotency_key_reused', $conflict->code_name );
			self::assertInstanceOf( Run::class, $conflict->present );
			self::assertSame( $run->id, $conflict->present->id );
		}
	}

	public function test_a_dry_run_changes_nothing_by_any_door(): void {
		$browser = Users::browser( 'smartalloc_owner' );
		$browser->rest( 'GET', '/runs' );
		$this->assert_changes_nothing(
			function () use ( $browser ): void {
				self::assertCount( 6, $this->services()->rollbacks()->plan( new \SmartAllocOps\Rollback\Wish( self::SCENARIO ) )['effects'] );
				$shown = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', self::SCENARIO, '--dry-run' ] );
				self::assertSame( 0, $shown->code, $shown->describe() );
				$answer = $browser->rest( 'POST', '/rollbacks', [ 'scenario' => self::SCENARIO, 'dry_run' => true ] );
				self::assertSame( 200, $answer->status, $answer->describe() );
				self::assertCount( 6, $answer->json()['effects'] );
			}
		);
	}

	/** @return array<string, array{array{string, string, string, string}, string}> */
	public static function unusable_requests(): array {
		return [
			'a scenario that does not exist' => [ [ 'earthquake', 'right', 'a-test-key', 'why' ], 'scenario' ],
			'the wrong word typed'           => [ [ self::SCENARIO, 'wrong', 'a-test-key', 'why' ], 'confirmation' ],
			'no key'                         => [ [ self::SCENARIO, 'right', '', 'why' ], 'idempotency_key' ],
			'a key with blanks'              => [ [ self::SCENARIO, 'right', 'a test key', 'why' ], 'idempotency_key' ],
			'no reason'                      => [ [ self::SCENARIO, 'right', 'a-test-key', ' ' ], 'reason' ],
		];
	}

	/** @param array{string, string, string, string} $request */
	#[DataProvider( 'unusable_requests' )]
	public function test_an_unusable_request_names_its_field_and_starts_nothing( array $request, string $field ): void {
		[ $scenario, $word, $key, $reason ] = $request;
		$rollbacks                          = $this->services()->rollbacks();
		try {
			$rollbacks->start( new \SmartAllocOps\Rollback\Wish( $scenario ), 'right' === $word ? $rollbacks->confirmation() : 'wrong', $key, $reason, Actor::cli() );
			self::fail( 'It started.' );
		} catch ( InvalidField $invalid ) {
			self::assertSame( $field, $invalid->field );
		}
		self::assertSame( [], $this->rows( 'SELECT id FROM {runs}' ) );
	}

	public function test_who_may_not_roll_back_starts_aborts_resumes_and_closes_nothing(): void {
		$support = Actor::user( Users::id( 'smartalloc_support' ) );
		$run     = $this->start();
		$runs    = $this->services()->runs();
		$acts    = [
			fn () => $this->start( self::SCENARIO, 'another-key', $support ),
			fn () => $runs->abort( $run->id, 'why', $support ),
			fn () => $runs->resume( $run->id, $support ),
			fn () => $runs->close( $run->id, 'why', $support ),
		];
		foreach ( $acts as $act ) {
			try {
				$act();
				self::fail( 'It was allowed.' );
			} catch ( Forbidden $forbidden ) {
				self::assertSame( 'smartalloc_ops_rollback', $forbidden->capability );
			}
		}
		self::assertSame( self::contained(), $this->trace() );
	}

	public function test_what_has_ended_or_rests_takes_no_decision_that_does_not_fit(): void {
		$run  = $this->start();
		$runs = $this->services()->runs();
		self::assert_conflict( 'nothing_to_resume', fn () => $runs->resume( $run->id, Actor::cli() ) );
		$runs->close( $run->id, 'over', Actor::cli() );
		self::assert_conflict( 'run_changed', fn () => $runs->abort( $run->id, 'why', Actor::cli() ) );
		self::assert_conflict( 'run_changed', fn () => $runs->close( $run->id, 'why', Actor::cli() ) );
		self::assert_conflict( 'nothing_to_resume', fn () => $runs->resume( $run->id, Actor::cli() ) );
		self::assertSame( 'closed', $this->trace()['state'] );
	}

	public function test_a_run_that_a_live_worker_moves_takes_no_decision(): void {
		$run = $this->start();
		$this->set_run( [ 'state' => 'running', 'lease_owner' => 'somebody', 'lease_until' => PHP_INT_MAX ] );
		$runs = $this->services()->runs();
		self::assert_conflict( 'nothing_to_resume', fn () => $runs->resume( $run->id, Actor::cli() ) );
		self::assert_conflict( 'run_changed', fn () => $runs->abort( $run->id, 'why', Actor::cli() ) );
		self::assert_conflict( 'run_moving', fn () => $runs->close( $run->id, 'why', Actor::cli() ) );
		self::assertSame( [], $runs->choices( $this->run_now() ) );
		$store = $this->services()->run_store();
		self::assertSame( [], $store->interrupted() );
		self::assertNull( $store->lease( $this->run_now(), 'another worker' ) );
	}

	public function test_undoing_leaves_alone_what_a_person_changed_meanwhile(): void {
		$this->set_flag( 'gppa', 'off' );
		$run = $this->start();
		$this->set_flag( 'comms', 'on' );
		$this->set_flag( 'comms', 'off' );
		$this->set_flag( 'scheduling', 'on', self::EXPORT );
		$this->services()->runs()->abort( $run->id, 'over', Actor::cli() );
		$trace = $this->trace();
		self::assertSame( [ 'off 3', 'off 1', 'on 2', 'on 2', 'on 2', 'on 2' ], array_values( $trace['copy'] ), 'comms and gppa were last set by a person.' );
		self::assertSame( [ ...self::DONE, ...self::UNDONE ], $trace['steps'] );
	}

	public function test_a_run_that_goes_on_after_a_kill_leaves_alone_what_a_person_changed_meanwhile(): void {
		$this->kill_at( 'run.freeze.acted' );
		$this->set_flag( 'comms', 'on' );
		$this->expire_leases();
		$this->services()->runs()->resume( $this->run_now()->id, Actor::cli() );
		$trace = $this->trace();
		self::assertSame( 'contained', $trace['state'] );
		self::assertSame( 'on 2', $trace['copy']['comms/'] );
	}

	public function test_a_step_that_is_refused_waits_for_an_operator_who_may_try_again(): void {
		$this->stop_loopback_runner();
		$job = $this->store_allocation( 1 );
		$run = $this->services()->runs()->start( 'rollback', self::payload_with_queue( 'wp_cron' ), 'a-test-key', 'a test', Actor::cli() );
		self::assertSame( RunState::NeedsOperator, $run->state );
		self::assertSame( [ 'resume', 'abort', 'close' ], $this->services()->runs()->choices( $run ) );
		self::assertStringContainsString( 'still waits', (string) $run->outcome['headline'] );
		self::assertSame( [ '0 freeze do failed' ], $this->trace()['steps'] );
		self::assertTrue( $this->trace()['active'] );

		$this->run_queue();
		self::assertSame( [ 'complete' ], $this->statuses( $job ) );
		self::assertSame( RunState::Contained, $this->services()->runs()->resume( $run->id, Actor::cli() )->state );
		self::assertSame( [ 'comms/ 1 on>off run', 'queue/ 1 action_scheduler>wp_cron run' ], $this->trace()['revisions'] );
	}

	public function test_an_undo_that_is_refused_waits_for_an_operator_who_may_try_again(): void {
		$run = $this->services()->runs()->start( 'rollback', self::payload_with_queue( 'wp_cron' ), 'a-test-key', 'a test', Actor::cli() );
		self::assertSame( RunState::Contained, $run->state );
		$this->fresh_process( 'return as_enqueue_async_action( "smartalloc_allocate_entry", [ 1 ], "smartalloc_allocate" );' );
		$run = $this->services()->runs()->abort( $run->id, 'over', Actor::cli() );
		self::assertSame( RunState::NeedsOperator, $run->state );
		self::assertSame( 'undo', $run->outcome['direction'] );
		self::assertSame( [ 'resume', 'abort', 'close' ], $this->services()->runs()->choices( $run ) );
		self::assertContains( "wp smartalloc-ops rollback resume {$run->id}", array_column( (array) $run->outcome['next_steps'], 'command' ) );

		$this->services()->release_loop()->run( 5000 );
		self::assertSame( RunState::Aborted, $this->services()->runs()->resume( $run->id, Actor::cli() )->state );
		self::assertSame( 'action_scheduler 2', $this->trace()['copy']['queue/'] );
		self::assertSame( 'on 2', $this->trace()['copy']['comms/'] );
	}

	public function test_a_failed_run_may_be_closed_with_the_switches_as_they_stand(): void {
		$this->store_allocation( 1 );
		$run = $this->services()->runs()->start( 'rollback', self::payload_with_queue( 'wp_cron' ), 'a-test-key', 'a test', Actor::cli() );
		$this->services()->runs()->close( $run->id, 'by hand', Actor::cli() );
		self::assertSame( [ 'closed', [ 'comms/' => 'off 1' ] ], [ $this->trace()['state'], $this->trace()['copy'] ] );
	}

	public function test_a_run_that_breaks_between_its_steps_waits_for_an_operator(): void {
		$gone = [ 'scenario' => self::SCENARIO, 'freezes' => [], 'pauses' => [ [ 'flag' => 'scheduling', 'scope' => 'a_group_that_is_gone', 'value' => 'off' ] ] ];
		$run  = $this->services()->runs()->start( 'rollback', $gone, 'a-test-key', 'a test', Actor::cli() );
		self::assertSame( [ RunState::NeedsOperator, null ], [ $run->state, $run->lease_until ] );
		$this->services()->runs()->abort( $run->id, 'over', Actor::cli() );

		$unknown = [ 'scenario' => 'a_scenario_that_is_gone', 'freezes' => [], 'pauses' => [] ];
		$run     = $this->services()->runs()->start( 'rollback', $unknown, 'another-key', 'a test', Actor::cli() );
		self::assertSame( [ RunState::NeedsOperator, null ], [ $run->state, $run->lease_until ] );
		self::assertSame( RunState::Aborted, $this->services()->runs()->abort( $run->id, 'over', Actor::cli() )->state );
	}

	public function test_the_tick_goes_on_with_what_a_killed_worker_left(): void {
		$this->kill_at( 'run.freeze.recorded' );
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( 'running', $this->trace()['state'], 'Its worker may still live.' );
		$this->expire_leases();
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( self::contained(), $this->trace() );
	}

	public function test_the_tick_does_not_go_on_for_somebody_who_may_no_longer_roll_back(): void {
		$owner  = Users::id( 'smartalloc_owner' );
		$killed = $this->fresh_process(
			'global $wpdb;
			$rollbacks = ( new \SmartAllocOps\Services( $wpdb ) )->rollbacks();
			return $rollbacks->start( new \SmartAllocOps\Rollback\Wish( "bad_release" ), $rollbacks->confirmation(), "a-test-key", "a test", \SmartAllocOps\Journal\Actor::user( $args["owner"] ) )->id;',
			[ 'owner' => $owner ],
			[ 'SMARTALLOC_OPS_CRASH_AT' => 'run.freeze.recorded' ]
		);
		self::assertFalse( $killed->finished );
		$this->expire_leases();
		$user = get_userdata( $owner );
		self::assertInstanceOf( \WP_User::class, $user );
		$user->set_role( 'subscriber' );
		try {
			$this->call_wp_cron( 'smartalloc_ops_tick' );
			self::assertSame( [ 'running', [ '0 freeze do done' ] ], [ $this->trace()['state'], $this->trace()['steps'] ] );
		} finally {
			$user->set_role( 'smartalloc_owner' );
		}
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		self::assertSame( self::contained(), $this->trace() );
	}

	/** @param callable(): mixed $act */
	private static function assert_conflict( string $code, callable $act ): void {
		try {
			$act();
		} catch ( Conflict $conflict ) {
			self::assertSame( $code, $conflict->code_name );
			return;
		}
		self::fail( "No conflict {$code}." );
	}

	private function kill_at( string $point ): void {
		$killed = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', self::SCENARIO, '--reason=a test', '--yes' ], [ 'SMARTALLOC_OPS_CRASH_AT' => $point ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
	}

	/** @param array<string, string|int> $columns */
	private function set_run( array $columns ): void {
		global $wpdb;
		self::assertSame( 1, $wpdb->update( "{$wpdb->prefix}smartalloc_ops_runs", $columns, [ 'id' => $this->run_now()->id ] ) );
	}
}
