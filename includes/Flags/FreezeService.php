<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;

defined( 'ABSPATH' ) || exit;

/** The one way to freeze the flags and to open them again. */
final class FreezeService {
	public function __construct( private readonly FlagStore $store, private readonly FlagReader $reader, private readonly Clock $clock ) {}

	public function present(): Freeze {
		return $this->of( $this->store->latest( Freeze::NAME, '' ) );
	}

	/** Of a state that was read already; null when nobody has ever frozen them. */
	public function of( ?FlagState $state ): Freeze {
		return new Freeze( $state ?? Freeze::never(), $this->clock->now_ms() );
	}

	/**
	 * Freezes, moves the end of a freeze, or opens the flags again, if it still stands at `$revision`.
	 *
	 * @param string|null $until RFC 3339; required to freeze.
	 * @throws Conflict     Somebody else changed it; carries the present Freeze.
	 * @throws InvalidField A field cannot be used.
	 * @throws Forbidden    The actor may not.
	 */
	public function set( bool $frozen, ?string $until, int $revision, string $reason, Actor $actor ): Freeze {
		Forbidden::unless( $actor, Capability::FLAGS );
		$why = Reason::from( $reason );
		$end = $this->end( $frozen, $until );
		$now = $this->present();
		if ( $now->state->revision !== $revision ) {
			throw $this->lost( $now );
		}
		if ( ! $frozen && ! $now->is_on() ) {
			throw new InvalidField( 'frozen', __( 'The flags are not frozen.', 'smartalloc-ops' ) );
		}
		$written = $this->store->append( $now->state, $frozen ? 'on' : 'off', $why, $actor, null, $end );
		if ( null === $written ) {
			throw $this->lost( $this->present() );
		}
		$this->reader->publish();
		return $this->of( $written );
	}

	/** Writes down that a freeze is over; that it is does not wait for this. */
	public function close_ended(): void {
		$now = $this->present();
		$end = $now->state->end;
		if ( 'on' === $now->state->value && ! $now->is_on() && null !== $end ) {
			/* translators: %s: date and time. */
			$this->store->append( $now->state, 'off', Reason::from( sprintf( __( 'Its end came: %s.', 'smartalloc-ops' ), $end->shown() ) ), Actor::schedule(), null );
			$this->reader->publish();
		}
	}

	private function end( bool $frozen, ?string $until ): ?PlannedEnd {
		if ( $frozen && null === $until ) {
			throw new InvalidField( 'until', __( 'A freeze needs an end: what nobody ends would be frozen for ever.', 'smartalloc-ops' ) );
		}
		if ( ! $frozen && null !== $until ) {
			throw new InvalidField( 'until', __( 'Only a freeze has an end.', 'smartalloc-ops' ) );
		}
		return PlannedEnd::wished( $until, 'back', $this->clock->now_ms() )?->with_way_back( 'off' );
	}

	private function lost( Freeze $now ): Conflict {
		$text = $now->is_on()
			/* translators: %s: who. */
			? sprintf( __( 'The freeze was changed meanwhile: the flags are frozen by %s. Look at it and decide again.', 'smartalloc-ops' ), $now->owner() )
			/* translators: %s: who. */
			: sprintf( __( 'The freeze was changed meanwhile: it was ended by %s. Look at it and decide again.', 'smartalloc-ops' ), $now->owner() );
		return new Conflict( 'freeze_changed', $text, 'freeze', $now );
	}
}
