<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\Fence;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** The one way to change a flag, whichever door it came through. */
final class FlagService {
	/** @param array<string, FlagEnforcer> $enforcers By flag name. */
	public function __construct(
		private readonly FlagCatalog $catalog,
		private readonly FlagStore $store,
		private readonly FlagReader $reader,
		private readonly array $enforcers,
		private readonly FreezeService $freezes,
		private readonly Clock $clock,
	) {}

	/**
	 * Sets a flag if it still stands at `$revision`. The same value again is a change only with another end.
	 *
	 * @param Fence|null  $fence Lease of the run that sets it: once that is lost, nothing is written.
	 * @param string|null $until RFC 3339: when the value ends by itself; null: when somebody changes it.
	 * @param string      $then  What happens then, one of PlannedEnd::THEN.
	 * @param bool        $contains A run that contains trouble: a freeze is meant for others.
	 * @throws Conflict     Somebody else changed it; carries the present FlagState.
	 * @throws Refused      A policy says no.
	 * @throws InvalidField The value or the reason cannot be used.
	 * @throws Forbidden    The actor may not.
	 */
	public function set( string $flag, string $scope, string $value, int $revision, string $reason, Actor $actor, ?Fence $fence = null, ?string $until = null, string $then = 'back', bool $contains = false ): FlagState {
		Forbidden::unless( $actor, Capability::FLAGS );
		$definition = $this->catalog->get( $flag );
		$this->check_scope( $definition, $scope );
		if ( ! $definition->accepts( $value ) ) {
			/* translators: 1: name of a flag, 2: list of values. */
			throw new InvalidField( 'value', sprintf( __( '%1$s takes one of: %2$s.', 'smartalloc-ops' ), $definition->name, implode( ', ', array_keys( $definition->values ) ) ) );
		}
		$why     = Reason::from( $reason );
		$wish    = PlannedEnd::wished( $until, $then, $this->clock->now_ms() );
		$current = $this->state( $flag, $scope );
		if ( $current->revision !== $revision ) {
			throw $this->lost( $current );
		}
		if ( $current->value === $value && ( null === $wish ? null === $current->end : $wish->is_same( $current->end ) ) ) {
			/* translators: 1: title of a flag, 2: its value. */
			throw new InvalidField( 'value', sprintf( __( '%1$s is already %2$s.', 'smartalloc-ops' ), $definition->title, $definition->label( $value ) ) );
		}
		// The safe direction is always open, whatever a policy thinks.
		if ( $value !== $definition->safe_value() ) {
			$refusals = $this->refusals( $definition, $scope, $value, $current->value === $value, $contains );
			if ( [] !== $refusals ) {
				throw new Refused( $refusals );
			}
		}
		$written = $this->store->append( $current, $value, $why, $actor, $fence, $wish?->with_way_back( $this->way_back( $definition, $current, $value ) ) );
		if ( null === $written ) {
			throw $this->lost( $this->state( $flag, $scope ) );
		}
		CrashPoint::reach( 'flag.appended' );
		$this->reader->publish();
		return $written;
	}

	/** The truth of the table, not of the copy. */
	public function state( string $flag, string $scope ): FlagState {
		$definition = $this->catalog->get( $flag );
		$this->check_scope( $definition, $scope );
		return $this->store->latest( $flag, $scope ) ?? new FlagState( $flag, $scope, $definition->default_value(), 0 );
	}

	/** The revision that a run wrote last for this flag and scope; null when it wrote none. */
	public function written_by_run( string $flag, string $scope, int $run_id ): ?FlagState {
		return $this->store->by_run( $flag, $scope, $run_id );
	}

	/** @return list<FlagState> Every switch of this site, in the order of the catalog. */
	public function states(): array {
		return $this->board()->states;
	}

	/** Every switch and the freeze, in one read. */
	public function board(): FlagBoard {
		$latest = [];
		foreach ( $this->store->all_latest() as $state ) {
			$latest[ "{$state->flag}/{$state->scope}" ] = $state;
		}
		$states = [];
		foreach ( $this->catalog->all() as $definition ) {
			foreach ( $this->catalog->scopes( $definition ) as $scope ) {
				$states[] = $latest[ "{$definition->name}/$scope" ] ?? new FlagState( $definition->name, $scope, $definition->default_value(), 0 );
				unset( $latest[ "{$definition->name}/$scope" ] );
			}
			foreach ( $latest as $state ) {
				// Its event or processor is gone for now; whoever brings it back must find the pause.
				if ( $state->flag === $definition->name && QueueScopes::is_one( $state->scope ) && $state->value !== $definition->default_value() ) {
					$states[] = $state;
				}
			}
		}
		return new FlagBoard( $states, $this->freezes->of( $latest[ Freeze::NAME . '/' ] ?? null ) );
	}

