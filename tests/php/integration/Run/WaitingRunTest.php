<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Run;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Run\Engine;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunSchema;
use SmartAllocOps\Run\RunService;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;

/** A run that waits for a person or for the site: who moves it on, by what, and that nobody else does. */
final class WaitingRunTest extends RunTestCase {
	protected function setUp(): void {
		parent::setUp();
		delete_option( WaitingProcedure::READY );
	}

	protected function tearDown(): void {
		delete_option( WaitingProcedure::READY );
		parent::tearDown();
	}

	public function test_a_run_that_waits_for_the_site_is_looked_at_by_the_tick_until_the_site_is_so(): void {
		$run = $this->begin( 'site' );
		self::assertSame( [ RunState::WaitsForSite, null, true ], [ $run->state, $run->lease_until, $run->is_active ] );
		self::assertSame( [ 'resume', 'abort', 'close' ], $this->service()->choices( $run ) );
		$this->service()->resume_interrupted();
		$this->service()->resume_interrupted();
		self::assertSame( [ '0 look do waiting' ], $this->trace()['steps'] );
		self::assertSame( '1', $this->row( 'SELECT COUNT(*) AS n FROM {run_steps}' )['n'], 'Each look would be an attempt of its own, one a minute for as long as it takes.' );
		self::assertSame( '3 looks', $this->described( $this->service(), $this->run_now() )['steps'][0]['evidence'][0]['value'] );
		update_option( WaitingProcedure::READY, '1' );
		$this->service()->resume_interrupted();
		self::assertSame( [ 'finished', false, [ '0 look do done' ] ], [ $this->trace()['state'], $this->trace()['active'], $this->trace()['steps'] ] );
	}

	public function test_the_tick_never_answers_for_a_person(): void {
		$run = $this->begin( 'person' );
		$this->service()->resume_interrupted();
		self::assertEquals( $run, $this->run_now() );
		self::assertSame( [ 'answer', 'abort', 'close' ], $this->service()->choices( $run ) );
		$shown = $this->described( $this->service(), $run );
		self::assertSame( [ 'reason' => 'smoke', 'second' => false, 'answers' => [ [ 'answer' => 'passed', 'label' => 'It works.' ], [ 'answer' => 'inconclusive', 'label' => 'Nobody knows.' ] ] ], $shown['waiting'] );
		self::assertSame( 'waiting', $shown['steps'][0]['state'] );
	}

	public function test_an_answer_moves_it_on_and_stands_in_the_journal_with_who_gave_it(): void {
		$run = $this->begin( 'person' );
		$now = $this->service()->answer( $run->id, 'inconclusive', 'The form is closed today.', $run->version, Actor::cli() );
		self::assertSame( RunState::WaitsForPerson, $now->state, 'Not known is no yes.' );
		$this->service()->answer( $run->id, 'passed', 'Entry 12 was allocated.', $now->version, Actor::cli() );
		self::assertSame( [ 'finished', [ 'run.answered', 'run.answered' ] ], [ $this->trace()['state'], $this->trace()['journal'] ] );
		self::assertSame( '{"answer":"passed"}', $this->row( 'SELECT data FROM {journal} ORDER BY id DESC LIMIT 1' )['data'] );
	}

	public function test_an_answer_to_what_somebody_else_has_changed_meanwhile_or_that_nobody_asked_for_changes_nothing(): void {
		$run = $this->begin( 'person' );
		$this->refused( Conflict::class, fn () => $this->service()->answer( $run->id, 'passed', 'why', $run->version - 1, Actor::cli() ) );
		$this->refused( InvalidField::class, fn () => $this->service()->answer( $run->id, 'perhaps', 'why', null, Actor::cli() ) );
		$this->refused( InvalidField::class, fn () => $this->service()->answer( $run->id, 'passed', ' ', null, Actor::cli() ) );
		$this->refused( Forbidden::class, fn () => $this->service()->answer( $run->id, 'passed', 'why', null, Actor::user( Users::id( 'smartalloc_support' ) ) ) );
		$this->refused( Conflict::class, fn () => $this->service()->resume( $run->id, Actor::cli() ) );
		self::assertEquals( $run, $this->run_now() );
		$this->service()->answer( $run->id, 'passed', 'why', null, Actor::cli() );
		$this->refused( Conflict::class, fn () => $this->service()->answer( $run->id, 'passed', 'why', null, Actor::cli() ) );
	}

