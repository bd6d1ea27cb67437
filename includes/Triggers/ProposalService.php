<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** What people read of proposed rollbacks, and decide about them. */
final class ProposalService {
	/** @param \Closure(): Facts $facts As they are now. */
	public function __construct( private readonly ProposalStore $store, private readonly Rollbacks $rollbacks, private readonly \Closure $facts, private readonly Journal $journal ) {}

	/** @return list<Proposal> Newest first. */
	public function page( ?int $before, int $limit ): array {
		return $this->store->page( $before, $limit );
	}

	/** @return Proposal|null The one that waits for a decision. */
	public function open(): ?Proposal {
		$open = $this->store->all_open();
		return [] === $open ? null : $open[ count( $open ) - 1 ];
	}

	/** @throws NotFound */
	public function get( int $id ): Proposal {
		/* translators: %d: number of a proposed rollback. */
		return $this->store->get( $id ) ?? throw new NotFound( sprintf( __( 'There is no proposed rollback %d.', 'smartalloc-ops' ), $id ) );
	}

	/**
	 * Says why not.
	 *
	 * @param int $revision The one that the person saw.
	 * @throws Conflict  It is not as the person saw it, or over; carries the present Proposal.
	 * @throws Forbidden
	 * @throws NotFound
	 * @throws InvalidField
	 */
	public function dismiss( int $id, int $revision, string $reason, Actor $actor ): Proposal {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		$why      = Reason::from( $reason );
		$proposal = $this->open_one( $id, $revision );
		if ( ! $this->store->close( $proposal, ProposalState::Dismissed, $actor, $why->text ) ) {
			throw $this->changed( $this->get( $id ) );
		}
		$this->journal->record( $actor, 'proposal.dismissed', "proposal:$id", $why->text );
		return $this->get( $id );
	}

	/**
	 * Starts the rollback, bound to what it was proposed on: the build that runs, the one that comes back, and the flags.
	 *
	 * The same decision again gives the same run. Whoever decided on other facts is told which, and must look again.
	 *
	 * @param int    $revision     The one that the person saw.
	 * @param string $confirmation What they typed.
	 * @param string $strategy     See Rollback\Strategy.
	 * @param string $flags        At the end: put_back or leave.
	 * @param bool   $accepts_newer_schema See Rollbacks::start().
	 * @throws Conflict  It is not as the person saw it, over, or another run is active.
	 * @throws Forbidden
	 * @throws NotFound
	 * @throws InvalidField
	 * @throws Refused   With every reason, before anything is touched.
	 */
	public function accept( int $id, int $revision, string $confirmation, string $reason, Actor $actor, string $strategy = 'auto', string $flags = 'put_back', bool $accepts_newer_schema = false ): Run {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		$why      = Reason::from( $reason );
		$proposal = $this->get( $id );
		$key      = ProposalKeys::of( $proposal );
		$run      = $this->rollbacks->started( $key );
		if ( null !== $run && $run->reason === $why->text && $run->actor->to_array() === $actor->to_array() ) {
			$this->accepted( $proposal, $run );
			return $run;
		}
		$this->same_facts( $this->open_one( $id, $revision ) );
		$run = $this->rollbacks->start( $proposal, $key, $confirmation, $why->text, $actor, $strategy, $flags, $accepts_newer_schema, null );
		CrashPoint::reach( 'proposal.started' );
		$this->accepted( $proposal, $run );
		return $run;
	}

	private function accepted( Proposal $proposal, Run $run ): void {
		if ( $proposal->is_open() && $this->store->close( $proposal, ProposalState::Accepted, $run->actor, $run->reason, $run->id ) ) {
			$this->journal->record( $run->actor, 'proposal.accepted', "proposal:$proposal->id", $run->reason, [ 'run' => $run->id ] );
		}
	}

	private function open_one( int $id, int $revision ): Proposal {
		$proposal = $this->get( $id );
		if ( ! $proposal->is_open() || $proposal->revision !== $revision ) {
			throw $this->changed( $proposal );
		}
		return $proposal;
	}

	/** @throws Conflict */
	private function same_facts( Proposal $proposal ): void {
		$now     = ( $this->facts )();
		$changes = self::changes( $proposal->facts, $now );
		if ( [] === $changes ) {
			return;
		}
		if ( $proposal->facts->build !== $now->build || $now->stands() ) {
			$to = $proposal->facts->build !== $now->build ? ProposalState::Superseded : ProposalState::Withdrawn;
			// A build that cannot be read may be the same.
			if ( null !== $now->build && $this->store->close( $proposal, $to, Actor::system(), '' ) ) {
				$this->journal->record( Actor::system(), "proposal.$to->value", "proposal:$proposal->id", '' );
			}
		} elseif ( $this->store->bind( $proposal, $now ) ) {
			$this->journal->record( Actor::system(), 'proposal.bound', "proposal:$proposal->id", '', [ 'revision' => $proposal->revision + 1 ] );
		}
		throw new Conflict( 'facts_changed', implode( ' ', $changes ) . ' ' . __( 'Nothing was started. Look again, and decide anew.', 'smartalloc-ops' ), 'proposal', $this->get( $proposal->id ) );
	}

	private function changed( Proposal $present ): Conflict {
		return $present->is_open()
			? new Conflict( 'proposal_changed', __( 'The proposal is bound to other facts than those you saw. Look again, and decide anew.', 'smartalloc-ops' ), 'proposal', $present )
			/* translators: %d: number of a proposed rollback. */
			: new Conflict( 'proposal_closed', sprintf( __( 'Proposed rollback %d is over.', 'smartalloc-ops' ), $present->id ), 'proposal', $present );
	}

	/** @return list<string> */
	private static function changes( Facts $before, Facts $now ): array {
		$changes = [];
		if ( null === $now->build ) {
			$changes[] = __( 'It cannot be read which build of SmartAlloc runs.', 'smartalloc-ops' );
		} elseif ( $before->build !== $now->build ) {
			$changes[] = __( 'Another build of SmartAlloc runs now than the one it was proposed for.', 'smartalloc-ops' );
		}
		if ( $before->pin !== $now->pin || $before->archive !== $now->archive || $before->good !== $now->good ) {
			$changes[] = __( 'Another build is named the last known good one now.', 'smartalloc-ops' );
		}
		if ( $before->flags !== $now->flags ) {
			$changes[] = __( 'Flags were changed since.', 'smartalloc-ops' );
		}
		return $changes;
	}
}
