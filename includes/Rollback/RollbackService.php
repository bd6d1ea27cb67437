<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunService;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Looks before a rollback, and starts it. */
final class RollbackService {
	/** What is typed to confirm where no release is known. */
	private const NO_RELEASE = 'ROLLBACK';

	/** @param \Closure(): list<array{id: string, label: string, status: string, detail: string, at: string|null, action: array{kind: string, label: string, target: string}|null}> $recovery How ready this site is to bring the code back, point by point. */
	public function __construct(
		private readonly ScenarioCatalog $scenarios,
		private readonly FlagService $flags,
		private readonly RunService $runs,
		private readonly NextSteps $next_steps,
		private readonly SmartAlloc $smartalloc,
		private readonly \Closure $recovery,
		private readonly Preflight $preflight,
		private readonly Rehearsal $rehearsal,
	) {}

	/**
	 * What a rollback would do. Nothing is changed.
	 *
	 * @return array<string, mixed> A RollbackPlan of the wire.
	 */
	public function plan( Wish $wish ): array {
		$scenario = $this->scenarios->get( $wish->scenario );
		$found    = $this->look( $scenario, $wish );
		$whole    = null !== $found && $found->brings_code_back();
		$effects  = [];
		$warnings = [];
		foreach ( [ 'freeze' => $scenario->freezes, 'hold_scheduling' => $scenario->pauses() ] as $step => $changes ) {
			foreach ( $changes as $change ) {
				$preview   = $this->flags->preview( $change['flag'], $change['scope'], $change['value'] );
				$warnings  = [ ...$warnings, ...$preview['warnings'] ];
				$effects[] = [
					'step'   => $step,
					'text'   => $this->effect( $change ),
					'counts' => $preview['reach'][0]['label'] ?? '',
					'count'  => $preview['reach'][0]['count'] ?? null,
				];
			}
		}
		if ( $whole ) {
			$effects[] = [
				'step'   => 'swap',
				/* translators: 1: version number, 2: id of an archive, 3: how. */
				'text'   => sprintf( __( 'SmartAlloc %1$s (%2$s) comes back: %3$s.', 'smartalloc-ops' ), $found->good->version ?? '?', $found->good->id ?? '', $found->strategy->label() ),
				'counts' => '',
				'count'  => null,
			];
		}
		if ( null !== $found && Strategy::LocalSwap !== $found->strategy ) {
			$warnings = [ ...$warnings, ...array_map( static fn ( Refusal $obstacle ): string => $obstacle->message, $found->obstacles ) ];
		}
		foreach ( $found->accepted ?? [] as $accepted ) {
			$warnings = [ ...$warnings, $accepted->message, __( 'A second person must agree before anything is touched.', 'smartalloc-ops' ) ];
		}
		return [
			'dry_run'      => true,
			'scenario'     => $scenario->id,
			'effects'      => $effects,
			'refusals'     => array_map( static fn ( Refusal $refusal ): array => $refusal->to_array(), [ ...$this->refusals(), ...( $found->refusals ?? [] ) ] ),
			'warnings'     => array_values( array_unique( $warnings ) ),
			'strategy'     => $found?->strategy->value,
			'obstacles'    => array_map( static fn ( Refusal $obstacle ): array => $obstacle->to_array(), $found->obstacles ?? [] ),
			'brings_back'  => $whole ? [
				'archive' => $found->good?->id,
				'version' => $found->good?->version,
			] : null,
			'next_steps'   => $whole ? $this->next_steps->for_smoke( null ) : $this->next_steps->after_containment( null, $scenario ),
			'confirmation' => $this->confirmation(),
		];
	}

	/**
	 * Refuses with every reason, before anything is touched, when the build cannot be brought back so.
	 *
	 * @param Bound|null $bound The decision that it is started on.
	 * @throws Conflict     A rollback is active already; carries it.
	 * @throws InvalidField A field cannot be used.
	 */
	public function start( Wish $wish, string $confirmation, string $key, string $reason, Actor $actor, ?Bound $bound = null ): Run {
		$scenario = $this->scenarios->get( $wish->scenario );
		$asked    = $wish->to_array() + [ 'confirmation' => $confirmation ] + ( $bound?->payload() ?? [] );
		// Whoever asks again for what has been done since is not to type what runs now.
		if ( ! $this->runs->knows( $key ) && $confirmation !== $this->confirmation() ) {
			/* translators: %s: what must be typed. */
			throw new InvalidField( 'confirmation', sprintf( __( 'Type %s to confirm.', 'smartalloc-ops' ), $this->confirmation() ) );
		}
		return $this->runs->start( RollbackProcedure::KIND, fn (): array => $this->payload( $scenario, $wish, $actor, $bound ), $key, $reason, $actor, $asked );
	}

