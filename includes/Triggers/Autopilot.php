<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/**
 * Starts a proposed rollback by itself when somebody who may start one has armed a trigger that speaks for it.
 *
 * Once a build, however many processes try, because the key of its run is made of the build; not within a day of another
 * rollback; not while one is active; and never when anything that it would have to know is not known. Whatever keeps it
 * from starting is written beside the proposal and told once: then a person must decide.
 */
final class Autopilot {
	/** So long after any rollback nothing starts by itself: two in a row would be a quarrel of machines. */
	public const COOL_MS = 86_400_000;

	/** Not why it did not start, but that it has or is about to. */
	private const QUIET = [ 'run_active' ];

	public function __construct(
		private readonly Rollbacks $rollbacks,
		private readonly ProposalStore $proposals,
		private readonly ProposalTeller $teller,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/**
	 * @param Proposal                  $proposal Open, bound to the facts as they are.
	 * @param array<string, TriggerRow> $rows     As they were seen just now.
	 */
	public function consider( Proposal $proposal, Facts $facts, array $rows ): ?Run {
		$armed = array_values( array_filter( $proposal->triggers(), static fn ( string $id ): bool => isset( $rows[ $id ] ) && self::speaks( $rows[ $id ] ) ) );
		if ( [] === $armed ) {
			[] === $proposal->held_back || $this->proposals->hold_back( $proposal, [] );
			return null;
		}
		$key = ProposalKeys::automatic( (string) $facts->build );
		// Started before, and killed before it was written beside the proposal: the watch sees to that.
		$run     = $this->rollbacks->started( $key );
		$reasons = null !== $run ? [ self::refusal_of_second( $run ) ] : Sentences::recording( fn (): array => $this->reasons( $facts, $rows, $armed ) );
		if ( [] !== $reasons ) {
			$this->hold_back( $proposal, $reasons );
			return null;
		}
		$by = self::first_allowed( $rows, $armed, $this->rollbacks );
		if ( null === $by || null === $by->actor ) {
			return null;
		}
		try {
			CrashPoint::reach( 'autopilot.starts' );
			$run = $this->rollbacks->start( $proposal, $key, null, self::reason( $proposal, $by ), Actor::system(), 'auto', 'put_back', false, $by->actor );
		} catch ( Refused $refused ) {
			$this->hold_back( $proposal, $refused->refusals );
			return null;
		} catch ( Conflict ) {
			// Somebody else was faster: the next look sees whose run it is.
			return null;
		}
		CrashPoint::reach( 'autopilot.started' );
		return $run;
	}

	/** Surely firing just now, armed, and of a kind that may act at all. */
	private static function speaks( TriggerRow $row ): bool {
		return $row->is_armed && ! $row->trigger->by_strangers && $row->is_sure();
	}

	/**
	 * @param array<string, TriggerRow> $rows
	 * @param non-empty-list<string>    $armed
	 * @return list<Refusal>
	 */
	private function reasons( Facts $facts, array $rows, array $armed ): array {
		$active = $this->rollbacks->active();
		if ( null !== $active ) {
			/* translators: %d: number of a run. */
			return [ new Refusal( 'run_active', sprintf( __( 'Run %d is active. Finish or abort it first.', 'smartalloc-ops' ), $active->id ) ) ];
		}
		if ( null === $facts->build || null === $facts->since ) {
			return [ new Refusal( 'no_build', TriggerWords::why( 'no_build' ) ) ];
		}
		if ( null === $facts->archive ) {
			return [ new Refusal( 'no_pin', __( 'No build was named the last known good one.', 'smartalloc-ops' ) ) ];
		}
		if ( $facts->stands() ) {
			return [ new Refusal( 'stands', __( 'The build that runs is the one that was named good.', 'smartalloc-ops' ) ) ];
		}
		$reasons = [];
		if ( null === self::first_allowed( $rows, $armed, $this->rollbacks ) ) {
			$reasons[] = new Refusal( 'not_allowed', __( 'Whoever armed it may not start a rollback any more. Somebody who may must arm it again.', 'smartalloc-ops' ) );
		}
		$last = $this->rollbacks->last();
		if ( null !== $last && $last->created_at > $this->clock->now_ms() - self::COOL_MS ) {
			/* translators: 1: number of a run, 2: date and time. */
			$reasons[] = new Refusal( 'cooling', sprintf( __( 'Run %1$d was a short while ago. Nothing starts by itself before %2$s.', 'smartalloc-ops' ), $last->id, LocalTime::said( $last->created_at + self::COOL_MS ) ) );
		}
		$look = $this->rollbacks->look();
		if ( [] === $look['refusals'] && ! $look['is_by_itself'] ) {
			$reasons[] = new Refusal( 'by_hand', __( 'On this site a person must put the good build in place, so nothing is frozen while nobody is there.', 'smartalloc-ops' ) );
		}
		return [ ...$reasons, ...$look['refusals'] ];
	}

	/** @param list<Refusal> $reasons */
	private function hold_back( Proposal $proposal, array $reasons ): void {
		$reasons = array_values( array_filter( $reasons, static fn ( Refusal $one ): bool => ! in_array( $one->code, self::QUIET, true ) ) );
		$said    = array_map(
			static fn ( Refusal $one ): array => [
				'code'    => $one->code,
				'message' => $one->message,
			],
			$reasons
		);
		if ( array_column( $said, 'code' ) === array_column( $proposal->held_back, 'code' ) ) {
			return;
		}
		$this->proposals->hold_back( $proposal, $said );
		if ( [] !== $said ) {
			$this->journal->record( Actor::system(), 'proposal.held_back', "proposal:$proposal->id", '', [ 'codes' => implode( ' ', array_column( $said, 'code' ) ) ] );
			$this->teller->held_back( $proposal, $said );
		}
	}

	private static function refusal_of_second( Run $run ): Refusal {
		/* translators: %d: number of a run. */
		return Sentences::recording( static fn (): Refusal => new Refusal( 'once', sprintf( __( 'Run %d was started by itself for this build already, and no second one is.', 'smartalloc-ops' ), $run->id ) ) );
	}

	/**
	 * @param array<string, TriggerRow> $rows
	 * @param list<string>              $armed
	 */
	private static function first_allowed( array $rows, array $armed, Rollbacks $rollbacks ): ?TriggerRow {
		foreach ( $armed as $id ) {
			if ( null !== $rows[ $id ]->actor && $rollbacks->may( $rows[ $id ]->actor ) ) {
				return $rows[ $id ];
			}
		}
		return null;
	}

	/** The same words in every process that tries: the key stands for them too. No names: those stand in the arming. */
	private static function reason( Proposal $proposal, TriggerRow $by ): string {
		return "Started by itself: proposal $proposal->id, trigger {$by->trigger->id}, armed by {$by->actor?->kind} {$by->actor?->id} in revision $by->revision.";
	}
}
