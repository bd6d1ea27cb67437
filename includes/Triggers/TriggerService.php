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
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** What people read of triggers, and which of them may start a rollback by themselves. An arming holds until somebody takes it back, as long as whoever gave it may start a rollback. */
final class TriggerService {
	public function __construct( private readonly TriggerStore $store, private readonly Rollbacks $rollbacks, private readonly Journal $journal ) {}

	/** @return array<string, TriggerRow> By id, in their order. */
	public function all(): array {
		return $this->store->all();
	}

	/** @throws NotFound */
	public function get( string $id ): TriggerRow {
		return $this->all()[ TriggerCatalog::get( $id )->id ];
	}

	/** Whether an armed one would act: whoever armed it may still start a rollback. */
	public function is_effective( TriggerRow $row ): bool {
		return $row->is_armed && null !== $row->actor && $this->rollbacks->may( $row->actor );
	}

	/**
	 * Lets a trigger start a rollback by itself, or no longer.
	 *
	 * @param int $revision Of the arming that the person saw; 0 for none.
	 * @throws Conflict  Somebody else was faster; carries the present TriggerRow.
	 * @throws Forbidden Whoever arms must be allowed to start a rollback.
	 * @throws NotFound
	 * @throws Refused   Strangers could bring it about.
	 * @throws InvalidField
	 */
	public function arm( string $id, bool $armed, int $revision, string $reason, Actor $actor ): TriggerRow {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		// The plugins of a network are everybody's.
		is_multisite() && Forbidden::unless( $actor, Capability::CODE );
		$why     = Reason::from( $reason );
		$present = $this->get( $id );
		if ( $armed && $present->trigger->by_strangers ) {
			throw new Refused( [ new Refusal( 'by_strangers', TriggerWords::caution( $present->trigger ) . ' ' . __( 'It proposes one, and a person decides.', 'smartalloc-ops' ) ) ] );
		}
		if ( $revision !== $present->revision || ! $this->store->arm( $id, $armed, $revision, $why->text, $actor ) ) {
			throw new Conflict( 'trigger_changed', __( 'Somebody else changed it meanwhile. Look at it and decide again.', 'smartalloc-ops' ), 'trigger', $this->get( $id ) );
		}
		$this->journal->record( $actor, $armed ? 'trigger.armed' : 'trigger.disarmed', "trigger:$id", $why->text, [ 'revision' => $revision + 1 ] );
		return $this->get( $id );
	}
}