	/** @return array<string, mixed> */
	private function payload( Scenario $scenario, Wish $wish, Actor $actor, ?Bound $bound ): array {
		$payload = [
			'scenario' => $scenario->id,
			'freezes'  => $scenario->freezes,
			'pauses'   => $scenario->pauses(),
			'release'  => $this->smartalloc->presence()->version,
		] + ( $bound?->payload() ?? [] );
		$found   = $this->look( $scenario, $wish );
		if ( null !== $found && [] !== $found->refusals ) {
			throw new Refused( $found->refusals );
		}
		if ( null !== $found ) {
			$bound?->check( $found );
		}
		if ( null === $found || ! $found->brings_code_back() ) {
			return $payload;
		}
		if ( [] !== $found->accepted && ! $actor->is_somebody() ) {
			throw new Refused( [ new Refusal( 'nobody', __( 'Say who accepts that the database is newer, so that a second person can be told apart: --user=<name>.', 'smartalloc-ops' ) ) ] );
		}
		// The plugins of a network are everybody's.
		is_multisite() && Forbidden::unless( $actor, 'update_plugins' );
		return $payload + [
			'strategy' => $found->strategy->value,
			'archive'  => $found->good?->id,
			'digest'   => $found->good?->digest,
			'version'  => $found->good?->version,
			'before'   => $found->standing,
			'flags'    => $wish->flags,
			// Only what was really in the way: whatever comes up meanwhile, nobody has accepted.
			'accepted' => array_column( array_map( static fn ( Refusal $one ): array => $one->to_array(), $found->accepted ), 'code' ),
		];
	}

	private function look( Scenario $scenario, Wish $wish ): ?Findings {
		return self::has_code( $scenario ) ? $this->preflight->look( $wish->strategy, false, $wish->accepts_newer_schema ) : null;
	}

	/** Only a bad release is undone by bringing another one back. */
	private static function has_code( Scenario $scenario ): bool {
		return 'bad_release' === $scenario->id;
	}

	/** The release that is running, as it must be typed to confirm. */
	public function confirmation(): string {
		$version = (string) $this->smartalloc->presence()->version;
		return '' === $version ? self::NO_RELEASE : $version;
	}

	/** @return list<Scenario> */
	public function scenarios(): array {
		return array_values( $this->scenarios->all() );
	}

	public function active(): ?Run {
		return $this->runs->active( RollbackProcedure::KIND );
	}

	public function last(): ?Run {
		return $this->runs->page( RollbackProcedure::KIND, null, 1 )[0] ?? null;
	}

	/** @return list<array{id: string, label: string, status: string, detail: string, at: string|null, action: array{kind: string, label: string, target: string}|null}> */
	public function ticks(): array {
		$active    = $this->active();
		$presence  = $this->smartalloc->presence();
		$rehearsed = $this->rehearsal->readiness();
		$weak      = [];
		foreach ( $this->flags->states() as $state ) {
			if ( 'not_enforced' === $this->flags->enforcement( $state )->state ) {
				$weak[] = trim( "{$state->flag} {$state->scope}" );
			}
		}
		return [
			self::tick( 'free', __( 'Room for a rollback', 'smartalloc-ops' ), null === $active ? Status::Good : Status::Critical, null === $active ? __( 'One can be started.', 'smartalloc-ops' ) : sprintf( /* translators: %d: number of a run. */ __( 'Run %d is active.', 'smartalloc-ops' ), $active->id ), null, null === $active ? null : Links::tab( 'rollback', __( 'Open the rollback', 'smartalloc-ops' ), [ 'run' => $active->id ] ) ),
			self::tick( 'release', __( 'The running release is known', 'smartalloc-ops' ), $presence->is_present() ? Status::Good : Status::Unknown, $presence->detail, null, $presence->is_present() ? null : Links::plugins() ),
			self::tick( 'switches', __( 'The switches are obeyed', 'smartalloc-ops' ), [] === $weak ? Status::Good : Status::Recommended, [] === $weak ? __( 'Every flag is enforced on this site.', 'smartalloc-ops' ) : sprintf( /* translators: %s: names of flags. */ __( 'Not enforced here: %s.', 'smartalloc-ops' ), Sentences::listed( $weak ) ), null, [] === $weak ? null : Links::tab( 'flags', __( 'Flags', 'smartalloc-ops' ) ) ),
			...( $this->recovery )(),
			self::tick( 'rehearsal', __( 'Rehearsal', 'smartalloc-ops' ), $rehearsed['status'], $rehearsed['detail'], $rehearsed['at'], Status::Good === $rehearsed['status'] ? null : Action::command( __( 'From a shell:', 'smartalloc-ops' ), 'wp smartalloc-ops rollback rehearse' ) ),
		];
	}

	/** @return list<Refusal> */
	private function refusals(): array {
		$active = $this->active();
		/* translators: %d: number of a run. */
		return null === $active ? [] : [ new Refusal( 'run_active', sprintf( __( 'Run %d is active. Finish or abort it first.', 'smartalloc-ops' ), $active->id ) ) ];
	}

	/** @param array{flag: string, scope: string, value: string} $change */
	private function effect( array $change ): string {
		$definition = $this->flags->catalog()->get( $change['flag'] );
		$state      = $this->flags->state( $change['flag'], $change['scope'] );
		$name       = trim( "{$definition->title} {$change['scope']}" );
		return $state->value === $change['value']
			/* translators: 1: name of a flag, 2: its value. */
			? sprintf( __( '%1$s is %2$s already and stays so.', 'smartalloc-ops' ), $name, $definition->label( $state->value ) )
			/* translators: 1: name of a flag, 2: new value, 3: value now. */
			: sprintf( __( '%1$s is set to %2$s (now %3$s).', 'smartalloc-ops' ), $name, $definition->label( $change['value'] ), $definition->label( $state->value ) );
	}

	/** @return array{id: string, label: string, status: string, detail: string, at: string|null, action: array{kind: string, label: string, target: string}|null} */
	private static function tick( string $id, string $label, Status $status, string $detail, ?int $at = null, ?Action $action = null ): array {
		return [
			'id'     => $id,
			'label'  => $label,
			'status' => $status->value,
			'detail' => $detail,
			'at'     => Time::rfc3339( $at ),
			'action' => $action?->to_array(),
		];
	}
}
