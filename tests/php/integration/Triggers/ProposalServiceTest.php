<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Triggers\Proposal;
use SmartAllocOps\Triggers\ProposalState;

/** What a person decides about a proposed rollback holds for what they saw, and for nothing else. */
final class ProposalServiceTest extends TriggerTestCase {
	private Proposal $proposal;

	protected function setUp(): void {
		parent::setUp();
		$this->queue_fails();
		$this->proposal = $this->open() ?? self::fail( 'Nothing was proposed.' );
	}

	public function test_accepted_it_is_a_rollback_that_knows_its_proposal_and_the_same_decision_again_is_the_same_run(): void {
		$run = $this->accept();
		self::assertSame( [ $this->proposal->id, $this->good->digest ], [ $run->payload['proposal'] ?? null, self::standing() ], (string) wp_json_encode( $run->outcome ) );
		self::assertSame( $run->id, $this->accept()->id );
		self::assertSame( [ ProposalState::Accepted, $run->id, false ], [ $this->newest()->state, $this->newest()->run_id, $this->newest()->is_automatic ] );
		$this->lost( 'proposal_closed', fn (): Run => $this->accept( 'somebody else, otherwise' ) );
		self::assertSame( 1, $this->count_runs() );
	}

	public function test_flags_that_changed_since_are_told_and_must_be_looked_at(): void {
		$this->set_flag( 'comms', 'off' );
		$present = $this->lost( 'facts_changed', fn (): Run => $this->accept() );
		self::assertSame( $this->proposal->revision + 1, $present->revision );
		self::assertTrue( $present->is_open() );
		self::assertSame( 0, $this->count_runs() );
		$this->lost( 'proposal_changed', fn (): Run => $this->accept() );
		self::assertSame( $this->good->digest, $this->accept( 'seen', $present->revision )->payload['digest'] ?? null );
	}

	public function test_another_pin_must_be_looked_at_and_another_build_ends_it(): void {
		$vault = $this->services()->vault_services()->vault();
		$other = $vault->keep( 'for a test', Actor::cli() );
		$vault->pin( $other->id, 1, 'a mistake', Actor::cli() );
		self::assertSame( ProposalState::Withdrawn, $this->lost( 'facts_changed', fn (): Run => $this->accept() )->state, 'What runs was named good.' );
		$vault->pin( $this->good->id, 2, 'taken back', Actor::cli() );
		$this->minute( [ self::FAILURES => \SmartAllocOps\Signal\Status::Critical ] );
		$again = $this->open();
		self::assertNotNull( $again );
		self::release( '1.2.0' );
		self::assertSame( ProposalState::Superseded, $this->lost( 'facts_changed', fn (): Run => $this->accept( 'x', $again->revision ) )->state );
		self::assertSame( 0, $this->count_runs() );
	}

