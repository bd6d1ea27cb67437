<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\OptionLease;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/**
 * Looks at the triggers, once a minute however many ask, and keeps the proposals as they should be: one open one for the
 * build that runs while something speaks against it, with all that speaks; none about a build that does not run.
 */
final class TriggerWatch {
	/** Never released: whoever has looked has looked for this minute. */
	public const LEASE    = 'smartalloc_ops_triggers';
	private const EVERY_MS = 55_000;

	/** Heartbeat: that a proposal is open, for the first screen, which reads them all anyway. */
	public const OPEN = 'proposal.open';

	/** What nobody decided by then rests on old measurements. */
	public const EXPIRES_MS = 86_400_000;

	/** What a person has decided about a build is not proposed again for so long. */
	public const DECIDED_MS = 86_400_000;

	/** One that comes back so soon is the same one, and nobody is told anew. */
	private const REOPENS_MS = 21_600_000;

	/** @param \Closure(): Facts $facts As they are now. */
	public function __construct(
		private readonly OptionLease $leases,
		private readonly Observer $observer,
		private readonly TriggerStore $triggers,
		private readonly ProposalStore $proposals,
		private readonly \Closure $facts,
		private readonly Rollbacks $rollbacks,
		private readonly Autopilot $autopilot,
		private readonly ProposalTeller $teller,
		private readonly Heartbeats $heartbeats,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/** One read while it is not due; never starts anything. */
	public function run_when_due(): void {
		$this->leases->is_free( self::LEASE ) && $this->run( false );
	}

	/**
	 * @param bool $may_start Whether an armed trigger may start a rollback in this process: not while somebody waits for a page.
	 * @return bool Whether it looked; somebody else has within the last minute otherwise.
	 */
	public function run( bool $may_start ): bool {
		if ( null === $this->leases->take( self::LEASE, self::EVERY_MS ) ) {
			return false;
		}
		$now   = $this->clock->now_ms();
		$facts = ( $this->facts )();
		$seen  = $this->observer->look( $facts->since, $now );
		$this->triggers->save( $seen );
		$rows   = $this->triggers->all();
		$firing = self::firing( $rows );
		$open   = $this->keep( $facts, $rows, $now );
		$open   = null === $open ? $this->propose( $facts, $firing, $now ) : $this->bring_up_to_date( $open, $facts, $firing, $now );
		$this->show( $open );
		if ( null !== $open ) {
			$this->tell( $open );
			CrashPoint::reach( 'triggers.proposed' );
			$run = $may_start ? $this->autopilot->consider( $open, $facts, $rows ) : null;
			null === $run || $this->accepted( $open, $run->id );
		}
		return true;
	}

	/**
	 * Ends those that are over.
	 *
	 * @param array<string, TriggerRow> $rows
	 * @return Proposal|null The one that stays open.
	 */
	private function keep( Facts $facts, array $rows, int $now ): ?Proposal {
		$kept = null;
		foreach ( $this->proposals->all_open() as $proposal ) {
			$automatic = $this->rollbacks->started( ProposalKeys::automatic( (string) $proposal->facts->build ) );
			$run       = $this->rollbacks->started( ProposalKeys::of( $proposal ) );
			if ( null !== $run ) {
				// Whoever started it was killed before it was written down here.
				$this->end( $proposal, ProposalState::Accepted, $run->actor, $run->reason, $run->id );
			} elseif ( null !== $automatic && ( $automatic->payload['proposal'] ?? null ) === $proposal->id ) {
				$this->accepted( $proposal, $automatic->id );
			} elseif ( null !== $facts->build && $proposal->facts->build !== $facts->build ) {
				$this->end( $proposal, ProposalState::Superseded, Actor::system(), '' );
			} elseif ( $now >= $proposal->expires_at ) {
				$this->end( $proposal, ProposalState::Expired, Actor::system(), '' );
			} elseif ( $facts->stands() || self::is_silent( $proposal, $rows ) ) {
				$this->end( $proposal, ProposalState::Withdrawn, Actor::system(), '' );
			} else {
				$kept = $proposal;
			}
		}
		return $kept;
	}

	/** @param list<Evidence> $firing */
	private function propose( Facts $facts, array $firing, int $now ): ?Proposal {
		if ( [] === $firing || null === $facts->build || null === $facts->since || $facts->stands() || null !== $this->rollbacks->active() ) {
			return null;
		}
		$closed   = $this->proposals->closed_of( $facts->build, $now - self::DECIDED_MS );
		$evidence = self::undecided( $firing, $closed );
		if ( [] === $evidence ) {
			return null;
		}
		foreach ( $closed as $proposal ) {
			if ( ProposalState::Withdrawn === $proposal->state && $proposal->closed_at > $now - self::REOPENS_MS && $this->proposals->reopen( $proposal, $facts, $evidence, $now + self::EXPIRES_MS ) ) {
				$this->note( 'proposal.reopened', $proposal->id, [ 'triggers' => self::named( $evidence ) ] );
				return $this->proposals->get( $proposal->id );
			}
		}
		return $this->proposals->open( $facts, $evidence, $now + self::EXPIRES_MS );
	}

	/**
	 * Adds what fires besides, and binds it to what has changed: who has seen it otherwise must look again.
	 *
	 * @param list<Evidence> $firing
	 */
	private function bring_up_to_date( Proposal $proposal, Facts $facts, array $firing, int $now ): Proposal {
		$new = array_values( array_filter( self::undecided( $firing, $this->proposals->closed_of( (string) $proposal->facts->build, $now - self::DECIDED_MS ) ), static fn ( Evidence $one ): bool => ! in_array( $one->key(), $proposal->keys(), true ) ) );
		if ( [] !== $new && $this->proposals->add( $proposal, [ ...$proposal->evidence, ...$new ] ) ) {
			$this->note( 'proposal.added', $proposal->id, [ 'triggers' => self::named( $new ) ] );
		}
		if ( $proposal->facts->is_bound_otherwise( $facts ) && $this->proposals->bind( $proposal, $facts ) ) {
			$this->note( 'proposal.bound', $proposal->id, [ 'revision' => $proposal->revision + 1 ] );
		}
		return $this->proposals->get( $proposal->id ) ?? $proposal;
	}

	private function accepted( Proposal $proposal, int $run_id ): void {
		$run = $this->rollbacks->started( ProposalKeys::automatic( (string) $proposal->facts->build ) );
		if ( $this->proposals->close( $proposal, ProposalState::Accepted, self::armed_by( $run->payload ?? [] ), $run->reason ?? '', $run_id, true ) ) {
			$this->note( 'proposal.started', $proposal->id, [ 'run' => $run_id ] );
		}
	}

	private function end( Proposal $proposal, ProposalState $to, Actor $actor, string $reason, ?int $run_id = null ): void {
		if ( $this->proposals->close( $proposal, $to, $actor, $reason, $run_id ) ) {
			$this->journal->record( $actor, "proposal.$to->value", "proposal:$proposal->id", $reason, null === $run_id ? [] : [ 'run' => $run_id ] );
		}
	}

	/** Also after a kill between the row and this. */
	private function tell( Proposal $proposal ): void {
		if ( $proposal->is_open() ) {
			$this->journal->record_once( Actor::system(), 'proposal.opened', "proposal:$proposal->id", '', $proposal->created_at, [ 'version' => $proposal->facts->version, 'triggers' => self::named( $proposal->evidence ) ] );
			$this->teller->opened( $proposal );
		}
	}

	private function show( ?Proposal $open ): void {
		if ( null !== $open ) {
			$this->heartbeats->beat( self::OPEN, "$open->id " . count( $open->triggers() ) );
		} elseif ( $this->heartbeats->was_ever( self::OPEN ) ) {
			$this->heartbeats->forget( self::OPEN );
		}
	}

	/** @param array<string, string|int|bool|null> $data */
	private function note( string $event, int $id, array $data ): void {
		$this->journal->record( Actor::system(), $event, "proposal:$id", '', $data );
	}

	/**
	 * @param array<string, TriggerRow> $rows As they were seen just now.
	 * @return list<Evidence>
	 */
	private static function firing( array $rows ): array {
		return array_merge( ...array_map( static fn ( TriggerRow $row ): array => $row->is_sure() ? $row->evidence : [], array_values( $rows ) ) );
	}

	/**
	 * Whether nothing speaks for it any more. Of what is not known nobody can say that.
	 *
	 * @param array<string, TriggerRow> $rows
	 */
	private static function is_silent( Proposal $proposal, array $rows ): bool {
		foreach ( $proposal->triggers() as $id ) {
			$row = $rows[ $id ] ?? null;
			if ( null !== $row && ( ObservedState::Unknown === $row->state || [] !== $row->evidence ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * @param list<Evidence> $evidence
	 * @param list<Proposal> $closed
	 * @return list<Evidence> Of which no person has decided lately.
	 */
	private static function undecided( array $evidence, array $closed ): array {
		$decided = array_merge( ...array_map( static fn ( Proposal $one ): array => in_array( $one->state, [ ProposalState::Dismissed, ProposalState::Accepted ], true ) ? $one->keys() : [], $closed ) );
		return array_values( array_filter( $evidence, static fn ( Evidence $one ): bool => ! in_array( $one->key(), $decided, true ) ) );
	}

	/** @param list<Evidence> $evidence */
	private static function named( array $evidence ): string {
		return implode( ' ', array_unique( array_map( static fn ( Evidence $one ): string => $one->trigger, $evidence ) ) );
	}

	/** @param array<string, mixed> $payload */
	private static function armed_by( array $payload ): Actor {
		$said = is_string( $payload['armed_by'] ?? null ) ? explode( ':', $payload['armed_by'] ) : [];
		return Actor::stored( $said[0] ?? '', (int) ( $said[1] ?? 0 ) );
	}
}
