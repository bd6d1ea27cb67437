<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;

defined( 'ABSPATH' ) || exit;

/** What a person may decide about work that cannot decide for itself. */
final class WorkService {
	public const RESOLUTIONS = [ 'close', 'retry' ];

	public function __construct( private readonly WorkStore $store, private readonly Journal $journal ) {}

	/** @throws NotFound */
	public function get( int $id ): WorkItem {
		/* translators: %d: number of a row of work. */
		return $this->store->get( $id ) ?? throw new NotFound( sprintf( __( 'There is no work %d.', 'smartalloc-ops' ), $id ) );
	}

	/**
	 * Ends a unit of work, or lets it be tried once more. Only what failed or ended unseen waits for such a decision.
	 *
	 * @param string $resolution One of RESOLUTIONS.
	 * @throws Conflict It is not in such a state (any more); carries the present WorkItem.
	 */
	public function resolve( int $id, string $resolution, string $reason, Actor $actor ): WorkItem {
		Forbidden::unless( $actor, Capability::OPERATE );
		if ( ! in_array( $resolution, self::RESOLUTIONS, true ) ) {
			/* translators: %s: list of values. */
			throw new InvalidField( 'resolution', sprintf( __( 'resolution takes one of: %s.', 'smartalloc-ops' ), implode( ', ', self::RESOLUTIONS ) ) );
		}
		$why  = Reason::from( $reason );
		$item = $this->get( $id );
		$to   = 'close' === $resolution ? WorkState::Closed : WorkState::Due;
		$open = in_array( $item->state, [ WorkState::Failed, WorkState::FinishedUnknown ], true );
		if ( ! $open || ! $this->store->move( $item, $to ) ) {
			/* translators: 1: number of a row of work, 2: its state. */
			throw new Conflict( 'work_changed', sprintf( __( 'Work %1$d is %2$s now: only what failed or whose outcome is unknown can be decided on.', 'smartalloc-ops' ), $id, $this->get( $id )->state->value ), 'work', $this->get( $id ) );
		}
		$this->journal->record( $actor, "work.$resolution", "work:$id", $why->text, [ 'from' => $item->state->value ] );
		return $this->get( $id );
	}
}