	public function test_what_changes_in_the_last_moment_is_refused_before_anything_is_touched(): void {
		$services = $this->site();
		$bound    = new \SmartAllocOps\Rollback\Bound( $this->proposal->id, str_repeat( '0', 64 ), $this->good->id, null );
		try {
			$services->rollbacks()->start( new \SmartAllocOps\Rollback\Wish( 'bad_release' ), $services->rollbacks()->confirmation(), 'a-key-of-a-test', 'a test', Actor::cli(), $bound );
			self::fail( 'It was started on another build.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'build_changed', $refused->refusals[0]->code );
		}
		self::assertSame( 0, $this->count_runs() );
	}

	public function test_preflight_refuses_and_it_stays_open(): void {
		update_option( 'auto_updater.lock', time() );
		try {
			$this->accept();
			self::fail( 'It was started while WordPress updates.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'updating', $refused->refusals[0]->code );
		}
		delete_option( 'auto_updater.lock' );
		self::assertTrue( $this->newest()->is_open() );
		self::assertSame( $this->good->digest, $this->accept()->payload['digest'] ?? null );
	}

	public function test_dismissing_takes_a_reason_and_the_authority_to_start_one(): void {
		$proposals = $this->site()->trigger_services()->proposals();
		foreach ( [ fn () => $proposals->dismiss( $this->proposal->id, 1, 'x', Actor::user( Users::id( 'smartalloc_support' ) ) ), fn () => $this->accept( 'x', 1, Actor::user( Users::id( 'smartalloc_support' ) ) ), fn () => $this->arm( 'delivery', Actor::user( Users::id( 'smartalloc_support' ) ) ) ] as $act ) {
			try {
				$act();
				self::fail( 'Support decided.' );
			} catch ( Forbidden $forbidden ) {
				self::assertSame( 'smartalloc_ops_rollback', $forbidden->capability );
			}
		}
		$owner     = Actor::user( Users::id( 'smartalloc_owner' ) );
		$dismissed = $proposals->dismiss( $this->proposal->id, 1, 'the mail server is down', $owner );
		self::assertSame( [ ProposalState::Dismissed, 'the mail server is down', $owner->id ], [ $dismissed->state, $dismissed->reason, $dismissed->actor?->id ] );
		$this->lost( 'proposal_closed', fn () => $proposals->dismiss( $this->proposal->id, 1, 'again', $owner ) );
		self::assertSame( [ 'proposal.opened', 'proposal.dismissed' ], $this->journaled() );
	}

	public function test_killed_after_the_run_began_the_next_look_knows_whose_it_is(): void {
		$killed = $this->wp( [ 'eval', sprintf( '$GLOBALS["wpdb"]; ( new \SmartAllocOps\Services( $GLOBALS["wpdb"] ) )->trigger_services()->proposals()->accept( %d, 1, "1.1.0", "it fails", \SmartAllocOps\Journal\Actor::cli() );', $this->proposal->id ) ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'proposal.started' ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
		wp_cache_flush();
		self::assertTrue( $this->newest()->is_open() );
		$this->minute( [] );
		self::assertSame( [ ProposalState::Accepted, $this->run_now()->id ], [ $this->newest()->state, $this->newest()->run_id ] );
	}

	public function test_an_arming_is_a_revision_that_two_cannot_write(): void {
		$row = $this->arm( 'delivery' );
		self::assertSame( [ true, 1 ], [ $row->is_armed, $row->revision ] );
		$triggers = $this->site()->trigger_services()->triggers();
		try {
			$triggers->arm( 'delivery', false, 0, 'late', Actor::cli() );
			self::fail( 'An old revision was accepted.' );
		} catch ( Conflict $lost ) {
			self::assertSame( [ 'trigger_changed', 'trigger' ], [ $lost->code_name, $lost->subject ] );
		}
		self::assertFalse( $triggers->arm( 'delivery', false, 1, 'in time', Actor::cli() )->is_armed );
		self::just_before( '/INSERT IGNORE INTO .*rollback_armings/', static fn () => self::assertSame( 1, $GLOBALS['wpdb']->insert( "{$GLOBALS['wpdb']->prefix}smartalloc_ops_rollback_armings", [ 'trigger_id' => 'delivery', 'revision' => 3, 'armed' => 0, 'actor_kind' => 'cli', 'actor_id' => 0, 'reason' => 'first', 'created_at' => 1 ] ) ) );
		$this->expectException( Conflict::class );
		$triggers->arm( 'delivery', true, 2, 'second', Actor::cli() );
	}

	private function accept( string $reason = 'it fails', ?int $revision = null, ?Actor $actor = null ): Run {
		return $this->site()->trigger_services()->proposals()->accept( $this->proposal->id, $revision ?? $this->proposal->revision, $this->site()->rollbacks()->confirmation(), $reason, $actor ?? Actor::cli() );
	}

	/** @param \Closure(): mixed $act */
	private function lost( string $code, \Closure $act ): Proposal {
		try {
			$act();
		} catch ( Conflict $lost ) {
			self::assertSame( $code, $lost->code_name, $lost->getMessage() );
			self::assertInstanceOf( Proposal::class, $lost->present );
			return $lost->present;
		}
		self::fail( 'Nothing was lost.' );
	}
}