	/**
	 * One revision of a flag; 0 is the default before anybody set it.
	 *
	 * @throws NotFound There is no such revision.
	 */
	public function revision( string $flag, string $scope, int $number ): FlagState {
		$definition = $this->catalog->get( $flag );
		$this->check_scope( $definition, $scope );
		$found = 0 === $number ? new FlagState( $flag, $scope, $definition->default_value(), 0 ) : $this->store->revisions( $flag, $scope, $number + 1, 1 )[0] ?? null;
		/* translators: 1: revision number, 2: name of a flag. */
		return $number === $found?->revision ? $found : throw new NotFound( sprintf( __( 'There is no revision %1$d of %2$s.', 'smartalloc-ops' ), $number, trim( "$flag $scope" ) ) );
	}

	/** @return list<FlagState> */
	public function revisions( string $flag, string $scope, ?int $before, int $limit ): array {
		$this->check_scope( $this->catalog->get( $flag ), $scope );
		return $this->store->revisions( $flag, $scope, $before, $limit );
	}

	/**
	 * What setting the value would do. Nothing is changed.
	 *
	 * @return array{flag: string, scope: string, value: string, revision: int, reach: list<array{label: string, count: array{value: int, capped: bool}|null, note: string}>, reassurances: list<string>, warnings: list<string>, refusals: list<array{code: string, message: string, action: array{kind: string, label: string, target: string}|null}>, recent_reasons: list<string>} A FlagPreview of the wire.
	 */
	public function preview( string $flag, string $scope, string $value ): array {
		$definition = $this->catalog->get( $flag );
		$state      = $this->state( $flag, $scope );
		if ( ! $definition->accepts( $value ) ) {
			/* translators: 1: name of a flag, 2: list of values. */
			throw new InvalidField( 'value', sprintf( __( '%1$s takes one of: %2$s.', 'smartalloc-ops' ), $definition->name, implode( ', ', array_keys( $definition->values ) ) ) );
		}
		$enforcer = $this->enforcers[ $flag ];
		$reach    = $enforcer->reach( $scope, $value );
		$refusals = $value === $definition->safe_value() ? [] : $this->refusals( $definition, $scope, $value, $state->value === $value, false );
		$note     = $enforcer->enforcement( $scope );
		if ( 'enforced' !== $note->state ) {
			$reach->warn( $note->note );
		}
		return [
			'flag'           => $flag,
			'scope'          => $scope,
			'value'          => $value,
			'revision'       => $state->revision,
			'reach'          => $reach->lines(),
			'reassurances'   => $reach->reassurances(),
			'warnings'       => $reach->warnings(),
			'refusals'       => array_map( static fn ( $refusal ): array => $refusal->to_array(), $refusals ),
			'recent_reasons' => $this->store->recent_reasons( $flag, 5 ),
		];
	}

	public function enforcement( FlagState $state ): Enforcement {
		return $this->enforcers[ $state->flag ]->enforcement( $state->scope );
	}

	/** A pause of an event or a processor that is not here any more can still be seen and ended. */
	private function check_scope( FlagDefinition $definition, string $scope ): void {
		try {
			$this->catalog->check_scope( $definition, $scope );
		} catch ( NotFound $missing ) {
			if ( ! QueueScopes::is_one( $scope ) || null === $this->store->latest( $definition->name, $scope ) ) {
				throw $missing;
			}
		}
	}

	public function catalog(): FlagCatalog {
		return $this->catalog;
	}

	/**
	 * Why a value that is not the safe one may not be set now.
	 *
	 * @param bool $is_kept Only its end is changed.
	 * @return list<Refusal>
	 */
	private function refusals( FlagDefinition $definition, string $scope, string $value, bool $is_kept, bool $contains ): array {
		$freeze = $contains ? null : $this->freezes->present();
		return [
			...( $freeze?->is_on() ? [ $freeze->refusal() ] : [] ),
			...( $is_kept ? [] : $this->enforcers[ $definition->name ]->refusals( $scope, $value ) ),
		];
	}

	/** The value that held before this one. */
	private function way_back( FlagDefinition $definition, FlagState $current, string $value ): string {
		foreach ( [ $current->value, (string) $current->end?->back_to, $current->previous, $definition->default_value() ] as $before ) {
			if ( '' !== $before && $value !== $before ) {
				return $before;
			}
		}
		throw new InvalidField( 'until', __( 'It was never anything else, so there is nothing it could go back to.', 'smartalloc-ops' ) );
	}

	private function lost( FlagState $now ): Conflict {
		$definition = $this->catalog->get( $now->flag );
		/* translators: 1: title of a flag, 2: its value, 3: who set it. */
		$text = sprintf( __( '%1$s was changed meanwhile: it is %2$s, set by %3$s. Look at it and decide again.', 'smartalloc-ops' ), $definition->title, $definition->label( $now->value ), $now->actor?->name() ?? __( 'nobody', 'smartalloc-ops' ) );
		return new Conflict( 'flag_changed', $text, 'flag', $now );
	}
}