	public function test_of_eight_who_answer_at_once_one_is_heard(): void {
		$run     = $this->begin( 'person' );
		$workers = $this->parallel(
			8,
			'global $wpdb;
			try {
				( new \SmartAllocOps\Services( $wpdb ) )->runs()->answer( $args["id"], "passed", "I saw it", $args["version"], \SmartAllocOps\Journal\Actor::cli() );
				return "heard";
			} catch ( \SmartAllocOps\Journal\Conflict $lost ) {
				return "told";
			} catch ( \LogicException ) {
				return "heard";
			}',
			[ 'id' => $run->id, 'version' => $run->version ]
		);
		$said = array_count_values( array_map( static fn ( WorkerResult $worker ): string => is_string( $worker->value ) ? $worker->value : $worker->process->describe(), $workers ) );
		ksort( $said );
		self::assertSame( [ 'heard' => 1, 'told' => 7 ], $said );
		self::assertSame( [ 'run.answered' ], $this->trace()['journal'] );
	}

	public function test_aborting_puts_back_what_the_waiting_step_has_done_so_far(): void {
		$run = $this->begin( 'person' );
		$this->service()->abort( $run->id, 'no', Actor::cli() );
		self::assertSame( [ 'aborted', [ '0 look do waiting', '0 look undo done' ] ], [ $this->trace()['state'], $this->trace()['steps'] ] );
	}

	public function test_killed_between_the_wait_and_its_rest_it_goes_on_from_there(): void {
		$killed = $this->fresh_process( self::worker(), [ 'what' => 'site' ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'run.waits' ] );
		self::assertSame( 137, $killed->process->code, $killed->process->describe() );
		self::assertSame( [ 'running', [ '0 look do waiting' ] ], [ $this->trace()['state'], $this->trace()['steps'] ] );
		$this->expire_leases();
		$this->service()->resume_interrupted();
		self::assertSame( 'waits_for_site', $this->trace()['state'] );
		self::assertSame( '2 looks', $this->described( $this->service(), $this->run_now() )['steps'][0]['evidence'][0]['value'] );
	}

	private function begin( string $what ): Run {
		return $this->service()->start( 'rollback', [ 'what' => $what ], 'a-waiting-run', 'a test', Actor::cli() );
	}

	private function service(): RunService {
		$services = $this->services();
		return new RunService( $services->run_store(), new Engine( $services->run_store(), [ 'rollback' => new WaitingProcedure() ] ), $services->journal(), $services->clock );
	}

	/** @return array<string, mixed> */
	private function described( RunService $runs, Run $run ): array {
		return ( new RunSchema( $runs, $this->services()->clock ) )->describe( $run );
	}

	private static function worker(): string {
		return 'require_once ' . var_export( __DIR__ . '/WaitingProcedure.php', true ) . ';
			global $wpdb;
			$services = new \SmartAllocOps\Services( $wpdb );
			$store    = $services->run_store();
			$runs     = new \SmartAllocOps\Run\RunService( $store, new \SmartAllocOps\Run\Engine( $store, [ "rollback" => new \SmartAllocOps\Tests\Integration\Run\WaitingProcedure() ] ), $services->journal(), $services->clock );
			return $runs->start( "rollback", [ "what" => $args["what"] ], "a-waiting-run", "a test", \SmartAllocOps\Journal\Actor::cli() )->id;';
	}

	/** @param class-string<\Throwable> $class */
	private function refused( string $class, callable $act ): void {
		try {
			$act();
		} catch ( \Throwable $thrown ) {
			self::assertInstanceOf( $class, $thrown, $thrown->getMessage() );
			return;
		}
		self::fail( "No $class." );
	}
}
